"""The bodies that an edition calls: the list, and adding to it and taking from it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.addressees import reachable
from accounts.exports import agency_export
from accounts.http import SignedInRequest
from accounts.models import OPD
from accounts.refusals import refusable, refusable_form
from accounts.spreadsheets.export import download, file_kind
from competitions.loading import visible_edition
from competitions.models import Edition, PhaseKind
from competitions.participation import ties

from .actions import add_participants, remove_participants
from .forms import ParticipantFilter, ParticipantReasonForm

PER_PAGE = 50


def get_edition(request: SignedInRequest, slug: str, right: str) -> Edition:
    edition = visible_edition(request.user, slug)
    if not request.user.has_perm(f"competitions.{right}", edition):
        raise PermissionDenied(_("Daftar OPD peserta diatur Bagian Organisasi."))
    return edition


def filter_of(request: SignedInRequest, edition: Edition) -> ParticipantFilter:
    others = Edition.objects.visible_to(request.user).exclude(pk=edition.pk)
    return ParticipantFilter(request.GET, edition=edition, editions=list(others))


@require_safe
def participant_list(request: SignedInRequest, slug: str) -> HttpResponseBase:
    edition = get_edition(request, slug, "view_participants")
    chosen, inside = filter_of(request, edition), edition.participants.count()
    if kind := file_kind(request):
        found = chosen.found().select_related("parent", "successor")
        return download(kind, agency_export(found, _("OPD peserta %(edition)s") % {"edition": edition}))
    context = {
        "edition": edition,
        "chosen": chosen,
        "page": Paginator(chosen.found(), PER_PAGE).get_page(request.GET.get("page")),
        "inside": inside,
        "outside": OPD.objects.open().exclude(participations__edition=edition).count(),
        "may_change": request.user.has_perm("competitions.change_participants", edition),
    }
    return render(request, "competitions/participants/participant_list.html", context)


@dataclass(frozen=True)
class ParticipantChange:
    """What is about to be done to which bodies, so that it can be seen before it is done."""

    edition: Edition
    opds: list[OPD]
    act: Callable[..., int]

    @property
    def is_adding(self) -> bool:
        return self.act is add_participants

    @cached_property
    def bound(self) -> dict[int, str]:
        """Who cannot leave, and why."""
        return {} if self.is_adding else ties(self.edition, [opd.pk for opd in self.opds])

    @cached_property
    def free(self) -> list[OPD]:
        return [opd for opd in self.opds if opd.pk not in self.bound]

    @cached_property
    def readers(self) -> int:
        """How many people get a letter."""
        return reachable([opd.pk for opd in self.free]).order_by().values("user").distinct().count()

    @property
    def registration_is_over(self) -> bool:
        return self.edition.has_ended(PhaseKind.REGISTRATION)

    def carry_out(self, request: SignedInRequest, reason: str = "") -> HttpResponseRedirect:
        opds = [opd.pk for opd in self.opds]
        count = self.act(edition=self.edition, opds=opds, by=request.user, reason=reason)
        if self.is_adding:
            done = ngettext("%(count)d OPD menjadi peserta.", "%(count)d OPD menjadi peserta.", count)
        else:
            done = ngettext("%(count)d OPD dikeluarkan.", "%(count)d OPD dikeluarkan.", count)
        messages.success(request, done % {"count": count})
        return redirect("competitions:participant-list", self.edition.slug)


@require_POST
def participant_add(request: SignedInRequest, slug: str) -> HttpResponse:
    return _change(request, slug, add_participants)


@require_POST
def participant_remove(request: SignedInRequest, slug: str) -> HttpResponse:
    return _change(request, slug, remove_participants)


def _change(request: SignedInRequest, slug: str, act: Callable[..., int]) -> HttpResponse:
    """Carry it out; in an edition that is open show first whom it touches, and ask why."""
    edition = get_edition(request, slug, "change_participants")
    change = ParticipantChange(edition, _wanted(request, edition), act)
    if not change.opds:
        messages.error(request, _("Centang dahulu OPD yang dimaksud."))
        return _back(request, edition)
    if edition.is_open:
        return _confirm(request, change)
    with refusable(request):
        return change.carry_out(request)
    return _back(request, edition)


def _wanted(request: SignedInRequest, edition: Edition) -> list[OPD]:
    """Those that were ticked, or all that the filter leaves, on whatever page they stand."""
    if "all" in request.POST:
        return list(filter_of(request, edition).found())
    keys = {int(key) for key in request.POST.getlist("opd") if key.isdecimal() and len(key) < 10}
    return list(OPD.objects.filter(pk__in=keys).order_by("name"))


def _confirm(request: SignedInRequest, change: ParticipantChange) -> HttpResponse:
    form = ParticipantReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        with refusable_form(form):
            return change.carry_out(request, form.cleaned_data["reason"])
    context = {"edition": change.edition, "change": change, "form": form}
    status = 422 if form.errors else 200
    return render(request, "competitions/participants/participant_change.html", context, status=status)


def _back(request: SignedInRequest, edition: Edition) -> HttpResponseRedirect:
    """To the list as it was filtered."""
    query = request.GET.urlencode()
    return redirect(reverse("competitions:participant-list", args=[edition.slug]) + (f"?{query}" if query else ""))
