"""E-mails about proposals that go on to the next stage, and about a locked sheet that does not count any more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addressees import readers_by_agencies
from accounts.mail import Mailing, address, deliver, post
from accounts.models import OPD, AuditEntry, User
from accounts.queue import task
from competitions.models import Stage
from judging.models import Assignment, Promotion, Slot
from submissions.models import Proposal


@dataclass(frozen=True)
class PromotionLine:
    """What an agency reads of one proposal that goes on: with its turn, where it has one already."""

    proposal: Proposal
    slot: Slot | None


@task("judging.send_promotion_mail")
def send_promotion_mail(stage_id: int, moment: str) -> None:
    """Write once to each head and operator of whose proposals one act announced; not of what was taken back since."""
    stage = Stage.objects.select_related("edition").prefetch_related("edition__phases").get(pk=stage_id)
    for mailing in promotion_mailings(stage, stage.promotions.filter(told_at=datetime.fromisoformat(moment)), moment):
        post(mailing)


def promotion_mailings(stage: Stage, promotions: Iterable[Promotion], act: str = "") -> Iterator[Mailing]:
    """One for each set of leading bodies that people act for."""
    keys = [promotion.pk for promotion in promotions]
    rows = Promotion.objects.filter(pk__in=keys).select_related("proposal__innovation__opd")
    slots = Slot.objects.filter(stage=stage).select_related("session")
    turns = {slot.proposal_id: slot for slot in slots}
    by_agency: dict[int, list[PromotionLine]] = defaultdict(list)
    for row in rows.order_by("proposal__innovation__title", "pk"):
        line = PromotionLine(row.proposal, turns.get(row.proposal_id))
        by_agency[row.proposal.innovation.opd_id].append(line)
    for agencies, people in readers_by_agencies(by_agency):
        yield _mailing(stage, agencies, people, [line for opd in agencies for line in by_agency[opd.pk]], act)


def _mailing(stage: Stage, agencies: list[OPD], people: list[User], lines: list[PromotionLine], act: str) -> Mailing:
    proposals = [line.proposal for line in lines]
    one = _("“%(title)s” naik ke tahap %(stage)s") % {"title": proposals[0], "stage": stage}
    many = _("%(count)d usulan Anda naik ke tahap %(stage)s") % {"count": len(proposals), "stage": stage}
    context = {
        "stage": stage,
        "edition": stage.edition,
        "lines": lines,
        "agencies": agencies,
        "phase": stage.edition.phase(stage.kind),
        "address": address(reverse("judging:slot-list", args=[stage.edition.slug])),
    }
    key, subject = f"promotion:{stage.pk}:{act}", one if len(proposals) == 1 else many
    template, chain = "judging/ranking/mail/promotion", stage.edition.ledger_chain
    return Mailing(key, people, subject, template, context, chain, proposals)


@task("judging.send_promotion_withdrawn")
def send_promotion_withdrawn(entry_id: int, stage_id: int, proposal_id: int) -> None:
    """Tell an agency that had been told of the promotion; not when it is promoted again by now."""
    entry = AuditEntry.objects.get(pk=entry_id)
    stage = Stage.objects.select_related("edition").get(pk=stage_id)
    proposal = Proposal.objects.select_related("innovation__opd").get(pk=proposal_id)
    if stage.promotions.filter(proposal=proposal).exists():
        return
    context = {
        "stage": stage,
        "edition": stage.edition,
        "proposal": proposal,
        "reason": entry.note,
        "address": address(reverse("submissions:proposal-detail", args=[proposal.pk])),
    }
    subject = _("“%(title)s” tidak jadi naik ke tahap %(stage)s") % {"title": proposal, "stage": stage}
    key, template, chain = (
        f"promotion-withdrawn:{entry.pk}",
        "judging/ranking/mail/withdrawn",
        stage.edition.ledger_chain,
    )
    for agencies, people in readers_by_agencies([proposal.innovation.opd_id]):
        post(Mailing(key, people, subject, template, {**context, "agencies": agencies}, chain, [proposal]))


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
