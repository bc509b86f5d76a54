"""The letter about a sheet that is open again."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import address, deliver
from accounts.queue import task
from judging.models import Reopening, conflicted_proposal_ids


@task("judging.send_reopened")
def send_reopened(reopening_id: int) -> None:
    """Tell the juror who opened the sheet again and why.

    To nobody who has locked it again meanwhile, was excused from it, or is in conflict with its proposal.
    """
    rows = Reopening.objects.select_related("sheet__assignment__stage__edition", "sheet__assignment__juror")
    reopening = rows.select_related("reopened_by", "sheet__assignment__proposal__innovation").get(pk=reopening_id)
    sheet, assignment = reopening.sheet, reopening.sheet.assignment
    juror, proposal = assignment.juror, assignment.proposal
    if sheet.finalised_at or assignment.excused_at:
        return
    if proposal.pk in conflicted_proposal_ids(juror):
        return
    phase = assignment.stage.edition.phase(assignment.stage.kind)
    context = {
        "reopening": reopening,
        "proposal": proposal,
        "stage": assignment.stage,
        "role": _("Juri tahap %(stage)s") % {"stage": assignment.stage},
        "closes_at": phase.closes_at if phase else None,
        "address": address(reverse("judging:scoresheet-detail", args=[sheet.pk])),
    }
    subject = _("Lembar nilai “%(title)s” dibuka kembali") % {"title": proposal}
    key, template = f"reopening:{reopening.pk}", "judging/scoring/mail/reopening"
    chain = assignment.stage.edition.ledger_chain
    deliver(key, [juror], subject, template, context, chain=chain, about=proposal)
