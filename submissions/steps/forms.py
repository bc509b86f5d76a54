"""Why a step is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .undoing import MOST_CHARACTERS


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Dibaca OPD dalam suratnya, dan tercatat di jejak bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
