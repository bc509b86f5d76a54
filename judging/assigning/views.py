"""Who judges what in a stage: the jurors with their loads, the proposals with their jurors, and giving by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.refusals import refusable, refusable_form
from accounts.spreadsheets.export import download, file_kind
from competitions.models import Edition, PhaseKind, Stage
from judging.entrants import entrants
from judging.loading import get_edition
from judging.models import Answer, Assignment, Seat, SeatRole, conflict_reasons
from submissions.models import Proposal

from . import planning
from .actions import assign_by_hand, remove_assignment
from .actions_plan import pin_assignment
from .export import load_export
from .forms import HandForm

PER_PAGE = 25
SHORT, NONE = "kurang", "tanpa"
SHOWN = ("is_sample", "innovation__title", "innovation__opd__abbr", "innovation__opd__name", "category__name")


@require_safe
def assignment_list(request: SignedInRequest, slug: str) -> HttpResponseBase:
    edition = get_edition(request, slug, "judging.view_jury")
    stage = _chosen(edition, request.GET.get("tahap", ""))
    if (kind := file_kind(request)) and stage:
        return download(kind, load_export(stage, jurors_of(stage)))
    return _page(request, edition, stage)


@require_POST
def assignment_give(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """Give the ticked proposals to the ticked jurors."""
    edition = get_edition(request, slug, "judging.assign")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    form = HandForm(request.POST, stage=stage)
    if form.is_valid():
        with refusable_form(form):
            count = assign_by_hand(stage=stage, by=request.user, **form.cleaned_data)
            sentence = ngettext("%(count)d lembar dibagikan.", "%(count)d lembar dibagikan.", count) % {"count": count}
            messages.success(request, sentence if count else _("Tidak ada yang perlu ditambahkan."))
            return _back(request, stage)
    if request.POST.get("dari") == "usulan" and "proposals" not in form.errors:
        return _proposal_page(request, edition, stage, int(form.data["proposals"]), form)
    return _page(request, edition, stage, form)


@require_safe
def assignment_detail(request: SignedInRequest, slug: str, stage_pk: int, pk: int) -> HttpResponse:
    """One proposal: who judges it, and who could."""
    edition = get_edition(request, slug, "judging.view_jury")
    return _proposal_page(request, edition, get_object_or_404(edition.stages, pk=stage_pk), pk)


def _back(request: SignedInRequest, stage: Stage) -> HttpResponse:
    if request.POST.get("dari") == "usulan":
        return redirect("judging:assignment-detail", stage.edition.slug, stage.pk, request.POST["proposals"])
    response = redirect("judging:assignment-list", stage.edition.slug)
    response["Location"] += f"?tahap={stage.pk}"
    return response


def _chosen(edition: Edition, typed: str) -> Stage | None:
    """The stage that was asked for; else the one that runs, the next to come, or the last."""
    stages = list(edition.stages.all())
    named = [stage for stage in stages if str(stage.pk) == typed]
    ahead = [stage for stage in stages if not edition.has_ended(stage.kind)]
    return next(iter([*named, *ahead, *reversed(stages)]), None)


def _page(
    request: SignedInRequest, edition: Edition, stage: Stage | None, form: HandForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"edition": edition, "stage": stage, "stages": list(edition.stages.all())}
    if stage is None:
        return render(request, "judging/assigning/assignment_list.html", context)
    stage.edition = edition
    jurors, is_over = jurors_of(stage), edition.has_ended(stage.kind)
    wanted = stage.jurors_per_proposal or stage.quorum
    may_assign = request.user.has_perm("judging.assign", edition) and not is_over
    words, which = request.GET.get("q", "").replace("\x00", "").strip(), request.GET.get("yang", "")
    counts = _counts(stage, wanted)
    rows = _proposals(stage, wanted, words, which).select_related("innovation__opd", "category")
    paginator = Paginator(rows.only(*SHOWN), PER_PAGE)  # sorting drags all columns along
    if not words:
        paginator.count = counts[{SHORT: "short", NONE: "none"}.get(which, "total")]
    page = paginator.get_page(request.GET.get("page"))
    context |= {
        "jurors": jurors,
        "late": [one for one in jurors if one["open"]] if is_over else [],
        "is_over": is_over,
        "counts": counts,
        "wanted": wanted,
        "page": page,
        "lines": _lines(stage, list(page), form),
        "q": words,
        "which": which,
        "plan": stage.plans.filter(taken_at=None).defer("outcome").first(),
        "form": form or (HandForm(stage=stage) if may_assign else None),
        "begins": edition.phase_ahead(PhaseKind.ADMINISTRATION),
        "may_assign": may_assign,
    }
    return render(request, "judging/assigning/assignment_list.html", context, status=422 if form else 200)


def jurors_of(stage: Stage) -> list[dict[str, Any]]:
    """One line for each juror of a stage: those seated, and what they were given. Each count is read from an index."""
    given = _by_juror(stage.assignments.active())
    open_now = _by_juror(Assignment.objects.unfinished().filter(stage=stage))
    excused = _by_juror(stage.assignments.filter(excused_at__isnull=False))
    found: dict[int, dict[str, Any]] = {}
    for juror in {**given, **excused}:
        count = given.get(juror, 0)
        figures = {"given": count, "final": count - open_now.get(juror, 0), "excused": excused.get(juror, 0)}
        found[juror] = {"juror": juror, "seat": None, **figures}
    seats = Seat.objects.standing().filter(panel__stage=stage).select_related("user", "panel", "body")
    for seat in seats.order_by("pk"):
        blank = {"juror": seat.user_id, "given": 0, "final": 0, "excused": 0, "seat": None}
        if seat.role == SeatRole.MEMBER:
            found.setdefault(seat.user_id, blank)
        if (line := found.get(seat.user_id)) is not None and line["seat"] is None:
            line |= {"seat": seat, "name": str(seat.user), "is_silent": seat.answer != Answer.ACCEPTED}
    strangers = [juror for juror, line in found.items() if line["seat"] is None]
    for juror, name in User.objects.filter(pk__in=strangers).values_list("pk", "name") if strangers else ():
        found[juror]["name"] = name
    most = max((line["given"] for line in found.values()), default=0) or 1
    for line in found.values():
        line["open"] = line["given"] - line["final"]
        line["final_width"] = 100 * line["final"] // most
        line["open_width"] = 100 * line["given"] // most - line["final_width"]
    return sorted(found.values(), key=lambda line: line["name"])


def _by_juror(assignments: QuerySet[Assignment]) -> dict[int, int]:
    return dict(assignments.order_by().values_list("juror").annotate(count=Count("*")))


def _judged(stage: Stage) -> Any:
    """How many jurors each proposal has that has any."""
    return stage.assignments.active().order_by().values("proposal").annotate(count=Count("*"))


def _counts(stage: Stage, wanted: int) -> dict[str, int]:
    """How many proposals there are, how many have too few jurors, and how many none."""
    entered = entrants(stage)
    judged = _judged(stage).filter(proposal__in=entered)
    found = judged.aggregate(any=Count("proposal"), full=Count("proposal", filter=Q(count__gte=wanted)))
    total = entered.count()
    return {"total": total, "short": total - found["full"], "none": total - found["any"]}


def _proposals(stage: Stage, wanted: int, words: str, which: str) -> QuerySet[Proposal]:
    rows = entrants(stage).order_by("innovation__title", "pk")
    if which == SHORT:
        rows = rows.exclude(pk__in=_judged(stage).filter(count__gte=wanted).values("proposal"))
    elif which == NONE:
        rows = rows.exclude(pk__in=stage.assignments.active().values("proposal"))
    if words:
        by_juror = stage.assignments.active().filter(juror__name__icontains=words).values("proposal")
        rows = rows.filter(Q(innovation__title__icontains=words) | Q(pk__in=by_juror))
    return rows


def _lines(stage: Stage, proposals: list[Proposal], form: HandForm | None) -> list[dict[str, Any]]:
    rows = stage.assignments.active().filter(proposal__in=[one.pk for one in proposals]).order_by("juror__name")
    by_proposal: dict[int, list[Any]] = {}
    for one in rows.annotate(name=F("juror__name"), locked=F("sheet__finalised_at")):
        by_proposal.setdefault(one.proposal_id, []).append(one)
    ticked = _ticked(form, "proposals") if form else set()
    return [
        {"proposal": one, "assignments": by_proposal.get(one.pk, []), "is_ticked": str(one.pk) in ticked}
        for one in proposals
    ]


def _ticked(form: HandForm, name: str) -> set[str]:
    return set(form.data.getlist(name)) if isinstance(form.data, QueryDict) else set()


def _proposal_page(
    request: SignedInRequest, edition: Edition, stage: Stage, pk: int, form: HandForm | None = None
) -> HttpResponse:
    stage.edition = edition
    proposal = get_object_or_404(entrants(stage).select_related("innovation__opd", "category"), pk=pk)
    rows = stage.assignments.filter(proposal=proposal).select_related("juror", "sheet").order_by("juror__name")
    assignments = list(rows.annotate(is_blank=planning.blank()))
    known = {one.juror_id for one in assignments}
    seats = planning.members(stage).exclude(user__in=known).select_related("user", "body").prefetch_related("expertise")
    others = {seat.user_id: seat for seat in seats.order_by("user__name")}
    reasons = conflict_reasons(edition, [seat.user for seat in others.values()])
    loads = dict(stage.assignments.active().order_by().values_list("juror").annotate(count=Count("pk")))
    ticked = _ticked(form, "jurors") if form else set()
    context = {
        "edition": edition,
        "stage": stage,
        "proposal": proposal,
        "assignments": assignments,
        "others": [
            {
                "seat": seat,
                "why": next(iter(reasons[juror].get(pk, [])), None),
                "is_expert": proposal.category in seat.expertise.all(),
                "load": loads.get(juror, 0),
                "is_ticked": str(juror) in ticked,
            }
            for juror, seat in others.items()
        ],
        "form": form,
        "may_assign": request.user.has_perm("judging.assign", edition) and not edition.has_ended(stage.kind),
    }
    return render(request, "judging/assigning/assignment_detail.html", context, status=422 if form else 200)


@require_POST
def assignment_pin(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _pinned(request, slug, pk, is_pinned=True)


@require_POST
def assignment_unpin(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _pinned(request, slug, pk, is_pinned=False)


@require_POST
def assignment_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a blank sheet back; the second press of two finds it gone."""
    edition = get_edition(request, slug, "judging.assign")
    assignment = get_object_or_404(Assignment.objects.in_edition(edition).select_related("stage__edition"), pk=pk)
    with refusable(request):
        remove_assignment(assignment=assignment, by=request.user)
        messages.success(request, _("Penugasan dicabut."))
    return redirect("judging:assignment-detail", slug, assignment.stage_id, assignment.proposal_id)


def _pinned(request: SignedInRequest, slug: str, pk: int, *, is_pinned: bool) -> HttpResponse:
    edition = get_edition(request, slug, "judging.assign")
    assignment = get_object_or_404(Assignment.objects.in_edition(edition).select_related("stage__edition"), pk=pk)
    with refusable(request):
        pin_assignment(assignment=assignment, is_pinned=is_pinned, by=request.user)
    return redirect("judging:assignment-detail", slug, assignment.stage_id, assignment.proposal_id)
