"""The calendar, typed in WIB; and the reason that every later change of it needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.formats import wib
from competitions.actions.schedule import CHANGED, CLASHES, calendar_problems, calendar_token, stored_calendar
from competitions.calendar import Times, WindowClash, clashes, extended, far_off, shifted
from competitions.holidays import remark, working_days_on
from competitions.models import Edition, Phase, PhaseKind, window
from competitions.rescheduling import obstacles, rescheduling

BOUNDARIES = ("opens_at", "closes_at")
LABELS = {"opens_at": gettext_lazy("dibuka"), "closes_at": gettext_lazy("ditutup")}


class MomentInput(forms.DateTimeInput):
    """The browser's own control for a date and a time; where it has none, the same text can be typed."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", attrs={"data-moment": True})


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


def read_moment(field: forms.BoundField) -> datetime | None:
    """The moment that stands in a field, typed or not; nothing where it is none."""
    value = field.value()
    if isinstance(value, datetime):
        return timezone.make_aware(value) if timezone.is_naive(value) else value
    try:
        return field.field.clean(value) if value else None
    except ValidationError:
        return None


@dataclass(frozen=True)
class MomentRow:
    """One date in a form, with what is said of it beneath: in words, and whether its day is off."""

    field: forms.BoundField
    moment: datetime | None
    is_past: bool = False

    @property
    def words(self) -> str:
        return wib(self.moment) if self.moment else ""

    @property
    def remark(self) -> str:
        return remark(self.moment)


@dataclass(frozen=True)
class PhaseRow:
    """One line of the calendar's page."""

    kind: PhaseKind
    is_needed: bool
    opens_at: MomentRow
    closes_at: MomentRow
    has_ended: bool


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
            self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)

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
        needed, stored = self.edition.needed_phases(), self.phases
        for kind in PhaseKind:
            opens, closes = (self._row(kind, boundary) for boundary in BOUNDARIES)
            ended = self.edition.is_open and kind in stored and stored[kind].has_ended() and closes.is_past
            yield PhaseRow(kind, kind in needed, opens, closes, has_ended=ended)

    def _row(self, kind: PhaseKind, boundary: str) -> MomentRow:
        """A date gone by that nobody touched is told as text; its own page moves it."""
        field = self[f"{kind}-{boundary}"]
        stored = getattr(self.phases.get(kind), boundary, None)
        moment = read_moment(field)
        is_past = bool(self.edition.is_open and stored and stored <= clock.now() and _is_untouched(moment, stored))
        return MomentRow(field, moment, is_past)

    def calendar(self) -> dict[PhaseKind, tuple[datetime, datetime]]:
        """The phases with both their times."""
        times = {kind: (self._time(kind, "opens_at"), self._time(kind, "closes_at")) for kind in PhaseKind}
        return {kind: (opens, closes) for kind, (opens, closes) in times.items() if opens and closes}

    def _time(self, kind: PhaseKind, boundary: str) -> datetime | None:
        """What was typed; a time that was left alone keeps the seconds that the control does not show."""
        typed = self.cleaned_data.get(f"{kind}-{boundary}")
        stored = getattr(self.phases.get(kind), boundary, None)
        return stored if _is_untouched(typed, stored) else typed

    def clean(self) -> dict[str, Any]:
        for kind in PhaseKind:
            self._refuse_half(kind)
        if not set(self.errors) - {"reason"}:
            self._refuse_clashes()
        if self.edition.is_open and not set(self.errors) - {"reason"}:
            self._refuse_the_whole()
        return self.cleaned_data

    def _refuse_the_whole(self) -> None:
        """What is wrong with no single date."""
        before, after = stored_calendar(self.edition), self.calendar()
        if self.cleaned_data["seen"] not in ("", calendar_token(self.edition)):
            self.add_error(None, ValidationError(CHANGED, "stale"))
        elif before == after:
            self.add_error(None, ValidationError(_("Belum ada waktu yang diubah."), "unchanged"))
        for sentence in obstacles(rescheduling(self.edition, before, after, clock.now())):
            self.add_error(None, ValidationError(sentence, "obstacle"))

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


def _is_untouched(typed: datetime | None, stored: datetime | None) -> bool:
    """The control shows no seconds: a date that differs in them alone was left as it is."""
    return bool(typed and stored and typed.replace(second=0) == stored.replace(second=0, microsecond=0))


class ShiftForm(ReasonForm):
    """By how many days all that lies ahead is to move."""

    days = forms.IntegerField(
        label=gettext_lazy("Geser berapa hari"),
        min_value=-365,
        max_value=365,
        help_text=gettext_lazy("Misalnya 7 untuk mundur seminggu, -2 untuk maju dua hari."),
        error_messages={"invalid": gettext_lazy("Tulis bilangan bulat, misalnya 7.")},
    )
    field_order = ("days", "reason")

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        self.edition = edition
        super().__init__(data)

    def calendar(self) -> dict[PhaseKind, Times]:
        step = timedelta(days=self.cleaned_data["days"])
        return shifted(stored_calendar(self.edition), step, clock.now())

    def clean_days(self) -> int:
        days = self.cleaned_data["days"]
        if not days:
            raise ValidationError(_("Isi sedikitnya satu hari, maju atau mundur."), "none")
        calendar = shifted(stored_calendar(self.edition), timedelta(days=days), clock.now())
        if calendar == stored_calendar(self.edition):
            raise ValidationError(_("Tidak ada lagi yang akan datang dalam kalender ini."), "nothing")
        problems = [in_words(clash, calendar) for clash in calendar_problems(self.edition, calendar)]
        if problems:
            raise ValidationError(problems)
        return days


