"""Letters of the outbox as rows: in whose sake, how far, and what may be done about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OPD, Delivery
from accounts.spreadsheets.export import Cell, Export

from .kinds import KINDS, OTHER

AGENCY = "accounts.opd:"
MANY = 500
STATES = {
    "sent": (gettext_lazy("Terkirim"), "success"),
    "waiting": (gettext_lazy("Menunggu"), "warn"),
    "refused": (gettext_lazy("Ditolak"), "danger"),
}


@dataclass(frozen=True)
class OutboxLine:
    letter: Delivery
    agencies: list[OPD]

    @property
    def kind(self) -> str | Promise:
        return KINDS.get(self.letter.kind, OTHER)

    @property
    def state(self) -> str | Promise:
        return STATES[self.letter.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.letter.state][1]


def lines_of(letters: Iterable[Delivery]) -> list[OutboxLine]:
    """With the agencies that they name: one query for any number of letters."""
    letters = list(letters)
    keys = {key for letter in letters for key in agency_keys(letter)}
    agencies = OPD.objects.in_bulk(keys) if keys else {}
    return [OutboxLine(letter, [agencies[key] for key in agency_keys(letter) if key in agencies]) for letter in letters]


def agency_keys(letter: Delivery) -> list[int]:
    return [int(target.removeprefix(AGENCY)) for target in letter.about if target.startswith(AGENCY)]


def outbox_export(title: str, letters: QuerySet[Delivery], chosen: str) -> Export:
    columns = [_("Ditulis"), _("Kepada"), _("Alamat"), _("OPD"), _("Jenis"), _("Perihal"), _("Status"), _("Terkirim")]
    return Export(title, [*columns, _("Sebab")], _rows(letters), chosen)


def _rows(letters: QuerySet[Delivery]) -> Iterator[list[Cell]]:
    found = letters.defer("body").iterator(MANY)
    while batch := list(islice(found, MANY)):
        for line in lines_of(batch):
            one, names = line.letter, ", ".join(opd.abbr for opd in line.agencies)
            words = [line.kind, one.subject, line.state, one.sent_at, one.problem]
            yield [one.created_at, str(one.reader), one.address, names, *words]
