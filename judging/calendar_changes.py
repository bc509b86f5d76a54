"""What a new calendar means for the jury and for those it hears: who is told."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from accounts.addressees import reachable
from competitions.models import PhaseKind, StageKind
from competitions.rescheduling import ConcernedReaders, Rescheduling, reschedule_readers
from submissions.calendar_changes import AGENCY

from .models import Promotion, Seat, SeatRole

JUROR, CHAIR = gettext_lazy("Juri"), gettext_lazy("Ketua panel")


@reschedule_readers
def jurors_and_agencies_heard(change: Rescheduling) -> Iterator[ConcernedReaders]:
    """Those seated in a stage that moves, the chairs for the plenary, and agencies told that they go on."""
    stages = [kind for kind in StageKind.values if PhaseKind(kind) in change.kinds]
    seats = Seat.objects.standing().select_related("user").order_by("pk")
    here = seats.filter(panel__stage__edition=change.edition)
    yield ConcernedReaders(JUROR, [seat.user for seat in here.filter(panel__stage__kind__in=stages)])
    if PhaseKind.PLENARY in change.kinds:
        yield ConcernedReaders(CHAIR, [seat.user for seat in here.filter(role=SeatRole.CHAIR)])
    told = Promotion.objects.filter(
        stage__edition=change.edition, stage__kind__in=stages, told_at__isnull=False
    ).values_list("proposal__innovation__opd", flat=True)
    members = reachable(set(told)).select_related("opd", "user").order_by("opd__name", "pk") if told else []
    for member in members:
        yield ConcernedReaders(AGENCY, [member.user], member.opd)
