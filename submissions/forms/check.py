"""What the verifier found."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition
from submissions.workflow import Note


class ReturnForm(forms.Form):
    """A note for every place that wants one, and one for the proposal as a whole."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[tuple[str, Any, dict[str, Any]]] = [
            *((f"section_{row.pk}", row, {"section": row}) for row in edition.section_templates.all()),
            *((f"requirement_{row.pk}", row, {"requirement": row}) for row in edition.document_requirements.all()),
            ("general", _("Usulan secara umum"), {}),
        ]
        for name, label, _place in self.places:
            self.fields[name] = forms.CharField(
                label=str(label), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
            )

    def notes(self) -> list[Note]:
        return [
            Note(self.cleaned_data[name], **place) for name, _label, place in self.places if self.cleaned_data[name]
        ]


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan penolakan"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Dibaca OPD dan tercatat dalam jejak."),
    )
