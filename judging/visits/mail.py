"""The letter about a visit report that is open again."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import address, deliver
from accounts.queue import task
from judging.models import Assignment, VisitReopening, conflicted_proposal_ids


@task("judging.send_visit_reopened")
def send_visit_reopened(reopening_id: int) -> None:
    """Tell the juror who opened the report again and why.

    To nobody who has filed it again meanwhile, was excused from it, or is in conflict with its proposal.
    """
    rows = VisitReopening.objects.select_related("visit__stage__edition", "visit__juror", "reopened_by")
    reopening = rows.select_related("visit__proposal__innovation").get(pk=reopening_id)
    visit = reopening.visit
    place = {"stage": visit.stage_id, "proposal": visit.proposal_id, "juror": visit.juror_id}
    assignment = Assignment.objects.active().filter(**place).first()
    if visit.is_filed or assignment is None or visit.proposal_id in conflicted_proposal_ids(visit.juror):
        return
    edition = visit.stage.edition
    phase = edition.phase(visit.stage.kind)
    context = {
        "reopening": reopening,
        "proposal": visit.proposal,
        "stage": visit.stage,
        "role": _("Juri tahap %(stage)s") % {"stage": visit.stage},
        "closes_at": phase.closes_at if phase else None,
        "address": address(reverse("judging:visit-detail", args=[assignment.pk])),
    }
    subject = _("Laporan kunjungan “%(title)s” dibuka kembali") % {"title": visit.proposal}
    key, template = f"visit-reopening:{reopening.pk}", "judging/visits/mail/reopening"
    deliver(key, [visit.juror], subject, template, context, chain=edition.ledger_chain, about=visit.proposal)
