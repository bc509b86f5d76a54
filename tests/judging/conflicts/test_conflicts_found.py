"""What is a conflict and what is none: one truth for the pages and for who hands out."""

from datetime import date, timedelta

import pytest

from accounts import clock
from accounts.models import User
from competitions.models import PhaseKind
from judging.assigning.actions import assign_all
from judging.models import (
    Assignment,
    ConflictReason,
    ReasonKind,
    ScoreSheet,
    Seat,
    conflict_reasons,
    conflicted_proposal_ids,
    registered,
)
from tests.factories import (
    AssignmentFactory,
    EditionFactory,
    InnovationFactory,
    InnovatorFactory,
    OPDFactory,
    PanelFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.judging.conflicts.conflicting import NO_CONFLICT, SOURCES, serve
from tests.judging.conftest import asked_anew
from tests.moments import moment, opening


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_puts_the_proposal_in_conflict(sheet, juror, source):
    proposal = sheet.assignment.proposal
    assert conflicted_proposal_ids(juror) == set()

    SOURCES[source](juror, proposal)

    juror = asked_anew(juror)
    assert proposal.pk in conflicted_proposal_ids(juror)
    assert not ScoreSheet.objects.of(juror).exists()
    assert not juror.has_perm("judging.view_scoresheet", sheet)


@pytest.mark.parametrize("tie", NO_CONFLICT)
def test_other_ties_leave_it_alone(sheet, juror, tie):
    NO_CONFLICT[tie](juror, sheet.assignment.proposal)

    juror = asked_anew(juror)
    assert sheet.assignment.proposal_id not in conflicted_proposal_ids(juror)
    assert ScoreSheet.objects.of(juror).exists()


@pytest.mark.parametrize("source", SOURCES)
def test_reasons_and_ids_never_differ(sheet, juror, source):
    SOURCES[source](juror, sheet.assignment.proposal)
    free = UserFactory()

    reasons = conflict_reasons(sheet.assignment.stage.edition, [juror, free])

    in_edition = set(sheet.assignment.stage.edition.proposals.values_list("pk", flat=True))
    assert set(reasons[juror.pk]) == conflicted_proposal_ids(asked_anew(juror)) & in_edition
    assert reasons[free.pk] == {}
    assert all(str(reason) for why in reasons[juror.pk].values() for reason in why)


@pytest.mark.parametrize("people", [1, 3])
def test_one_query_for_any_number_of_jurors(sheet, juror, people, django_assert_num_queries):
    jurors = [asked_anew(UserFactory()) for _ in range(people)]
    for one in jurors:
        serve(one, sheet.assignment.proposal.innovation.opd)

    with django_assert_num_queries(1):
        reasons = conflict_reasons(sheet.assignment.stage.edition, jurors)
    with django_assert_num_queries(1):
        conflicted_proposal_ids(juror)
        conflicted_proposal_ids(juror)

    assert [len(found) for found in reasons.values()] == [1] * people


def test_nobody_is_asked_about_nobody(sheet, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert conflict_reasons(sheet.assignment.stage.edition, []) == {}


def test_the_nearest_reason_comes_first_and_names_both_bodies(sheet, juror):
    health = sheet.assignment.proposal.innovation.opd
    post = OPDFactory(parent=health)
    serve(juror, post)
    serve(juror, health, until=date(2025, 6, 1))

    reasons = conflict_reasons(sheet.assignment.stage.edition, [juror])[juror.pk][sheet.assignment.proposal_id]

    assert reasons == [
        ConflictReason(ReasonKind.ABOVE, health.name, post.name),
        ConflictReason(ReasonKind.PAST, health.name, health.name, date(2025, 6, 1)),
    ]
    assert [str(reason) for reason in reasons] == [
        f"{health} membawahi {post}, tempatnya bertugas",
        f"Bertugas di {health} sampai 1 Juni 2025",
    ]


# How long a posting counts: back from the close of the registration, or from today while that lies ahead


def closing(edition):
    return opening(PhaseKind.REGISTRATION).date() + timedelta(days=7)


@pytest.mark.parametrize(("days", "conflicted"), [(0, False), (1, True)])
def test_a_posting_counts_back_from_the_close_whenever_one_asks(sheet, juror, edition, days, conflicted):
    closed = closing(edition)
    left = closed.replace(year=closed.year - edition.conflict_years) + timedelta(days=days)
    serve(juror, sheet.assignment.proposal.innovation.opd, until=left)

    for when in (PhaseKind.JUDGING, PhaseKind.AWARDING):
        with clock.at(moment(when)):
            found = sheet.assignment.proposal_id in conflicted_proposal_ids(asked_anew(juror))
            told = [one.kind for one in registered(edition, juror)]
        assert (found, told) == (conflicted, [ReasonKind.PAST] if conflicted else [])


def test_before_the_close_a_posting_counts_back_from_today(sheet, juror, edition):
    serve(juror, sheet.assignment.proposal.innovation.opd, until=date(2024, 1, 10))

    with clock.at(moment("before")):
        assert sheet.assignment.proposal_id in conflicted_proposal_ids(asked_anew(juror))
    with clock.at(moment(PhaseKind.JUDGING)):
        assert sheet.assignment.proposal_id not in conflicted_proposal_ids(asked_anew(juror))


def test_each_edition_counts_its_own_years(sheet, juror):
    strict = EditionFactory(conflict_years=10)
    again = ProposalFactory(edition=strict, innovation=sheet.assignment.proposal.innovation)
    serve(juror, again.innovation.opd, until=date(2020, 6, 1))

    assert conflicted_proposal_ids(juror) == {again.pk}


def test_with_no_years_only_who_still_served_at_the_close_is_in_conflict(sheet, juror, edition):
    type(edition).objects.update(conflict_years=0)
    opd = sheet.assignment.proposal.innovation.opd
    serve(juror, opd, until=closing(edition))
    assert not conflicted_proposal_ids(asked_anew(juror))

    serve(juror, opd, until=closing(edition) + timedelta(days=1))
    assert conflicted_proposal_ids(asked_anew(juror)) == {sheet.assignment.proposal_id}


def test_a_posting_counts_without_a_calendar(juror):
    edition = EditionFactory(phases=False)
    proposal = ProposalFactory(edition=edition)
    serve(juror, proposal.innovation.opd, until=date(2025, 6, 1))

    with clock.at(moment(PhaseKind.JUDGING)):
        assert conflicted_proposal_ids(asked_anew(juror)) == {proposal.pk}
        assert [one.kind for one in registered(edition, juror)] == [ReasonKind.PAST]


# It stays so when the panel is rearranged


@pytest.mark.parametrize("source", SOURCES)
def test_handing_out_never_crosses_a_conflict(stage, secretary, source):
    proposal = ProposalFactory(edition=stage.edition, verified=True)
    seat = SeatFactory(panel=PanelFactory(stage=stage))
    SOURCES[source](seat.user, proposal)

    for _ in range(2):  # seated, taken out and seated again in another panel
        assign_all(stage=stage, by=secretary)
        assert not Assignment.objects.filter(proposal=proposal, juror=seat.user).exists()
        Seat.objects.all().delete()
        SeatFactory(panel=PanelFactory(stage=stage), user=seat.user)


@pytest.mark.parametrize("source", SOURCES)
def test_a_sheet_of_a_later_stage_is_no_way_around(sheet, juror, source):
    later = StageFactory(edition=sheet.assignment.stage.edition, kind="presentation")
    again = ScoreSheetFactory(
        assignment=AssignmentFactory(stage=later, proposal=sheet.assignment.proposal, juror=juror)
    )
    SOURCES[source](juror, sheet.assignment.proposal)

    juror = asked_anew(juror)
    assert not ScoreSheet.objects.of(juror).exists()
    with clock.at(moment(PhaseKind.PRESENTATION)):
        assert not juror.has_perm("judging.fill_scoresheet", ScoreSheet.objects.get(pk=again.pk))


# What a juror is told


def test_a_juror_is_told_of_bodies_and_never_of_titles(sheet, juror, edition):
    proposal = ProposalFactory(edition=edition, innovation=InnovationFactory(title="Judul Rahasia"))
    InnovatorFactory(proposal=proposal, nip=juror.nip)
    serve(juror, proposal.innovation.opd)

    told = registered(edition, asked_anew(juror))

    assert [one.kind for one in told] == [ReasonKind.OWN, ReasonKind.INNOVATOR]
    assert "Judul Rahasia" not in repr(told)


def test_what_is_read_belongs_to_the_person_alone(sheet, juror):
    serve(juror, sheet.assignment.proposal.innovation.opd)
    other = User.objects.get(pk=UserFactory().pk)

    assert conflicted_proposal_ids(juror)
    assert not conflicted_proposal_ids(other)
