"""Until when an agency may enter and mend: the calendar, and what the secretariat granted to one agency."""

from datetime import datetime

from accounts import clock
from accounts.models import OPD
from competitions.models import Edition, PhaseKind

from .models import EDITABLE, Extension, Proposal


class Windows:
    """What is open in an edition now, read once for any number of agencies. Prefetch `phases` and `extensions`.

    Everything is half-open: one second after is after.
    """

    def __init__(self, edition: Edition) -> None:
        self._entering = _closing(edition, PhaseKind.REGISTRATION)
        self._mending = _closing(edition, PhaseKind.ADMINISTRATION)
        self._is_late = edition.has_ended(PhaseKind.REGISTRATION)
        latest = {row.opd_id: row for row in edition.extensions.all()}
        self.extensions = {opd: row for opd, row in latest.items() if row.until > clock.now()}

    def _granted(self, opd_id: int) -> datetime | None:
        return self.extensions[opd_id].until if opd_id in self.extensions else None

    def entering(self, opd_id: int) -> datetime | None:
        """Until when this agency may enter, write and send; nothing when it may not."""
        if self._entering is None:
            return self._granted(opd_id) if self._is_late else None
        return _later(self._entering, self._granted(opd_id))

    def mending(self, opd_id: int, mend_until: datetime | None) -> datetime | None:
        """Until when this agency may mend what came back; nothing when it may not."""
        if self._mending is None:
            return None
        own = min(mend_until or self._mending, self._mending)
        if clock.now() < own:
            return _later(own, self._granted(opd_id))
        return self._granted(opd_id)

    def until(self, opd_id: int, state: str, *, was_sent: bool, mend_until: datetime | None = None) -> datetime | None:
        """Until when a proposal in this state may be brought on by its agency; nothing when it is not its turn."""
        if state not in EDITABLE:
            return None
        return self.mending(opd_id, mend_until) if was_sent else self.entering(opd_id)


def extension_of(edition: Edition, opd: OPD) -> Extension | None:
    """The latest extension of one agency that is not over. Prefetch `extensions` for lists."""
    granted = [row for row in edition.extensions.all() if row.opd_id == opd.pk]
    return granted[-1] if granted and granted[-1].until > clock.now() else None


def accepts_entries(edition: Edition, opd: OPD) -> bool:
    """Whether this agency may enter, write and send now."""
    return Windows(edition).entering(opd.pk) is not None


def accepts_corrections(proposal: Proposal) -> bool:
    """Whether what came back may still be mended: in the administrative check, up to the day that was set."""
    return Windows(proposal.edition).mending(proposal.innovation.opd_id, proposal.mend_until) is not None


def closes_at(proposal: Proposal) -> datetime | None:
    """The moment from which this proposal can be neither written nor sent, as long as it is being written."""
    edition, extension = proposal.edition, extension_of(proposal.edition, proposal.innovation.opd)
    phase = edition.phase(PhaseKind.ADMINISTRATION if proposal.was_sent else PhaseKind.REGISTRATION)
    own = proposal.mend_until if proposal.was_sent else None
    end = min((moment for moment in (own, phase.closes_at if phase else None) if moment), default=None)
    return max((moment for moment in (end, extension.until if extension else None) if moment), default=None)


def _closing(edition: Edition, kind: str) -> datetime | None:
    phase = edition.phase(kind)
    return phase.closes_at if phase and edition.is_open and phase.is_running() else None


def _later(moment: datetime, other: datetime | None) -> datetime:
    return max(moment, other) if other else moment
