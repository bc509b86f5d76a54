"""Importing agencies, people and innovations: upload, look, store."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from submissions.file_inspection.kinds import UnfitFileError

from . import upload_store
from .actions import import_register
from .checking import check
from .columns import SHEETS
from .forms import REFUSALS, ImportForm, StoreImportForm
from .preview import CHANGED, NEW, SAME, STATES, WARNED, WRONG, Line, Plan
from .reading import read
from .template import template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 50
TONES = {WRONG: "danger", NEW: "success", CHANGED: "info", SAME: "neutral"}


def require_secretariat(request: SignedInRequest) -> None:
    if not request.user.has_perm("submissions.import_register"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request: SignedInRequest) -> HttpResponse:
    require_secretariat(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        token = upload_store.keep(form.cleaned_data["file"], request.user)
        return redirect("submissions:import-detail", token)
    status = 422 if request.method == "POST" else 200
    return render(request, "submissions/imports/import_create.html", {"form": form, "sheets": SHEETS}, status=status)


@require_safe
def import_template(request: SignedInRequest) -> HttpResponse:
    require_secretariat(request)
    response = HttpResponse(template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="templat-impor-kovablik.xlsx"'
    return response


@require_safe
def import_detail(request: SignedInRequest, token: str) -> HttpResponse:
    """The preview: read and checked anew at every look, for the world goes on meanwhile."""
    require_secretariat(request)
    file = upload_store.open_kept(token, request.user)
    if file is None:
        return _start_again(request)
    with file:
        try:
            plan = check(read(file))
        except UnfitFileError as error:
            messages.error(request, str(REFUSALS[error.code]))
            return redirect("submissions:import-create")
    return render(request, "submissions/imports/import_detail.html", {"token": token, **_preview(request, plan)})


@require_POST
def import_store(request: SignedInRequest, token: str) -> HttpResponse:
    require_secretariat(request)
    file, form = upload_store.open_kept(token, request.user), StoreImportForm(request.POST)
    if file is None:
        return _start_again(request)
    with file:
        if not form.is_valid():
            messages.error(request, _("Pratinjaunya tidak dikenal lagi. Periksa sekali lagi, lalu simpan."))
            return redirect("submissions:import-detail", token)
        try:
            plan = import_register(file=file, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("submissions:import-detail", token)
    upload_store.forget_all_of(request.user)
    messages.success(request, _told(plan))
    return redirect("submissions:import-create")


@require_POST
def import_discard(request: SignedInRequest, token: str) -> HttpResponse:
    require_secretariat(request)
    upload_store.forget_all_of(request.user)
    messages.info(request, _("Impor dibatalkan; tidak ada yang tersimpan."))
    return redirect("submissions:import-create")


def _start_again(request: SignedInRequest) -> HttpResponse:
    messages.info(request, _("Pratinjau itu sudah tidak ada: selesai, dibatalkan, atau lewat satu jam. Unggah lagi."))
    return redirect("submissions:import-create")


def _preview(request: SignedInRequest, plan: Plan) -> dict[str, Any]:
    chips = [(key, str(label), plan.total(key)) for key, label in STATES.items()]
    warned = sum(bool(line.warnings) for line in plan.lines)
    chips.insert(1, (WARNED, _("Perlu dilihat"), warned))
    chosen = request.GET.get("lihat") or next((key for key, _label, count in chips if count), SAME)
    lines = [(line, STATES[line.state], TONES[line.state]) for line in plan.lines if _stands_under(line, chosen)]
    return {
        "plan": plan,
        "wrong": plan.total(WRONG),
        "sheets": _sheets(plan),
        "chips": chips,
        "chosen": chosen,
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "stored": _sentence(plan),
        "form": ImportForm(),
        "storing": StoreImportForm(
            initial={"seen": plan.fingerprint()}, strangers=sum(draft.pk is None for draft in plan.people)
        ),
    }


def _stands_under(line: Line, chosen: str) -> bool:
    return bool(line.warnings) if chosen == WARNED else line.state == chosen


def _sheets(plan: Plan) -> list[tuple[str, list[tuple[Any, int]]]]:
    """For each sheet of the file how many rows are new, changed, the same and wrong."""
    order = (NEW, CHANGED, SAME, WRONG)
    return [(title, [(STATES[state], counts[state]) for state in order]) for title, counts in plan.counts().items()]


def _sentence(plan: Plan) -> str:
    """What a press on the button stores, in numbers of rows: “OPD (3 baru, 1 berubah), Orang (2 baru)”."""
    parts = []
    for title, counts in plan.counts().items():
        found = [f"{counts[state]} {str(STATES[state]).lower()}" for state in (NEW, CHANGED) if counts[state]]
        if found:
            parts.append(f"{title} ({', '.join(found)})")
    return ", ".join(parts)


def _told(plan: Plan) -> str:
    if plan.changes_nothing:
        return _("Tidak ada yang berubah: semua isi berkas ini sudah tersimpan.")
    return _("Tersimpan: %(what)s.") % {"what": _sentence(plan)}
