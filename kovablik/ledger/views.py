"""The ledger of an edition: who did what, when, from what to what."""

from operator import itemgetter
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import ledger
from accounts.http import SignedInRequest
from accounts.models import AuditEntry
from accounts.spreadsheets.export import download, file_kind
from competitions.models import Edition

from .export import ledger_export
from .terms import ACTIONS
from .words import tell

ROWS = 50
DELETED = "edition.delete"
LARGEST_KEY = 2**63 - 1


def action_choices() -> list[tuple[str, str]]:
    return [("", _("Semua perbuatan")), *sorted(((key, str(name)) for key, name in ACTIONS.items()), key=itemgetter(1))]


SELECT = forms.Select(attrs={"class": "form-select"})
SEARCH = forms.TextInput(attrs={"class": "form-control", "type": "search", "autocomplete": "off"})


class LedgerFilter(forms.Form):
    """The filters are the address: ?action=proposal.submit&by=3&target=submissions.proposal:12

    Somebody is found by a part of the name: a list of everybody who ever acted would be longer than the page.
    """

    action = forms.ChoiceField(label=gettext_lazy("Perbuatan"), required=False, choices=action_choices, widget=SELECT)
    name = forms.CharField(label=gettext_lazy("Oleh"), required=False, max_length=150, widget=SEARCH)
    by = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    target = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def apply(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        chosen = self.cleaned_data if self.is_valid() else {}
        names = {"action": "action", "name": "actor__name__icontains", "by": "actor", "target": "target"}
        return entries.filter(**{column: chosen[name] for name, column in names.items() if chosen.get(name)})

    def in_words(self) -> str:
        chosen = self.cleaned_data if self.is_valid() else {}
        return " · ".join(filter(None, [str(ACTIONS.get(chosen.get("action", ""), "")), chosen.get("name", "")]))


@require_safe
def ledger_list(request: SignedInRequest, slug: str) -> HttpResponseBase:
    edition = get_object_or_404(Edition.objects.visible_to(request.user), slug=slug)
    title = _("Jejak %(edition)s") % {"edition": edition}
    return _ledger(request, edition.ledger_chain, title, edition)


@require_safe
def ledger_general(request: SignedInRequest) -> HttpResponseBase:
    """What was done that belongs to no edition: to people, agencies and offices; and which draft was deleted."""
    return _ledger(request, ledger.GENERAL, _("Jejak umum"))


@require_safe
def ledger_deleted(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The chain of an edition that was deleted before it was opened: it keeps its entries."""
    deleted = AuditEntry.objects.filter(action=DELETED, target=f"competitions.edition:{pk}", chain=ledger.GENERAL)
    gone: Any = get_object_or_404(deleted).before
    return _ledger(request, f"edition-{pk}", _("Jejak %(edition)s") % {"edition": gone["short_name"]})


def _ledger(request: SignedInRequest, chain: str, title: str, edition: Edition | None = None) -> HttpResponseBase:
    if not request.user.has_perm("accounts.view_ledger"):
        raise PermissionDenied
    form = LedgerFilter(request.GET)
    entries = form.apply(AuditEntry.objects.filter(chain=chain).select_related("actor").order_by("-number"))
    if kind := file_kind(request):
        return download(kind, ledger_export(title, entries, form.in_words()))
    paginator, head = Paginator(entries, ROWS), ledger.head(chain)
    if not form.has_changed() and head:
        paginator.count = head.number  # the numbers have no gap, and counting a long chain takes longest of all
    page = paginator.get_page(request.GET.get("page"))
    context = {"title": title, "edition": edition, "form": form, "page": page, "lines": tell(page), "head": head}
    return render(request, "kovablik/ledger.html", context)
