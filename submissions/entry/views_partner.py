"""The partners of an innovation: named and described by the leading body, answered by themselves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from submissions.loading import get_proposal, require_changeable, require_readable
from submissions.models import Partnership, Proposal

from .actions_partners import (
    add_partner,
    confirm_partnership,
    decline_partnership,
    describe_partners,
    record_partner_answer,
    remove_partner,
)
from .forms_partner import ConfirmForm, DeclineForm, PartnerForm, RecordedAnswerForm, parts_sent
from .identity_forms import PartnerSheet, contested, partner_sheet, seen_after
from .views import desk_context
from .views_identity import answer, chosen, why_closed


@require_POST
def partner_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """The parts that the partners played."""
    proposal = get_proposal(request, pk)
    if closed := why_closed(request, proposal):
        return closed
    typed, longest = parts_sent(request.POST), Partnership._meta.get_field("part").max_length or 0
    fitting = {f"part_{key}": part for key, part in typed.items() if len(part) <= longest}
    values, base = chosen(fitting, request.POST)
    parts = {int(name.removeprefix("part_")): part for name, part in values.items()}
    update = describe_partners(proposal=proposal, parts=parts, seen=base, by=request.user)
    stored = {f"part_{row.pk}": row.part for row in update.proposal.innovation.partnerships.all()}
    too_long = [f"part_{key}" for key, part in typed.items() if len(part) > longest]
    problem = str(_("Peran paling panjang %(limit)d huruf.") % {"limit": longest}) if too_long else ""
    names = {f"part_{row.pk}": row.opd.abbr for row in update.proposal.innovation.partnerships.all()}
    sheet = PartnerSheet(
        update.proposal,
        seen_after(stored, values, base, [*too_long, *(clash.field for clash in update.clashes)]),
        contested(update.clashes, lambda name: f"{_('Peran')} {names[name]}"),
        bool(too_long),
        adding=PartnerForm(proposal=update.proposal),
        typed={key: part for key, part in typed.items() if update.clashes or too_long},
    )
    return answer(request, update, "partners", sheet, problem)


@require_safe
def partner_search(request: SignedInRequest, pk: int) -> HttpResponse:
    """A few bodies that match, to pick one; never all of them."""
    proposal = get_proposal(request, pk)
    require_changeable(request, proposal)
    form = PartnerForm(request.GET, proposal=proposal)
    return render(request, "submissions/entry/_partner_found.html", {"adding": form, "searched": True})


@require_POST
def partner_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name a body as a partner. A name that fits several asks which of them is meant."""
    proposal = get_proposal(request, pk)
    require_changeable(request, proposal)
    form = PartnerForm(request.POST, proposal=proposal)
    if form.is_valid():
        with refusable_form(form, "opd_name"):
            partnership = add_partner(proposal=proposal, opd=form.cleaned_data["opd"], by=request.user)
            messages.success(
                request, _("%(opd)s disebut sebagai mitra dan diminta membenarkannya.") % {"opd": partnership.opd}
            )
            return redirect(f"{proposal.get_absolute_url()}#mitra")
    sheet = PartnerSheet(proposal, partner_sheet(proposal).seen, adding=form)
    context = desk_context(request, proposal) | {"partners": sheet}
    return render(request, "submissions/entry/proposal_detail.html", context, status=422)


@require_POST
def partner_delete(request: SignedInRequest, pk: int, partnership_pk: int) -> HttpResponse:
    proposal, partnership = _get_partnership(request, pk, partnership_pk)
    require_changeable(request, proposal)
    with refusable(request):
        remove_partner(proposal=proposal, partnership=partnership, by=request.user)
        messages.success(request, _("%(opd)s tidak lagi disebut sebagai mitra.") % {"opd": partnership.opd})
    return redirect(f"{proposal.get_absolute_url()}#mitra")


@require_POST
def partner_confirm(request: SignedInRequest, pk: int, partnership_pk: int) -> HttpResponse:
    proposal, partnership = _get_partnership(request, pk, partnership_pk)
    form = ConfirmForm(request.POST, auto_id=f"mitra-{partnership.pk}-%s")
    if form.is_valid():
        with refusable(request):
            confirm_partnership(
                proposal=proposal, partnership=partnership, part=form.cleaned_data["part"], by=request.user
            )
            messages.success(request, _("Terima kasih. OPD Anda tercatat ikut memiliki inovasi ini."))
        return redirect(proposal)
    return _asked_again(request, proposal, partnership, confirming=form)


@require_POST
def partner_decline(request: SignedInRequest, pk: int, partnership_pk: int) -> HttpResponse:
    proposal, partnership = _get_partnership(request, pk, partnership_pk)
    form = DeclineForm(request.POST, auto_id=f"mitra-{partnership.pk}-%s")
    if form.is_valid():
        with refusable(request):
            decline_partnership(
                proposal=proposal, partnership=partnership, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, _("Jawaban Anda tercatat dan tampil bagi OPD pemilik usulan ini."))
        return redirect("submissions:proposal-list")  # the text is not theirs to read any more
    return _asked_again(request, proposal, partnership, declining=form)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_record(request: SignedInRequest, pk: int, partnership_pk: int) -> HttpResponse:
    """The secretariat writes down the answer that a partner gave outside the application."""
    proposal, partnership = _get_partnership(request, pk, partnership_pk)
    if not request.user.has_perm("submissions.record_partner_answer", proposal):
        raise PermissionDenied(_("Jawaban mitra dicatat Bagian Organisasi."))
    form = RecordedAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusable_form(form):
            record_partner_answer(
                proposal=proposal,
                partnership=partnership,
                is_confirmed=form.cleaned_data["answer"] == "ya",
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
            messages.success(request, _("Jawaban %(opd)s tercatat; kedua OPD diberi tahu.") % {"opd": partnership.opd})
            return redirect("submissions:partner-record", proposal.pk, partnership.pk)
    context = {"proposal": proposal, "edition": proposal.edition, "partnership": partnership, "form": form}
    status = 422 if form.errors else 200
    return render(request, "submissions/entry/partner_record.html", context, status=status)


def _get_partnership(request: SignedInRequest, pk: int, partnership_pk: int) -> tuple[Proposal, Partnership]:
    proposal = get_proposal(request, pk)
    rows = Partnership.objects.filter(innovation=proposal.innovation_id).select_related("opd")
    return proposal, get_object_or_404(rows, pk=partnership_pk)


def _asked_again(request: SignedInRequest, proposal: Proposal, partnership: Partnership, **bound: Any) -> HttpResponse:
    """The same question, with what was typed and why it does not do."""
    if not request.user.has_perm("submissions.answer_partnership", proposal):
        raise PermissionDenied(_("Kemitraan ini tidak dapat Anda jawab sekarang."))
    require_readable(request, proposal)
    context = desk_context(request, proposal)
    context["asked_partnerships"] = [
        (row, bound.get("confirming", confirming), bound.get("declining", declining))
        if row == partnership
        else (row, confirming, declining)
        for row, confirming, declining in context["asked_partnerships"]
    ]
    return render(request, "submissions/entry/proposal_detail.html", context, status=422)
