"""Where a proposal belongs, and why it stood elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD
from submissions.models import Proposal

from .actions import MOST_CHARACTERS


class MoveTargetForm(forms.Form):
    """The right body, out of the edition's participants."""

    ke = forms.ModelChoiceField(
        OPD.objects.none(),
        label=_("OPD yang benar"),
        empty_label=_("Pilih OPD"),
        help_text=_("OPD peserta edisi ini."),
        error_messages={"required": _("Pilih OPD-nya."), "invalid_choice": _("Pilih OPD peserta edisi ini.")},
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called = OPD.objects.filter(pk__in=proposal.edition.participants.values("opd"))
        self.fields["ke"].queryset = called.exclude(pk=proposal.innovation.opd_id)  # type: ignore[attr-defined]  # a choice of rows


class MoveForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Dibaca kedua OPD dalam suratnya, dan tercatat di jejak bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
