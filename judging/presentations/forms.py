"""Sessions as people type them, where a turn moves to, and who was there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import DayInput
from accounts.models import User
from competitions.forms.schedule import check_century
from judging.models import Session, Slot


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SessionForm(forms.ModelForm):
    """One day, from one hour to another, in WIB; a session never runs past midnight."""

    day = forms.DateField(label=_("Tanggal"), widget=DayInput(), validators=[check_century])
    begins = forms.TimeField(label=_("Mulai (WIB)"), widget=HourInput())
    ends = forms.TimeField(label=_("Selesai (WIB)"), widget=HourInput())

    PLACES = {"starts_at": "begins", "ends_at": "ends"}  # where the person reads what the action says

    class Meta:
        model = Session
        fields = ["place", "talk_minutes", "interview_minutes", "pause_minutes"]

    field_order = ["day", "begins", "ends", "place", "talk_minutes", "interview_minutes", "pause_minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            start, end = (timezone.localtime(at) for at in (self.instance.starts_at, self.instance.ends_at))
            self.initial.update(day=start.date(), begins=start.time(), ends=end.time())
        self.fields["place"].help_text = _("Misalnya: Ruang Rapat Utama, Balai Kota.")

    def _post_clean(self) -> None:
        """The action checks the whole; the row stays as it is until then."""

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        data = self.cleaned_data
        facts = {name: data[name] for name in self.Meta.fields}
        facts["place"] = facts["place"].strip()
        return facts | {"starts_at": self._moment("begins"), "ends_at": self._moment("ends")}

    def _moment(self, name: str) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data[name]))


class SlotMoveForm(forms.Form):
    session = forms.ModelChoiceField(label=_("Sesi"), queryset=Session.objects.none())

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = Session.objects.filter(stage=slot.stage_id)  # type: ignore[attr-defined]


class AttendanceForm(forms.Form):
    """A box for each juror who was to hear, and one for the agency's head."""

    HEAD = "kepala"

    def __init__(self, *args: Any, jurors: Iterable[User], slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        noted: dict[int | None, bool] = {note.juror_id: note.is_present for note in slot.attendance.all()}
        self.fields[self.HEAD] = forms.BooleanField(
            label=_("Pimpinan %(opd)s") % {"opd": slot.proposal.innovation.opd.abbr},
            required=False,
            initial=noted.get(None, False),
        )
        self.jurors = {f"juri-{juror.pk}": juror for juror in jurors}
        for name, juror in self.jurors.items():
            self.fields[name] = forms.BooleanField(label=str(juror), required=False, initial=noted.get(juror.pk, False))

    def present(self) -> dict[int | None, bool]:
        there: dict[int | None, bool] = {None: self.cleaned_data[self.HEAD]}
        return there | {juror.pk: self.cleaned_data[name] for name, juror in self.jurors.items()}
