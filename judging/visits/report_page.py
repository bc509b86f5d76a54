"""The page of a visit report, to write or to read."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.refusals import in_words
from competitions.models import StageKind
from judging.anonymise import hides_from
from judging.loading import shared_sheet
from judging.models import ScoreSheet, Visit, VisitQuestion
from judging.rules import waits_for_phase_to_reopen_visit, waits_for_phase_to_report
from submissions.entry.views_session import is_autosave

from .forms import ChecklistAnswer, VisitForm, VisitReopeningForm, answer_name, note_name


@dataclass(frozen=True)
class ReportLine:
    """A question with its answer, as stored or as typed, and what is wrong with it."""

    question: VisitQuestion
    answer: str
    note: str
    problem: str = ""

    @property
    def name(self) -> str:
        return answer_name(self.question.pk)

    @property
    def note_name(self) -> str:
        return note_name(self.question.pk)

    @property
    def label(self) -> str:
        return str(ChecklistAnswer(self.answer).label) if self.answer in ChecklistAnswer.values else ""

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        return [(value, str(label), value == self.answer) for value, label in ChecklistAnswer.choices]


def report_sheet(request: SignedInRequest, pk: int) -> ScoreSheet:
    sheets = ScoreSheet.objects.filter(assignment__stage__kind=StageKind.VISIT).with_details()
    return shared_sheet(request, get_object_or_404(sheets, assignment=pk), "judging.view_visit")


def questions_of(sheet: ScoreSheet) -> list[VisitQuestion]:
    return list(sheet.assignment.stage.visit_questions.all())


def visit_of(sheet: ScoreSheet) -> Visit:
    """The report, or an empty one that is not stored yet."""
    assignment = sheet.assignment
    visits = Visit.objects.filter(stage=assignment.stage_id, proposal=assignment.proposal_id)
    return visits.filter(juror=assignment.juror_id).first() or Visit(
        stage=assignment.stage, proposal=assignment.proposal, juror=assignment.juror
    )


def forbidden(request: SignedInRequest, error: PermissionDenied) -> HttpResponse:
    if not is_autosave(request):
        raise error
    reason = str(error) or _("Laporan ini sudah dikirim atau tahapnya sudah ditutup, jadi tidak dapat diubah lagi.")
    return render(request, "judging/visits/_visit_state.html", {"problem": reason}, status=403)


def local_time(visit: Visit) -> str:
    """For <input type="datetime-local">, in the time of the city."""
    return f"{timezone.localtime(visit.visited_at):%Y-%m-%dT%H:%M}" if visit.visited_at else ""


def gaps_of(sheet: ScoreSheet, error: ValidationError) -> list[tuple[str, str]]:
    """Each thing that is missing, with the place that it is missing at."""
    texts = {answer_name(question.pk): question.text for question in questions_of(sheet)}
    if not hasattr(error, "error_dict"):
        return [("isi", in_words(error))]
    return [
        (name, f"{texts[name]} {sentence}" if name in texts else sentence)
        for name, sentences in error.message_dict.items()
        for sentence in sentences
    ]


def report_page(
    request: SignedInRequest,
    sheet: ScoreSheet,
    *,
    form: VisitForm | None = None,
    error: ValidationError | None = None,
    photo_problem: str = "",
    reopening: VisitReopeningForm | None = None,
) -> HttpResponse:
    """The report to write or to read; what was typed stays, right or wrong."""
    visit, questions = visit_of(sheet), questions_of(sheet)
    may_fill = request.user.has_perm("judging.fill_visit", sheet)
    if (error or photo_problem) and not may_fill:
        raise PermissionDenied
    may_reopen = visit.is_filed and request.user.has_perm("judging.reopen_visit", sheet)
    problems = error.message_dict if error and hasattr(error, "error_dict") else {}
    context = {
        "sheet": sheet,
        "visit": visit,
        "proposal": sheet.assignment.proposal,
        "edition": sheet.assignment.stage.edition,
        "is_sample": sheet.assignment.proposal.is_sample or sheet.assignment.stage.edition.is_sample,
        "may_fill": may_fill,
        "hides": hides_from(request.user, sheet.assignment.stage),
        "is_mine": sheet.assignment.juror_id == request.user.pk,
        "lines": _lines(visit, questions, form, problems),
        "typed": _typed(visit, form),
        "problems": {name: " ".join(sentences) for name, sentences in problems.items()},
        "problem": in_words(error) if error and not problems else "",
        "gaps": gaps_of(sheet, error) if problems and error else [],
        "photo_problem": photo_problem,
        "photos": list(visit.photos.all()) if visit.pk else [],
        "reopenings": list(visit.reopenings.select_related("reopened_by")) if visit.pk else [],
        "reopening": (reopening or VisitReopeningForm()) if may_reopen else None,
        "wish": _wish(request, sheet, visit),
        "may_reschedule": request.user.has_perm("competitions.reschedule_edition", sheet.assignment.stage.edition),
        "new_key": uuid4(),
    }
    is_refused = error or photo_problem or (reopening and reopening.errors)
    return render(request, "judging/visits/visit_detail.html", context, status=422 if is_refused else 200)


def _wish(request: SignedInRequest, sheet: ScoreSheet, visit: Visit) -> str:
    """What the reader could do, were the phase of the stage opened again."""
    if visit.is_filed:
        return "reopen" if waits_for_phase_to_reopen_visit.test(request.user, sheet) else ""
    return "fill" if waits_for_phase_to_report.test(request.user, sheet) else ""


def _lines(
    visit: Visit, questions: list[VisitQuestion], form: VisitForm | None, problems: dict[str, Any]
) -> list[ReportLine]:
    lines = []
    for question in questions:
        stored = visit.answers.get(str(question.pk), {})
        answer, note = stored.get("answer", ""), stored.get("note", "")
        if form:
            answer = form.data.get(answer_name(question.pk), "")
            note = form.data.get(note_name(question.pk), "")
        problem = " ".join([*problems.get(answer_name(question.pk), []), *problems.get(note_name(question.pk), [])])
        lines.append(ReportLine(question, answer, note, problem))
    return lines


def _typed(visit: Visit, form: VisitForm | None) -> dict[str, Any]:
    if form is None:
        return {
            "visited_at": local_time(visit),
            "received_by": visit.received_by,
            "findings": visit.findings,
            "is_signed_on_paper": visit.is_signed_on_paper,
        }
    names = ("visited_at", "received_by", "findings", "is_signed_on_paper")
    return {name: form.data.get(name, "") for name in names}
