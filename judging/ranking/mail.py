"""The letter about a proposal that goes on to the next stage."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.mail import address, deliver
from accounts.queue import task
from judging.models import Promotion, Slot


@task("judging.send_promotion_mail")
def send_promotion_mail(promotion_id: int) -> None:
    """One letter to each head and operator of the leading body; to none if the promotion was taken back meanwhile."""
    rows = Promotion.objects.select_related("stage__edition", "proposal__innovation__opd")
    promotion = rows.filter(pk=promotion_id, told_at__isnull=False).first()
    if promotion is None:
        return
    stage, proposal = promotion.stage, promotion.proposal
    subject = _("“%(title)s” naik ke tahap %(stage)s") % {"title": proposal, "stage": stage}
    context = {
        "promotion": promotion,
        "agency": proposal.innovation.opd,
        "phase": stage.edition.phase(stage.kind),
        "slot": Slot.objects.filter(stage=stage, proposal=proposal).select_related("session").first(),
        "address": address(reverse("judging:slot-list", args=[stage.edition.slug])),
    }
    people = people_of_agency(proposal.innovation.opd_id)
    key, template, chain = f"promotion:{promotion.pk}", "judging/ranking/mail/promotion", stage.edition.ledger_chain
    deliver(key, people, subject, template, context, chain=chain, about=proposal)
