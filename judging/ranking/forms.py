"""Which places a list shows, and why a sheet is taken out of the mean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competitions.models import Category, Edition


class RankingFilter(forms.Form):
    """Which places a list shows; an unknown category shows all."""

    kategori = forms.ModelChoiceField(label=_("Kategori"), queryset=Category.objects.none(), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kategori"].queryset = edition.categories.all()  # type: ignore[attr-defined]  # a choice of rows

    @property
    def category(self) -> Category | None:
        return self.cleaned_data.get("kategori") if self.is_valid() else None


class ExclusionForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tercatat di jejak edisi dan dibaca juri; jangan tulis hal pribadi."),
    )
