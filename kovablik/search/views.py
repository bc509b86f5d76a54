"""One search over proposals, agencies and people: each finds what they may know of, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import OPD, Appointment, Membership, User
from accounts.roles import OFFICERS
from accounts.searching import matching, words_of
from judging.models import ScoreSheet
from submissions.models import Proposal

SHOWN = 20
LONGEST = 100


@dataclass(frozen=True)
class Found:
    """A line of the result: what it is called, where it leads if anywhere, and what tells it from others."""

    title: str
    url: str
    detail: str
    state: str = ""
    tone: str = ""


@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    context = {"query": query, "is_asked": bool(words_of(query)), "shown": SHOWN}
    if context["is_asked"]:
        context |= {
            "proposals": list(proposals(request.user, query)),
            "sheets": list(sheets(request.user, query)),
            "agencies": list(agencies(request.user, query)),
            "people": list(people(request.user, query)),
        }
        context["is_empty"] = not any(context[kind] for kind in ("proposals", "sheets", "agencies", "people"))
    return render(request, "kovablik/search/search.html", context)


def proposals(user: User, query: str) -> Iterator[Found]:
    """By title and by agency, of those that the person may know of; the newest edition first."""
    rows = Proposal.objects.visible_to(user).select_related("edition", "innovation__opd")
    columns = ("innovation__title", "innovation__long_title", "innovation__opd__name", "innovation__opd__abbr")
    found = matching(rows, query, *columns).order_by("-edition__year", "-edition", "innovation__title", "pk")
    for one in found[:SHOWN]:
        detail = f"{one.innovation.opd.abbr} · {one.edition}"
        yield Found(one.innovation.title, one.get_absolute_url(), detail, str(one.get_state_display()), one.state_tone)


def sheets(user: User, query: str) -> Iterator[Found]:
    """A juror's own sheets, none of them in conflict. Where a stage is blind nobody finds a proposal by its agency."""
    own = ScoreSheet.objects.of(user).filter(assignment__stage__edition__opened_at__isnull=False)
    title = "assignment__proposal__innovation__title"
    opd = "assignment__proposal__innovation__opd"
    blind = matching(own, query, title).filter(assignment__stage__is_blind=True)
    named = matching(own, query, title, f"{opd}__name", f"{opd}__abbr").filter(assignment__stage__is_blind=False)
    rows = own.filter(Q(pk__in=blind.values("pk")) | Q(pk__in=named.values("pk")))
    rows = rows.select_related("assignment__proposal__innovation", "assignment__stage__edition")
    for sheet in rows.order_by("-assignment__stage__edition__year", title, "pk")[:SHOWN]:
        stage = sheet.assignment.stage
        yield Found(sheet.assignment.proposal.innovation.title, sheet.get_absolute_url(), f"{stage} · {stage.edition}")


def agencies(user: User, query: str) -> Iterator[Found]:
    """The register is public; who sees the agency's own page goes there, who holds an office to what it has entered."""
    sees_register = user.has_perm("accounts.view_register")
    for opd in matching(OPD.objects.all(), query, "name", "abbr").order_by("name")[:SHOWN]:
        entered = f"{reverse('submissions:proposal-list')}?q={opd.abbr}" if user.has_role(*OFFICERS) else ""
        own = reverse("agency-detail", args=[opd.pk]) if sees_register else ""
        yield Found(opd.name, own or entered or reverse("awards:opd-list"), opd.abbr)


def people(user: User, query: str) -> Iterator[Found]:
    """People and their parts, for those who may see the register; nobody else learns who there is."""
    if not user.has_perm("accounts.view_register"):
        return
    members = Prefetch("memberships", Membership.objects.current().select_related("opd"))
    offices = Prefetch("appointments", Appointment.objects.current())
    rows = matching(User.objects.filter(is_active=True), query, "name", "email").prefetch_related(members, offices)
    for person in rows.order_by("name", "pk")[:SHOWN]:
        parts = [str(one.get_role_display()) for one in person.appointments.all()]
        parts += [f"{one.get_role_display()} · {one.opd.abbr}" for one in person.memberships.all()]
        yield Found(str(person), reverse("person-detail", args=[person.pk]), ", ".join([*parts, person.email]))
