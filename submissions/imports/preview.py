"""What an import would do: the cells of its rows as they are checked, and the drafts of what would be stored."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.spreadsheets.preview import CellChange, CellProblem, PreviewLine, PreviewPlan
from accounts.spreadsheets.reading import SheetRow
from accounts.spreadsheets.values import WrongCellError, shown

from .columns import ImportSheet
from .values import cleaned


@dataclass
class Cells:
    """The cells of one row, cleaned one by one; what is wrong with one is noted on the line, at its column."""

    sheet: ImportSheet
    row: SheetRow
    line: PreviewLine = field(init=False)

    def __post_init__(self) -> None:
        self.line = PreviewLine(self.row.number, sheet=self.sheet.title)

    def get(self, key: str) -> Any:
        """The value, or None when the cell is empty or refused."""
        try:
            value = cleaned(key, self.row.values.get(key))
        except WrongCellError as error:
            self.refuse(key, error.sentence)
            return None
        if value is None or value == "":
            if self.sheet.column(key).is_required:
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

    def change(self, key: str, before: str, after: str) -> None:
        self.line.changes.append(CellChange(self.sheet.column(key).heading, before, after))

    def _at(self, key: str, sentence: str) -> CellProblem:
        return CellProblem(self.sheet.column(key).heading, shown(self.row.values.get(key)), str(sentence))


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


SAME_PERSON, ANOTHER = "sama", "lain"


@dataclass(frozen=True)
class PersonQuestion:
    """A row whose person may have an account under another address: somebody has to say so."""

    number: int
    name: str
    email: str
    known_name: str
    known_email: str
    by_nip: bool
    answer: str = ""


@dataclass
class ImportPlan(PreviewPlan):
    """All of it is stored, or none of it where a line is wrong."""

    agencies: list[AgencyDraft] = field(default_factory=list)
    people: list[PersonDraft] = field(default_factory=list)
    memberships: list[MembershipDraft] = field(default_factory=list)
    innovations: list[InnovationDraft] = field(default_factory=list)
    questions: list[PersonQuestion] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not any(line.problems for line in self.lines)

    @property
    def changes_nothing(self) -> bool:
        return not any(self.stored())

    def stored(self) -> list[Any]:
        return [self.agencies, self.people, self.memberships, self.innovations]
