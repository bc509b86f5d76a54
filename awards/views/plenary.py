"""The plenary: what is in the way, which ties to order, then confirm and publish."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.refusals import refusable, refusable_form
from accounts.roles import OVERSEERS
from awards.actions.plenary import confirm_plenary, decide_tie, withdraw_plenary
from awards.actions.publication import preview, publish_result, unanswered_in
from awards.forms import ConfirmPlenaryForm, DecisionForm, WithdrawPlenaryForm
from awards.mail import concerned
from awards.models import Plenary, Publication
from awards.plenary import PlenaryAgenda, PlenaryRow
from competitions.models import Edition, PhaseKind
from judging.anonymise import hides_in_edition
from judging.models import AgendaMark, Place

from .loading import get_edition


@require_safe
def plenary_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_edition(request, slug, "awards.view_plenary"))


@require_POST
def decision_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Order one of the ties; which one, its key in the form says."""
    edition = get_edition(request, slug, "awards.hold_plenary")
    agenda = PlenaryAgenda(edition)
    tie = next((tie for tie in agenda.ties if tie.key == request.POST.get("tie")), None)
    if tie is None:
        messages.error(request, _("Seri ini tidak ada lagi menurut peringkat terbaru."))
        return redirect("awards:plenary-detail", slug)

    form = DecisionForm(tie, request.POST)
    if form.is_valid():
        with refusable_form(form):
            decide_tie(edition=edition, order=form.order(), reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Urutan seri ditetapkan."))
            return redirect("awards:plenary-detail", slug)
    return _page(request, edition, decision=form, status=422)


@require_POST
def plenary_confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "awards.hold_plenary")
    form = ConfirmPlenaryForm(request.POST)
    if form.is_valid():
        with refusable_form(form):
            confirm_plenary(edition=edition, by=request.user, **form.cleaned_data)
            messages.success(request, _("Peringkat ditetapkan. Hasil dapat diterbitkan."))
            return redirect("awards:plenary-detail", slug)
    return _page(request, edition, confirm=form, status=422)


@require_POST
def plenary_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take the confirmed ranking back, so that what it froze can be changed."""
    edition = get_edition(request, slug, "awards.view_plenary")
    form = WithdrawPlenaryForm(request.POST)
    if form.is_valid():
        with refusable_form(form):
            withdraw_plenary(edition=edition, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Penetapan dibatalkan. Peringkat dihitung lagi dan dapat ditetapkan ulang."))
            return redirect("awards:plenary-detail", slug)
    return _page(request, edition, withdraw=form, status=422)


@require_safe
def plenary_former(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What a withdrawn plenary had confirmed: its winners, as this person may see them."""
    edition = get_edition(request, slug, "awards.view_plenary")
    rows = Plenary.objects.withdrawn().select_related("ranking", "confirmed_by", "withdrawn_by")
    plenary = get_object_or_404(rows, pk=pk, edition=edition)
    agenda = PlenaryAgenda(edition, reader=request.user, former=plenary)
    context = {
        "edition": edition,
        "plenary": plenary,
        "agenda": agenda,
        "fields": _seen(agenda, request.user, None)["fields"],
        "counts_all": request.user.has_role(*OVERSEERS),
        "is_blind": hides_in_edition(request.user, edition),
    }
    return render(request, "awards/plenary_former.html", context)


@require_POST
def publication_create(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "awards.view_plenary")
    with refusable(request) as refusal:
        publication = publish_result(edition=edition, by=request.user)
    if refusal:
        return redirect("awards:plenary-detail", slug)
    messages.success(request, _("Hasil terbit. Piagam sedang digambar."))
    if silent := unanswered_in(publication):
        names = ", ".join(f"{row.opd} ({row.innovation})" for row in silent)
        messages.warning(
            request, _("Tanpa piagam karena tidak membenarkan kemitraannya: %(names)s.") % {"names": names}
        )
    return redirect("awards:certificate-list", slug)


def _page(
    request: SignedInRequest,
    edition: Edition,
    *,
    decision: DecisionForm | None = None,
    confirm: ConfirmPlenaryForm | None = None,
    withdraw: WithdrawPlenaryForm | None = None,
    status: int = 200,
) -> HttpResponse:
    agenda = PlenaryAgenda(edition, reader=request.user)
    publication = Publication.objects.latest_of(edition)
    may_publish = request.user.has_perm("awards.publish_result", edition)
    context = {
        "edition": edition,
        "agenda": agenda,
        "publication": publication,
        **_seen(agenda, request.user, decision),
        "marks": AgendaMark.objects.in_edition(edition).visible_to(request.user).with_details(),
        "obstacles": [] if agenda.is_confirmed else agenda.obstacles(),
        "counts_all": request.user.has_role(*OVERSEERS),
        "is_blind": hides_in_edition(request.user, edition),
        "may_hold": request.user.has_perm("awards.hold_plenary", edition),
        "confirm": confirm or ConfirmPlenaryForm(),
        "preview": preview(agenda) if may_publish else None,
        "withdrawal": _withdrawal(request, agenda, withdraw, may=may_publish),
        "former": Plenary.objects.withdrawn().filter(edition=edition).select_related("withdrawn_by"),
    }
    return render(request, "awards/plenary_detail.html", context, status=status)


def _withdrawal(
    request: SignedInRequest, agenda: PlenaryAgenda, form: WithdrawPlenaryForm | None, *, may: bool
) -> dict[str, Any] | None:
    """What withdrawing would do, for who may, as anyone may who may publish; a refused form is shown in any case."""
    may = may or request.user.has_perm("awards.withdraw_plenary", agenda.edition)
    if not (may and agenda.plenary) and form is None:
        return None
    return {
        "form": form or WithdrawPlenaryForm(),
        "told": concerned(agenda.plenary, by=request.user) if may and agenda.plenary else [],
        "decisions": len(agenda.decisions),
        "is_over": not agenda.edition.in_phase(PhaseKind.PLENARY),
    }


def _seen(agenda: PlenaryAgenda, user: User, decision: DecisionForm | None) -> dict[str, Any]:
    """Rows and ties without those that this person must not see: a chair never sees a body in conflict."""
    keys = [row.place.pk for row in agenda.winners] + [key for one in agenda.outcome.contests for key in one.keys]
    visible = set(Place.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    rows = [row for row in agenda.winners if row.place.pk in visible]
    ties = [tie for tie in agenda.ties if visible.issuperset(place.pk for place in tie.places)]
    forms = [decision if decision and decision.tie.key == tie.key else DecisionForm(tie) for tie in ties]
    undecided = [tie for tie in ties if not tie.is_decided]
    return {"fields": _by_field(agenda, rows), "ties": forms, "undecided": undecided}


def _by_field(agenda: PlenaryAgenda, rows: list[PlenaryRow]) -> list[tuple[str, list[PlenaryRow]]]:
    """The winners by category where tiers are cut in each, else all in one."""
    if not agenda.edition.tiers_per_category:
        return [("", rows)] if rows else []
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: str(row.place.proposal.category))]
