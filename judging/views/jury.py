"""Panels and the people who sit in them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from competitions.models import Edition
from judging import actions
from judging.forms import PanelForm, SeatForm, everybody, person_field
from judging.models import Panel, Seat

from .loading import get_edition, in_words


@require_safe
def panel_update(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_edition(request, slug, "judging.view_jury"))


@require_POST
def panel_create(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    stage = get_object_or_404(edition.stages, pk=stage_pk)
    form = PanelForm(request.POST, prefix=f"tahap-{stage.pk}")
    if form.is_valid():
        try:
            panel = actions.create_panel(stage=stage, name=form.cleaned_data["name"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(panel)s dibuat.") % {"panel": panel})
            return redirect("judging:panel-update", slug)
    return _page(request, edition, panel_form=form, stage_pk=stage.pk)


@require_POST
def panel_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    panel = get_panel(edition, pk)
    try:
        actions.delete_panel(panel=panel, by=request.user)
    except ValidationError as error:
        messages.error(request, in_words(error))
    return redirect("judging:panel-update", slug)


@require_POST
def seat_create(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    panel = get_panel(edition, pk)
    form = SeatForm(request.POST, prefix=f"panel-{panel.pk}")
    if form.is_valid():
        try:
            seat = actions.seat_juror(panel=panel, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(user)s duduk di %(panel)s.") % {"user": seat.user, "panel": panel})
            return redirect("judging:panel-update", slug)
    return _page(request, edition, seat_form=form, panel_pk=panel.pk)


@require_POST
def seat_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    seat = get_object_or_404(Seat.objects.select_related("user", "panel__stage"), pk=pk, panel__stage__edition=edition)
    try:
        actions.unseat_juror(seat=seat, by=request.user)
    except ValidationError as error:
        messages.error(request, in_words(error))
    return redirect("judging:panel-update", slug)


def get_panel(edition: Edition, pk: int) -> Panel:
    return get_object_or_404(Panel.objects.select_related("stage"), pk=pk, stage__edition=edition)


def _page(
    request: SignedInRequest,
    edition: Edition,
    *,
    panel_form: PanelForm | None = None,
    stage_pk: int | None = None,
    seat_form: SeatForm | None = None,
    panel_pk: int | None = None,
) -> HttpResponse:
    """All stages with their panels; the one form that was refused stands as it was typed."""
    seats = Prefetch("seats", Seat.objects.select_related("user"))
    panels = Prefetch("panels", Panel.objects.prefetch_related(seats))
    people = everybody()
    stages = [
        {
            "stage": stage,
            "panels": [
                {"panel": panel, "form": seat_form if panel.pk == panel_pk else _seat_form(panel, people)}
                for panel in stage.panels.all()
            ],
            "form": panel_form if stage.pk == stage_pk else PanelForm(prefix=f"tahap-{stage.pk}"),
        }
        for stage in edition.stages.prefetch_related(panels)
    ]
    context = {
        "edition": edition,
        "stages": stages,
        "may_manage": request.user.has_perm("judging.manage_panel", edition),
    }
    return render(request, "judging/panel_update.html", context, status=422 if panel_form or seat_form else 200)


def _seat_form(panel: Panel, people: Any) -> SeatForm:
    """A blank form for a panel; the people are read once for all panels."""
    form = SeatForm(prefix=f"panel-{panel.pk}")
    person_field(form).choices = people
    return form
