"""The letter about a proposal that goes on to the next stage."""

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from judging.models import Promotion, Slot
from submissions.mail import address, once, people
from submissions.outstanding import reachable


def send_promotion(promotion_id: int) -> None:
    """One letter to each head and operator of the leading body; to none if the promotion was taken back meanwhile."""
    rows = Promotion.objects.select_related("stage__edition", "proposal__innovation__opd")
    promotion = rows.filter(pk=promotion_id, told_at__isnull=False).first()
    if promotion is None:
        return
    stage, proposal = promotion.stage, promotion.proposal
    subject = _("“%(title)s” naik ke tahap %(stage)s") % {"title": proposal, "stage": stage}
    context = {
        "promotion": promotion,
        "phase": stage.edition.phase(stage.kind),
        "slot": Slot.objects.filter(stage=stage, proposal=proposal).select_related("session").first(),
        "address": address(reverse("judging:slot-list", args=[stage.edition.slug])),
    }
    failed: OSError | None = None
    connection = get_connection()
    for reader in people(reachable([proposal.innovation.opd_id])):
        body = render_to_string("judging/ranking/mail/promotion.txt", {**context, "reader": reader})
        letter = EmailMessage(subject, body, None, [reader.email], connection=connection)
        try:
            once(f"promotion:{promotion.pk}", reader, letter.send)
        except OSError as error:
            failed = error
    if failed:
        raise failed
