"""Who goes on to the next stage."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.refusals import in_words, refusable
from accounts.roles import WATCHERS
from competitions.models import Stage
from judging.anonymise import hides_in_edition
from judging.entrants import is_first, stage_before
from judging.loading import get_stage, refusal
from judging.models import Promotion, conflicted_proposal_ids
from judging.ranking_rules import Standing
from judging.rules import stage_is_settled
from submissions.models import Proposal

from .actions_promotion import Field, announce_promotions, field_of, promote, who_is_late
from .actions_withdrawal import standing_on, withdraw_promotion

BELOW_THE_LINE = 20


@dataclass
class PromotionRow:
    """An entrant of the stage before. `is_cut` draws the line beneath it."""

    standing: Standing
    proposal: Proposal
    stage_score: Decimal | None
    is_sure: bool
    is_torn: bool
    is_below: bool
    promotion: Promotion | None
    is_chosen: bool
    note: str
    problem: str
    is_cut: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def promotion_update(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    stage = _readable(request, slug, stage_pk)
    if request.method != "POST":
        return _page(request, stage)
    chosen = {int(value) for value in request.POST.getlist("usulan") if value.isdecimal() and len(value) < 18}
    notes = {pk: _typed(request, f"note-{pk}") for pk in chosen}
    with refusable() as refusal:
        rows = promote(stage=stage, proposals=chosen, notes=notes, reason=_typed(request, "reason"), by=request.user)
    if refusal:
        return _page(request, stage, error=refusal.error)
    sentence = ngettext("%(count)d usulan naik ke tahap ini.", "%(count)d usulan naik ke tahap ini.", len(rows))
    messages.success(request, sentence % {"count": len(rows)})
    return redirect("judging:promotion-update", slug, stage_pk)


@require_POST
def promotion_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take one back, with a reason."""
    promotion = get_object_or_404(Promotion.objects.filter(stage__edition__slug=slug), pk=pk)
    stage = _readable(request, slug, promotion.stage_id)
    promotion.stage = stage
    with refusable() as refusal:
        withdraw_promotion(promotion=promotion, reason=_typed(request, "reason"), by=request.user)
    if refusal:
        return _page(request, stage, refused=pk, refusal=refusal.sentence)
    messages.success(request, _("Kenaikan tahap ditarik kembali."))
    return redirect("judging:promotion-update", slug, stage.pk)


@require_POST
def promotion_announce(request: SignedInRequest, slug: str, stage_pk: int) -> HttpResponse:
    stage = _readable(request, slug, stage_pk)
    with refusable(request):
        count = announce_promotions(stage=stage, by=request.user)
        messages.success(request, _("Kabar untuk %(count)d usulan sedang dikirim.") % {"count": count})
    return redirect("judging:promotion-update", slug, stage_pk)


def _typed(request: SignedInRequest, name: str) -> str:
    """As the database can keep it: PostgreSQL knows no NUL."""
    return str(request.POST.get(name, "")).replace("\0", "")


def _readable(request: SignedInRequest, slug: str, stage_pk: int) -> Stage:
    stage = get_stage(request, slug, stage_pk)
    if is_first(stage):
        raise Http404
    if not request.user.has_perm("judging.view_promotion", stage):
        raise refusal(request, stage.edition)
    return stage


def _page(
    request: SignedInRequest,
    stage: Stage,
    *,
    error: ValidationError | None = None,
    refused: int = 0,
    refusal: str = "",
) -> HttpResponse:
    before, field = stage_before(stage), field_of(stage)
    problems = _problems(error)
    promotions = {row.proposal_id: row for row in stage.promotions.select_related("proposal__innovation__opd")}
    hidden = set() if request.user.has_role(*WATCHERS) else conflicted_proposal_ids(request.user)
    promotions = {pk: row for pk, row in promotions.items() if pk not in hidden}
    standings = [one for one in field.standings if one.name not in hidden]
    shown = standings if "semua" in request.GET or error else standings[: _most(field)]
    rows = list(_rows(shown, field, promotions, request, problems))
    _draw_line(rows, field)
    may_promote = request.user.has_perm("judging.promote", stage)
    stakes = standing_on(stage, promotions.values()) if may_promote and promotions else {}
    is_over = before is not None and before.edition.has_ended(before.kind)
    context = {
        "edition": stage.edition,
        "stage": stage,
        "before": before,
        "has_earlier": before is not None and not is_first(before),
        "field": field,
        "rows": rows,
        "torn": [row for row in rows if row.is_torn],
        "left": len(standings) - len(shown),
        "promotions": promotions.values(),
        "stakes": [(row, stakes.get(pk, [])) for pk, row in promotions.items()],
        "is_closed": _is_closed(request, stage),
        "untold": sum(1 for row in promotions.values() if row.told_at is None),
        "late": who_is_late(before) if before else {},
        "is_over": is_over,
        "phase": before.edition.phase(before.kind) if before else None,
        "may_promote": may_promote,
        "hides": hides_in_edition(request.user, stage.edition),
        "problem": problems.get("", ""),
        "reason_problem": problems.get("reason", ""),
        "reason": request.POST.get("reason", "") if error else "",
        "refused": refused,
        "refusal": refusal,
        "refused_reason": request.POST.get("reason", "") if refused else "",
    }
    return render(request, "judging/ranking/promotion_update.html", context, status=422 if error or refused else 200)


def _is_closed(request: SignedInRequest, stage: Stage) -> bool:
    """Whether this person could change who goes on, were the phase opened again."""
    edition = stage.edition
    may_open = request.user.has_perm("competitions.reschedule_edition", edition)
    return edition.has_ended(stage.kind) and may_open and not stage_is_settled.test(request.user, stage)


def _most(field: Field) -> int:
    """Those above the line, all on it, and some below it."""
    return max(field.wanted or 0, len(field.sure) + len(field.torn)) + BELOW_THE_LINE


def _problems(error: ValidationError | None) -> dict[str, str]:
    """What was refused, by field; under no name what concerns the whole."""
    if error is None:
        return {}
    if hasattr(error, "error_dict"):
        return {name: " ".join(map(str, errors)) for name, errors in error.message_dict.items()}
    return {"": in_words(error)}


def _rows(
    standings: Iterable[Standing],
    field: Field,
    promotions: dict[int, Promotion],
    request: SignedInRequest,
    problems: dict[str, str],
) -> Iterator[PromotionRow]:
    standings = list(standings)
    found = Proposal.objects.select_related("category", "innovation__opd").in_bulk([one.name for one in standings])
    typed: Any = request.POST if request.method == "POST" and problems else None
    chosen = set(typed.getlist("usulan")) if typed else {str(pk) for pk in field.sure if not promotions}
    for one in standings:
        pk = int(str(one.name))
        yield PromotionRow(
            standing=one,
            proposal=found[pk],
            stage_score=one.stage_scores[-1],
            is_sure=pk in field.sure,
            is_torn=pk in field.torn,
            is_below=pk in field.below,
            promotion=promotions.get(pk),
            is_chosen=str(pk) in chosen,
            note=typed.get(f"note-{pk}", "") if typed else "",
            problem=problems.get(f"note-{pk}", ""),
        )


def _draw_line(rows: list[PromotionRow], field: Field) -> None:
    """The line runs beneath the last of the best N, or through those who share its place: then beneath them all."""
    above = [row for row in rows if row.is_sure or row.is_torn]
    if field.wanted is not None and above and above[-1] is not rows[-1]:
        above[-1].is_cut = True
