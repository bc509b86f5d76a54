"""The identity and the innovators on the desk: stored field by field, while somebody types or at a press."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.concurrency import Seen, seen
from accounts.http import SignedInRequest
from submissions.editable_parts import require_open
from submissions.loading import get_proposal, require_changeable
from submissions.models import Proposal

from .actions import Update, update_proposal, values_of
from .actions_innovators import people_of, set_innovators
from .forms import IdentityForm
from .forms_innovator import InnovatorRows
from .identity_forms import FieldSheet, IdentitySheet, InnovatorSheet, contested, seen_after
from .views import desk_context
from .views_session import is_autosave, require_writer


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_update(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_proposal(request, pk)
    if request.method != "POST":
        return redirect(f"{proposal.get_absolute_url()}#identitas")
    if closed := why_closed(request, proposal):
        return closed
    form = IdentityForm(request.POST, proposal=proposal, values=values_of(proposal))
    values, base = chosen(form.values, request.POST)
    update = update_proposal(proposal=proposal, values=values, seen=base, by=request.user)
    for name, sentence in update.problems.items():
        form.add_error(name, sentence)
    open_names = [*form.errors, *(clash.field for clash in update.clashes)]
    sheet = IdentitySheet(
        update.proposal,
        seen_after(values_of(update.proposal), values, base, open_names),
        contested(update.clashes, lambda name: str(form.fields[name].label)),
        bool(form.errors),
        form=form,
    )
    return answer(request, update, "identity", sheet)


@require_POST
def innovator_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """All rows at once. `step` takes one away or moves it up, for anyone who has no script."""
    proposal = get_proposal(request, pk)
    if closed := why_closed(request, proposal):
        return closed
    rows = InnovatorRows.sent(request.POST)
    name, _dash, place = request.POST.get("step", "").partition("-")
    if place.isdecimal() and len(place) < 4:
        rows.step(name, int(place))
    values, base = chosen({"innovators": tuple(rows.people())}, request.POST)
    problem, update = "", Update(proposal)
    if values:
        try:
            update = set_innovators(proposal=proposal, people=values["innovators"], seen=base, by=request.user)
        except ValidationError as error:
            problem = " ".join(error.messages)
    open_names = ["innovators"] if update.clashes or problem else []
    sheet = InnovatorSheet(
        update.proposal,
        seen_after({"innovators": people_of(update.proposal)}, values, base, open_names),
        contested(update.clashes, lambda _name: str(_("Inovator"))),
        rows.errors or bool(problem),
        rows=rows,
    )
    return answer(request, update, "innovators", sheet, problem)


def chosen(values: Mapping[str, Any], data: QueryDict) -> tuple[dict[str, Any], Seen]:
    """What is to be stored, and what was seen. Anyone who saw two values chooses between these and no later ones."""
    base, contested, choice = seen(data), seen(data, "contested"), data.get("choose", "")
    if choice == "mine":
        base |= contested
    return {name: value for name, value in values.items() if choice != "theirs" or name not in contested}, base


def why_closed(request: SignedInRequest, proposal: Proposal) -> HttpResponse | None:
    """The answer to who may not change it: a page for a person, a sentence for the script."""
    try:
        require_writer(request)
        require_changeable(request, proposal)
        require_open(proposal)
    except PermissionDenied as error:
        if not is_autosave(request):
            raise
        return render(request, "submissions/entry/_identity_closed.html", {"problem": str(error)}, status=403)
    return None


def answer(request: SignedInRequest, update: Update, name: str, sheet: FieldSheet, problem: str = "") -> HttpResponse:
    """For the script a fragment: 200, or 422 where a field waits, for a better value or for a choice.

    A page that was sent by hand comes back as a whole: with all that was typed and 422, or 409 where two wrote.
    """
    is_stored = not (sheet.is_wrong or sheet.clashes)
    if is_autosave(request):
        context = {name: sheet, "proposal": sheet.proposal, "problem": problem}
        return render(request, f"submissions/entry/_{name}_saved.html", context, status=200 if is_stored else 422)
    anchor = ANCHORS[name]
    if is_stored:
        messages.success(request, _("Tersimpan."))
        return redirect(f"{sheet.proposal.get_absolute_url()}#{anchor}")
    proposal = get_proposal(request, sheet.proposal.pk)
    context = desk_context(request, proposal) | {name: sheet, "problem": problem or PROBLEMS[bool(sheet.clashes)]}
    return render(request, "submissions/entry/proposal_detail.html", context, status=409 if sheet.clashes else 422)


ANCHORS = {"identity": "identitas", "innovators": "inovator", "partners": "mitra"}
PROBLEMS = {
    False: _("Isian yang ditandai belum tersimpan; yang lain sudah."),
    True: _("Orang lain mengubah isian yang sama. Pilih yang dipakai; belum ada yang ditimpa."),
}
