"""Letters about the steps of a proposal."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency, readers_by_agencies
from accounts.mail import Mailing, address, deliver, post
from accounts.models import OPD, MembershipRole, User
from accounts.queue import task
from competitions.models import PhaseKind
from submissions.deadline import closes_at
from submissions.models import Proposal, State, Undoing, Undone, VersionKind

TURNED_ROUND = (State.RETURNED, State.REJECTED, State.WITHDRAWN, State.DRAFT)


@task("submissions.send_ready_mail")
def send_ready_mail(proposal_id: int, by_id: int) -> None:
    """Tell the heads of the leading body that a proposal waits to be read and sent."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    heads = people_of_agency(proposal.innovation.opd_id, MembershipRole.HEAD)
    subject = _("Usulan “%(title)s” menunggu Anda") % {"title": proposal}
    context = _context(proposal) | {"by": User.objects.get(pk=by_id)}
    _deliver(_key("ready", proposal), heads, subject, "ready", context)


@task("submissions.send_given_back_mail")
def send_given_back_mail(proposal_id: int, by_id: int) -> None:
    """Tell the operators of the leading body what the head asks of a proposal."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    writers = people_of_agency(proposal.innovation.opd_id, MembershipRole.OPERATOR)
    subject = _("Usulan “%(title)s” perlu dilengkapi") % {"title": proposal}
    context = _context(proposal) | {"by": User.objects.get(pk=by_id)}
    _deliver(_key("given-back", proposal), writers, subject, "given_back", context)


@task("submissions.send_receipt_mail")
def send_receipt_mail(proposal_id: int) -> None:
    """Tell operators and heads that a proposal arrived, with the number of its receipt and what comes next."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    receipt = proposal.versions.exclude(kind=VersionKind.RETURNED).select_related("frozen_by").latest("number")
    if proposal.state == State.WITHDRAWN:
        return
    check = proposal.edition.phase(PhaseKind.ADMINISTRATION)
    context = {
        **_context(proposal),
        "receipt": receipt,
        "is_correction": receipt.kind == VersionKind.CORRECTED,
        "check": check if check and not check.has_ended() else None,
        "address": address(reverse("submissions:version-receipt", args=[proposal.pk, receipt.number])),
    }
    people = people_of_agency(proposal.innovation.opd_id)
    subject = _("Tanda terima usulan “%(title)s”") % {"title": proposal}
    _deliver(f"sent:{proposal.pk}:{receipt.number}", people, subject, "receipt", context)


@task("submissions.send_passed_mail")
def send_passed_mail(proposal_ids: Sequence[int], act: str) -> None:
    """Tell operators and heads which of their proposals passed in one act, each of them once for all of these."""
    for mailing in passed_mailings(proposal_ids, act):
        post(mailing)


def passed_mailings(proposal_ids: Sequence[int], act: str) -> Iterator[Mailing]:
    """One for each set of agencies that people act for, in each edition, without what was turned round meanwhile."""
    editions: dict[int, dict[int, list[Proposal]]] = defaultdict(lambda: defaultdict(list))
    passed = Proposal.objects.with_details().prefetch_related("edition__stages").filter(pk__in=proposal_ids)
    for proposal in passed.exclude(state__in=TURNED_ROUND).order_by("innovation__title", "pk"):
        editions[proposal.edition_id][proposal.innovation.opd_id].append(proposal)
    for edition, by_agency in editions.items():
        for agencies, people in readers_by_agencies(by_agency):
            proposals = [proposal for opd in agencies for proposal in by_agency[opd.pk]]
            yield _passed(f"passed:{edition}:{act}", agencies, people, proposals)


def _passed(key: str, agencies: list[OPD], people: list[User], proposals: list[Proposal]) -> Mailing:
    first, edition = proposals[0], proposals[0].edition
    one = _("Usulan “%(title)s” lolos seleksi administrasi") % {"title": first}
    many = _("%(count)d usulan lolos seleksi administrasi") % {"count": len(proposals)}
    context = {
        "agencies": agencies,
        "proposals": proposals,
        "edition": edition,
        "judging": edition.phase(PhaseKind.JUDGING),
        "address": address(first.get_absolute_url() if len(proposals) == 1 else reverse("submissions:proposal-list")),
    }
    subject, template = one if len(proposals) == 1 else many, "submissions/steps/mail/passed"
    return Mailing(key, people, subject, template, context, edition.ledger_chain, proposals)


@task("submissions.send_verdict_mail")
def send_verdict_mail(proposal_id: int) -> None:
    """Tell operators and heads what came back, what to mend there, and until when; or that it was refused."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    items = list(proposal.check_items.select_related("section", "requirement"))
    latest = max((item.round for item in items), default=0)
    context = {
        **_context(proposal),
        "is_refused": proposal.state == State.REJECTED,
        "items": [item for item in items if item.round == latest and not item.is_ok],
        "until": closes_at(proposal),
    }
    refused, returned = _("Usulan “%(title)s” tidak lolos administrasi"), _("Usulan “%(title)s” perlu diperbaiki")
    subject = (refused if context["is_refused"] else returned) % {"title": proposal}
    people = people_of_agency(proposal.innovation.opd_id)
    _deliver(f"verdict:{proposal.pk}:{latest}", people, subject, "verdict", context)


@task("submissions.send_undone_mail")
def send_undone_mail(undoing_id: int) -> None:
    """Tell operators and heads which step was taken back, by whom and why, and where their proposal stands now."""
    undoing = Undoing.objects.select_related("undone_by").get(pk=undoing_id)
    proposal = Proposal.objects.with_details().get(pk=undoing.proposal_id)
    subject = UNDONE[Undone(undoing.step)]() % {"title": proposal}
    people = people_of_agency(proposal.innovation.opd_id)
    _deliver(f"undone:{undoing.pk}", people, subject, "undone", _context(proposal) | {"undoing": undoing})


UNDONE = {  # called when the letter is written, so that each is in the language of its reader
    Undone.REJECT: lambda: _("Penolakan usulan “%(title)s” ditarik kembali"),
    Undone.VERIFY: lambda: _("Usulan “%(title)s” diperiksa lagi"),
    Undone.RETURN: lambda: _("Usulan “%(title)s” tidak perlu diperbaiki"),
    Undone.WITHDRAW: lambda: _("Usulan “%(title)s” ikut serta lagi"),
}


def _key(name: str, proposal: Proposal) -> str:
    """One letter for each time that the proposal was handed over."""
    handed = f"{proposal.handed_at:%Y%m%d%H%M%S}" if proposal.handed_at else ""
    return f"{name}:{proposal.pk}:{handed}"


def _deliver(key: str, people: list[User], subject: str, template: str, context: dict[str, Any]) -> None:
    proposal, template = context["proposal"], f"submissions/steps/mail/{template}"
    deliver(key, people, subject, template, context, chain=proposal.ledger_chain, about=proposal)


def _context(proposal: Proposal) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "agency": proposal.innovation.opd,
        "address": address(proposal.get_absolute_url()),
    }
