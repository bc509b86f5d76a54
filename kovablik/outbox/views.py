"""The outbox: who was told what and when, whose address was refused, and sending again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import send_again
from accounts.http import SignedInRequest
from accounts.ledger import name_of
from accounts.mail_ahead import mail_ahead
from accounts.mail_body import as_page
from accounts.models import OPD, Delivery, DeliveryQuerySet
from accounts.refusals import refusable
from accounts.spreadsheets.export import download, file_kind
from competitions.models import Edition
from submissions.loading import get_proposal

from .ahead import ACTS, AskedAhead
from .forms import STATES, OutboxFilter
from .lines import agency_keys, lines_of, outbox_export

PER_PAGE = 50
PROPOSAL = "kovablik/outbox/proposal_mail.html"
MOST_REFUSED = 20  # listed by name above the list; the filter shows all


@require_safe
def outbox_list(request: SignedInRequest, slug: str = "") -> HttpResponseBase:
    """Of an edition, or without one of the accounts: invitations and passwords are of no edition."""
    edition, letters = _outbox(request, slug)
    form = OutboxFilter(request.GET)
    if edition is None and form.person:
        letters = Delivery.objects.filter(reader=form.person)  # what one person was told, in whatever edition
    found = form.apply(letters).select_related("reader").order_by("-pk")
    title = _("E-mail keluar %(edition)s") % {"edition": edition} if edition else _("E-mail akun")
    if kind := file_kind(request):
        return download(kind, outbox_export(title, found, form.in_words()))
    page = Paginator(found.defer("body"), PER_PAGE).get_page(request.GET.get("page"))
    refused = letters.refused().select_related("reader").defer("body").order_by("-refused_at")
    context = {
        "edition": edition,
        "title": title,
        "form": form,
        "states": STATES,
        "page": page,
        "lines": lines_of(page),
        "refused": lines_of(refused[:MOST_REFUSED]),
        "refused_count": refused.count(),
        "accounts_refused": edition and _of_accounts().refused().count(),
        "may_send": request.user.has_perm("accounts.send_mail_again"),
    }
    return render(request, "kovablik/outbox/outbox_list.html", context)


@require_safe
def outbox_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One e-mail as its reader got it, but for the link that is theirs alone."""
    _require(request, "accounts.view_outbox")
    letter = get_object_or_404(Delivery.objects.select_related("reader"), pk=pk)
    edition = Edition.objects.filter(pk=letter.edition_key).first() if letter.edition_key else None
    (line,) = lines_of([letter])
    may_send = request.user.has_perm("accounts.send_mail_again") and letter.may_go_again
    context = {"letter": letter, "line": line, "edition": edition, "body": as_page(letter.body), "may_send": may_send}
    return render(request, "kovablik/outbox/outbox_detail.html", context)


@require_POST
def outbox_send(request: SignedInRequest, pk: int) -> HttpResponse:
    _require(request, "accounts.view_outbox")
    letter = get_object_or_404(Delivery.objects.select_related("reader"), pk=pk)
    with refusable(request):
        send_again(letters=[letter], by=request.user)
        messages.success(request, _("E-mail untuk %(name)s sedang dikirim lagi.") % {"name": letter.reader})
    return redirect("outbox-detail", pk)


@require_POST
def outbox_send_all(request: SignedInRequest, slug: str = "") -> HttpResponse:
    """All that were refused, to the addresses that their readers have now."""
    edition, letters = _outbox(request, slug)
    with refusable(request):
        count = send_again(letters=letters.refused(), by=request.user)
        sentence = ngettext("%(count)d e-mail sedang dikirim lagi.", "%(count)d e-mail sedang dikirim lagi.", count)
        messages.success(request, sentence % {"count": count})
    return redirect(reverse("outbox-list", args=[edition.slug]) if edition else reverse("outbox-accounts"))


@require_safe
def proposal_mail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was written about one proposal: all of it for the watchers, for its owners what went to their own people."""
    proposal = get_proposal(request, pk)
    if not request.user.has_perm("submissions.view_proposal_mail", proposal):
        raise Http404
    letters = Delivery.objects.naming(name_of(proposal)).select_related("reader").order_by("-pk")
    is_watcher = request.user.has_perm("accounts.view_outbox")
    seen = letters if is_watcher else _of_bodies(letters, set(request.user.opd_roles))
    context = {
        "proposal": proposal,
        "lines": [(line, as_page(line.letter.body)) for line in lines_of(seen)],
        "is_watcher": is_watcher,
    }
    template = "kovablik/outbox/_proposal_mail.html" if request.headers.get("HX-Request") else PROPOSAL
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def mail_ahead_detail(request: SignedInRequest, slug: str, act: str) -> HttpResponse:
    """What an act will send; a POST carries the ticks of a form, and changes nothing either."""
    editions = Edition.objects.visible_to(request.user).prefetch_related("phases", "stages")
    asked = AskedAhead(get_object_or_404(editions, slug=slug), request.user, request.POST or request.GET)
    if act not in ACTS:
        raise Http404
    if not ACTS[act].may(asked):
        raise PermissionDenied
    context = {"edition": asked.edition, "ahead": mail_ahead(lambda: ACTS[act].mailings(asked))}
    page = "components/mail_ahead.html" if request.headers.get("HX-Request") else "kovablik/outbox/mail_ahead.html"
    return render(request, page, context)


def _of_bodies(letters: QuerySet[Delivery], own: set[int]) -> list[Delivery]:
    """Those that name bodies of this person and no other's: one letter may tell somebody of the entries of several."""
    named = [name_of(OPD(pk=key)) for key in own]
    return [one for one in letters.filter(about__overlap=named) if own.issuperset(agency_keys(one))]


def _outbox(request: SignedInRequest, slug: str) -> tuple[Edition | None, DeliveryQuerySet]:
    _require(request, "accounts.view_outbox")
    if not slug:
        return None, _of_accounts()
    edition = get_object_or_404(Edition.objects.visible_to(request.user), slug=slug)
    return edition, Delivery.objects.filter(chain=edition.ledger_chain)


def _of_accounts() -> DeliveryQuerySet:
    return Delivery.objects.filter(chain="")


def _require(request: SignedInRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied
