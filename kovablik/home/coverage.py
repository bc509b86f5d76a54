"""One OPD one innovation: who takes part in what runs."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import OPD
from competitions.models import Edition, PhaseKind
from submissions.models import NEVER_SENT, Proposal


def coverage(editions: list[Edition]) -> dict | None:
    """One OPD one innovation: who has sent a proposal to the newest edition that runs, and who has not."""
    edition = next((edition for edition in editions if edition.has_begun(PhaseKind.REGISTRATION)), None)
    if not edition:
        return None
    sent = Proposal.objects.filter(edition=edition).exclude(state__in=NEVER_SENT)
    owns = Q(innovation__opd=OuterRef("pk")) | Q(innovation__partnerships__opd=OuterRef("pk"))
    called = OPD.objects.filter(participations__edition=edition)
    missing = list(called.exclude(Exists(sent.filter(owns))))
    total = called.count()
    return {"edition": edition, "total": total, "value": total - len(missing), "missing": missing}
