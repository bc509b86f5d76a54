"""Inside Django: an edition that is being judged, its many jurors, and what became of their marks."""

from typing import Any

from accounts import clock
from accounts.models import AuditEntry, User
from competitions.models import Edition, PhaseKind, Stage
from judging.models import Answer, Assignment, Origin, Panel, Pledge, Score, ScoreSheet, Seat
from kovablik.seeding.bulk_entries import enter, make_agencies, verify
from kovablik.seeding.facts import make_agencies as make_real_agencies
from kovablik.seeding.people import make_cast
from kovablik.seeding.synthetic import UNDER_WAY, announce, name_of, synthetic_entries

from .writing import session_of

WORD = "Juri kerumunan"


def seed_marking(size: int) -> None:
    """`size` verified proposals in an edition whose desk stage runs; nobody has marked anything."""
    agencies = make_real_agencies()
    play = announce(size, agencies, make_cast(agencies), UNDER_WAY)
    proposals = enter(play, list(synthetic_entries(size)), make_agencies(size))
    verify(play, proposals)


def markers(count: str, each: str) -> list[dict[str, Any]]:
    """So many further jurors, seated and pledged, who share the proposals so that `each` of these has that many."""
    edition = Edition.objects.get(short_name__startswith=name_of(0).rpartition(" ")[0])
    stage = edition.stages.get(kind=PhaseKind.JUDGING)
    jurors = _jurors(stage, int(count))
    proposals = list(edition.proposals.verified().order_by("pk"))
    wanted = [
        Assignment(stage=stage, proposal=one, juror=jurors[(turn * int(each) + seat) % len(jurors)], origin=Origin.PLAN)
        for turn, one in enumerate(proposals)
        for seat in range(int(each))
    ]
    made = Assignment.objects.bulk_create(wanted)
    ScoreSheet.objects.bulk_create(ScoreSheet(assignment=one, rubric_id=stage.rubric_id) for one in made)
    criteria = list(stage.rubric.criteria.values_list("pk", flat=True))
    return [
        {
            "session": session_of(juror),
            "user": juror.pk,
            "sheets": {str(one.sheet.pk): criteria for one in juror.assignments.select_related("sheet")},
        }
        for juror in jurors
    ]


def _jurors(stage: Stage, count: int) -> list[User]:
    users = User.objects.bulk_create(
        User(username=f"kerumunan{number}", email=f"kerumunan{number}@demo.test", name=f"{WORD} {number}")
        for number in range(count)
    )
    panel, now = Panel.objects.create(stage=stage, name="Panel kerumunan"), clock.now()
    body = stage.edition.jury_bodies.get(code="academic")
    Seat.objects.bulk_create(
        Seat(panel=panel, user=user, body=body, answer=Answer.ACCEPTED, answered_at=now) for user in users
    )
    Pledge.objects.bulk_create(
        Pledge(edition=stage.edition, user=user, text="Contoh.", sha256="0" * 64) for user in users
    )
    return users


def marks_kept() -> dict[str, Any]:
    """What the crowd's sheets hold, which are locked, and how many entries the ledger has of their marks."""
    crowd = User.objects.filter(name__startswith=WORD)
    sheets = ScoreSheet.objects.filter(assignment__juror__in=crowd)
    return {
        "points": {
            f"{one.sheet_id}/{one.criterion_id}": f"{one.points:.2f}" for one in Score.objects.filter(sheet__in=sheets)
        },
        "final": [str(pk) for pk in sheets.final().values_list("pk", flat=True)],
        "entries": AuditEntry.objects.filter(action="score.update", actor__in=crowd).count(),
    }
