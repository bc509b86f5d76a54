"""The letter to a juror who is late."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import Mailing, address, post
from accounts.models import User
from accounts.queue import task
from competitions.models import Stage
from judging.models import Nudge

from .progress import owed_by


@task("judging.send_nudge")
def send_nudge(nudge_id: int) -> None:
    """Say how much is owed as the letter is written; who has locked everything meanwhile hears nothing."""
    rows = Nudge.objects.select_related("stage__edition", "juror").prefetch_related("stage__edition__phases")
    nudge = rows.get(pk=nudge_id)
    count = owed_by(nudge.stage, [nudge.juror_id]).get(nudge.juror_id, 0)
    if not count:
        return
    post(nudge_mailing(nudge.stage, nudge.juror, count, f"nudge:{nudge.pk}"))


def nudge_mailing(stage: Stage, juror: User, count: int, key: str = "") -> Mailing:
    edition = stage.edition
    phase = edition.phase(stage.kind)
    context = {
        "stage": stage,
        "edition": edition,
        "role": _("Juri tahap %(stage)s") % {"stage": stage},
        "count": count,
        "closes_at": phase.closes_at if phase else None,
        "address": address(reverse("judging:scoresheet-list")),
    }
    subject = _("%(edition)s: %(count)d lembar nilai menunggu Anda") % {"edition": edition, "count": count}
    return Mailing(key, [juror], subject, "judging/monitoring/mail/nudge", context, edition.ledger_chain, [stage])
