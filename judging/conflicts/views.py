"""Conflicts of interest: what a juror sees and declares, and what the secretariat sees and sets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.refusals import refusable, refusable_form
from competitions.models import Edition
from judging.loading import get_edition
from judging.models import Assignment, Conflict, ConflictSource, Place, ScoreSheet, Seat, conflict_reasons, registered
from submissions.models import Innovation

from .actions import declare_conflict, excuse_conflicted, locked_despite
from .forms import ConflictFilter, ConflictForm, DeclareForm

PER_PAGE = 20


@dataclass(frozen=True)
class Known:
    """A juror with all that keeps proposals of the edition away.

    `found` says why in words, with the number of verified proposals; `open` counts the sheets that were given before,
    `locked` are those that count although they are locked.
    """

    juror: User
    found: list[tuple[str, int]]
    stated: list[Conflict] = field(default_factory=list)
    open: int = 0
    locked: list[Assignment] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_declare(request: SignedInRequest, slug: str) -> HttpResponse:
    """What a juror must not touch, and the form by which a juror says so."""
    edition = get_edition(request, slug, "judging.view_own_conflicts")
    innovations = _seen_by(request.user, edition)
    form = DeclareForm(request.POST or None, innovations=innovations, searched=request.GET)
    if request.method == "POST":
        if not request.user.has_perm("judging.declare_conflict", edition):
            raise PermissionDenied
        if form.is_valid() and _state(request, edition, form, user=request.user):
            return redirect("judging:conflict-declare", slug)
    context = {
        "edition": edition,
        "form": form,
        "declared": ConflictSource.DECLARED.value,
        "may_declare": request.user.has_perm("judging.declare_conflict", edition),
        "registered": registered(edition, request.user),
        "stated": request.user.conflicts.select_related("opd").order_by("-pk"),
    }
    return render(request, "judging/conflicts/conflict_declare.html", context, status=422 if form.errors else 200)


def _seen_by(user: User, edition: Edition) -> Any:
    """The innovations whose titles this person may see here: of the own sheets, and for a chair of the ranking."""
    own = ScoreSheet.objects.of(user).in_edition(edition).order_by()
    seen = Q(pk__in=own.values("assignment__proposal__innovation"))
    if user.has_perm("judging.view_ranking", edition):
        places = Place.objects.visible_to(user).filter(ranking__edition=edition).order_by()
        seen |= Q(pk__in=places.values("proposal__innovation"))
    return Innovation.objects.filter(seen)


def _state(request: SignedInRequest, edition: Edition, form: DeclareForm | ConflictForm, *, user: User) -> bool:
    """Whether it was stored; what was wrong stands in the form."""
    data = form.cleaned_data
    with refusable_form(form):
        conflict = declare_conflict(
            edition=edition,
            user=user,
            opd=data["opd"],
            innovation=data["innovation"],
            reason=data["reason"],
            by=request.user,
        )
        messages.success(request, _("Benturan kepentingan tercatat. Lembar yang masih terbuka dibebaskan."))
        if warning := locked_despite(conflict, edition):
            messages.warning(request, warning)
    return not form.errors


@require_safe
def conflict_list(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_edition(request, slug, "judging.view_jury"))


@require_POST
def conflict_create(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "judging.set_conflict")
    form = ConflictForm(request.POST, edition=edition, searched=request.GET)
    if form.is_valid() and _state(request, edition, form, user=form.cleaned_data["user"]):
        return redirect("judging:conflict-list", slug)
    return _page(request, edition, form=form)


@require_POST
def conflict_excuse(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Free a juror from what came into conflict after it was given."""
    edition = get_edition(request, slug, "judging.set_conflict")
    juror = get_object_or_404(jurors_of(edition), pk=pk)
    with refusable(request):
        count = excuse_conflicted(edition=edition, juror=juror, by=request.user)
        sentence = ngettext("Juri dibebaskan dari %(count)d lembar.", "Juri dibebaskan dari %(count)d lembar.", count)
        messages.success(request, sentence % {"count": count})
    return redirect("judging:conflict-list", slug)


def jurors_of(edition: Edition) -> QuerySet[User]:
    """Anyone who sits in a panel of the edition or was given a sheet there."""
    seated = Seat.objects.filter(panel__stage__edition=edition).order_by()
    given = Assignment.objects.in_edition(edition).order_by()
    keys = seated.values_list("user").union(given.values_list("juror"))  # asked once, not with each of the questions
    return User.objects.filter(pk__in=[key for (key,) in keys])


def _page(request: SignedInRequest, edition: Edition, *, form: ConflictForm | None = None) -> HttpResponse:
    wanted = ConflictFilter(request.GET)
    jurors = jurors_of(edition)
    if name := wanted.value("q"):
        jurors = jurors.filter(name__icontains=name)
    source, number = wanted.value("asal"), request.GET.get("page")
    if source == ConflictFilter.FOUND:  # known only once it was looked for, juror by juror
        page: Any = Paginator([one for one in _known(edition, list(jurors)) if one.found], PER_PAGE).get_page(number)
    else:
        stated = jurors.filter(conflicts__source=source).distinct() if source else jurors
        page = Paginator(stated, PER_PAGE).get_page(number)
        page.object_list = list(_known(edition, list(page)))
    context = {
        "edition": edition,
        "page": page,
        "filter": wanted,
        "is_narrowed": bool(name or source),
        "form": form or ConflictForm(edition=edition, searched=request.GET),
        "may_set": request.user.has_perm("judging.set_conflict", edition),
    }
    return render(request, "judging/conflicts/conflict_list.html", context, status=422 if form else 200)


def _known(edition: Edition, jurors: list[User]) -> Iterable[Known]:
    """One for each juror, in four queries however many they are, and of the proposals only those in conflict."""
    reasons = conflict_reasons(edition, jurors)
    touched = {proposal for why in reasons.values() for proposal in why}
    verified = set(edition.proposals.verified().filter(pk__in=touched).values_list("pk", flat=True))
    stated: dict[int, list[Conflict]] = defaultdict(list)
    for conflict in Conflict.objects.filter(user__in=jurors).select_related("user", "opd", "innovation__opd"):
        stated[conflict.user_id].append(conflict)
    given: dict[tuple[int, bool], list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.in_edition(edition).active().filter(juror__in=jurors, proposal__in=touched).order_by("pk")
    for one in rows.select_related("sheet", "proposal__innovation"):
        if one.proposal_id in reasons[one.juror_id]:
            given[one.juror_id, one.sheet.is_final].append(one)
    for juror in jurors:
        counted: dict[str, set[int]] = defaultdict(set)
        for proposal, why in reasons[juror.pk].items():
            for reason in why:
                if reason.is_found and proposal in verified:
                    counted[str(reason)].add(proposal)
        found = [(sentence, len(proposals)) for sentence, proposals in counted.items()]
        yield Known(juror, found, stated[juror.pk], len(given[juror.pk, False]), given[juror.pk, True])
