"""What the tests of this folder share."""

from decimal import Decimal

import pytest

from judging.assigning.actions import assign_all
from judging.assigning.actions_excuse import excuse_juror
from judging.conflicts.actions import declare_conflict
from judging.models import ScoreSheet, Seat
from judging.panels.actions import create_panel
from judging.panels.actions_pledge import accept_pledge
from judging.panels.actions_seat import seat_juror, unseat_juror
from judging.scoring.actions import finalise_scoresheet, save_scores
from judging.scoring.actions_reopening import reopen_scoresheet
from tests.factories import OPDFactory, ProposalFactory, UserFactory
from tests.judging.conftest import asked_anew


@pytest.fixture
def judged(stage, secretary):
    """Three jurors and two proposals, by acts alone: four final sheets, one begun, one excused for a conflict."""
    edition, criteria = stage.edition, list(stage.rubric.criteria.all())
    panel = create_panel(stage=stage, name="Panel A", by=secretary)
    jurors = UserFactory.create_batch(3)
    for juror in jurors:
        seat_juror(panel=panel, user=juror, body="academic", by=secretary)
        accept_pledge(edition=edition, user=juror, by=asked_anew(juror))
    ProposalFactory.create_batch(2, verified=True, edition=edition)
    assign_all(stage=stage, by=secretary)
    sheets = list(ScoreSheet.objects.select_related("assignment__juror").order_by("pk"))
    for turn, sheet in enumerate(sheets[:5]):
        by = asked_anew(sheet.assignment.juror)
        points = {one.pk: Decimal(60 + 5 * turn + place) for place, one in enumerate(criteria)}
        save_scores(sheet=sheet, points=points, comments={None: f"Catatan {turn}."}, by=by)
        if turn < 4:
            finalise_scoresheet(sheet=sheet, by=by)
    last = sheets[5].assignment
    excuse_juror(assignment=last, reason="Sakit.", by=secretary)
    declare_conflict(edition=edition, user=jurors[0], opd=OPDFactory(), reason="Saudara.", by=secretary)
    chair = seat_juror(panel=panel, user=UserFactory(), body="academic", role="chair", by=secretary)
    accept_pledge(edition=edition, user=chair.user, by=asked_anew(chair.user))
    reopen_scoresheet(sheet=sheets[3], reason="Salah ketik.", by=asked_anew(chair.user))
    unseat_juror(seat=Seat.objects.get(pk=chair.pk), by=secretary)
    finalise_scoresheet(sheet=sheets[3], by=asked_anew(sheets[3].assignment.juror))
    seat_juror(panel=panel, user=UserFactory(), body="academic", by=secretary)  # who has not answered yet
    return edition
