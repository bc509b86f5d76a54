"""The letter that asks a partner whether it owns an innovation, too."""

from django.utils.translation import gettext as _

from accounts.models import User
from submissions.mail import address, deliver, people
from submissions.models import Partnership, Proposal
from submissions.outstanding import reachable


def send_partner(proposal_id: int, partnership_id: int, by_id: int, asked: str) -> None:
    """Ask operators and heads of the partner; nobody hears of a partnership that was taken back or answered.

    `asked` is the moment of the question: who has its letter is kept, and a partner that is asked anew gets another.
    """
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    partnership = Partnership.objects.filter(pk=partnership_id, is_confirmed=None).select_related("opd").first()
    if partnership is None:
        return
    context = {
        "proposal": proposal,
        "partnership": partnership,
        "by": User.objects.get(pk=by_id),
        "address": address(proposal.get_absolute_url()),
    }
    subject = _("Apakah %(opd)s ikut memiliki “%(title)s”?") % {"opd": partnership.opd.abbr, "title": proposal}
    members = reachable([partnership.opd_id])
    deliver(f"partner:{proposal.pk}:{partnership.pk}:{asked}", people(members), subject, "partner", context)
