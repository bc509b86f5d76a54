"""Which sheets a list shows, and in which order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competitions.models import StageKind


class SheetFilter(forms.Form):
    """The filters of a list, as they are in its address. What is not understood does not filter."""

    OPEN, FINAL = "terbuka", "terkunci"
    SORTS = ("judul", "-judul", "nilai", "-nilai", "status", "-status")

    edisi = forms.SlugField(label=_("Edisi"), required=False)
    tahap = forms.ChoiceField(label=_("Tahap"), required=False, choices=StageKind.choices)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Semua")), (OPEN, _("Belum dikunci")), (FINAL, _("Terkunci"))],
    )
    kategori = forms.IntegerField(label=_("Kategori"), required=False, min_value=1, max_value=2**31)
    q = forms.CharField(label=_("Cari inovasi"), required=False, max_length=100)
    urut = forms.ChoiceField(required=False, choices=[(key, key) for key in SORTS])

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or None
