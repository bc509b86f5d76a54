"""What the head writes to give a proposal back."""

from django import forms
from django.utils.translation import gettext_lazy as _

LENGTH = 2_000


class GiveBackForm(forms.Form):
    note = forms.CharField(
        label=_("Yang perlu dilengkapi"),
        max_length=LENGTH,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tuliskan apa yang perlu diubah, agar operator tahu.")},
    )
