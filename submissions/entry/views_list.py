"""The list of proposals, and registering one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import policy
from accounts.http import SignedInRequest
from accounts.paging import KeysFirst
from accounts.refusals import refusable_form
from accounts.spreadsheets.export import download, file_kind
from competitions.models import Edition
from submissions.deadline import Windows
from submissions.models import Proposal, State
from submissions.models.proposal import TONES
from submissions.proposal_filter import ProposalFilter
from submissions.rules import NOT_NOW

from .actions import register_proposal
from .export import proposal_export
from .forms import ProposalForm

PER_PAGE, MANY = 50, 1_000


def open_editions() -> list[Edition]:
    return list(Edition.objects.opened().prefetch_related("phases", "extensions"))


def enterable_editions(request: SignedInRequest, editions: Iterable[Edition]) -> list[Edition]:
    return [edition for edition in editions if request.user.has_perm("submissions.add_proposal", edition)]


def why_none(request: SignedInRequest, editions: Iterable[Edition]) -> str:
    """Why nothing can be entered: what is said of an edition that one might enter if one's agency took part."""
    said = [policy.why_not("submissions.add_proposal", request.user, edition) for edition in editions]
    return next((sentence for sentence in said if sentence != NOT_NOW), str(NOT_NOW))


def why_uncalled(request: SignedInRequest, editions: Iterable[Edition]) -> str:
    """For who acts for agencies none of which an edition calls that takes entries now: that, and whom to ask."""
    sentence = why_none(request, editions)
    return "" if sentence == NOT_NOW else sentence


@dataclass(frozen=True)
class ListLine:
    """A proposal as the list prints it; of the person's own, `ends` is the moment up to which it can be brought on."""

    url: str
    title: str
    category: str
    is_sample: bool
    opd: str
    edition: str
    written: str
    state: State
    sent_at: datetime | None
    ends: datetime | None

    @property
    def tone(self) -> str:
        return TONES[self.state]


def list_lines(request: SignedInRequest, rows: Iterable[Any], editions: Iterable[Edition]) -> Iterator[ListLine]:
    windows = {edition.pk: Windows(edition) for edition in editions}
    here, written = reverse("submissions:proposal-list"), _("%(filled)s dari %(asked)s")  # once for all rows
    for row in rows:
        ends, window = None, windows.get(row.edition_id)
        if window and row.opd_id in request.user.opd_roles:
            was_sent = row.submitted_at is not None
            ends = window.until(row.opd_id, row.state, was_sent=was_sent, mend_until=row.mend_until)
        yield ListLine(
            url=f"{here}{row.pk}/",
            title=row.title,
            category=row.category_name or "",
            is_sample=row.is_sample or row.of_sample,
            opd=row.opd,
            edition=row.edition_name,
            written=written % {"filled": row.filled, "asked": row.asked},
            state=State(row.state),
            sent_at=row.submitted_at,
            ends=ends,
        )


@require_safe
def proposal_list(request: SignedInRequest) -> HttpResponseBase:
    chosen = ProposalFilter(request.GET)
    proposals = chosen.apply(Proposal.objects.visible_to(request.user))
    if state := chosen.value("status"):
        proposals = proposals.filter(state=state)
    newest = () if chosen.value("urut") else ("-edition__year", "-edition")
    ordered = proposals.order_by(*newest, *chosen.ordering("judul"))
    editions = open_editions()
    if kind := file_kind(request):
        lines = list_lines(request, _with_line(ordered).iterator(MANY), editions)
        return download(kind, proposal_export(lines, str(State(state).label) if state else ""))
    page = KeysFirst(ordered, PER_PAGE, read=_with_line).get_page(request.GET.get("page"))
    enterable = enterable_editions(request, editions)
    context = {
        "page": page,
        "lines": list_lines(request, page, editions),
        "filter": chosen,
        "edition": chosen.value("edisi"),
        "states": State.choices,
        "editions": editions,
        "enterable": enterable,
        "uncalled": "" if enterable else why_uncalled(request, editions),
    }
    return render(request, "submissions/entry/proposal_list.html", context)


def _with_line(rows: Any) -> Any:
    """With what a line of the list prints, and not one object beside."""
    return (
        rows.with_progress()
        .annotate(
            title=F("innovation__title"),
            opd_id=F("innovation__opd"),
            opd=F("innovation__opd__abbr"),
            category_name=F("category__name"),
            edition_name=F("edition__short_name"),
            of_sample=F("edition__is_sample"),
        )
        .values_list(
            *("pk", "edition_id", "state", "submitted_at", "mend_until", "is_sample", "filled", "asked"),
            *("title", "opd_id", "opd", "category_name", "edition_name", "of_sample"),
            named=True,
        )
    )


def proposal_create(request: SignedInRequest) -> HttpResponse:
    opened = open_editions()
    editions = enterable_editions(request, opened)
    if not editions:
        raise PermissionDenied(why_none(request, opened))
    wanted = request.GET.get("edisi")
    edition = next((edition for edition in editions if edition.slug == wanted), editions[0])
    form = ProposalForm(request.POST or None, edition=edition, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            proposal = register_proposal(
                edition=edition, opd=form.opd_chosen(), identity=form.identity(), by=request.user
            )
            messages.success(request, _("Inovasi terdaftar. Sekarang isilah bagian-bagian proposalnya."))
            return redirect(proposal)
    context = {"form": form, "edition": edition, "editions": editions}
    return render(request, "submissions/entry/proposal_form.html", context, status=422 if form.errors else 200)
