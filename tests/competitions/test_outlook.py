from datetime import timedelta

import pytest

from accounts import clock
from competitions.models import Edition, PhaseKind
from competitions.outlook import outlook
from competitions.unfinished import unfinished
from tests.factories import EditionFactory, ProposalFactory
from tests.moments import AFTER, BEFORE, WEEK, moment, opening

pytestmark = pytest.mark.django_db
REGISTRATION, ADMINISTRATION, JUDGING = PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING


@pytest.fixture
def edition():
    edition = EditionFactory()
    ProposalFactory(edition=edition)
    ProposalFactory(edition=edition, sent=True)
    return edition


def look(edition, when):
    with clock.at(when):
        edition = Edition.objects.with_phases().get(pk=edition.pk)
        return outlook(edition, unfinished(edition))


def test_before_the_first_phase_only_the_next_is_told(edition):
    seen = look(edition, moment(BEFORE))

    assert (seen.running, seen.lapsed, seen.awaited, seen.foremost) == ([], [], [], None)
    assert seen.next.kind == PhaseKind.SOCIALISATION


def test_a_running_phase_says_who_waits_for_whom(edition):
    seen = look(edition, moment(ADMINISTRATION))

    assert [phase.kind for phase in seen.running] == [ADMINISTRATION]
    assert seen.next.kind == JUDGING
    assert [(party.whom, [one.key for one in party.work]) for party in seen.awaited] == [("verifikator", ["unchecked"])]
    assert (seen.lapsed, seen.foremost.key) == ([], "unchecked")


def test_a_phase_lapses_at_its_last_moment_and_drafts_alone_are_no_lapse(edition):
    end = opening(ADMINISTRATION) + WEEK

    before, after = look(edition, end - timedelta(seconds=1)), look(edition, end)

    assert before.lapsed == []
    (lapse,) = after.lapsed
    assert (lapse.phase.kind, [one.key for one in lapse.work]) == (ADMINISTRATION, ["unchecked"])
    assert lapse.may_go_on_without
    assert after.foremost.key == "unchecked"


def test_nobody_goes_on_without_a_ranking(edition):
    seen = look(edition, moment(AFTER))

    assert [(lapse.phase.kind, lapse.may_go_on_without) for lapse in seen.lapsed] == [
        (ADMINISTRATION, True),
        (PhaseKind.PLENARY, False),
    ]
    assert seen.next is None


def test_an_edition_that_is_not_open_has_no_outlook(edition):
    Edition.objects.update(opened_at=None)

    seen = look(edition, moment(JUDGING))

    assert (seen.running, seen.lapsed, seen.next, seen.awaited) == ([], [], None, [])
