"""What an import would do: line by line for the reader, draft by draft for the storing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from .columns import Sheet
from .reading import Row
from .values import WrongValueError, cleaned, shown

WRONG, NEW, CHANGED, SAME = "salah", "baru", "berubah", "tetap"
STATES = {WRONG: _("Salah"), NEW: _("Baru"), CHANGED: _("Berubah"), SAME: _("Tetap")}
WARNED = "peringatan"


@dataclass(frozen=True)
class Problem:
    """Why a cell is refused, or what is worth a second look."""

    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Change:
    """One value, as it is and as it would be; `before` is empty where there was none."""

    label: str
    before: str
    after: str


@dataclass
class Line:
    """One row of a sheet and what would come of it."""

    sheet: Sheet
    number: int
    name: str = ""
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.problems:
            return WRONG
        return NEW if self.is_new else CHANGED if self.changes else SAME


@dataclass
class Cells:
    """The cells of one row, cleaned one by one; what is wrong with one is noted on the line, at its column."""

    line: Line
    row: Row

    def get(self, key: str) -> Any:
        """The value, or None when the cell is empty or refused."""
        try:
            value = cleaned(key, self.row.values.get(key))
        except WrongValueError as error:
            self.refuse(key, error.sentence)
            return None
        if value is None or value == "":
            if self.line.sheet.column(key).is_required:
                self.refuse(key, str(_("Wajib diisi.")))
            return None
        return value

    def given(self, *keys: str) -> dict[str, Any]:
        """The filled cells of these columns: an empty one leaves what is there."""
        found = {key: self.get(key) for key in keys}
        return {key: value for key, value in found.items() if value is not None}

    def refuse(self, key: str, sentence: str) -> None:
        self.line.problems.append(self._at(key, sentence))

    def warn(self, key: str, sentence: str) -> None:
        self.line.warnings.append(self._at(key, sentence))

    def _at(self, key: str, sentence: str) -> Problem:
        return Problem(self.line.sheet.column(key).heading, shown(self.row.values.get(key)), str(sentence))


@dataclass
class AgencyDraft:
    key: str  # the folded abbreviation
    pk: int | None
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    parent: str | None = None  # the key of the parent, when it is to be set


@dataclass
class PersonDraft:
    email: str
    pk: int | None
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)


@dataclass
class MembershipDraft:
    """A part in a body: begun (no pk), begun on another day, or ended."""

    email: str
    user: int | None  # the key of a person who exists
    agency: str
    role: str
    starts_on: date
    ends_on: date | None = None
    pk: int | None = None
    before: dict[str, Any] = field(default_factory=dict)


@dataclass
class InnovationDraft:
    agency: str
    pk: int | None
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """Everything that would be stored, and all that stands against it."""

    lines: list[Line] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    agencies: list[AgencyDraft] = field(default_factory=list)
    people: list[PersonDraft] = field(default_factory=list)
    memberships: list[MembershipDraft] = field(default_factory=list)
    innovations: list[InnovationDraft] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not any(line.problems for line in self.lines)

    @property
    def changes_nothing(self) -> bool:
        return not (self.agencies or self.people or self.memberships or self.innovations)

    def counts(self) -> dict[str, Counter[str]]:
        """How many lines of each sheet are new, changed, the same or wrong."""
        found: dict[str, Counter[str]] = {}
        for line in self.lines:
            found.setdefault(line.sheet.title, Counter())[line.state] += 1
        return found

    def total(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    def fingerprint(self) -> str:
        """Equal for two plans that would store the same."""
        drafts = [self.agencies, self.people, self.memberships, self.innovations]
        return sha256(repr(drafts).encode()).hexdigest()
