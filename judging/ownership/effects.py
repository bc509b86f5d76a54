"""What moving a proposal to another body does, tried inside a savepoint that is rolled back."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.concurrency import token
from accounts.models import OPD, User
from competitions.models import RuleKind
from competitions.published import is_published
from judging.models import Assignment, Ranking, conflict_reasons
from submissions.letters import approved_requirements
from submissions.models import Proposal
from submissions.preflight.findings import findings
from submissions.proposal_parts import proposal_parts

from .reassigning import latest_move, reassign

RIVALS = (RuleKind.TITLE, RuleKind.SIMILAR, RuleKind.QUOTA, RuleKind.WINNER)


@dataclass(frozen=True)
class TouchedSheet:
    """A juror's sheet that the move takes out or gives back, and why the juror is in conflict now."""

    assignment: Assignment
    why: str = ""

    @property
    def is_locked(self) -> bool:
        return self.assignment.sheet.is_final

    def __str__(self) -> str:
        return f"{self.assignment.juror} · {self.assignment.stage}"


@dataclass(frozen=True)
class MoveEffects:
    """All that changes, or in `blocking` why nothing may."""

    to: OPD
    blocking: list[str] = field(default_factory=list)
    freed: list[TouchedSheet] = field(default_factory=list)
    back: list[TouchedSheet] = field(default_factory=list)
    below_quorum: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    partner: bool = False
    splits: bool = False
    readers: list[User] = field(default_factory=list)
    own: list[str] = field(default_factory=list)  # why who moves it is in conflict: named, and no obstacle

    @property
    def token(self) -> str:
        """Tells whether what was shown still is what would be done."""
        sheets = [[one.assignment.pk, one.is_locked] for one in (*self.freed, *self.back)]
        return token([self.to.pk, sheets, self.below_quorum, self.warnings, self.partner, self.splits])


def effects_of(proposal: Proposal, to: OPD, *, by: User | None = None) -> MoveEffects:
    """The difference before and after, and nothing of it stays."""
    if blocking := list(why_not(proposal, to)):
        return MoveEffects(to, blocking)
    readers = [*people_of_agency(proposal.innovation.opd_id), *people_of_agency(to.pk)]
    letters, own = _letters(proposal), _own(proposal, by)
    try:
        with transaction.atomic():
            moved, dropped = reassign(proposal, to)
            freed, back = touched_sheets(moved, to)
            effects = MoveEffects(
                to,
                freed=freed,
                back=back,
                below_quorum=list(below_quorum(moved, freed, back, is_tried=True)),
                warnings=[one.text for one in findings(moved, proposal_parts(moved), fresh=True) if one.kind in RIVALS],
                letters=letters,
                partner=dropped is not None,
                splits=moved.innovation_id != proposal.innovation_id,
                readers=readers,
                own=list(dict.fromkeys([*own, *_own(moved, by)])),
            )
            transaction.set_rollback(True)
    except ValidationError as error:
        return MoveEffects(to, error.messages)
    return effects


def why_not(proposal: Proposal, to: OPD) -> Iterator[str]:
    edition = proposal.edition
    if is_published(edition):
        yield _("Hasil edisi ini sudah terbit; yang perlu diubah kini diterbitkan sebagai versi baru.")
    elif Ranking.objects.confirmed().filter(edition=edition).exists():
        yield _("Peringkat sudah ditetapkan pleno; batalkan penetapannya dahulu.")
    if to.pk == proposal.innovation.opd_id:
        yield _("Usulan ini sudah milik %(opd)s.") % {"opd": to}
    elif not edition.participants.filter(opd=to).exists():
        yield _("%(opd)s bukan peserta edisi ini; jadikan peserta dahulu.") % {"opd": to}


def touched_sheets(moved: Proposal, to: OPD) -> tuple[list[TouchedSheet], list[TouchedSheet]]:
    """The sheets of jurors who are in conflict now, and those that the way here had taken and that come back."""
    given = Assignment.objects.filter(proposal=moved, sheet__isnull=False).select_related("juror", "stage", "sheet")
    rows = list(given.order_by("stage", "juror__name", "pk"))
    reasons = conflict_reasons(moved.edition, {one.juror for one in rows})
    why = {one.pk: reasons[one.juror_id].get(moved.pk) for one in rows}
    last = latest_move(moved)
    taken = set(last.excused) if last and last.from_opd_id == to.pk else set()
    freed = [TouchedSheet(one, str(why[one.pk][0])) for one in rows if why[one.pk] and one.excused_at is None]  # type: ignore[index]  # asked just before
    back = [TouchedSheet(one) for one in rows if one.pk in taken and one.excused_at is not None and not why[one.pk]]
    return freed, back


def below_quorum(
    moved: Proposal, freed: list[TouchedSheet], back: Collection[TouchedSheet] = (), *, is_tried: bool = False
) -> Iterator[str]:
    """The stages in which too few jurors are left, or would be, as long as the sheets are not excused (`is_tried`)."""
    for stage in dict.fromkeys(one.assignment.stage for one in freed):
        left = Assignment.objects.active().filter(proposal=moved, stage=stage).count()
        left += sum(one.assignment.stage == stage for one in back)
        left -= sum(one.assignment.stage == stage for one in freed) if is_tried else 0
        if left < stage.quorum:
            text = _("Tahap “%(stage)s” tinggal %(left)d juri, kuorumnya %(quorum)d: tugaskan juri lain.")
            yield text % {"stage": stage, "left": left, "quorum": stage.quorum}


def _own(proposal: Proposal, by: User | None) -> list[str]:
    if by is None:
        return []
    return [str(why) for why in conflict_reasons(proposal.edition, [by])[by.pk].get(proposal.pk, [])]


def _letters(proposal: Proposal) -> list[str]:
    """What becomes of the statements that the head of the old body approved inside the application."""
    approved = proposal.edition.document_requirements.filter(pk__in=approved_requirements(proposal))
    if proposal.is_editable:
        sentence = _("%(letter)s harus disetujui lagi oleh kepala OPD yang baru.")
    else:
        sentence = _("%(letter)s tetap berlaku seperti saat dikirim; kembalikan usulan bila harus disetujui lagi.")
    return [sentence % {"letter": letter} for letter in approved]
