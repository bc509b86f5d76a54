"""What the merger of two agencies does to jurors: who is in conflict only since then loses the sheet."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.agencies.belongings import Recheck, recheck
from accounts.models import OPD, User
from competitions.locks import lock_edition
from competitions.models import Edition, Stage
from competitions.succession import running
from judging.assigning.actions_excuse import excuse_held, kept_away, restore_held
from judging.locks import lock_assignments
from judging.models import Assignment, Ranking, conflict_reasons

from .effects import TouchedSheet, below_quorum


def _before() -> set[int]:
    """The sheets that are in conflict already; the editions are held, so that no act of the jury comes between."""
    for pk in running():
        lock_edition(pk)
    return {pk for found in _conflicted().values() for pk in found}


def _conflicted() -> dict[Edition, dict[int, str]]:
    """By edition the assignments whose jurors should not have them, each with why."""
    found: dict[Edition, dict[int, str]] = {}
    for edition in Edition.objects.filter(pk__in=running()).order_by("pk"):
        rows = list(_given().filter(stage__edition=edition).select_related("juror"))
        reasons = conflict_reasons(edition, {one.juror for one in rows})
        why = {one.pk: reasons[one.juror_id].get(one.proposal_id) for one in rows}
        found[edition] = {pk: str(first[0]) for pk, first in why.items() if first}
    return found


def _given() -> Any:
    return Assignment.objects.active().filter(sheet__isnull=False)


def _after(opd: OPD, before: set[int], by: User) -> dict[str, Any]:
    """Take the new conflicts out. Where the plenary has confirmed the ranking, its sheets stay as they are."""
    new = {
        edition: [pk for pk in why if pk not in before] for edition, why in _conflicted().items() if why.keys() - before
    }
    settled = set(Ranking.objects.confirmed().filter(edition__in=new).values_list("edition", flat=True))
    freed = sorted(pk for edition, keys in new.items() if edition.pk not in settled for pk in keys)
    moved: dict[str, Any] = {"freed": freed, "settled": sorted(settled), "why": _why(opd)}
    for held in _by_stage(freed).values():
        excuse_held(held, reason=moved["why"], by=by)
    return moved


def _why(opd: OPD) -> str:
    return _("Benturan kepentingan: %(opd)s digabungkan ke %(into)s.") % {"opd": opd.abbr, "into": opd.successor}


def _by_stage(keys: Collection[int]) -> dict[Stage, list[Assignment]]:
    rows = defaultdict(list)
    for one in lock_assignments(Assignment.objects.filter(pk__in=keys).order_by("stage", "pk")):
        rows[one.stage].append(one)
    return rows


def _back(moved: dict[str, Any], by: User, note: str) -> None:
    """Give back what the merger took and nothing else keeps away, until the result is out or confirmed."""
    settled = Ranking.objects.confirmed().values("edition")
    open_ones = Assignment.objects.filter(stage__edition__in=running()).exclude(stage__edition__in=settled)
    freed = open_ones.filter(pk__in=moved["freed"], excuse=moved["why"], excused_at__isnull=False)
    for held in _by_stage(list(freed.values_list("pk", flat=True))).values():
        kept = kept_away(held)
        if back := [one for one in held if one.pk not in kept]:
            restore_held(back, reason=note, by=by)


def _told(moved: dict[str, Any]) -> Iterator[str]:
    """Each sheet, and each stage that is left with too few jurors."""
    rows = Assignment.objects.filter(pk__in=moved["freed"]).select_related("juror", "stage__edition", "sheet")
    sheets = [TouchedSheet(one) for one in rows.select_related("proposal__innovation").order_by("stage", "pk")]
    for one in sheets:
        facts = {"sheet": one, "title": one.assignment.proposal}
        if one.is_locked:
            yield _("%(sheet)s: lembar terkunci untuk “%(title)s” dikeluarkan dari rata-rata karena benturan.") % facts
        else:
            yield _("%(sheet)s: dibebaskan dari “%(title)s” karena benturan, dan dikabari lewat e-mail.") % facts
    for proposal in dict.fromkeys(one.assignment.proposal for one in sheets):
        for sentence in below_quorum(proposal, [one for one in sheets if one.assignment.proposal == proposal]):
            yield f"“{proposal}”: {sentence}"
    for edition in Edition.objects.filter(pk__in=moved["settled"]):
        yield _("Peringkat %(edition)s sudah ditetapkan: lembar yang kini berbenturan di sana tetap dihitung.") % {
            "edition": edition
        }


recheck("sheets", Recheck(_before, _after, _back, _told))
