"""Panels and the people who sit in them, as the secretariat makes them up."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from competitions.models import Edition
from judging.loading import get_edition
from judging.models import Panel

from .actions import create_panel, delete_panel
from .actions_seat import seat_juror
from .actions_take_over import take_over_panel
from .forms import PanelForm, SeatForm, TakeOverForm, people_like
from .overview import panels_of


@require_safe
def panel_update(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_edition(request, slug, "judging.view_jury"))


@require_POST
def panel_create(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    form = PanelForm(request.POST, prefix=f"tahap-{stage.pk}")
    if form.is_valid():
        with refusable_form(form):
            panel = create_panel(stage=stage, name=form.cleaned_data["name"], by=request.user)
            messages.success(request, _("%(panel)s dibuat.") % {"panel": panel})
            return redirect("judging:panel-update", slug)
    return _page(request, edition, form=form)


@require_POST
def panel_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    panel = get_panel(edition, pk)
    with refusable(request):
        delete_panel(panel=panel, by=request.user)
    return redirect("judging:panel-update", slug)


@require_POST
def seat_create(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    panel = get_panel(edition, pk)
    form = SeatForm(request.POST, prefix=f"panel-{panel.pk}", edition=edition)
    if form.is_valid():
        with refusable_form(form):
            seat = seat_juror(panel=panel, by=request.user, **form.cleaned_data)
            told = {"user": seat.user, "panel": panel}
            messages.success(request, _("%(user)s duduk di %(panel)s; undangannya sedang dikirim.") % told)
            return redirect("judging:panel-update", slug)
    return _page(request, edition, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def panel_take_over(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Seat the jurors of this panel in another stage as well; who they are is shown and can be narrowed."""
    edition = get_edition(request, slug, "judging.manage_panel")
    panel = get_panel(edition, pk)
    form = TakeOverForm(request.POST or None, panel=panel)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            chosen = [int(one) for one in form.cleaned_data["seats"]]
            new = take_over_panel(panel=panel, stage=form.cleaned_data["stage"], seats=chosen, by=request.user)
            sentence = ngettext("%(count)d juri dibawa ke tahap itu.", "%(count)d juri dibawa ke tahap itu.", len(new))
            messages.success(request, sentence % {"count": len(new)})
            return redirect("judging:panel-update", slug)
    context = {"edition": edition, "panel": panel, "form": form}
    return render(request, "judging/panels/panel_take_over.html", context, status=422 if form.errors else 200)


def get_panel(edition: Edition, pk: int) -> Panel:
    return get_object_or_404(Panel.objects.select_related("stage__edition"), pk=pk, stage__edition=edition)


def _page(request: SignedInRequest, edition: Edition, *, form: PanelForm | SeatForm | None = None) -> HttpResponse:
    """All stages with their panels; the one form that was refused stands as it was typed."""
    may_manage = request.user.has_perm("judging.manage_panel", edition)
    prefetch_related_objects([edition], "categories", "jury_bodies")
    stages: list[dict[str, Any]] = [
        {
            "stage": one.stage,
            "warnings": one.warnings,
            "panels": [
                {"panel": each.panel, "lines": each.lines, "form": _seat_form(each.panel, edition, form)}
                for each in one.panels
            ],
            "form": _or_typed(PanelForm(prefix=f"tahap-{one.stage.pk}"), form),
        }
        for one in panels_of(edition)
    ]
    context = {
        "edition": edition,
        "stages": stages,
        "may_manage": may_manage,
        "people": people_like(_sought(request, form)) if may_manage else [],
    }
    return render(request, "judging/panels/panel_update.html", context, status=422 if form else 200)


def _sought(request: SignedInRequest, form: Any) -> str:
    """What somebody types into one of the fields for a person: htmx asks for the list by the field's own name."""
    typed = [str(value) for name, value in request.GET.items() if name.endswith("user")]
    return typed[0] if typed else getattr(form, "typed", "")


def _seat_form(panel: Panel, edition: Edition, typed: Any) -> Any:
    return _or_typed(SeatForm(prefix=f"panel-{panel.pk}", edition=edition), typed)


def _or_typed(blank: Any, typed: Any) -> Any:
    return typed if typed and typed.prefix == blank.prefix else blank
