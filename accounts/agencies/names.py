"""What agencies were called on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import OPD, FormerName


@dataclass(frozen=True)
class AgencyName:
    name: str
    abbr: str


class NamesOn:
    """The names of these agencies on a day, read in one query: a renamed agency keeps its past."""

    def __init__(self, opds: Iterable[OPD], day: date | None) -> None:
        self._then: dict[int, AgencyName] = {}
        if day is None:
            return
        found: dict[int, list[FormerName]] = defaultdict(list)
        for row in FormerName.objects.filter(opd__in=[opd.pk for opd in opds], until__gt=day).order_by("until"):
            found[row.opd_id].append(row)
        self._then = {opd: AgencyName(rows[0].name, rows[0].abbr) for opd, rows in found.items()}

    def of(self, opd: OPD) -> AgencyName:
        return self._then.get(opd.pk) or AgencyName(opd.name, opd.abbr)
