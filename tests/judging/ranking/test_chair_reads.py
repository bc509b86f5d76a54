"""What the chair of a panel may read, and not before the pledge: the ranking, promotion, plenary, others' totals."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import clock
from competitions.models import PhaseKind, StageKind
from judging import ranking_build
from judging.models import SeatRole
from tests.factories import (
    AssignmentFactory,
    ConflictFactory,
    PledgeFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
)
from tests.judging.conftest import asked_anew, sheet_of
from tests.moments import moment


@pytest.fixture
def chair(stage):
    return SeatFactory(panel__stage=stage, role=SeatRole.CHAIR, pledged=False).user


@pytest.fixture
def as_chair(client, chair):
    client.force_login(chair)
    return client


def addresses(edition, sheet):
    later = StageFactory(edition=edition, kind=StageKind.PRESENTATION)
    yield reverse("judging:ranking-detail", args=[edition.slug])
    yield reverse("judging:place-detail", args=[edition.slug, sheet.assignment.proposal_id])
    yield reverse("judging:promotion-update", args=[edition.slug, later.pk])


def test_a_chair_reads_no_scores_before_the_pledge_and_is_led_to_it(as_chair, chair, edition, sheet):
    pages = list(addresses(edition, sheet))
    ranking_build.build(edition)

    before = [as_chair.get(page) for page in pages]
    PledgeFactory(edition=edition, user=chair)
    after = [as_chair.get(page).status_code for page in pages]

    pledge = reverse("judging:pledge-detail", args=[edition.slug])
    assert [answer.status_code for answer in before] == [302, 302, 302]
    assert all(answer.url.startswith(pledge) for answer in before)
    assert after == [200, 200, 200]


def test_nor_the_plenary(chair, edition):
    with clock.at(moment(PhaseKind.PLENARY)):
        before = asked_anew(chair).has_perm("awards.view_plenary", edition)
        PledgeFactory(edition=edition, user=chair)

        assert (before, asked_anew(chair).has_perm("awards.view_plenary", edition)) == (False, True)


def test_the_standing_of_anothers_sheet_tells_of_no_open_nor_conflicted_one(as_chair, chair, stage, criteria, edition):
    PledgeFactory(edition=edition, user=chair)
    juror = SeatFactory(panel=stage.panels.get()).user
    locked, conflicted = (
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror), final=True) for _ in range(2)
    )
    still_open = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))
    for criterion in criteria:
        ScoreFactory(sheet=still_open, criterion=criterion, points=Decimal(33))
    ConflictFactory(user=chair, opd=conflicted.assignment.proposal.innovation.opd)
    url = reverse("judging:standing-detail", args=[locked.pk])

    told = as_chair.get(url).context["standing"].totals
    as_chair.force_login(juror)
    own = as_chair.get(url).context["standing"].totals

    assert told == (Decimal("80.00"),)
    assert sorted(own) == [Decimal("33.00"), Decimal("80.00"), Decimal("80.00")]


def test_no_count_of_a_jurors_other_sheets_reaches_the_chair(as_chair, chair, edition, stage, sheet):
    """One of them may be of a proposal that the chair must not know of."""
    PledgeFactory(edition=edition, user=chair)
    other = sheet_of(stage, juror=sheet.assignment.juror)
    for row in (sheet, other):
        row.total, row.finalised_at = Decimal(80), clock.now()
        row.save()

    with clock.at(moment(PhaseKind.JUDGING)):
        page = as_chair.get(sheet.get_absolute_url())

    assert page.status_code == 200
    assert "0 dari 0 lembar terkunci" in page.text  # neither how many there are nor how many are done
    assert other.get_absolute_url() not in page.text  # nor the way to one of them
