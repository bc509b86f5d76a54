"""Letters to both bodies when a proposal moves from one to the other."""

from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.mail import address, deliver
from accounts.queue import task
from judging.models import OwnerMove


@task("judging.send_moved_mail")
def send_moved_mail(move_id: int) -> None:
    """Tell the old body that the proposal is no longer its own, and the new one what it has to do."""
    rows = OwnerMove.objects.select_related(
        "proposal__innovation", "proposal__edition", "from_opd", "to_opd", "moved_by"
    )
    move = rows.get(pk=move_id)
    proposal, edition = move.proposal, move.proposal.edition
    subject = _("Usulan “%(title)s” dipindahkan ke %(opd)s") % {"title": proposal, "opd": move.to_opd}
    for agency in (move.from_opd, move.to_opd):
        is_new = agency == move.to_opd
        context = {"move": move, "proposal": proposal, "agency": agency, "is_new": is_new}
        if is_new:
            context["address"] = address(proposal.get_absolute_url())
        template, chain, about = "judging/ownership/mail/moved", edition.ledger_chain, proposal if is_new else edition
        key = f"moved:{move.pk}:{agency.pk}"
        deliver(key, people_of_agency(agency.pk), subject, template, context, chain=chain, about=about)
