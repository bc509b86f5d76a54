"""The integrity pledge: read, ticked, sent."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PledgeForm(forms.Form):
    agreed = forms.BooleanField(
        label=_("Saya telah membaca dan menyetujui pakta integritas ini."),
        error_messages={"required": _("Centang dahulu bahwa Anda menyetujui pakta ini.")},
    )
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)
