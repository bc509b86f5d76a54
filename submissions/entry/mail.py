"""The letter that asks a partner whether it owns an innovation, too."""

from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.mail import address, deliver
from accounts.models import AuditEntry, User
from accounts.queue import task
from submissions.models import Partnership, Proposal


@task("submissions.send_partner_mail")
def send_partner_mail(proposal_id: int, partnership_id: int, by_id: int, asked: str) -> None:
    """Ask operators and heads of the partner; nobody hears of a partnership that was taken back or answered.

    `asked` is the moment of the question: who has its letter is kept, and a partner that is asked again gets another.
    """
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    partnership = Partnership.objects.filter(pk=partnership_id, is_confirmed=None).select_related("opd").first()
    if partnership is None:
        return
    context = {
        "proposal": proposal,
        "partnership": partnership,
        "agency": partnership.opd,
        "by": User.objects.get(pk=by_id),
        "address": address(proposal.get_absolute_url()),
    }
    subject = _("Apakah %(opd)s ikut memiliki “%(title)s”?") % {"opd": partnership.opd.abbr, "title": proposal}
    key = f"partner:{proposal.pk}:{partnership.pk}:{asked}"
    people, template = people_of_agency(partnership.opd_id), "submissions/entry/mail/partner"
    deliver(key, people, subject, template, context, chain=proposal.ledger_chain, about=proposal)


@task("submissions.send_partner_recorded_mail")
def send_partner_recorded_mail(proposal_id: int, partnership_id: int, entry_id: int) -> None:
    """Tell the partner and the leading body which answer the secretariat wrote down, and on what ground."""
    proposal, entry = Proposal.objects.with_details().get(pk=proposal_id), AuditEntry.objects.get(pk=entry_id)
    partnership = Partnership.objects.select_related("opd").get(pk=partnership_id)
    subject = _("Jawaban %(opd)s atas “%(title)s” dicatat") % {"opd": partnership.opd.abbr, "title": proposal}
    for agency in (partnership.opd, proposal.innovation.opd):
        context = {
            "proposal": proposal,
            "partnership": partnership,
            "is_confirmed": (entry.after or {}).get("is_confirmed"),
            "reason": entry.note,
            "agency": agency,
        }
        people, template = people_of_agency(agency.pk), "submissions/entry/mail/partner_recorded"
        key, chain = f"partner-recorded:{entry.pk}:{agency.pk}", proposal.ledger_chain
        deliver(key, people, subject, template, context, chain=chain, about=proposal)
