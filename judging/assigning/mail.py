"""E-mails to a juror who was given sheets, freed from them, given them back, or whose proposal is checked again."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import address, deliver
from accounts.models import AuditEntry, User
from accounts.queue import task
from competitions.models import Stage
from judging.models import Answer, Assignment, Seat, conflicted_proposal_ids
from submissions.models import Undoing


@task("judging.send_excuse_changed")
def send_excuse_changed(entry_id: int, juror_id: int, assignment_ids: list[int]) -> None:
    """Say how many sheets, and why; never which, for a conflict may hide them.

    Nothing of what was turned round again before the letter went out.
    """
    entry, juror = AuditEntry.objects.get(pk=entry_id), User.objects.get(pk=juror_id)
    is_back = entry.action == "assignment.restore"
    rows = Assignment.objects.filter(pk__in=assignment_ids, excused_at__isnull=is_back)
    assignments = list(rows.select_related("stage__edition"))
    if not assignments:
        return
    stage = assignments[0].stage
    phase = stage.edition.phase(stage.kind)
    context = {
        "stage": stage,
        "edition": stage.edition,
        "role": _("Juri tahap %(stage)s") % {"stage": stage},
        "count": len(assignments),
        "reason": entry.note,
        "is_open": stage.edition.in_phase(stage.kind),
        "closes_at": phase.closes_at if phase else None,
        "address": address(reverse("judging:scoresheet-list")),
    }
    told = {"edition": stage.edition, "count": len(assignments)}
    subject = (
        _("%(edition)s: %(count)d lembar nilai diberikan lagi kepada Anda")
        if is_back
        else _("%(edition)s: Anda dibebaskan dari %(count)d lembar nilai")
    ) % told
    template = "judging/assigning/mail/restored" if is_back else "judging/assigning/mail/excused"
    key, chain = f"{entry.action}:{entry.pk}", stage.edition.ledger_chain
    deliver(key, [juror], subject, template, context, chain=chain, about=stage)


@task("judging.send_released_mail")
def send_released_mail(undoing_id: int, juror_ids: list[int]) -> None:
    """Tell jurors that a proposal is being checked again, so that their blank sheet for it went."""
    undoing = Undoing.objects.select_related("proposal__innovation", "proposal__edition").get(pk=undoing_id)
    edition = undoing.proposal.edition
    context = {"undoing": undoing, "role": _("Juri"), "address": address(reverse("judging:scoresheet-list"))}
    subject = _("%(edition)s: satu usulan tidak lagi Anda nilai") % {"edition": edition}
    jurors, template = User.objects.filter(pk__in=juror_ids), "judging/assigning/mail/released"
    deliver(
        f"sheet-released:{undoing.pk}", jurors, subject, template, context, chain=edition.ledger_chain, about=edition
    )


@task("judging.send_assigned")
def send_assigned(stage_id: int, moment: str) -> None:
    """Tell each juror once how many sheets one handing-out gave them; never which, for a conflict may hide them.

    Who has not accepted the seat reads of the sheets in the invitation and on the own page.
    """
    stage = Stage.objects.select_related("edition").prefetch_related("edition__phases").get(pk=stage_id)
    given = Assignment.objects.active().filter(stage=stage, created_at=datetime.fromisoformat(moment))
    seats = Seat.objects.filter(panel__stage=stage, answer=Answer.ACCEPTED, user__in=given.values("juror"))
    for juror in User.objects.filter(pk__in=seats.values("user")).order_by("pk"):
        if count := given.filter(juror=juror).exclude(proposal__in=conflicted_proposal_ids(juror)).count():
            _write_assigned(stage, juror, count, moment)


def _write_assigned(stage: Stage, juror: User, count: int, moment: str) -> None:
    edition = stage.edition
    context = {
        "edition": edition,
        "stage": stage,
        "role": _("Juri tahap %(stage)s") % {"stage": stage},
        "count": count,
        "phase": edition.phase(stage.kind),
        "address": address(reverse("judging:scoresheet-list")),
    }
    subject = _("%(edition)s: %(count)d usulan untuk Anda nilai") % {"edition": edition, "count": count}
    key, template = f"assigned:{stage.pk}:{moment}", "judging/assigning/mail/assigned"
    deliver(key, [juror], subject, template, context, chain=edition.ledger_chain, about=stage)
