"""How a stage is judged, and what points mean."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from competitions.actions.judging import update_bands, update_stage_rules
from competitions.forms.judging import BandFormSet, StageRulesForm
from competitions.models import Band, Stage

from .changing import changing, is_sent
from .loading import get_edition

on_page = require_http_methods(["GET", "HEAD", "POST"])


@on_page
def stage_rules(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    stage = get_object_or_404(edition.stages.all(), pk=pk)
    form = StageRulesForm(request.POST if request.method == "POST" else None, instance=Stage.objects.get(pk=pk))
    if is_sent(request) and form.is_valid():
        act = partial(update_stage_rules, stage=stage, rules=form.rules(), by=request.user)
        with refusable_form(form):
            return changing(request, edition, act, part="tahap", done=_("Aturan tahap tersimpan."))
    context = {"edition": edition, "stage": stage, "form": form}
    return render(request, "competitions/stage_rules.html", context, status=422 if form.errors else 200)


@on_page
def band_update(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    rubric = get_object_or_404(edition.rubrics.prefetch_related("criteria"), pk=pk)
    formset = BandFormSet(
        request.POST or None,
        rows=Band.objects.filter(criterion__rubric=rubric).order_by("criterion__number", "lower"),
        prefix="rentang",
        form_kwargs={"criteria": list(rubric.criteria.all())},
    )
    problem = ""
    if is_sent(request) and formset.is_valid():
        act = partial(update_bands, rubric=rubric, rows=formset.rows(), by=request.user)
        with refusable() as refusal:
            return changing(request, edition, act, part="tahap", done=_("Rentang nilai tersimpan."))
        problem = refusal.sentence
    context = {"edition": edition, "rubric": rubric, "formset": formset, "problem": problem}
    return render(request, "competitions/band_update.html", context)
