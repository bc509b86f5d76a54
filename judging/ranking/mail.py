"""Letters about a proposal that goes on to the next stage, and about a locked sheet that does not count any more."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.mail import address, deliver
from accounts.models import AuditEntry
from accounts.queue import task
from judging.models import Assignment, Promotion, Slot


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


@task("judging.send_sheet_counted")
def send_sheet_counted(entry_id: int, assignment_id: int) -> None:
    """Tell its juror that a locked sheet counts no more, or again. No title: the conflict hides the proposal."""
    entry = AuditEntry.objects.get(pk=entry_id)
    assignment = Assignment.objects.select_related("stage__edition", "juror").get(pk=assignment_id)
    is_back = entry.action == "assignment.include"
    if (assignment.excused_at is None) != is_back:
        return  # turned round again meanwhile; the next letter says so
    stage = assignment.stage
    context = {
        "edition": stage.edition,
        "stage": stage,
        "role": _("Juri tahap %(stage)s") % {"stage": stage},
        "reason": entry.note,
        "is_back": is_back,
        "address": address(reverse("judging:scoresheet-list")),
    }
    subject = (
        _("%(edition)s: satu lembar nilai Anda dihitung lagi")
        if is_back
        else _("%(edition)s: satu lembar nilai Anda tidak dihitung lagi")
    ) % {"edition": stage.edition}
    key, template = f"{entry.action}:{entry.pk}", "judging/ranking/mail/sheet_counted"
    deliver(key, [assignment.juror], subject, template, context, chain=stage.edition.ledger_chain, about=stage)
