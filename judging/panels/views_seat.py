"""One seat: what the secretariat does about it, and what the juror answers."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from competitions.models import Edition
from judging.loading import get_edition
from judging.models import Answer, Assignment, Pledge, Seat, SeatRole, conflicted_proposal_ids, has_pledged

from .actions_change_of_mind import give_seat_back, offer_again, take_seat_after_all
from .actions_seat import accept_seat, decline_seat, invite_juror, replace_juror, unseat_juror, update_seat
from .forms import DeclineSeatForm, ExpertiseForm, JurorForm, OfferForm, people_like


@require_safe
def seat_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.view_jury")
    return _page(request, edition, get_seat(edition, pk))


@require_POST
def seat_update(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """In which categories the juror is at home."""
    edition = get_edition(request, slug, "judging.manage_panel")
    seat = get_seat(edition, pk)
    form = ExpertiseForm(request.POST, instance=seat)
    if form.is_valid():
        update_seat(seat=seat, expertise=form.cleaned_data["expertise"], by=request.user)
        messages.success(request, _("Keahlian %(user)s tersimpan.") % {"user": seat.user})
        return redirect("judging:seat-detail", slug, pk)
    return _page(request, edition, seat, expertise=form)


@require_POST
def seat_invite(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    seat = get_seat(edition, pk)
    with refusable(request):
        invite_juror(seat=seat, by=request.user)
        messages.success(request, _("Undangan untuk %(name)s sedang dikirim.") % {"name": seat.user})
    return redirect("judging:seat-detail", slug, pk)


@require_POST
def seat_replace(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    seat = get_seat(edition, pk)
    form = JurorForm(request.POST, edition=edition)
    if form.is_valid():
        with refusable_form(form):
            new = replace_juror(seat=seat, by=request.user, **form.cleaned_data)
            told = {"new": new.user, "old": seat.user}
            messages.success(request, _("%(new)s menggantikan %(old)s; undangannya sedang dikirim.") % told)
            return redirect("judging:panel-update", slug)
    return _page(request, edition, seat, person=form)


@require_POST
def seat_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    with refusable(request):
        unseat_juror(seat=get_seat(edition, pk), by=request.user)
    return redirect("judging:panel-update", slug)


@require_POST
def seat_offer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    seat = get_seat(edition, pk)
    form = OfferForm(request.POST, prefix="tawaran")
    if form.is_valid():
        with refusable_form(form):
            offer_again(seat=seat, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(
                request, _("Keanggotaan ditawarkan lagi; undangan untuk %(name)s sedang dikirim.") % {"name": seat.user}
            )
            return redirect("judging:seat-detail", slug, pk)
    return _page(request, edition, seat, offer=form)


def get_seat(edition: Edition, pk: int) -> Seat:
    seats = Seat.objects.select_related("user", "body", "panel__stage__edition", "replaces__user")
    return get_object_or_404(seats, pk=pk, panel__stage__edition=edition)


def _page(
    request: SignedInRequest,
    edition: Edition,
    seat: Seat,
    *,
    expertise: ExpertiseForm | None = None,
    person: JurorForm | None = None,
    offer: OfferForm | None = None,
) -> HttpResponse:
    may_manage = request.user.has_perm("judging.manage_panel", edition)
    successor = Seat.objects.filter(replaces=seat).select_related("user").first()
    vacant = may_manage and seat.answer == Answer.DECLINED and successor is None
    may_rate = may_manage and seat.answer != Answer.DECLINED and edition.categories.exists()
    context = {
        "edition": edition,
        "seat": seat,
        "successor": successor,
        "pledge": Pledge.objects.filter(edition=edition, user=seat.user_id).first(),
        "expertise": [category.name for category in seat.expertise.all()],
        "expertise_form": (expertise or ExpertiseForm(instance=seat)) if may_rate else None,
        "person_form": (person or JurorForm(edition=edition)) if vacant else None,
        "offer_form": (offer or OfferForm(prefix="tawaran")) if vacant or offer else None,
        "people": people_like(person.typed if person else "") if vacant else [],
        "may_manage": may_manage,
    }
    status = 422 if expertise or person or offer else 200
    return render(request, "judging/panels/seat_detail.html", context, status=status)


@require_safe
def seat_list(request: SignedInRequest) -> HttpResponse:
    return _invitations(request)


@require_POST
def seat_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_own_seat(request, pk)
    edition = seat.panel.stage.edition
    with refusable(request) as refusal:
        accept_seat(seat=seat, by=request.user)
    if refusal:
        return redirect("judging:seat-list")
    messages.success(request, _("Terima kasih, Anda tercatat sebagai juri %(edition)s.") % {"edition": edition})
    if edition.is_open and not has_pledged(request.user, edition.pk):
        return redirect("judging:pledge-detail", edition.slug)
    return redirect("judging:seat-list")


@require_POST
def seat_decline(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_own_seat(request, pk)
    form = DeclineSeatForm(request.POST, prefix=f"kursi-{pk}")
    if not form.is_valid():
        return _invitations(request, form)
    with refusable(request):
        decline_seat(seat=seat, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Jawaban Anda tercatat. Bagian Organisasi sudah diberi tahu."))
    return redirect("judging:seat-list")


@require_POST
def seat_retake(request: SignedInRequest, pk: int) -> HttpResponse:
    """Willing after all."""
    seat = get_own_seat(request, pk)
    with refusable(request):
        take_seat_after_all(seat=seat, by=request.user)
        messages.success(request, _("Terima kasih, jawaban Anda kini: bersedia. Bagian Organisasi diberi tahu."))
    return redirect("judging:seat-list")


@require_POST
def seat_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not after all."""
    seat = get_own_seat(request, pk)
    form = DeclineSeatForm(request.POST, prefix=f"kursi-{pk}")
    if not form.is_valid():
        return _invitations(request, form)
    with refusable(request):
        give_seat_back(seat=seat, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Jawaban Anda tercatat. Bagian Organisasi sudah diberi tahu."))
    return redirect("judging:seat-list")


def get_own_seat(request: SignedInRequest, pk: int) -> Seat:
    return get_object_or_404(Seat.objects.select_related("user", "panel__stage__edition"), pk=pk, user=request.user)


def _invitations(request: SignedInRequest, form: DeclineSeatForm | None = None) -> HttpResponse:
    """The person's own seats, those without an answer first."""
    seats = Seat.objects.filter(user=request.user).select_related("user", "body", "panel__stage__edition")
    rows = list(seats.prefetch_related("panel__stage__edition__phases").order_by("-pk"))
    mine = Assignment.objects.active().filter(juror=request.user)
    mine = mine.exclude(proposal__in=conflicted_proposal_ids(request.user)).order_by()
    given = dict(mine.values_list("stage").annotate(count=Count("pk")))
    asked: list[dict[str, Any]] = [
        {
            "seat": seat,
            "phase": seat.panel.stage.edition.phase(seat.panel.stage.kind),
            "count": given.get(seat.panel.stage_id, 0) if seat.role == SeatRole.MEMBER else 0,
            "form": form if form and form.prefix == f"kursi-{seat.pk}" else DeclineSeatForm(prefix=f"kursi-{seat.pk}"),
        }
        for seat in rows
        if request.user.has_perm("judging.answer_seat", seat)
    ]
    open_ids = {one["seat"].pk for one in asked}
    answered = [
        {
            "seat": seat,
            "may_change": request.user.has_perm("judging.change_answer", seat),
            "form": form if form and form.prefix == f"kursi-{seat.pk}" else DeclineSeatForm(prefix=f"kursi-{seat.pk}"),
        }
        for seat in rows
        if seat.pk not in open_ids
    ]
    context = {"asked": asked, "answered": answered}
    return render(request, "judging/panels/seat_list.html", context, status=422 if form else 200)
