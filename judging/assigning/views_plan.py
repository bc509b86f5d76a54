"""Plans of who judges what: asked for, watched while they are drawn, looked at, taken or thrown away."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import clock
from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from competitions.models import Edition, Stage
from judging.loading import get_edition
from judging.models import Plan

from . import planning
from .actions_plan import ask_for_plan, discard_plan, take_plan
from .forms import PlanForm, WayForm
from .plan_summary import outline, pairs_of
from .planning import Wishes

PER_PAGE = 50
PATIENCE = 60  # seconds after which a plan that is not drawn is given up


@require_safe
def plan_create(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.assign")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    return _asking(request, edition, stage, PlanForm(initial=PlanForm.asking_for(stage), stage=stage))


@require_POST
def plan_ask(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.assign")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    form = PlanForm(request.POST, stage=stage)
    if form.is_valid():
        with refusable_form(form):
            plan = ask_for_plan(stage=stage, wishes=form.wishes(), by=request.user)
            return redirect("judging:plan-detail", slug, plan.pk)
    return _asking(request, edition, stage, form)


@require_POST
def plan_top_up(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """Draw what is missing by the stage's own settings, and leave all else where it is."""
    edition = get_edition(request, slug, "judging.assign")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    wishes = Wishes(**{**PlanForm.asking_for(stage), "bodies": tuple(stage.required_bodies)})
    return _drawn_anew(request, stage, wishes)


@require_POST
def plan_redraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the same once more, the stage as it is now."""
    plan = _get_plan(request, slug, pk, "judging.assign")
    return _drawn_anew(request, plan.stage, Wishes.from_json(plan.settings))


@require_POST
def plan_relax(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once more with one of the changes that would free it."""
    plan = _get_plan(request, slug, pk, "judging.assign")
    form = WayForm(request.POST, ways=plan.part("ways") or [])
    if not form.is_valid():
        return _page(request, plan, problem=" ".join(map(str, form.errors["way"])))
    return _drawn_anew(request, plan.stage, Wishes.from_json(plan.settings).with_changes(form.cleaned_data["way"]))


@require_safe
def plan_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The plan, or that it is being drawn: htmx asks until it is there, a link does without."""
    plan = _get_plan(request, slug, pk, "judging.view_jury")
    if plan.drawn_at is None:
        context = {"edition": plan.stage.edition, "plan": plan, "is_given_up": _is_given_up(plan)}
        template = "judging/assigning/_plan_waiting.html" if request.htmx else "judging/assigning/plan_waiting.html"
        return render(request, template, context)
    response = _page(request, plan)
    if request.htmx and request.htmx.target == "menunggu":
        response["HX-Redirect"] = request.path
    return response


@require_POST
def plan_take(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan = _get_plan(request, slug, pk, "judging.assign")
    with refusable() as refusal:
        plan = take_plan(plan=plan, by=request.user)
    if refusal:
        return _page(request, plan, problem=refusal.sentence, is_stale=refusal.code == "stale")
    counts = {"added": len(plan.part("added")), "removed": len(plan.part("removed"))}
    messages.success(request, _("Rencana diterapkan: %(added)d lembar ditambah, %(removed)d dicabut.") % counts)
    return redirect("judging:assignment-list", slug)


@require_POST
def plan_discard(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan = _get_plan(request, slug, pk, "judging.assign")
    discard_plan(plan=plan, by=request.user)
    messages.success(request, _("Rencana dibuang. Penugasan tidak berubah."))
    return redirect("judging:assignment-list", slug)


def _get_plan(request: SignedInRequest, slug: str, pk: int, right: str) -> Plan:
    edition = get_edition(request, slug, right)
    plan = get_object_or_404(
        Plan.objects.select_related("stage", "asked_by", "taken_by"), pk=pk, stage__edition=edition
    )
    plan.stage.edition = edition
    return plan


def _is_given_up(plan: Plan) -> bool:
    return (clock.now() - plan.asked_at).total_seconds() > PATIENCE


def _drawn_anew(request: SignedInRequest, stage: Stage, wishes: Wishes) -> HttpResponse:
    slug = stage.edition.slug
    with refusable(request) as refusal:
        plan = ask_for_plan(stage=stage, wishes=wishes, by=request.user)
    if refusal:
        return redirect("judging:assignment-list", slug)
    return redirect("judging:plan-detail", slug, plan.pk)


def _asking(request: SignedInRequest, edition: Edition, stage: Stage, form: PlanForm) -> HttpResponse:
    plan = stage.plans.filter(taken_at=None).first()
    context = {"edition": edition, "stage": stage, "form": form, "plan": plan}
    return render(request, "judging/assigning/plan_create.html", context, status=422 if form.errors else 200)


def _page(request: SignedInRequest, plan: Plan, *, problem: str = "", is_stale: bool = False) -> HttpResponse:
    edition: Edition = plan.stage.edition
    context: dict[str, Any] = {
        "edition": edition,
        "plan": plan,
        "outline": outline(plan),
        "problem": problem,
        "is_stale": is_stale,
        "may_assign": request.user.has_perm("judging.assign", edition) and not edition.has_ended(plan.stage.kind),
    }
    if plan.part("kind") == planning.PLAN:
        lines = pairs_of(plan, request.GET.get("q", ""), request.GET.get("yang", ""))
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "q": request.GET.get("q", ""), "which": request.GET.get("yang", "")}
        return render(request, "judging/assigning/plan_detail.html", context, status=422 if problem else 200)
    return render(request, "judging/assigning/plan_impossible.html", context, status=422 if problem else 200)
