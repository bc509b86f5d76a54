"""Reasons to excuse a juror."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan dibebaskan"), max_length=300, help_text=_("Misalnya: sakit. Tercatat di jejak edisi.")
    )
