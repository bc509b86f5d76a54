"""The text of one section: stored as its writer pauses, or not, when somebody else wrote there meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.concurrency import as_json, tokens
from accounts.http import SignedInRequest
from competitions.models import SectionTemplate
from submissions.loading import get_proposal, require_changeable
from submissions.models import Proposal, Section
from submissions.texts.difference import Run, RunKind, compare
from submissions.texts.merging import merge

from .actions_section import ChangedMeanwhileError, save_section
from .forms_section import SectionForm
from .views import Typed, desk_context
from .views_session import is_autosave, require_writer


@dataclass(frozen=True)
class TextConflict:
    """Two texts for one section: the one that stands, by whom and since when, and the one that came too late."""

    section: Section
    mine: str
    is_own: bool

    @property
    def who(self) -> str:
        return str(self.section.updated_by)

    @property
    def at(self) -> datetime:
        return self.section.updated_at

    @property
    def theirs(self) -> str:
        return self.section.text

    @property
    def seen(self) -> dict[str, str]:
        return tokens({"text": self.theirs})

    @property
    def stands(self) -> str:
        return as_json({"text": self.theirs}, self.seen)

    @cached_property
    def merged(self) -> str:
        return merge(self.theirs, self.mine)

    @cached_property
    def runs(self) -> list[Run]:
        return compare(self.theirs, self.mine)

    @property
    def theirs_marked(self) -> Iterable[Run]:
        return [run for run in self.runs if run.kind != RunKind.ADDED]

    @property
    def mine_marked(self) -> Iterable[Run]:
        return [run for run in self.runs if run.kind != RunKind.REMOVED]


@require_POST
def section_update(request: SignedInRequest, pk: int, template_pk: int) -> HttpResponse:
    """Store a section: 200, or 409 with both texts side by side, or 422 with the reason."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    template = get_object_or_404(SectionTemplate, edition=proposal.edition_id, pk=template_pk)
    form = SectionForm(request.POST)
    form.full_clean()
    try:
        require_writer(request)
        section = _save(proposal, template, form, request)
    except PermissionDenied as error:
        if not is_autosave(request):
            raise
        reason = str(error) or str(_("Usulan ini sedang tidak dapat diubah."))
        return _state(request, template, form, problem=reason, status=403)
    except ValidationError as error:
        return _refused(request, proposal, template, form, error)
    if is_autosave(request):
        return _state(request, template, form, section)
    return redirect(f"{proposal.get_absolute_url()}#bagian-{template.pk}")


def _save(proposal: Proposal, template: SectionTemplate, form: SectionForm, request: SignedInRequest) -> Section:
    if form.errors:
        raise ValidationError([error for errors in form.errors.as_data().values() for error in errors])
    return save_section(proposal=proposal, template=template, by=request.user, seen=form.seen, **form.cleaned_data)


def _refused(
    request: SignedInRequest, proposal: Proposal, template: SectionTemplate, form: SectionForm, error: ValidationError
) -> HttpResponse:
    """Say why, with all that was typed; where two wrote, with both texts."""
    text, problem = form.cleaned_data.get("text", ""), " ".join(error.messages)
    conflict, status = None, 422
    if isinstance(error, ChangedMeanwhileError):
        conflict, status = TextConflict(error.section, text, error.section.updated_by == request.user), 409
    if is_autosave(request):
        return _state(request, template, form, conflict=conflict, problem=problem, status=status)

    proposal = get_proposal(request, proposal.pk)
    require_changeable(request, proposal)
    typed = Typed(f"bagian-{template.pk}", problem, text, form.seen, conflict)
    return render(
        request, "submissions/entry/proposal_detail.html", desk_context(request, proposal, typed), status=status
    )


def _state(
    request: SignedInRequest,
    template: SectionTemplate,
    form: SectionForm,
    section: Section | None = None,
    **told: Any,
) -> HttpResponse:
    """The fragment that an autosave gets: the state at its place, and nothing that takes time to calculate."""
    status = told.pop("status", 200)
    context: dict[str, Any] = {
        "anchor": f"bagian-{template.pk}",
        "action": request.path,
        "section": section,
        "seen": tokens({"text": section.text}) if section else form.seen,
        **told,
    }
    return render(request, "submissions/entry/_section_saved.html", context, status=status)
