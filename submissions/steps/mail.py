"""Letters about the steps of a proposal."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.mail import address, deliver
from accounts.models import MembershipRole, User
from accounts.queue import task
from submissions.deadline import closes_at
from submissions.models import Proposal, State, Undoing, Undone


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
