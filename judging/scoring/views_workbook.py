"""Marking without a network: download a workbook, fill it, upload it, look, store."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.spreadsheets import upload_store
from accounts.spreadsheets.forms import SeenForm
from accounts.spreadsheets.preview import CHANGED, SAME, WRONG
from accounts.spreadsheets.upload import KeptUpload, preview_context, xlsx_response
from competitions.models import Stage

from .actions_workbook import draw_workbook, look_into_workbook, store_workbook
from .forms_workbook import WorkbookForm
from .rubric_form import strip
from .views_grid import get_round, own_sheets

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
    return xlsx_response(draw_workbook(stage=stage, by=request.user), f"nilai-{slug}-{stage.kind}")


@require_safe
def workbook_detail(request: SignedInRequest, slug: str, stage_pk: int, token: str) -> HttpResponse:
    """The preview."""
    edition, stage = get_round(request, slug, stage_pk)
    plan = _upload(request, stage, token).look(partial(look_into_workbook, stage=stage, by=request.user))
    if isinstance(plan, HttpResponse):
        return plan
    context = {
        **preview_context(request, plan, STATES),
        "edition": edition,
        "stage": stage,
        "token": token,
        "form": WorkbookForm(),
        "storing": SeenForm(initial={"seen": plan.fingerprint()}),
    }
    return render(request, "judging/scoring/workbook_detail.html", context)


@require_POST
def workbook_store(request: SignedInRequest, slug: str, stage_pk: int, token: str) -> HttpResponse:
    _edition, stage = get_round(request, slug, stage_pk)
    plan = _upload(request, stage, token).store(SeenForm(request.POST), partial(store_workbook, stage=stage))
    if isinstance(plan, HttpResponse):
        return plan
    if plan.count:
        said = ngettext("%(count)d isian tersimpan.", "%(count)d isian tersimpan.", plan.count) % {"count": plan.count}
        messages.success(request, said)
    else:
        messages.info(request, _("Tidak ada yang berubah: semua isi berkas ini sudah tersimpan."))
    return redirect("judging:grid-detail", slug, stage_pk)


@require_POST
def workbook_discard(request: SignedInRequest, slug: str, stage_pk: int, token: str) -> HttpResponse:
    _edition, stage = get_round(request, slug, stage_pk)
    return _upload(request, stage, token).discard(_("Unggahan dibatalkan; tidak ada yang tersimpan."))


def _upload(request: SignedInRequest, stage: Stage, token: str) -> KeptUpload:
    at = [stage.edition.slug, stage.pk]
    create, detail = reverse("judging:workbook-create", args=at), reverse("judging:workbook-detail", args=[*at, token])
    return KeptUpload(request, token, create, detail, WorkbookForm.refusals)
