"""The innovators as rows that repeat: their order on the page is their order, and a row knows its own refusals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts import clock
from submissions.fields.nip import UnfitNipError, clean_nip
from submissions.models import Innovator

from .actions_innovators import Person
from .forms import LineField

NIPS = {
    "digits": _("NIP terdiri atas 18 angka."),
    "birth": _("Delapan angka pertama NIP adalah tanggal lahir, misalnya 19850417."),
    "entry": _("Angka ke-9 sampai ke-14 NIP adalah tahun dan bulan pengangkatan."),
    "sex": _("Angka ke-15 NIP adalah 1 atau 2."),
}
KEY = "row"


class InnovatorForm(forms.Form):
    """One row. The names of its fields are the same in every row; their ids carry the row's key."""

    name = LineField(
        label=_("Nama"),
        max_length=Innovator._meta.get_field("name").max_length,
        error_messages={"required": _("Tulis nama inovatornya.")},
    )
    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=30,
        error_messages={"max_length": NIPS["digits"]},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    part = LineField(label=_("Peran"), required=False, max_length=Innovator._meta.get_field("part").max_length)

    def __init__(self, *args: Any, key: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"inovator-{key}-%s", **kwargs})
        self.key = key

    def clean_nip(self) -> str:
        try:
            return clean_nip(self.cleaned_data["nip"], clock.today())
        except UnfitNipError as error:
            raise ValidationError(NIPS[error.code], code=error.code) from error

    @property
    def is_blank(self) -> bool:
        return self.is_bound and not any(str(self.data.get(name, "")).strip() for name in self.fields)

    def person(self) -> Person | None:
        """As far as the row was understood; nobody without a name."""
        self.is_valid()
        told = self.cleaned_data
        return Person(told["name"], told.get("nip", ""), told.get("part", "")) if told.get("name") else None


class InnovatorRows:
    """All rows as they came in, or as they are stored, with a blank one behind them to write in."""

    def __init__(self, rows: Sequence[InnovatorForm]) -> None:
        self.rows = list(rows)

    @classmethod
    def stored(cls, people: Sequence[Person]) -> "InnovatorRows":
        return cls([InnovatorForm(key=key, initial=person._asdict()) for key, person in enumerate(people)])

    @classmethod
    def sent(cls, data: QueryDict) -> "InnovatorRows":
        """By their place on the page. Keys are only for ids, so what is no number gets one."""
        columns = [data.getlist(name) for name in ("name", "nip", "part")]
        keys, most = data.getlist(KEY), max(map(len, columns))
        rows = []
        for place in range(most):
            told = dict(zip(("name", "nip", "part"), (_at(column, place) for column in columns), strict=True))
            key = _at(keys, place)
            rows.append(InnovatorForm(told, key=int(key) if key.isdecimal() and len(key) < 6 else 1000 + place))
        return cls(rows)

    @property
    def filled(self) -> list[InnovatorForm]:
        return [row for row in self.rows if not row.is_blank]

    @property
    def next_key(self) -> int:
        return max((row.key for row in self.rows), default=-1) + 1

    @property
    def spare(self) -> InnovatorForm:
        """An empty row."""
        return InnovatorForm(key=self.next_key)

    @property
    def errors(self) -> bool:
        return any(row.errors for row in self.filled if row.is_bound)

    def people(self) -> list[Person]:
        """Who was understood; a NIP that was not is left out until it is right."""
        return [person for row in self.filled if (person := row.person())]

    def step(self, name: str, place: int) -> None:
        """Take one row away, or move it one up; anything else leaves them as they are."""
        if not 0 <= place < len(self.rows):
            return
        row = self.rows.pop(place)
        if name != "hapus":
            self.rows.insert(max(0, place - 1) if name == "naik" else place, row)


def _at(column: Sequence[str], place: int) -> str:
    return column[place] if place < len(column) else ""
