"""The discussion of a proposal among those who judged it, and the chair's marks for the plenary."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable
from competitions.models import Criterion
from judging.loading import shared_sheet
from judging.models import AgendaMark, Message, ScoreSheet

from .actions import mark_for_plenary, unmark_for_plenary, write_message
from .forms import AgendaForm, MessageForm


@dataclass(frozen=True)
class Opinion:
    """A juror's final sheet beside the others': each mark with its comment, in the order of the rubric."""

    sheet: ScoreSheet
    marks: list[tuple[Criterion, Decimal | None, str]]
    overall: str
    is_mine: bool


@require_safe
def talk_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _sheet(request, pk))


@require_POST
def message_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """A message; with htmx the answer is the thread's news and an empty form, or the form with the reason."""
    sheet = _sheet(request, pk)
    form = MessageForm(request.POST)
    form.is_valid()
    with refusable() as refusal:
        message = write_message(sheet=sheet, text=form.cleaned_data.get("text", ""), by=request.user)
    if refusal:
        shown = {"text": request.POST.get("text", ""), "text_problem": refusal.sentence}
        if not request.htmx:
            return _page(request, sheet, **shown)
        return render(
            request, "judging/discussion/_talk_news.html", {"sheet": sheet, "is_answer": True, **shown}, status=422
        )
    if not request.htmx:
        return redirect(f"{reverse('judging:talk-detail', args=[pk])}#pesan-{message.pk}")
    news = _news(request, sheet)
    last = news[-1].pk if news else message.pk
    return render(
        request, "judging/discussion/_talk_news.html", {"sheet": sheet, "news": news, "last": last, "is_answer": True}
    )


@never_cache
@require_safe
def message_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was said since the message that the page knows last; 204 when that is nothing."""
    sheet = _sheet(request, pk)
    news = _news(request, sheet)
    if not news:
        return HttpResponse(status=204)
    return render(request, "judging/discussion/_talk_news.html", {"sheet": sheet, "news": news, "last": news[-1].pk})


@require_POST
def agenda_mark_create(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    form = AgendaForm(request.POST)
    form.is_valid()
    with refusable() as refusal:
        mark_for_plenary(sheet=sheet, note=form.cleaned_data.get("note", ""), by=request.user)
    if refusal:
        return _page(request, sheet, note=request.POST.get("note", ""), note_problem=refusal.sentence)
    messages.success(request, _("Usulan ini ditandai untuk dibahas pleno."))
    return redirect("judging:talk-detail", pk)


@require_POST
def agenda_mark_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    unmark_for_plenary(sheet=sheet, by=request.user)
    messages.success(request, _("Tanda untuk pleno dihapus."))
    return redirect("judging:talk-detail", pk)


def _sheet(request: SignedInRequest, pk: int) -> ScoreSheet:
    """From the own sheet, or for anyone who has none from anybody's: the discussion is one for the proposal."""
    sheet = get_object_or_404(ScoreSheet.objects.with_details(), pk=pk)
    return shared_sheet(request, sheet, "judging.view_talk")


def _thread(sheet: ScoreSheet) -> QuerySet[Message]:
    place = {"stage": sheet.assignment.stage_id, "proposal": sheet.assignment.proposal_id}
    return Message.objects.filter(**place).select_related("author").order_by("pk")


def _news(request: SignedInRequest, sheet: ScoreSheet) -> list[Message]:
    known = request.GET.get("sesudah") or request.POST.get("sesudah") or "0"
    number = int(known) if known.isascii() and known.isdigit() and len(known) < 18 else 0
    return list(_thread(sheet).filter(pk__gt=number))


def _opinions(request: SignedInRequest, sheet: ScoreSheet) -> tuple[list[Opinion], list[ScoreSheet]]:
    """The final sheets with their marks, the own one first, and those that are still open, by name only."""
    assignment = sheet.assignment
    sheets = ScoreSheet.objects.active().filter(
        assignment__stage=assignment.stage_id, assignment__proposal=assignment.proposal_id
    )
    sheets = sheets.select_related("assignment__juror").prefetch_related("scores", "comments").order_by("pk")
    criteria = list(sheet.rubric.criteria.all())
    final = [_opinion(one, criteria, request.user.pk) for one in sheets if one.is_final]
    return sorted(final, key=lambda one: not one.is_mine), [one for one in sheets if not one.is_final]


def _opinion(sheet: ScoreSheet, criteria: list[Criterion], reader: int) -> Opinion:
    points = {score.criterion_id: score.points for score in sheet.scores.all()}
    said = {comment.criterion_id: comment.text for comment in sheet.comments.all()}
    marks = [(criterion, points.get(criterion.pk), said.get(criterion.pk, "")) for criterion in criteria]
    return Opinion(sheet, marks, said.get(None, ""), sheet.assignment.juror_id == reader)


def _page(request: SignedInRequest, sheet: ScoreSheet, **shown: Any) -> HttpResponse:
    user, assignment = request.user, sheet.assignment
    may_write = user.has_perm("judging.write_talk", sheet)
    if shown and not may_write:
        raise PermissionDenied
    opinions, waiting = _opinions(request, sheet)
    thread = list(_thread(sheet))
    context = {
        "sheet": sheet,
        "stage": assignment.stage,
        "edition": assignment.stage.edition,
        "title": str(assignment.proposal),
        "is_sample": assignment.proposal.is_sample or assignment.stage.edition.is_sample,
        "is_mine": assignment.juror_id == user.pk,
        "opinions": opinions,
        "lines": list(zip(*[one.marks for one in opinions], strict=True)),
        "waiting": waiting,
        "thread": thread,
        "last": thread[-1].pk if thread else 0,
        "may_write": may_write,
        "may_mark": user.has_perm("judging.mark_agenda", sheet),
        "mark": AgendaMark.objects.filter(stage=assignment.stage_id, proposal=assignment.proposal_id)
        .select_related("marked_by")
        .first(),
        **shown,
    }
    return render(request, "judging/discussion/talk_detail.html", context, status=422 if shown else 200)
