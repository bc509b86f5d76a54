"""Until when an agency may enter and mend: the calendar, and what the secretariat granted to one agency."""

from datetime import datetime

from accounts import clock
from accounts.models import OPD
from competitions.models import Edition, PhaseKind

from .models import Extension, Proposal


def extension_of(edition: Edition, opd: OPD) -> Extension | None:
    """The latest extension of one agency that is not over. Prefetch `extensions` for lists."""
    granted = [row for row in edition.extensions.all() if row.opd_id == opd.pk]
    return granted[-1] if granted and granted[-1].until > clock.now() else None


def accepts_entries(edition: Edition, opd: OPD) -> bool:
    """Whether this agency may enter, write and send now: half-open, so one second after is after."""
    if edition.in_phase(PhaseKind.REGISTRATION):
        return True
    return edition.has_ended(PhaseKind.REGISTRATION) and extension_of(edition, opd) is not None


def accepts_corrections(proposal: Proposal) -> bool:
    """Whether what came back may still be mended: in the administrative check, up to the day that was set."""
    edition = proposal.edition
    if not edition.in_phase(PhaseKind.ADMINISTRATION):
        return False
    in_time = proposal.mend_until is None or clock.now() < proposal.mend_until
    return in_time or extension_of(edition, proposal.innovation.opd) is not None


def closes_at(proposal: Proposal) -> datetime | None:
    """The moment from which this proposal can be neither written nor sent, as long as it is being written."""
    edition, extension = proposal.edition, extension_of(proposal.edition, proposal.innovation.opd)
    phase = edition.phase(PhaseKind.ADMINISTRATION if proposal.was_sent else PhaseKind.REGISTRATION)
    moments = [proposal.mend_until if proposal.was_sent and proposal.mend_until else phase and phase.closes_at]
    moments.append(extension and extension.until)
    return max((moment for moment in moments if moment), default=None)
