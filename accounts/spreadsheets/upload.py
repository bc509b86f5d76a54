"""Upload, look, store: the way of a workbook from the browser to its plan, the same for every kind of workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.refusals import refusable

from . import upload_store
from .forms import XLSX
from .inspection import UnfitWorkbookError
from .preview import SAME, PreviewPlan

PER_PAGE = 50
P = TypeVar("P", bound=PreviewPlan)
T = TypeVar("T")


@dataclass(frozen=True)
class KeptUpload:
    """A kept workbook: where to upload it again (`create`), its preview (`detail`), its refusals by their code."""

    request: SignedInRequest
    token: str
    create: str
    detail: str
    refusals: Mapping[str, Any]

    def look(self, act: Callable[..., T]) -> T | HttpResponse:
        """What an act makes of the file, at every look again, for the world goes on meanwhile; or the way back."""
        file = upload_store.open_kept(self.token, self.request.user)
        if file is None:
            sentence = _("Pratinjau itu sudah tidak ada: selesai, dibatalkan, atau lewat satu jam. Unggah lagi.")
            return self._back(sentence)
        with file:
            try:
                return act(file=file)
            except UnfitWorkbookError as error:
                messages.error(self.request, str(self.refusals[error.code]))
                return redirect(self.create)

    def store(self, form: Form, act: Callable[..., P]) -> P | HttpResponse:
        """The plan as it was stored, and nothing of the file is kept; or the way back to the preview."""
        if not form.is_valid():
            messages.error(self.request, _("Pratinjaunya tidak dikenal lagi. Periksa sekali lagi, lalu simpan."))
            return redirect(self.detail)
        with refusable(self.request):
            done = self.look(partial(act, by=self.request.user, **form.cleaned_data))
            if isinstance(done, PreviewPlan):
                upload_store.forget_all_of(self.request.user)
            return done
        return redirect(self.detail)

    def discard(self, sentence: str) -> HttpResponse:
        upload_store.forget_all_of(self.request.user)
        return self._back(sentence)

    def _back(self, sentence: str) -> HttpResponse:
        messages.info(self.request, sentence)
        return redirect(self.create)


def preview_context(
    request: SignedInRequest, plan: PreviewPlan, states: Mapping[str, tuple[Any, str]]
) -> dict[str, Any]:
    """What `accounts/spreadsheets/_lines.html` expects; `states` name their label and tone, in their order."""
    chips = [(state, label, len(plan.under(state))) for state, (label, _tone) in states.items()]
    chosen = request.GET.get("lihat") or next((state for state, _label, count in chips if count), SAME)
    lines = [(line, *states[line.state]) for line in plan.under(chosen)]
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    return {"plan": plan, "chips": chips, "chosen": chosen, "page": page}


def xlsx_response(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