class PhaseTimesForm(ReasonForm):
    """New times of one phase: it is put off, prolonged, or opened again; the later ones move on with it."""

    opens_at = forms.DateTimeField(label=gettext_lazy("Dibuka"), required=False, widget=MomentInput())
    closes_at = forms.DateTimeField(label=gettext_lazy("Ditutup"), widget=MomentInput())
    push = forms.BooleanField(label=gettext_lazy("Geser tahapan sesudahnya sejauh yang sama"), required=False)
    field_order = ("opens_at", "closes_at", "push", "reason")

    def __init__(self, data: Any = None, *, edition: Edition, phase: Phase) -> None:
        self.edition, self.phase = edition, phase
        super().__init__(data, initial=suggested(edition, phase))
        self.fields["opens_at"].validators.append(check_century)
        self.fields["closes_at"].validators.append(check_century)
        if phase.has_begun():
            self.fields["opens_at"].help_text = (
                _("Kosong: segera setelah disimpan.") if phase.has_ended() else _("Kosong: tetap berlangsung.")
            )

    def moments(self) -> dict[str, MomentRow]:
        return {boundary: MomentRow(self[boundary], read_moment(self[boundary])) for boundary in BOUNDARIES}

    def calendar(self) -> dict[PhaseKind, Times]:
        opens_at = self.cleaned_data.get("opens_at") or self.phase.opens_at
        closes_at = self.cleaned_data["closes_at"]
        if _is_untouched(opens_at, self.phase.opens_at):
            opens_at = self.phase.opens_at
        if _is_untouched(closes_at, self.phase.closes_at):
            closes_at = self.phase.closes_at
        kind, before = PhaseKind(self.phase.kind), stored_calendar(self.edition)
        return extended(before, list(PhaseKind), kind, (opens_at, closes_at), push=self.cleaned_data["push"])

    def clean(self) -> dict[str, Any]:
        if set(self.errors) - {"reason"}:
            return self.cleaned_data
        calendar, kind = self.calendar(), PhaseKind(self.phase.kind)
        if calendar == stored_calendar(self.edition):
            self.add_error(None, ValidationError(_("Belum ada waktu yang diubah."), "unchanged"))
        for clash in calendar_problems(self.edition, calendar):
            own = list(calendar)[clash.index] == kind if clash.index >= 0 else False
            if own:
                self.add_error(clash.field, ValidationError(CLASHES[clash.code], clash.code, {"other": clash.other}))
            else:
                self.add_error("closes_at", self._in_the_way(clash, calendar))
        for sentence in obstacles(rescheduling(self.edition, stored_calendar(self.edition), calendar, clock.now())):
            self.add_error(None, ValidationError(sentence, "obstacle"))
        return self.cleaned_data

    def _in_the_way(self, clash: WindowClash, calendar: dict[PhaseKind, Times]) -> ValidationError:
        """A later phase that this one would run into, and the way out."""
        if clash.code != "overlap":
            return ValidationError(in_words(clash, calendar), clash.code)
        other = list(calendar)[clash.index]
        sentence = _(
            "Menabrak “%(other)s”, yang dibuka %(opens)s. Geser pula tahapan sesudahnya, atau pilih waktu lebih awal."
        )
        return ValidationError(sentence, "overlap", {"other": other.label, "opens": wib(calendar[other][0])})


def in_words(clash: WindowClash, calendar: dict[PhaseKind, Times]) -> str:
    """What is wrong, with the phase in which."""
    sentence = str(CLASHES[clash.code]) % {"other": clash.other}
    return f"{list(calendar)[clash.index].label}: {sentence}" if clash.index >= 0 else sentence


def suggested(edition: Edition, phase: Phase) -> dict[str, Any]:
    """What a page offers: as it is, but for a phase that is over three working days more, with the later ones after."""
    if not phase.has_begun():
        return {"opens_at": phase.opens_at, "closes_at": phase.closes_at}
    if not phase.has_ended():
        return {"closes_at": phase.closes_at}
    now = clock.now()
    local = timezone.localtime(phase.closes_at)
    today = timezone.localtime(now).replace(hour=local.hour, minute=local.minute, second=0, microsecond=0)
    closes_at = working_days_on(today, 3)
    kind, before = PhaseKind(phase.kind), stored_calendar(edition)
    alone = extended(before, list(PhaseKind), kind, (phase.opens_at, closes_at), push=False)
    return {"closes_at": closes_at, "push": bool(calendar_problems(edition, alone))}
