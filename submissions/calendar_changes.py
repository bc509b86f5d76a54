"""What a new calendar means for agencies and verifiers: who is told, and until when they may mend."""

from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy

from accounts.addressees import reachable
from accounts.models import OPD, Appointment, Membership, Office
from competitions.models import Edition, Participant, PhaseKind
from competitions.rescheduling import ConcernedReaders, Rescheduling, reschedule_effect, reschedule_readers

from .models import EDITABLE, Proposal, State
from .outstanding import partners_in

AGENCY, VERIFIER = gettext_lazy("operator atau kepala OPD"), gettext_lazy("Verifikator")
ENTERING = {PhaseKind.SOCIALISATION, PhaseKind.REGISTRATION}
MENDING = {PhaseKind.ADMINISTRATION}
RESULT = {PhaseKind.ANNOUNCEMENT, PhaseKind.AWARDING}


@reschedule_readers
def agencies_and_verifiers(change: Rescheduling) -> Iterator[ConcernedReaders]:
    """Agencies that take part or could, by what moves; verifiers when the time of their check moves."""
    yield from _agencies(concerned_agencies(change.edition, change.kinds))
    if change.kinds & (MENDING | {PhaseKind.REGISTRATION}):
        offices = Appointment.objects.current().filter(role=Office.VERIFIER).select_related("user")
        yield ConcernedReaders(VERIFIER, [office.user for office in offices])


def concerned_agencies(edition: Edition, kinds: set[PhaseKind]) -> set[int]:
    """For the registration all that may enter, for the check who has entered, for the result who has passed."""
    found: set[int] = set()
    if kinds & ENTERING:
        found |= set(Participant.objects.filter(edition=edition).values_list("opd", flat=True))
    if kinds & (ENTERING | MENDING):
        found |= _owners(edition, {*State} - {State.WITHDRAWN, State.REJECTED})
    if kinds & RESULT:
        found |= _owners(edition, {State.VERIFIED})
    return found


def _owners(edition: Edition, states: set[State]) -> set[int]:
    entered = Proposal.objects.filter(edition=edition, state__in=states)
    leading = entered.order_by().values_list("innovation__opd", flat=True)
    return {*leading, *partners_in(entered).values_list("opd", flat=True)}


def _agencies(opd_ids: set[int]) -> Iterator[ConcernedReaders]:
    people: dict[OPD, list[Membership]] = {}
    for member in reachable(opd_ids).select_related("opd", "user").order_by("opd__name", "pk"):
        people.setdefault(member.opd, []).append(member)
    for opd, members in people.items():
        yield ConcernedReaders(AGENCY, [member.user for member in members], opd)


@reschedule_effect
def give_back_the_days_to_mend(change: Rescheduling) -> None:
    """Days of mending that the end of the check cut off go on when it opens again."""
    move = change.move(PhaseKind.ADMINISTRATION)
    if PhaseKind.ADMINISTRATION not in change.reopened or not move or not move.before or not move.after:
        return
    closed, resumes = move.before[1], max(move.after[0], change.at)
    cut_off = Proposal.objects.filter(edition=change.edition, state__in=EDITABLE, mend_until__gt=closed)
    cut_off.update(mend_until=F("mend_until") + (resumes - closed))
