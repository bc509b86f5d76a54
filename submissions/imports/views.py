"""Importing agencies, people and innovations: upload, look, store."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.spreadsheets import upload_store
from accounts.spreadsheets.preview import CHANGED, NEW, SAME, WARNED, WRONG
from accounts.spreadsheets.upload import KeptUpload, preview_context, xlsx_response

from .actions import import_register
from .checking import check
from .columns import SHEETS
from .forms import ImportForm, StoreImportForm, answers_in, as_text, from_text
from .marking import marked
from .preview import ImportPlan
from .reading import read
from .template import template

MOST_CAUSES = 200
FILE_NAME = "import_file_name"  # in the session: the store knows files by their token
STATES = {
    WRONG: (gettext_lazy("Salah"), "danger"),
    WARNED: (gettext_lazy("Perlu dilihat"), "warn"),
    NEW: (gettext_lazy("Baru"), "success"),
    CHANGED: (gettext_lazy("Berubah"), "info"),
    SAME: (gettext_lazy("Tetap"), "neutral"),
}


def require_secretariat(request: SignedInRequest) -> None:
    if not request.user.has_perm("submissions.import_register"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request: SignedInRequest) -> HttpResponse:
    require_secretariat(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        token = upload_store.keep(form.cleaned_data["file"], request.user)
        request.session[FILE_NAME] = form.cleaned_data["file"].name
        return redirect("submissions:import-detail", token)
    status = 422 if request.method == "POST" else 200
    return render(request, "submissions/imports/import_create.html", {"form": form, "sheets": SHEETS}, status=status)


@require_safe
def import_template(request: SignedInRequest) -> HttpResponse:
    require_secretariat(request)
    return xlsx_response(template(), "templat-impor-kovablik")


@require_safe
def import_detail(request: SignedInRequest, token: str) -> HttpResponse:
    """The preview."""
    answers = answers_in(request.GET)
    plan = _upload(request, token).look(lambda file: check(read(file), answers=answers))
    if isinstance(plan, HttpResponse):
        return plan
    shown, causes = preview_context(request, plan, STATES), plan.causes()[:MOST_CAUSES]
    plan.point((line for line, *_state in shown["page"]), causes)
    context = {
        **shown,
        "token": token,
        "wrong": len(plan.under(WRONG)),
        "causes": causes,
        "sheets": _sheets(plan),
        "stored": _sentence(plan),
        "form": ImportForm(),
        "storing": StoreImportForm(
            initial={"seen": plan.fingerprint(), "answers": as_text(answers)},
            strangers=sum(draft.pk is None for draft in plan.people),
        ),
    }
    return render(request, "submissions/imports/import_detail.html", context)


@require_safe
def import_marked(request: SignedInRequest, token: str) -> HttpResponse:
    """The file as it was sent, with what is wrong marked in its cells and listed on a sheet of its own."""
    found = _upload(request, token).look(marked)
    return found if isinstance(found, HttpResponse) else xlsx_response(found, "impor-bertanda")


@require_POST
def import_store(request: SignedInRequest, token: str) -> HttpResponse:
    name = str(request.session.get(FILE_NAME, ""))
    form = StoreImportForm(request.POST)
    plan = _upload(request, token).store(form, partial(_store, name=name))
    if isinstance(plan, HttpResponse):
        return plan
    messages.success(request, _told(plan))
    return redirect("submissions:import-create")


def _store(*, answers: str, **values: Any) -> ImportPlan:
    return import_register(answers=from_text(answers), **values)


@require_POST
def import_discard(request: SignedInRequest, token: str) -> HttpResponse:
    return _upload(request, token).discard(_("Impor dibatalkan; tidak ada yang tersimpan."))


def _upload(request: SignedInRequest, token: str) -> KeptUpload:
    require_secretariat(request)
    create, detail = reverse("submissions:import-create"), reverse("submissions:import-detail", args=[token])
    return KeptUpload(request, token, create, detail, ImportForm.refusals)


def _sheets(plan: ImportPlan) -> list[tuple[str, list[tuple[Any, int]]]]:
    """For each sheet of the file how many rows are new, changed, the same and wrong."""
    order = (NEW, CHANGED, SAME, WRONG)
    return [(title, [(STATES[state][0], counts[state]) for state in order]) for title, counts in plan.counts().items()]


def _sentence(plan: ImportPlan) -> str:
    """What a press on the button stores, in numbers of rows: “OPD (3 baru, 1 berubah), Orang (2 baru)”."""
    parts = []
    for title, counts in plan.counts().items():
        found = [f"{counts[state]} {str(STATES[state][0]).lower()}" for state in (NEW, CHANGED) if counts[state]]
        if found:
            parts.append(f"{title} ({', '.join(found)})")
    return ", ".join(parts)


def _told(plan: ImportPlan) -> str:
    if plan.changes_nothing:
        return _("Tidak ada yang berubah: semua isi berkas ini sudah tersimpan.")
    return _("Tersimpan: %(what)s.") % {"what": _sentence(plan)}
