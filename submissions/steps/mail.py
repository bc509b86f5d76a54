"""Letters about the steps of a proposal."""

from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.mail import address, deliver
from accounts.models import MembershipRole, User
from accounts.queue import task
from submissions.deadline import closes_at
from submissions.models import Proposal, State


@task("submissions.send_ready_mail")
def send_ready_mail(proposal_id: int, by_id: int) -> None:
    """Tell the heads of the leading body that a proposal waits to be read and sent."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    heads = people_of_agency(proposal.innovation.opd_id, MembershipRole.HEAD)
    subject = _("Usulan “%(title)s” menunggu Anda") % {"title": proposal}
    deliver(_key("ready", proposal), heads, subject, "submissions/steps/mail/ready", _context(proposal, by_id))


@task("submissions.send_given_back_mail")
def send_given_back_mail(proposal_id: int, by_id: int) -> None:
    """Tell the operators of the leading body what the head asks of a proposal."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    writers = people_of_agency(proposal.innovation.opd_id, MembershipRole.OPERATOR)
    subject = _("Usulan “%(title)s” perlu dilengkapi") % {"title": proposal}
    template = "submissions/steps/mail/given_back"
    deliver(_key("given-back", proposal), writers, subject, template, _context(proposal, by_id))


@task("submissions.send_verdict_mail")
def send_verdict_mail(proposal_id: int) -> None:
    """Tell operators and heads what came back, what to mend there, and until when; or that it was refused."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    items = list(proposal.check_items.select_related("section", "requirement"))
    latest = max((item.round for item in items), default=0)
    context = {
        "proposal": proposal,
        "is_refused": proposal.state == State.REJECTED,
        "items": [item for item in items if item.round == latest and not item.is_ok],
        "until": closes_at(proposal),
        "address": address(proposal.get_absolute_url()),
    }
    refused, returned = _("Usulan “%(title)s” tidak lolos administrasi"), _("Usulan “%(title)s” perlu diperbaiki")
    subject = (refused if context["is_refused"] else returned) % {"title": proposal}
    people = people_of_agency(proposal.innovation.opd_id)
    deliver(f"verdict:{proposal.pk}:{latest}", people, subject, "submissions/steps/mail/verdict", context)


def _key(name: str, proposal: Proposal) -> str:
    """One letter for each time that the proposal was handed over."""
    handed = f"{proposal.handed_at:%Y%m%d%H%M%S}" if proposal.handed_at else ""
    return f"{name}:{proposal.pk}:{handed}"


def _context(proposal: Proposal, by_id: int) -> dict[str, object]:
    return {
        "proposal": proposal,
        "by": User.objects.get(pk=by_id),
        "address": address(proposal.get_absolute_url()),
    }
