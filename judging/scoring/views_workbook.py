"""Marking without a network: download a workbook, fill it, upload it, look, store."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import in_words
from competitions.models import Stage
from judging.scoring.workbook.plan import CHANGED, SAME, WRONG, Plan
from submissions.file_inspection.kinds import UnfitFileError
from submissions.imports import upload_store

from .actions_workbook import draw_workbook, look_into_workbook, store_workbook
from .forms_workbook import WORKBOOK_REFUSALS, StoreWorkbookForm, WorkbookForm
from .rubric_form import strip
from .views_grid import get_round, own_sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 50
STATES = {
    WRONG: (gettext_lazy("Perlu dilihat"), "danger"),
    CHANGED: (gettext_lazy("Berubah"), "info"),
    SAME: (gettext_lazy("Tetap"), "neutral"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def workbook_create(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    """Both halves of the way: the file to download, and the place where it is uploaded again."""
    edition, stage = get_round(request, slug, stage_pk)
    is_sent = request.method == "POST"
    form = WorkbookForm(request.POST, request.FILES, stage_pk=stage.pk) if is_sent else WorkbookForm()
    if is_sent and form.is_valid():
        token = upload_store.keep(form.cleaned_data["file"], request.user)
        return redirect("judging:workbook-detail", slug, stage_pk, token)
    final, total = own_sheets(request, stage).final().count(), own_sheets(request, stage).count()
    context = {
        "edition": edition,
        "stage": stage,
        "form": form,
        "open": total - final,
        "is_running": edition.in_phase(stage.kind),
        "progress": strip(final, total),
    }
    return render(request, "judging/scoring/workbook_create.html", context, status=422 if is_sent else 200)


@require_safe
def workbook_download(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    _edition, stage = get_round(request, slug, stage_pk)
    response = HttpResponse(draw_workbook(stage=stage, by=request.user), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="nilai-{slug}-{stage.kind}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def workbook_detail(request: SignedInRequest, slug: str, stage_pk: int, token: str) -> HttpResponse:
    """The preview: read and checked anew at every look, for the sheets may be marked elsewhere meanwhile."""
    edition, stage = get_round(request, slug, stage_pk)
    file = upload_store.open_kept(token, request.user)
    if file is None:
        return _start_again(request, slug, stage_pk)
    with file:
        try:
            plan = look_into_workbook(stage=stage, file=file, by=request.user)
        except UnfitFileError as error:
            messages.error(request, str(WORKBOOK_REFUSALS[error.code]))
            return redirect("judging:workbook-create", slug, stage_pk)
    context = {"edition": edition, "stage": stage, "token": token, **_preview(request, plan, stage)}
    return render(request, "judging/scoring/workbook_detail.html", context)


@require_POST
def workbook_store(request: SignedInRequest, slug: str, stage_pk: int, token: str) -> HttpResponse:
    _edition, stage = get_round(request, slug, stage_pk)
    file, form = upload_store.open_kept(token, request.user), StoreWorkbookForm(request.POST)
    if file is None:
        return _start_again(request, slug, stage_pk)
    with file:
        if not form.is_valid():
            messages.error(request, _("Pratinjaunya tidak dikenal lagi. Periksa sekali lagi, lalu simpan."))
            return redirect("judging:workbook-detail", slug, stage_pk, token)
        try:
            plan = store_workbook(stage=stage, file=file, by=request.user, **form.cleaned_data)
        except UnfitFileError as error:
            messages.error(request, str(WORKBOOK_REFUSALS[error.code]))
            return redirect("judging:workbook-create", slug, stage_pk)
        except ValidationError as error:
            messages.error(request, in_words(error))
            return redirect("judging:workbook-detail", slug, stage_pk, token)
    upload_store.forget_all_of(request.user)
    if plan.count:
        said = ngettext("%(count)d isian tersimpan.", "%(count)d isian tersimpan.", plan.count) % {"count": plan.count}
        messages.success(request, said)
    else:
        messages.info(request, _("Tidak ada yang berubah: semua isi berkas ini sudah tersimpan."))
    return redirect("judging:grid-detail", slug, stage_pk)


@require_POST
def workbook_discard(request: SignedInRequest, slug: str, stage_pk: int, token: str) -> HttpResponse:
    get_round(request, slug, stage_pk)
    upload_store.forget_all_of(request.user)
    messages.info(request, _("Unggahan dibatalkan; tidak ada yang tersimpan."))
    return redirect("judging:workbook-create", slug, stage_pk)


def _start_again(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    messages.info(request, _("Pratinjau itu sudah tidak ada: selesai, dibatalkan, atau lewat satu jam. Unggah lagi."))
    return redirect("judging:workbook-create", slug, stage_pk)


def _preview(request: SignedInRequest, plan: Plan, stage: Stage) -> dict[str, Any]:
    chips = [(key, str(label), plan.total(key)) for key, (label, _tone) in STATES.items()]
    chosen = request.GET.get("lihat") or next((key for key, _label, count in chips if count), SAME)
    lines = [(line, *STATES[line.state]) for line in plan.lines if line.state == chosen]
    return {
        "plan": plan,
        "chips": chips,
        "chosen": chosen,
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "form": WorkbookForm(),
        "storing": StoreWorkbookForm(initial={"seen": plan.fingerprint()}),
    }
