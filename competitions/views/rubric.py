from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.refusals import refusable
from competitions.actions.parts import add_rubric, remove_rubric, update_rubric
from competitions.forms.parts import CriterionFormSet, RubricForm
from competitions.models import Rubric
from competitions.presets import presets

from .changing import changing, is_sent
from .loading import get_edition, to_rules


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_update(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    rubric = get_object_or_404(edition.rubrics.all(), pk=pk)
    form = RubricForm(request.POST or None, instance=Rubric.objects.get(pk=pk))
    formset = CriterionFormSet(
        request.POST or None,
        rows=rubric.criteria.all(),
        prefix="kriteria",
        form_kwargs={"sections": edition.section_templates.all()},
    )
    problem = ""
    if is_sent(request) and all([form.is_valid(), formset.is_valid()]):
        name, rows = form.cleaned_data["name"], formset.rows()
        act = partial(update_rubric, rubric=rubric, name=name, rows=rows, by=request.user)
        with refusable() as refusal:
            return changing(request, edition, act, part="tahap", done=_("Rubrik tersimpan."))
        problem = refusal.sentence
    context = {"edition": edition, "rubric": rubric, "form": form, "formset": formset, "problem": problem}
    return render(request, "competitions/rubric_update.html", context)


@require_POST
def rubric_create(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    key = request.POST.get("stage_rubric", "")
    if key not in {rubric.key for rubric in presets().stage_rubrics}:
        raise Http404
    with refusable(request) as refusal:
        rubric = add_rubric(edition=edition, stage_rubric=key, by=request.user)
    if refusal:
        return to_rules(edition, "tahap")
    messages.success(request, _("Rubrik ditambahkan. Pasangkan dengan sebuah tahap."))
    return redirect("competitions:rubric-update", edition.slug, rubric.pk)


@require_POST
def rubric_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    rubric = get_object_or_404(edition.rubrics.all(), pk=pk)
    with refusable(request):
        remove_rubric(rubric=rubric, by=request.user)
        messages.success(request, _("Rubrik dihapus."))
    return to_rules(edition, "tahap")
