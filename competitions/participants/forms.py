"""The filters of the list of bodies as they are in an address, and who is to be called or not."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD, OPDKind, OPDQuerySet
from competitions.models import Edition

OUTSIDE = "belum"
MARKED = "bertanda"
REASON_LIMIT = 300


class ParticipantFilter(forms.Form):
    """What is not understood does not filter. `daftar` says which list: of participants, or of all others."""

    daftar = forms.ChoiceField(choices=[(OUTSIDE, OUTSIDE)], required=False)
    q = forms.CharField(label=_("Cari OPD"), required=False, max_length=100)
    jenis = forms.ChoiceField(label=_("Jenis"), choices=[("", _("Semua jenis")), *OPDKind.choices], required=False)
    asal = forms.ChoiceField(label=_("Daftar asal"), required=False)

    def __init__(self, data: Any, *, edition: Edition, editions: list[Edition]) -> None:
        super().__init__(data)
        self.edition = edition
        self.fields["asal"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("Semua OPD")),
            (MARKED, _("Bertanda peserta")),
            *((other.slug, _("Peserta %(edition)s") % {"edition": other}) for other in editions),
        ]

    def value(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self["jenis"], self["asal"]]

    @property
    def narrows(self) -> bool:
        return any(self.value(name) for name in ("q", "jenis", "asal"))

    @property
    def is_outside(self) -> bool:
        return self.value("daftar") == OUTSIDE

    def found(self) -> OPDQuerySet:
        """The bodies of the list that the filters leave, by name."""
        inside = OPD.objects.filter(participations__edition=self.edition)
        opds = OPD.objects.open().exclude(pk__in=inside) if self.is_outside else inside
        if words := self.value("q"):
            opds = opds.filter(Q(name__icontains=words) | Q(abbr__icontains=words))
        if kind := self.value("jenis"):
            opds = opds.filter(kind=kind)
        if (source := self.value("asal")) == MARKED:
            opds = opds.participating()
        elif source:
            opds = opds.filter(pk__in=OPD.objects.filter(participations__edition__slug=source))
        return opds.order_by("name")


class ParticipantReasonForm(forms.Form):
    """Why an open edition calls somebody more, or no longer."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca OPD dalam suratnya, dan tercatat di jejak bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
