"""Which proposals go on to the next stage, why, and telling their agencies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.locks import lock_all
from accounts.models import User
from accounts.queue import enqueue
from competitions.locks import lock_edition
from competitions.models import Stage
from judging.assigning.actions_excuse import kept_away, restore_held
from judging.entrants import stage_before
from judging.locks import lock_assignments
from judging.models import PROMOTION_WITHDRAWN, Assignment, Promotion
from judging.ranking_build import ask_for_ranking, standings_after
from judging.ranking_rules import Standing
from submissions.models import Proposal

from .mail import send_promotion_mail

TOO_LONG = 300


@dataclass(frozen=True)
class Field:
    """The entrants of the stage before, in their order, and where the line runs.

    `sure` are the best N of those who passed; `torn` share the place over which the line runs, and nothing but people
    can part them. Who stayed `below` the passing grade does not go on.
    """

    standings: Sequence[Standing]
    sure: frozenset[int]
    torn: frozenset[int]
    wanted: int | None
    below: frozenset[int] = frozenset()
    passing: Decimal | None = None

    @property
    def seats_for_torn(self) -> int:
        """How many of those on the line fit into the best N."""
        return (self.wanted or 0) - len(self.sure) if self.torn else 0


def field_of(stage: Stage) -> Field:
    """Whom the stage before proposes for this one, from the sheets that are final now."""
    before = stage_before(stage)
    if before is None:
        raise ValidationError(_("Tahap pertama menilai semua usulan yang lolos administrasi."))
    standings = standings_after(before)
    wanted = before.promotes
    below = frozenset(_pk(one) for one in standings if one.fell_at is not None)
    bar = before.passing_grade
    placed = [one for one in standings if one.place is not None and one.fell_at is None]
    if wanted is None or len(placed) <= wanted:
        all_go_on = wanted is not None or bar is not None
        best = frozenset(_pk(one) for one in placed) if all_go_on else frozenset()
        return Field(standings, best, frozenset(), wanted, below, bar)
    line = placed[wanted - 1].place
    is_torn = placed[wanted].place == line
    on_line = frozenset(_pk(one) for one in placed if one.place == line) if is_torn else frozenset()
    return Field(standings, frozenset(_pk(one) for one in placed[:wanted]) - on_line, on_line, wanted, below, bar)


def who_is_late(stage: Stage) -> dict[str, int]:
    """The jurors whom the stage still waits for, with the number of their open sheets."""
    late = Assignment.objects.unfinished().filter(stage=stage).order_by().values_list("juror__name")
    return dict(late.annotate(count=Count("pk")).order_by("juror__name"))


@transaction.atomic
def promote(
    *, stage: Stage, proposals: Iterable[int], notes: Mapping[int, str], reason: str = "", by: User
) -> list[Promotion]:
    """Let proposals go on to a stage. The best N need no word; each other choice needs a reason, of its own or common.

    `proposals` and the keys of `notes` are keys of proposals. What is promoted already is left as it is.
    What was promoted before and taken back gets its sheets again, as far as nothing else keeps them away.
    """
    edition = lock_edition(stage.edition_id)
    if not by.has_perm("judging.promote", stage):
        raise PermissionDenied
    _refuse_while_judging(stage)
    field, already = field_of(stage), set(stage.promotions.values_list("proposal", flat=True))
    places = {_pk(one): one.place for one in field.standings}
    chosen = [pk for pk in dict.fromkeys(proposals) if pk not in already]
    if not set(chosen) <= set(places):
        raise ValidationError(_("Ada usulan yang tidak ikut dinilai di tahap sebelumnya. Muat ulang halaman ini."))
    if not chosen:
        raise ValidationError(_("Pilih sedikitnya satu usulan."))
    _refuse_below(chosen, field)
    given = _reasons(chosen, field, notes, reason.strip())
    left_out = sorted(field.sure - set(chosen) - already)
    if left_out and not reason.strip():
        raise ValidationError(
            {"reason": _("Ada usulan terbaik yang tidak Anda pilih: tuliskan alasannya.")}, code="left_out"
        )

    rows = Promotion.objects.bulk_create(
        Promotion(
            stage=stage, proposal_id=pk, place=places[pk], note=given[pk], promoted_by=by, promoted_at=clock.now()
        )
        for pk in chosen
    )

    events = [ledger.Event("promotion.create", row, by, after=as_data(row), note=row.note) for row in rows]
    if left_out:
        events.append(
            ledger.Event(
                "promotion.pass_over", stage, by, after={"stage": stage.pk, "proposals": left_out}, note=reason.strip()
            )
        )
    ledger.record_all(events, chain=edition.ledger_chain)
    _sheets_again(stage, chosen, by)
    ask_for_ranking(edition.pk)
    return rows


@transaction.atomic
def announce_promotions(*, stage: Stage, by: User) -> int:
    """Tell the heads and operators of what was promoted and not told yet; nobody is told twice."""
    edition = lock_edition(stage.edition_id)
    if not by.has_perm("judging.promote", stage):
        raise PermissionDenied
    untold = lock_all(stage.promotions.filter(told_at=None))
    if not untold:
        raise ValidationError(_("Semua OPD yang usulannya naik sudah dikabari."))

    now = clock.now()
    stage.promotions.filter(pk__in=[row.pk for row in untold]).update(told_at=now)

    ledger.record("promotion.announce", stage, by=by, chain=edition.ledger_chain, after={"count": len(untold)})
    enqueue(send_promotion_mail, stage.pk, now.isoformat())
    return len(untold)


def _pk(one: Standing) -> int:
    return int(str(one.name))


def _refuse_while_judging(stage: Stage) -> None:
    before = stage_before(stage)
    if before is None or before.edition.has_ended(before.kind):
        return
    if late := who_is_late(before):
        names = "; ".join(f"{name} ({count})" for name, count in late.items())
        raise ValidationError(
            _("Tahap “%(stage)s” masih menunggu %(names)s. Usulan naik setelah semua lembarnya terkunci.")
            % {"stage": before, "names": names},
            code="late",
        )
    if not Assignment.objects.active().filter(stage=before).exists():
        raise ValidationError(_("Tahap “%(stage)s” belum dinilai siapa pun.") % {"stage": before}, code="late")


def _refuse_below(chosen: Iterable[int], field: Field) -> None:
    """Whatever reason is given: the edition's rules say who passes, and are changed where they are wrong."""
    if below := field.below.intersection(chosen):
        titles = Proposal.objects.filter(pk__in=below).values_list("innovation__title", flat=True)
        raise ValidationError(
            _("Di bawah nilai ambang tahap sebelumnya, jadi tidak dapat naik: %(titles)s."),
            params={"titles": ", ".join(f"“{title}”" for title in titles.order_by("innovation__title"))},
            code="below",
        )


