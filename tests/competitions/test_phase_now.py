"""Start, close and let go, each knowing what is left undone; and what was left taken up when the phase opens again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import clock, ledger
from competitions.actions.phase_now import (
    close_phase_now,
    closed_by_start,
    left_undone,
    let_go,
    start_phase_now,
)
from competitions.actions.schedule import reschedule
from competitions.models import Edition, PhaseKind
from competitions.outlook import lapsed_phases
from competitions.unfinished import unfinished
from tests.awards.ranked import publish, rank
from tests.competitions.conftest import calendar_of
from tests.factories import AssignmentFactory, EditionFactory, ProposalFactory, ScoreSheetFactory, StageFactory
from tests.moments import WEEK, moment, opening

pytestmark = pytest.mark.django_db
REGISTRATION, ADMINISTRATION, JUDGING = PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING
DAY = timedelta(days=1)


@pytest.fixture
def edition():
    edition = EditionFactory()
    ProposalFactory.create_batch(2, edition=edition, sent=True)
    return edition


def again(edition):
    return Edition.objects.with_phases().get(pk=edition.pk)


def seen(edition, *kinds):
    return left_undone(unfinished(again(edition), *kinds))


def headline(edition):
    edition = again(edition)
    return [lapse.phase.kind for lapse in lapsed_phases(edition, unfinished(edition))]


def reopen(edition, kind, by):
    """Open the phase again for a week from now; what comes later waits as long."""
    calendar, now = calendar_of(again(edition)), clock.now()
    calendar[kind] = (calendar[kind][0], now + WEEK)
    for number, later in enumerate(list(PhaseKind)[list(PhaseKind).index(kind) + 1 :], start=1):
        calendar[later] = (now + number * WEEK, now + (number + 1) * WEEK)
    reschedule(edition=edition, calendar=calendar, reason="Dibuka lagi.", by=by)


def test_closing_over_what_is_left_says_what_that_was(edition, secretary):
    with clock.at(moment(ADMINISTRATION)):
        assert seen(edition, ADMINISTRATION) == "administration.unchecked:2"

        close_phase_now(
            edition=edition, kind=ADMINISTRATION, reason="Cukup.", by=secretary, seen="administration.unchecked:2"
        )

        assert headline(edition) == []


def test_what_was_seen_otherwise_closes_nothing(edition, secretary):
    with clock.at(moment(ADMINISTRATION)):
        was = seen(edition, ADMINISTRATION)
        ProposalFactory(edition=edition, sent=True)

        for act, kind in ((close_phase_now, ADMINISTRATION), (start_phase_now, JUDGING)):
            with pytest.raises(ValidationError, match="yang tertinggal berubah"):
                act(edition=edition, kind=kind, reason="x", by=secretary, seen=was)

        assert again(edition).in_phase(ADMINISTRATION)
        assert ledger.head(edition.ledger_chain) is None


def test_starting_counts_all_the_phases_that_it_closes(edition, secretary):
    with clock.at(moment(ADMINISTRATION)):
        assert closed_by_start(again(edition), JUDGING) == [ADMINISTRATION]
        assert closed_by_start(again(edition), PhaseKind.SOCIALISATION) == []

        start_phase_now(
            edition=edition, kind=JUDGING, reason="Lanjut.", by=secretary, seen="administration.unchecked:2"
        )

        assert headline(edition) == []


def test_what_was_left_is_taken_up_when_the_phase_opens_again(edition, secretary):
    with clock.at(moment(ADMINISTRATION)):
        start_phase_now(edition=edition, kind=JUDGING, reason="Lanjut.", by=secretary)
        clock.tick(DAY)

        reopen(edition, ADMINISTRATION, secretary)

        assert again(edition).in_phase(ADMINISTRATION)
        assert not again(edition).has_begun(JUDGING)
        assert [one.text for one in unfinished(again(edition))] == ["2 usulan belum diperiksa"]
        assert again(edition).phase(ADMINISTRATION).let_go_at is None
        start_phase_now(edition=edition, kind=JUDGING, reason="Kini sungguh.", by=secretary)
        assert again(edition).in_phase(JUDGING)
    assert list(ledger.breaks(edition.ledger_chain)) == []


def test_a_lapsed_phase_is_let_go_and_asked_about_again_when_it_opened(edition, secretary):
    with clock.at(opening(JUDGING)):
        assert headline(edition) == [ADMINISTRATION]

        let_go(edition=edition, kind=ADMINISTRATION, reason="Keduanya mundur.", by=secretary)

        assert headline(edition) == []
        entry = ledger.head(edition.ledger_chain)
        assert (entry.action, entry.note) == ("edition.let_go", "Keduanya mundur.")
        assert entry.after == {"phase": "administration", "left": ["2 usulan belum diperiksa"]}

        reopen(edition, ADMINISTRATION, secretary)
        clock.tick(WEEK)
        assert headline(edition) == [ADMINISTRATION]
        let_go(edition=edition, kind=ADMINISTRATION, reason="Tetap mundur.", by=secretary)
        assert headline(edition) == []


REFUSED = {
    "while it runs": (ADMINISTRATION, moment(ADMINISTRATION), "Tidak ada yang tertinggal"),
    "before it": (JUDGING, moment(ADMINISTRATION), "Tidak ada yang tertinggal"),
    "drafts alone": (REGISTRATION, opening(JUDGING), "Tidak ada yang tertinggal"),
    "sheets": (JUDGING, opening(JUDGING) + WEEK, "tidak dapat dilewati: 1 lembar belum dikunci"),
    "plenary": (PhaseKind.PLENARY, opening(PhaseKind.ANNOUNCEMENT), "dilewati: Peringkat belum ditetapkan"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_let_go(edition, secretary, case):
    kind, when, sentence = REFUSED[case]
    ProposalFactory(edition=edition)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=StageFactory(edition=edition)))

    with clock.at(when), pytest.raises(ValidationError, match=sentence):
        let_go(edition=edition, kind=kind, reason="x", by=secretary)


def test_nobody_lets_go_twice_nor_of_what_is_published(edition, secretary):
    with clock.at(opening(JUDGING)):
        let_go(edition=edition, kind=ADMINISTRATION, reason="x", by=secretary)
        with pytest.raises(ValidationError, match="Sudah diputuskan"):
            let_go(edition=edition, kind=ADMINISTRATION, reason="x", by=secretary)

    rank(edition, [1, 2])
    publish(edition)
    with clock.at(moment(PhaseKind.ANNOUNCEMENT)), pytest.raises(ValidationError, match="versi baru"):
        let_go(edition=edition, kind=ADMINISTRATION, reason="x", by=secretary)


def test_who_was_shown_less_lets_nothing_go(edition, secretary):
    with clock.at(opening(JUDGING)), pytest.raises(ValidationError, match="yang tertinggal berubah"):
        let_go(edition=edition, kind=ADMINISTRATION, reason="x", by=secretary, seen="administration.unchecked:1")
