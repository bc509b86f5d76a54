"""Which proposals a stage judges."""

from django.db.models import QuerySet

from competitions.models import RANK, PhaseKind, Stage
from submissions.models import Proposal


def is_first(stage: Stage) -> bool:
    """Whether no stage of the edition comes before this one in the calendar."""
    return stage == min(stage.edition.stages.all(), key=rank_of)


def stage_before(stage: Stage) -> Stage | None:
    """The stage from which proposals are promoted into this one."""
    earlier = [one for one in stage.edition.stages.all() if rank_of(one) < rank_of(stage)]
    return max(earlier, key=rank_of, default=None)


def rank_of(stage: Stage) -> int:
    return RANK[PhaseKind(stage.kind)]


def entrants(stage: Stage) -> QuerySet[Proposal]:
    """The first stage judges every verified proposal, a later one those that were promoted into it."""
    verified = Proposal.objects.verified().filter(edition=stage.edition_id)
    return verified if is_first(stage) else verified.filter(promotions__stage=stage)