def _reasons(chosen: Iterable[int], field: Field, notes: Mapping[int, str], common: str) -> dict[int, str]:
    """The reason of each choice; refuses at the field of each that needs one and has none."""
    given: dict[int, str] = {}
    missing: dict[str, str] = {}
    for pk in chosen:
        own = notes.get(pk, "").strip()
        given[pk] = own or (common if pk not in field.sure else "")
        if pk not in field.sure and not given[pk]:
            missing[f"note-{pk}"] = _("Tuliskan alasan usulan ini naik.")
        if len(given[pk]) > TOO_LONG:
            missing[f"note-{pk}"] = _("Paling banyak %(most)d huruf.") % {"most": TOO_LONG}
    if missing:
        raise ValidationError({key: ValidationError(text, code="reason") for key, text in missing.items()})
    return given


def _sheets_again(stage: Stage, chosen: list[int], by: User) -> None:
    """What was put away with the promotion that was taken back, with the marks that are on it."""
    put_away = Assignment.objects.filter(
        stage=stage, proposal__in=chosen, excused_at__isnull=False, excuse__startswith=PROMOTION_WITHDRAWN
    )
    held = list(lock_assignments(put_away))
    kept = kept_away(held) if held else {}
    if back := [one for one in held if one.pk not in kept]:
        restore_held(back, reason="Usulan dinaikkan lagi.", by=by)


def as_data(row: Promotion) -> dict[str, object]:
    return {"stage": row.stage_id, "proposal": row.proposal_id, "place": row.place}
