"""For the secretariat: the checklist of a visit stage, and who visited what."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from competitions.models import Edition, Stage, StageKind
from judging.loading import get_edition
from judging.models import Assignment, Visit

from . import presets
from .actions import set_visit_questions
from .forms import QuestionsForm

PER_PAGE = 50


@dataclass(frozen=True)
class VisitRow:
    """Who is to visit what, and how far the report is."""

    assignment: Assignment
    visit: Visit | None

    @property
    def photos(self) -> int:
        return getattr(self.visit, "photo_count", 0)


@require_safe
def visit_list(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_jury")
    return _page(request, edition, _stage(edition, stage_pk))


@require_POST
def visit_questions(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_jury")
    stage = _stage(edition, stage_pk)
    if not request.user.has_perm("judging.manage_visit", edition):
        raise PermissionDenied
    form = QuestionsForm(request.POST)
    if form.is_valid():
        with refusable_form(form, "questions"):
            set_visit_questions(stage=stage, texts=form.cleaned_data["questions"], by=request.user)
            messages.success(request, _("Daftar periksa tersimpan."))
            return redirect("judging:visit-list", slug, stage_pk)
    return _page(request, edition, stage, form=form)


def _stage(edition: Edition, pk: int) -> Stage:
    stage = get_object_or_404(Stage, edition=edition, kind=StageKind.VISIT, pk=pk)
    stage.edition = edition
    return stage


def _page(
    request: SignedInRequest, edition: Edition, stage: Stage, *, form: QuestionsForm | None = None
) -> HttpResponse:
    standing = [question.text for question in stage.visit_questions.all()]
    is_used = stage.visits.filter(filed_at__isnull=False).exists()
    offered = standing or [str(text) for text in presets.QUESTIONS]
    assignments = stage.assignments.active().select_related("juror", "proposal__innovation__opd", "proposal__category")
    page = Paginator(assignments.order_by("proposal__innovation__title", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "edition": edition,
        "stage": stage,
        "standing": standing,
        "is_used": is_used,
        "may_manage": request.user.has_perm("judging.manage_visit", edition) and not is_used,
        "form": form or QuestionsForm(initial={"questions": "\n".join(offered)}),
        "page": page,
        "rows": _rows(stage, page),
        "filed": stage.visits.filter(filed_at__isnull=False).count(),
    }
    return render(request, "judging/visits/visit_list.html", context, status=422 if form else 200)


def _rows(stage: Stage, page: object) -> list[VisitRow]:
    assignments = list(page)  # type: ignore[call-overload]  # a page of assignments
    proposals = [one.proposal_id for one in assignments]
    visits = stage.visits.filter(proposal__in=proposals).annotate(photo_count=Count("photos"))
    reports = {(visit.proposal_id, visit.juror_id): visit for visit in visits}
    return [VisitRow(one, reports.get((one.proposal_id, one.juror_id))) for one in assignments]
