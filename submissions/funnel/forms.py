"""The filters of the funnel as they are in an address, and the form for more time."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.formats import wib
from competitions.forms.schedule import MomentInput, check_century
from competitions.models import Edition, PhaseKind

from .actions_extension import why_not
from .overview import FILTERS, SORTS


class OverviewFilter(forms.Form):
    """What is not understood does not filter."""

    saring = forms.ChoiceField(choices=[(key, key) for key in FILTERS], required=False)
    urut = forms.ChoiceField(choices=[(sign + key, key) for key in SORTS for sign in ("", "-")], required=False)
    q = forms.CharField(label=_("Cari OPD"), required=False, max_length=100)

    def values(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ExtensionForm(forms.Form):
    """Until when, typed in WIB, and why."""

    until = forms.DateTimeField(
        label=_("Sampai"),
        validators=[check_century],
        widget=MomentInput(),
        error_messages={"required": _("Pilih waktunya.")},
    )
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca OPD dalam suratnya, dan tercatat di jejak bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )

    def __init__(self, data: Any = None, *, edition: Edition, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.edition = edition
        registration, check = edition.phase(PhaseKind.REGISTRATION), edition.phase(PhaseKind.ADMINISTRATION)
        if registration and check:
            self.fields["until"].help_text = _("Waktu WIB, sesudah %(opens)s dan sebelum %(closes)s.") % {
                "opens": wib(registration.closes_at),
                "closes": wib(check.closes_at),
            }

    def clean_until(self) -> datetime:
        until = self.cleaned_data["until"]
        if problem := why_not(self.edition, until):
            raise forms.ValidationError(problem)
        return until


class EndExtensionForm(forms.Form):
    """Why extra time ends before its time."""

    reason = forms.CharField(
        label=_("Alasan diakhiri"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Dibaca OPD dalam suratnya, dan tercatat di jejak bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
