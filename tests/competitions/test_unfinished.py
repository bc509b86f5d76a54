"""What is left undone in each phase, and that it costs the same for any number of editions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from competitions.models import Edition, PhaseKind, StageKind
from competitions.published import is_published, published_among, refuse_published
from competitions.unfinished import Weight, unfinished, unfinished_in
from tests.awards.ranked import confirm, make_edition, publish, rank
from tests.factories import (
    AssignmentFactory,
    EditionFactory,
    PromotionFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SlotFactory,
    StageFactory,
    UserFactory,
    VisitFactory,
)
from tests.moments import AFTER, MOMENTS, moment

pytestmark = pytest.mark.django_db
LATER = MOMENTS[MOMENTS.index(PhaseKind.ADMINISTRATION) :]


@pytest.fixture
def edition():
    return EditionFactory()


def left(edition, *kinds):
    return {(one.kind, one.key): one for one in unfinished(Edition.objects.get(pk=edition.pk), *kinds)}


def keys(edition, when):
    with clock.at(moment(when)):
        return set(left(edition))


def test_an_entry_is_left_undone_from_the_phase_in_which_it_was_to_be_sent(edition):
    draft = ProposalFactory(edition=edition)
    ProposalFactory(edition=edition, handed=True)
    ProposalFactory(edition=edition, state="withdrawn")

    found = {when: keys(edition, when) for when in (PhaseKind.SOCIALISATION, PhaseKind.REGISTRATION, AFTER)}

    drafts = {(PhaseKind.REGISTRATION, "drafts"), (PhaseKind.REGISTRATION, "handed")}
    plenary = {(PhaseKind.PLENARY, "ranking")}
    assert found == {"socialisation": set(), "registration": drafts, "after": drafts | plenary}
    with clock.at(moment(PhaseKind.REGISTRATION)):
        one = left(edition)[PhaseKind.REGISTRATION, "drafts"]
    assert (one.count, one.names) == (1, [f"{draft.innovation.opd.abbr}: {draft}"])
    assert (one.text, one.weight) == ("1 usulan masih draf", Weight.NOTE)


def test_what_was_sent_is_left_undone_until_it_has_its_verdict(edition):
    sent = ProposalFactory(edition=edition, sent=True)
    mended = ProposalFactory(edition=edition, returned=True)
    handed = ProposalFactory(
        edition=edition, sent=True, state="handed", handed_at=mended.created_at, handed_by=mended.created_by
    )
    ProposalFactory(edition=edition, verified=True)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        found = left(edition)

    assert {key: (one.count, one.names) for key, one in found.items()} == {
        (PhaseKind.ADMINISTRATION, "unchecked"): (1, [f"{sent.innovation.opd.abbr}: {sent}"]),
        (PhaseKind.ADMINISTRATION, "returned"): (
            2,
            sorted(f"{one.innovation.opd.abbr}: {one}" for one in (mended, handed)),
        ),
    }


@pytest.mark.parametrize("kind", StageKind)
def test_a_stage_is_left_undone_by_whom_it_waits_for(edition, kind):
    stage = StageFactory(edition=edition, kind=kind)
    late = AssignmentFactory(stage=stage, juror__name="Bima")
    ScoreSheetFactory(assignment=late)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=late.proposal), final=True)
    alone = ProposalFactory(edition=edition, verified=True)

    with clock.at(moment(kind)):
        found = left(edition, kind)

    phase = PhaseKind(kind)
    assert (found[phase, "sheets"].count, found[phase, "sheets"].names) == (1, ["Bima (1)"])
    assert (found[phase, "unassigned"].count, found[phase, "unassigned"].names) == (
        1,
        [f"{alone.innovation.opd.abbr}: {alone}"],
    )


def test_a_later_stage_waits_for_jurors_of_those_that_were_promoted(edition):
    first, second = StageFactory(edition=edition), StageFactory(edition=edition, kind=StageKind.PRESENTATION)
    one, other = ProposalFactory.create_batch(2, edition=edition, verified=True)
    for proposal in (one, other):
        AssignmentFactory(stage=first, proposal=proposal)
    PromotionFactory(stage=second, proposal=one)

    with clock.at(moment(PhaseKind.PRESENTATION)):
        found = left(edition)

    assert found[PhaseKind.PRESENTATION, "unassigned"].names == [f"{one.innovation.opd.abbr}: {one}"]
    assert (PhaseKind.JUDGING, "unassigned") not in found


def test_a_visit_is_left_undone_until_its_report_is_sent(edition):
    stage = StageFactory(edition=edition, kind=StageKind.VISIT)
    juror = UserFactory(name="Citra")
    one, other = (AssignmentFactory(stage=stage, juror=juror) for _ in range(2))
    with clock.at(moment(PhaseKind.VISIT)):
        now = clock.now()
        VisitFactory(stage=stage, proposal=one.proposal, juror=juror, visited_at=now, findings="Ada.", filed_at=now)
        VisitFactory(stage=stage, proposal=other.proposal, juror=juror)

        found = left(edition)[PhaseKind.VISIT, "visits"]

    assert (found.count, found.names) == (1, ["Citra (1)"])


def test_a_turn_is_left_undone_until_it_has_begun(edition):
    slot = SlotFactory(session__stage=StageFactory(edition=edition, kind=StageKind.PRESENTATION))

    assert (PhaseKind.PRESENTATION, "turns") in keys(edition, PhaseKind.PRESENTATION)

    type(slot).objects.update(began_at=moment(PhaseKind.PRESENTATION))
    assert (PhaseKind.PRESENTATION, "turns") not in keys(edition, PhaseKind.PRESENTATION)


def test_the_plenary_is_left_undone_until_the_result_is_published():
    edition = make_edition()
    rank(edition, [1, 2])

    assert keys(edition, PhaseKind.VISIT) == set()
    assert keys(edition, PhaseKind.PLENARY) == {(PhaseKind.PLENARY, "ranking")}
    assert keys(edition, AFTER) == {(PhaseKind.PLENARY, "ranking")}
    confirm(edition)
    assert keys(edition, PhaseKind.PLENARY) == {(PhaseKind.PLENARY, "result")}
    assert keys(edition, PhaseKind.ANNOUNCEMENT) == {(PhaseKind.ANNOUNCEMENT, "result")}


def test_nothing_is_left_of_what_is_published():
    edition = make_edition()
    rank(edition, [1, 2])
    ProposalFactory(edition=edition, sent=True)
    assert (is_published(edition), published_among([edition.pk])) == (False, set())

    publish(edition)

    assert [keys(edition, when) for when in LATER] == [set()] * len(LATER)
    assert is_published(edition)
    with pytest.raises(Exception, match="versi baru"):
        refuse_published(edition)


def test_nothing_is_asked_of_an_edition_that_is_not_open(edition):
    ProposalFactory(edition=edition, sent=True)
    Edition.objects.update(opened_at=None)

    assert keys(edition, AFTER) == set()


def test_any_number_of_editions_costs_the_same():
    def cost():
        with CaptureQueriesContext(connection) as captured, clock.at(moment(AFTER)):
            unfinished_in(Edition.objects.with_phases())
        return len(captured)

    def full_edition():
        edition = EditionFactory()
        for kind in StageKind:
            stage = StageFactory(edition=edition, kind=kind)
            ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
        ProposalFactory(edition=edition, sent=True)

    full_edition()
    one = cost()
    full_edition()
    full_edition()

    assert cost() == one <= 12
