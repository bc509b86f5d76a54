"""The calendar, typed in WIB; and the reason that every later change of it needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.actions.schedule import CLASHES, calendar_problems
from competitions.calendar import clashes, far_off
from competitions.models import Edition, Phase, PhaseKind, window

BOUNDARIES = ("opens_at", "closes_at")
LABELS = {"opens_at": gettext_lazy("dibuka"), "closes_at": gettext_lazy("ditutup")}


class MomentInput(forms.DateTimeInput):
    """The browser's own control for a date and a time; where it has none, the same text can be typed."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def check_century(day: date) -> None:
    """A year at the end of what Python knows cannot be calculated with, or not even be read back."""
    if not 2000 <= day.year < 2100:
        raise ValidationError(_("Tahunnya harus di antara 2000 dan 2100."), "century")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        help_text=gettext_lazy("Tercatat di jejak bersama nama Anda."),
        error_messages={"required": gettext_lazy("Tuliskan alasannya.")},
    )


@dataclass(frozen=True)
class PhaseRow:
    """One line of the calendar's page."""

    kind: PhaseKind
    is_needed: bool
    opens_at: forms.BoundField
    closes_at: forms.BoundField


class CalendarForm(forms.Form):
    """A pair of times for each phase; both left empty leaves the phase out."""

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        self.edition = edition
        self.phases: dict[str, Phase] = {phase.kind: phase for phase in edition.phases.all()}
        super().__init__(data)
        for kind in PhaseKind:
            for boundary in BOUNDARIES:
                self.fields[f"{kind}-{boundary}"] = self._moment(kind, boundary)
        if edition.is_open:
            self.fields["reason"] = ReasonForm.base_fields["reason"]

    def _moment(self, kind: PhaseKind, boundary: str) -> forms.DateTimeField:
        stored = getattr(self.phases.get(kind), boundary, None)
        return forms.DateTimeField(
            label=f"{kind.label}, {LABELS[boundary]}",
            initial=stored,
            required=False,
            validators=[check_century],
            widget=MomentInput(),
        )

    def rows(self) -> Iterator[PhaseRow]:
        needed = self.edition.needed_phases()
        for kind in PhaseKind:
            yield PhaseRow(kind, kind in needed, self[f"{kind}-opens_at"], self[f"{kind}-closes_at"])

    def calendar(self) -> dict[PhaseKind, tuple[datetime, datetime]]:
        """The phases with both their times."""
        times = {kind: (self._time(kind, "opens_at"), self._time(kind, "closes_at")) for kind in PhaseKind}
        return {kind: (opens, closes) for kind, (opens, closes) in times.items() if opens and closes}

    def _time(self, kind: PhaseKind, boundary: str) -> datetime | None:
        """What was typed; a time that was left alone keeps the seconds that the control does not show."""
        typed = self.cleaned_data.get(f"{kind}-{boundary}")
        stored = getattr(self.phases.get(kind), boundary, None)
        untouched = typed and stored and typed.replace(second=0) == stored.replace(second=0, microsecond=0)
        return stored if untouched else typed

    def clean(self) -> dict[str, Any]:
        for kind in PhaseKind:
            self._refuse_half(kind)
        if not set(self.errors) - {"reason"}:
            self._refuse_clashes()
        return self.cleaned_data

    def _refuse_half(self, kind: PhaseKind) -> None:
        empty = [boundary for boundary in BOUNDARIES if not self.cleaned_data.get(f"{kind}-{boundary}")]
        if self.edition.is_open and kind in self.edition.needed_phases() and empty:
            self._refuse(kind, empty[0], _("Tahapan ini tidak boleh dihapus."), "needed")
        elif len(empty) == 1 and not self.has_error(f"{kind}-{empty[0]}"):
            self._refuse(kind, empty[0], _("Isi kedua waktunya, atau kosongkan keduanya."), "half")

    def _refuse_clashes(self) -> None:
        calendar = self.calendar()
        after = [window(kind, *times) for kind, times in calendar.items()]
        found = [*clashes(after), *far_off(after, self.edition.year)]
        if self.edition.is_open:
            found = calendar_problems(self.edition, calendar)
        for clash in found:
            kind = list(calendar)[clash.index] if clash.index >= 0 else self._kind(clash.other)
            self._refuse(kind, clash.field, CLASHES[clash.code], clash.code, other=clash.other)

    @staticmethod
    def _kind(label: str) -> PhaseKind:
        return next(kind for kind in PhaseKind if kind.label == label)

    def _refuse(self, kind: PhaseKind, boundary: str, sentence: Any, code: str, **params: str) -> None:
        self.add_error(f"{kind}-{boundary}", ValidationError(sentence, code, params or None))
