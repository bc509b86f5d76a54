"""When jurors judge without knowing whose a proposal is. The one place that decides it; how is in submissions.veiling.

A sheet of a blind stage never shows its juror a name, not even when the stage is over: what was marked blind stays
readable as it was marked. Sheets of the other stages, and pages of the whole edition (ranking, schedule), keep the
names back until the blind stage has ended: a proposal may be promoted before the last blind sheet is locked for good,
and nobody marks once it has ended. Secretariat, auditor and leader see the names: they answer for the assignments.
"""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from accounts.models import User
from accounts.roles import OVERSEERS
from competitions.models import Edition, Stage
from submissions.models import Proposal


def hides_names(stage: Stage) -> bool:
    """Whether jurors of this stage are shown neither agency, partners, innovators nor file names."""
    return stage.is_blind or judges_blind(stage.edition)


def judges_blind(edition: Edition) -> bool:
    """Whether a stage of the edition is blind and has not ended."""
    prefetch_related_objects([edition], "stages")  # asked of each file of a page, read once
    return _judges_blind(edition, edition.stages.all())


def nameless_stages(edition: Edition, stages: Iterable[Stage]) -> set[int]:
    """Those of an edition's stages whose jurors see no names, asked of them all at once."""
    stages = list(stages)
    runs = _judges_blind(edition, stages)
    return {stage.pk for stage in stages if runs or stage.is_blind}


def hides_from(user: User, stage: Stage) -> bool:
    """The same, asked for one person: anyone who holds an office knows the names anyway."""
    return hides_names(stage) and not user.has_role(*OVERSEERS)


def hides_in_edition(user: User, edition: Edition) -> bool:
    """On a page of all stages: while a blind stage has not ended, anyone who holds no office sees no names."""
    if user.has_role(*OVERSEERS):
        return False
    return judges_blind(edition)


def shown_to_juror(proposal: Proposal, stage: Stage) -> str:
    """What a juror is told in one line, in a mail or a list: the title, and the owners where the stage allows it."""
    if hides_names(stage):
        return str(proposal)
    owners = ", ".join(opd.abbr for opd in proposal.innovation.owners())
    return f"{proposal} ({owners})"


def _judges_blind(edition: Edition, stages: Iterable[Stage]) -> bool:
    return any(stage.is_blind and not edition.has_ended(stage.kind) for stage in stages)
