"""The funnel of an edition: how far its agencies are, who was reminded, and who was given more time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import OPD
from accounts.refusals import refusable, refusable_form
from accounts.spreadsheets.export import download, file_kind
from competitions.models import Edition
from submissions.models import EDITABLE, Extension, Reminder

from .actions import remind
from .actions_extension import ONLY_NOW, end_extension, extend
from .export import funnel_export
from .forms import EndExtensionForm, ExtensionForm, OverviewFilter
from .overview import Overview, detailed

PER_PAGE = 50


def get_edition(request: SignedInRequest, slug: str) -> Edition:
    """The edition, if this person may see it (else 404) and watches over it (else 403)."""
    editions = Edition.objects.visible_to(request.user).prefetch_related("phases", "extensions")
    edition = get_object_or_404(editions, slug=slug)
    if not request.user.has_perm("submissions.view_overview", edition):
        raise PermissionDenied(_("Rekap usulan dilihat penyelenggara, begitu edisinya dibuka."))
    return edition


@require_safe
def overview_detail(request: SignedInRequest, slug: str) -> HttpResponseBase:
    edition = get_edition(request, slug)
    chosen = OverviewFilter(request.GET).values()
    overview = Overview(edition)
    found = overview.chosen(chosen["saring"], chosen["q"], chosen["urut"])
    if kind := file_kind(request):
        return download(kind, funnel_export(edition, found, chosen["saring"]))
    may_remind = request.user.has_perm("submissions.remind_opd", edition)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "overview": overview,
        "chosen": chosen,
        "page": page,
        "agencies": detailed(edition, page),
        "may_remind": may_remind,
        "may_extend": request.user.has_perm("submissions.extend_entry", edition),
        "remindable": len(overview.remindable(found)) if may_remind else 0,
    }
    return render(request, "submissions/funnel/overview.html", context)


@require_POST
def reminder_create(request: SignedInRequest, slug: str, opd_pk: int) -> HttpResponse:
    """Remind one agency."""
    edition, opd = get_edition(request, slug), get_object_or_404(OPD, pk=opd_pk)
    with refusable(request):
        (reminder,) = remind(edition=edition, opds=[opd.pk], by=request.user)
        messages.success(request, said_to(reminder) % {"opd": opd})
    return back(request, edition)


@require_POST
def reminder_create_all(request: SignedInRequest, slug: str) -> HttpResponse:
    """Remind all agencies that the page's filter leaves, on whatever page they stand."""
    edition = get_edition(request, slug)
    chosen = OverviewFilter(request.GET).values()
    opds = [agency.pk for agency in Overview(edition).chosen(chosen["saring"], chosen["q"])]
    with refusable(request):
        count = len(remind(edition=edition, opds=opds, by=request.user))
        sentence = ngettext("%(count)d OPD diingatkan.", "%(count)d OPD diingatkan.", count)
        messages.success(request, sentence % {"count": count})
    return back(request, edition)


def said_to(reminder: Reminder) -> str:
    if reminder.reached == "head":
        return str(_("Pengingat untuk %(opd)s dikirim kepada kepala OPD dan operatornya."))
    return str(_("Pengingat untuk %(opd)s dikirim kepada operatornya."))


def back(request: SignedInRequest, edition: Edition) -> HttpResponseRedirect:
    """To the list as it was filtered."""
    query = request.GET.urlencode()
    return redirect(reverse("submissions:overview-detail", args=[edition.slug]) + (f"?{query}" if query else ""))


@require_http_methods(["GET", "HEAD", "POST"])
def extension_create(request: SignedInRequest, slug: str, opd_pk: int) -> HttpResponse:
    """More time for one agency, with the reason."""
    edition, opd = extending(request, slug, opd_pk)
    form = ExtensionForm(request.POST if request.method == "POST" else None, edition=edition)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            extend(edition=edition, opd=opd, by=request.user, **form.cleaned_data)
            messages.success(request, _("Waktu %(opd)s diperpanjang; suratnya dikirim.") % {"opd": opd})
            return redirect("submissions:overview-detail", edition.slug)
    return extension_page(request, edition, opd, form, EndExtensionForm(prefix="akhiri"))


@require_POST
def extension_end(request: SignedInRequest, slug: str, opd_pk: int) -> HttpResponse:
    """The extra time of one agency ends now, with the reason."""
    edition, opd = extending(request, slug, opd_pk)
    ending = EndExtensionForm(request.POST, prefix="akhiri")
    extension = running_of(edition, opd)
    if extension is None:
        messages.error(request, _("Perpanjangan ini sudah tidak berlaku."))
        return redirect("submissions:extension-create", edition.slug, opd.pk)
    if ending.is_valid():
        with refusable_form(ending):
            end_extension(extension=extension, by=request.user, **ending.cleaned_data)
            messages.success(request, _("Perpanjangan %(opd)s diakhiri; suratnya dikirim.") % {"opd": opd})
            return redirect("submissions:extension-create", edition.slug, opd.pk)
    return extension_page(request, edition, opd, ExtensionForm(edition=edition), ending)


def extending(request: SignedInRequest, slug: str, opd_pk: int) -> tuple[Edition, OPD]:
    """Edition and agency, for who may grant it more time."""
    edition, opd = get_edition(request, slug), get_object_or_404(OPD, pk=opd_pk)
    if not request.user.has_perm("submissions.extend_entry", edition):
        raise PermissionDenied(ONLY_NOW)
    return edition, opd


def running_of(edition: Edition, opd: OPD) -> Extension | None:
    """The extension that counts, if it is not over."""
    latest = edition.extensions.filter(opd=opd).order_by("pk").last()
    return latest if latest and latest.is_running else None


def extension_page(
    request: SignedInRequest, edition: Edition, opd: OPD, form: ExtensionForm, ending: EndExtensionForm
) -> HttpResponse:
    granted = edition.extensions.filter(opd=opd).select_related("granted_by", "ended_by").order_by("-pk")
    unsent = edition.proposals.filter(innovation__opd=opd, state__in=EDITABLE)
    context = {
        "edition": edition,
        "opd": opd,
        "form": form,
        "ending": ending,
        "running": running_of(edition, opd),
        "unsent": unsent.select_related("innovation"),
        "granted": granted,
    }
    status = 422 if form.errors or ending.errors else 200
    return render(request, "submissions/funnel/extension_create.html", context, status=status)
