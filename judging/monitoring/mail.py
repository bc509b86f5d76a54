"""Letters to jurors who are late. Each reaches its reader once, however often its task runs."""

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from judging.models import Nudge
from submissions.mail import address, once

from .progress import owed_by


def send_nudges(nudge_ids: Iterable[int]) -> None:
    """Say how much is owed as the letter is written; whoever has locked everything meanwhile hears nothing."""
    failed: OSError | None = None
    nudges = Nudge.objects.filter(pk__in=nudge_ids).select_related("stage__edition", "juror")
    for nudge in nudges.prefetch_related("stage__edition__phases"):
        count = owed_by(nudge.stage, [nudge.juror_id]).get(nudge.juror_id, 0)
        if not count:
            continue
        edition = nudge.stage.edition
        phase = edition.phase(nudge.stage.kind)
        context = {
            "nudge": nudge,
            "count": count,
            "closes_at": phase.closes_at if phase else None,
            "address": address(reverse("judging:scoresheet-list")),
        }
        text = render_to_string("judging/monitoring/mail/nudge.txt", context)
        subject = _("%(edition)s: %(count)d lembar nilai menunggu Anda") % {"edition": edition, "count": count}
        letter = EmailMessage(subject, text, None, [nudge.juror.email])
        try:
            once(f"nudge:{nudge.pk}", nudge.juror, letter.send)
        except OSError as error:
            failed = error
    if failed:
        raise failed
