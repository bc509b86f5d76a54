"""The home page of who is signed in: what waits for me, then what happened."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import AuditEntry, MembershipRole, Office
from accounts.roles import WATCHERS
from awards.models import Publication
from competitions.models import PhaseKind
from kovablik.context import ADMIN, Frame
from kovablik.ledger.words import LedgerLine, tell

from .coverage import coverage
from .waiting import Waiting

NOTHING_NEW = {"assignment.create", "attachment.add", "attachment.remove", "score.update", "ranking.rebuild"}
RECENT, SEARCHED = 6, 200


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for me, then what happened."""
    frame = Frame(request)
    roles = {part.role for part in frame.parts}
    waiting = Waiting(request.user, roles)
    context = {
        "frame": frame,
        "waiting": waiting,
        "is_admin": ADMIN in roles,
        "is_auditor": Office.AUDITOR in roles,
        "coverage": coverage(waiting.opened) if wants_coverage(roles, waiting) else None,
        "publication": latest_publication() if Office.LEADER in roles else None,
        "happened": happened(roles, waiting),
    }
    return render(request, "kovablik/home/home.html", context)


def wants_coverage(roles: set[str], waiting: Waiting) -> bool:
    """The leaders always ask who takes part; the secretariat while there is still time to call."""
    return Office.LEADER in roles or (Office.SECRETARIAT in roles and bool(waiting.in_phase(PhaseKind.REGISTRATION)))


def latest_publication() -> Publication | None:
    return Publication.objects.select_related("edition").order_by("-published_at").first()


def happened(roles: set[str], waiting: Waiting) -> list[LedgerLine]:
    """The last acts that this person would ask about: on the own proposals, or in the running edition."""
    entries = AuditEntry.objects.order_by("-number")
    if roles & set(WATCHERS) and waiting.opened:
        entries = entries.filter(chain=waiting.opened[0].ledger_chain)
    elif roles & {MembershipRole.HEAD, MembershipRole.OPERATOR} and waiting.proposals:
        entries = entries.filter(target__in=[f"submissions.proposal:{proposal.pk}" for proposal in waiting.proposals])
    else:
        return []
    recent = [pk for pk, action in entries.values_list("pk", "action")[:SEARCHED] if action not in NOTHING_NEW]
    return tell(AuditEntry.objects.filter(pk__in=recent[:RECENT]).select_related("actor").order_by("-at", "-number"))
