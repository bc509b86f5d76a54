"""Naming a partner, and the partner's own answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, QuerySet, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD
from submissions.models import Partnership, Proposal

from .forms import LineField

MOST_FOUND = 8
MOST_LETTERS = Partnership._meta.get_field("part").max_length


class PartnerForm(forms.Form):
    """A further owner by its name or abbreviation; `found` are those that it may be."""

    opd_name = LineField(
        label=_("Tambah OPD mitra"), max_length=200, error_messages={"required": _("Tulis nama OPD mitranya.")}
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "mitra-%s", **kwargs})
        self.proposal = proposal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if name := data.get("opd_name"):
            exact = [opd for opd in self.found if name.casefold() in {opd.name.casefold(), opd.abbr.casefold()}]
            found = exact or self.found
            if not found:
                raise ValidationError({"opd_name": _("Tidak ada OPD bernama “%(name)s”.") % {"name": name}})
            if len(found) > 1:
                raise ValidationError({"opd_name": _("Beberapa OPD cocok. Pilih salah satu di bawah.")})
            data["opd"] = found[0]
        return data

    @property
    def found(self) -> list[OPD]:
        """Bodies whose name or abbreviation holds what was typed, the closest first; never all of them."""
        typed = " ".join(str(self.data.get("opd_name", "")).replace("\x00", "").split())
        return list(self._matching(typed)[:MOST_FOUND]) if typed else []

    def _matching(self, typed: str) -> QuerySet[OPD]:
        others = OPD.objects.open().exclude(pk__in=self.proposal.owner_ids())
        matching = others.filter(name__icontains=typed) | others.filter(abbr__icontains=typed)
        is_named = Case(When(Q(name__iexact=typed) | Q(abbr__iexact=typed), then=0), default=1)
        return matching.order_by(is_named, "name")


def parts_sent(data: QueryDict) -> dict[int, str]:
    """The parts by the key of the partnership, as the page names its fields: `part_<key>`."""
    rows = ((name.removeprefix("part_"), value) for name, value in data.items() if name.startswith("part_"))
    return {
        int(key): " ".join(str(value).replace("\x00", "").split())
        for key, value in rows
        if key.isdecimal() and len(key) < 10
    }


class ConfirmForm(forms.Form):
    part = LineField(
        label=_("Peran OPD Anda"),
        max_length=MOST_LETTERS,
        error_messages={"required": _("Tulis peran OPD Anda dalam inovasi ini.")},
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasannya"),
        max_length=Partnership._meta.get_field("reason").max_length,
        error_messages={"required": _("Tuliskan alasannya.")},
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Dibaca OPD pemilik dan tercatat dalam jejak."),
    )


class RecordedAnswerForm(forms.Form):
    """What a partner said outside the application, and how that is known."""

    answer = forms.ChoiceField(
        label=_("Jawaban mitra"),
        choices=[("ya", _("Membenarkan: ikut memiliki inovasi ini")), ("tidak", _("Menyangkal: bukan mitra"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih jawabannya.")},
    )
    reason = forms.CharField(
        label=_("Dasar pencatatan"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Misalnya nomor dan tanggal surat mitra. Dibaca kedua OPD dan tercatat di jejak."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
