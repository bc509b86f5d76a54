"""Letters about proposals."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import MembershipRole, User

from .models import Proposal


def send_ready(proposal_id: int, by_id: int) -> None:
    """One letter to each head of the leading body, none to another's address."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    heads = proposal.innovation.opd.memberships.current().filter(role=MembershipRole.HEAD, user__is_active=True)
    by = User.objects.get(pk=by_id)
    for head in heads.select_related("user"):
        context = {
            "proposal": proposal,
            "head": head.user,
            "by": by,
            "address": f"{settings.BASE_URL}{proposal.get_absolute_url()}",
        }
        send_mail(
            _("Usulan “%(title)s” menunggu Anda") % {"title": proposal},
            render_to_string("submissions/mail/ready.txt", context),
            None,
            [head.user.email],
        )
