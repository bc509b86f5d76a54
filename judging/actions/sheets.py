"""Marking a proposal, and locking the sheet."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.models import User
from competitions.models import Criterion
from judging import scoring
from judging.models import Score, ScoreSheet
from judging.tasks import ask_for_ranking


def save_score(*, sheet: ScoreSheet, criterion_id: int, points: Decimal | None, by: User) -> ScoreSheet:
    """Store one mark, or clear it with None: blank is not zero."""
    return save_scores(sheet=sheet, points={criterion_id: points}, by=by)


@transaction.atomic
def save_scores(*, sheet: ScoreSheet, points: Mapping[int, Decimal | None], by: User) -> ScoreSheet:
    """Store these marks; what did not change leaves no trace."""
    sheet = _locked(sheet.pk)
    if not by.has_perm("judging.fill_scoresheet", sheet):
        raise PermissionDenied
    criteria = {criterion.pk: criterion for criterion in sheet.rubric.criteria.all()}
    for criterion_id, value in points.items():
        _check(criteria.get(criterion_id), value)

    before = dict(sheet.scores.values_list("criterion", "points"))
    changes = {pk: value for pk, value in points.items() if value != before.get(pk)}
    if not changes:
        return sheet
    _store(sheet, changes)

    events = [
        ledger.Event("score.update", sheet, by, before=_mark(pk, before.get(pk)), after=_mark(pk, value))
        for pk, value in changes.items()
    ]
    ledger.record_all(events, chain=sheet.assignment.stage.edition.ledger_chain)
    return sheet


@transaction.atomic
def finalise_scoresheet(*, sheet: ScoreSheet, by: User) -> ScoreSheet:
    """Freeze a sheet and set its total; from then on nobody can fill it."""
    sheet = _locked(sheet.pk)
    if not by.has_perm("judging.fill_scoresheet", sheet):
        raise PermissionDenied
    if unmarked := sheet.unmarked_criteria():
        names = ", ".join(str(criterion) for criterion in unmarked)
        raise ValidationError(
            _("Belum dinilai: %(criteria)s. Kosong tidak sama dengan nol."),
            params={"criteria": names},
            code="unmarked",
        )

    sheet.total = scoring.sheet_total(sheet.marks())
    sheet.finalised_at = clock.now()
    sheet.save(update_fields=["total", "finalised_at"])

    edition = sheet.assignment.stage.edition
    ledger.record("scoresheet.finalise", sheet, by=by, chain=edition.ledger_chain, after={"total": str(sheet.total)})
    ask_for_ranking(edition.pk)
    return sheet


def _locked(pk: int) -> ScoreSheet:
    """Sheet and assignment as they stand, held until the act is done, with all that rights and marks need."""
    return (
        ScoreSheet.objects.select_for_update(of=("self", "assignment"))
        .with_rights()
        .prefetch_related("rubric__criteria")
        .get(pk=pk)
    )


def _check(criterion: Criterion | None, value: Decimal | None) -> None:
    if criterion is None:
        raise ValidationError(_("Kriteria ini tidak ada dalam rubrik lembar ini."), code="criterion")
    if value is None:
        return
    if not value.is_finite() or not 0 <= value <= 100 or value != scoring.rounded(value):
        raise ValidationError(_("Isi angka 0–100, paling banyak dua angka di belakang koma."), code="points")


def _store(sheet: ScoreSheet, changes: Mapping[int, Decimal | None]) -> None:
    now = clock.now()
    cleared = [pk for pk, value in changes.items() if value is None]
    given = [
        Score(sheet=sheet, criterion_id=pk, points=value, updated_at=now)
        for pk, value in changes.items()
        if value is not None
    ]
    if cleared:
        sheet.scores.filter(criterion__in=cleared).delete()
    if given:
        Score.objects.bulk_create(
            given, update_conflicts=True, unique_fields=["sheet", "criterion"], update_fields=["points", "updated_at"]
        )


def _mark(criterion_id: int, points: Decimal | None) -> dict[str, object]:
    return {"criterion": criterion_id, "points": None if points is None else f"{points:.2f}"}
