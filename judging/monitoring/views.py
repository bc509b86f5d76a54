"""The secretariat's watch over a stage: progress, spread, agreement."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.refusals import refusable
from competitions.models import Edition, Stage
from judging.loading import get_edition
from submissions.models import Proposal

from .actions import nudge_jurors
from .actions_juror import add_juror
from .charts import agreement_lines, heat_map, juror_picture, mean_in_words, meaning_of
from .forms import ExtraForm, SpreadFilter
from .measuring import ask_for_agreement, kept
from .progress import count_mapped, juror_lines, map_rows, mapped_proposals
from .spreads import beyond_limit, count_spreads, spread_rows, spreads

MAP_ROWS = 40
SPREAD_ROWS = 50


@dataclass(frozen=True)
class MonitoringPlace:
    """Where on the watch somebody is."""

    edition: Edition
    stage: Stage


@require_safe
def watch_detail(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """How far each juror is, who is late, and the map of jurors and proposals."""
    place = get_place(request, slug, stage_pk)
    lines = juror_lines(place.stage)
    paginator = Paginator(mapped_proposals(place.stage), MAP_ROWS)
    paginator.count = count_mapped(place.stage)
    page = paginator.get_page(request.GET.get("page"))
    may_nudge = request.user.has_perm("judging.nudge_juror", place.stage)
    context = {
        "lines": lines,
        "given": sum(line.given for line in lines),
        "final": sum(line.final for line in lines),
        "late": sum(line.owed > 0 for line in lines),
        "may_nudge": may_nudge,
        "nudgeable": sum(line.may_be_nudged for line in lines) if may_nudge else 0,
        "page": page,
        "map": heat_map(map_rows(place.stage, page), [(line.pk, line.name) for line in lines]),
    }
    return shown(request, place, "judging/monitoring/watch_detail.html", context)


@require_POST
def nudge_create(request: SignedInRequest, slug: str, stage_pk: int, juror_pk: int) -> HttpResponse:
    """Remind one juror."""
    place = get_place(request, slug, stage_pk)
    juror = get_object_or_404(User.objects.filter(assignments__stage=place.stage).distinct(), pk=juror_pk)
    with refusable(request):
        nudge_jurors(stage=place.stage, jurors=[juror.pk], by=request.user)
        messages.success(request, _("Pengingat dikirim kepada %(juror)s.") % {"juror": juror})
    return redirect("judging:watch-detail", slug, stage_pk)


@require_POST
def nudge_create_all(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """Remind everybody who owes a sheet."""
    place = get_place(request, slug, stage_pk)
    with refusable(request):
        count = len(nudge_jurors(stage=place.stage, by=request.user))
        sentence = ngettext("%(count)d juri diingatkan.", "%(count)d juri diingatkan.", count)
        messages.success(request, sentence % {"count": count})
    return redirect("judging:watch-detail", slug, stage_pk)


@require_safe
def spread_list(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """How far apart the marks of each proposal lie, and whom to add where it is too far."""
    return _spread_page(request, get_place(request, slug, stage_pk))


@require_POST
def extra_create(request: SignedInRequest, slug: str, stage_pk: int, proposal_pk: int) -> HttpResponse:
    """Add the juror that was proposed."""
    place = get_place(request, slug, stage_pk)
    given = Proposal.objects.filter(assignments__stage=place.stage).distinct()
    proposal = get_object_or_404(given.select_related("innovation"), pk=proposal_pk)
    form = ExtraForm(request.POST, stage=place.stage)
    if not form.is_valid():
        return _spread_page(request, place, problem=(proposal.pk, " ".join(str(one) for one in form.errors["juror"])))
    juror = form.cleaned_data["juror"]
    with refusable() as refusal:
        add_juror(stage=place.stage, proposal=proposal, juror=juror, by=request.user)
    if refusal:
        return _spread_page(request, place, problem=(proposal.pk, refusal.sentence))
    sentence = _("%(juror)s ditugaskan menilai “%(proposal)s”.")
    messages.success(request, sentence % {"juror": juror, "proposal": proposal})
    query = request.GET.urlencode()
    return redirect(reverse("judging:spread-list", args=[slug, stage_pk]) + (f"?{query}" if query else ""))


@require_safe
def agreement_detail(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """How far the jurors agree, how strict each is, and what is worth asking about."""
    place = get_place(request, slug, stage_pk)
    measured, is_current = kept(place.stage)
    if not is_current:
        ask_for_agreement(place.stage.pk)
    context: dict[str, Any] = {"measured": measured, "is_current": is_current}
    if measured:
        context["lines"] = lines = agreement_lines(measured)
        context |= {"meaning": meaning_of(lines[0]), "mean_word": mean_in_words(measured.total)}
        context["pictures"], context["reach"] = juror_picture(measured)
        context["asked"] = [one for one in measured.jurors if one.habits.is_worth_asking]
    return shown(request, place, "judging/monitoring/agreement_detail.html", context)


def get_place(request: SignedInRequest, slug: str, stage_pk: int) -> MonitoringPlace:
    edition = get_edition(request, slug, "judging.view_jury")
    stage = get_object_or_404(edition.stages.select_related("rubric"), pk=stage_pk)
    stage.edition = edition  # with its calendar
    return MonitoringPlace(edition, stage)


def shown(
    request: SignedInRequest, place: MonitoringPlace, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """With what every page of the watch shows: the stage, the other stages, and until when it runs."""
    common = {
        "edition": place.edition,
        "stage": place.stage,
        "stages": list(place.edition.stages.all()),
        "phase": place.edition.phase(place.stage.kind),
    }
    return render(request, template, {**common, **context}, status=status)


def _spread_page(
    request: SignedInRequest, place: MonitoringPlace, problem: tuple[int, str] | None = None
) -> HttpResponse:
    chosen = SpreadFilter(request.GET).chosen()
    found = beyond_limit(place.stage) if chosen else spreads(place.stage)
    paginator = Paginator(found, SPREAD_ROWS)
    count, beyond = count_spreads(place.stage)
    paginator.count = beyond if chosen else count
    page = paginator.get_page(request.GET.get("page"))
    may_add = request.user.has_perm("judging.add_juror", place.stage)
    context = {
        "page": page,
        "rows": spread_rows(place.stage, page, with_extras=True),
        "chosen": chosen,
        "may_add": may_add,
        "beyond": beyond,
        "problem_at": problem and problem[0],
        "problem": problem and problem[1],
    }
    return shown(request, place, "judging/monitoring/spread_list.html", context, status=422 if problem else 200)
