"""Reminding jurors, and adding one."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions.models import Stage
from judging.ledger_check.differences import differences
from judging.models import Assignment, Nudge, Origin, Ranking, ScoreSheet
from judging.monitoring.actions import nudge_jurors
from judging.monitoring.actions_juror import add_juror
from judging.monitoring.mail import send_nudge
from tests.factories import (
    ConflictFactory,
    PanelFactory,
    PlenaryFactory,
    ProposalFactory,
    SeatFactory,
    UserFactory,
)
from tests.judging.conftest import asked_anew, sheet_of

# Reminding


def test_a_late_juror_is_written_to_and_it_is_on_the_ledger(
    stage, secretary, django_capture_on_commit_callbacks, monkeypatch
):
    asked = []
    monkeypatch.setattr(send_nudge, "delay", asked.append)
    sheet = sheet_of(stage)

    with django_capture_on_commit_callbacks(execute=True):
        (nudge,) = nudge_jurors(stage=stage, by=secretary)

    assert (nudge.juror, nudge.open_sheets, nudge.sent_by, nudge.sent_at) == (
        sheet.assignment.juror,
        1,
        secretary,
        clock.now(),
    )
    entry = ledger.head(stage.edition.ledger_chain)
    assert (entry.action, entry.after) == ("nudge.send", {"juror": nudge.juror_id, "open_sheets": 1})
    assert asked == [nudge.pk]


def test_nobody_is_written_to_twice_a_day(stage, secretary):
    sheet = sheet_of(stage)
    nudge_jurors(stage=stage, jurors=[sheet.assignment.juror_id], by=secretary)

    with pytest.raises(ValidationError, match=r"Sudah diingatkan .* paling cepat besok"):
        nudge_jurors(stage=stage, jurors=[sheet.assignment.juror_id], by=secretary)
    with pytest.raises(ValidationError, match="Tidak ada juri"):
        nudge_jurors(stage=stage, by=secretary)
    with clock.at(clock.now() + timedelta(days=1)):
        nudge_jurors(stage=stage, by=secretary)
    assert Nudge.objects.count() == 2


def test_whoever_is_done_is_not_written_to(stage, secretary):
    done = sheet_of(stage, total=80).assignment.juror
    late = sheet_of(stage).assignment.juror

    assert [nudge.juror for nudge in nudge_jurors(stage=stage, by=secretary)] == [late]
    with pytest.raises(ValidationError, match="tidak memegang lembar"):
        nudge_jurors(stage=stage, jurors=[done.pk], by=secretary)


def test_a_conflict_is_neither_counted_nor_reminded_of(stage, secretary):
    sheet = sheet_of(stage)
    ConflictFactory(user=sheet.assignment.juror, opd=sheet.assignment.proposal.innovation.opd)

    with pytest.raises(ValidationError):
        nudge_jurors(stage=stage, by=secretary)
    assert not Nudge.objects.exists()


def test_a_juror_does_not_remind_others(stage):
    juror = asked_anew(sheet_of(stage).assignment.juror)

    with pytest.raises(PermissionDenied):
        nudge_jurors(stage=stage, by=juror)


def test_the_letter_counts_what_is_owed_as_it_is_written_and_goes_out_once(stage, secretary):
    late = UserFactory(name="Ana", email="ana@contoh.example")
    first = sheet_of(stage, juror=late)
    sheet_of(stage, juror=late)
    conflicted = sheet_of(stage, juror=late)
    (nudge,) = nudge_jurors(stage=stage, by=secretary)
    ConflictFactory(user=late, opd=conflicted.assignment.proposal.innovation.opd)
    ScoreSheet.objects.filter(pk=first.pk).update(total=80, finalised_at=clock.now())

    send_nudge(nudge.pk)
    send_nudge(nudge.pk)

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["ana@contoh.example"], f"{stage.edition}: 1 lembar nilai menunggu Anda")
    assert "Yth. Ana" in letter.body
    assert "Tahap ini ditutup" in letter.body
    assert str(conflicted.assignment.proposal) not in letter.body


def test_whoever_locked_everything_meanwhile_hears_nothing(stage, secretary):
    sheet = sheet_of(stage)
    (nudge,) = nudge_jurors(stage=stage, by=secretary)
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=80, finalised_at=clock.now())

    send_nudge(nudge.pk)

    assert mail.outbox == []


# Adding a juror


@pytest.fixture
def torn(stage):
    """A proposal about which two members differ by twenty points, beyond the limit of ten; a third sits by."""
    Stage.objects.filter(pk=stage.pk).update(spread_limit=10)
    proposal = ProposalFactory(verified=True, edition=stage.edition)
    panel = PanelFactory(stage=stage)
    for total in (60, 80):
        sheet_of(stage, juror=SeatFactory(panel=panel).user, proposal=proposal, total=total)
    return proposal


@pytest.fixture
def third(stage, torn):
    return SeatFactory(panel=stage.panels.get()).user


def added(stage, torn, juror, by):
    stage.refresh_from_db()
    return add_juror(stage=stage, proposal=torn, juror=juror, by=by)


def test_the_third_juror_gets_an_assignment_a_sheet_and_an_entry(stage, torn, third, secretary):
    assignment = added(stage, torn, third, secretary)

    assert (assignment.juror, assignment.origin, assignment.sheet.rubric) == (third, Origin.EXTRA, stage.rubric)
    entry = ledger.head(stage.edition.ledger_chain)
    after = {"stage": stage.pk, "proposal": torn.pk, "juror": third.pk, "origin": "extra"}
    assert (entry.action, entry.after) == ("assignment.create", after)
    assert not [one for one in differences(stage.edition) if f"Penugasan {assignment.pk}" in one]


def refused(stage, torn, juror, by):
    with pytest.raises(ValidationError) as caught:
        added(stage, torn, juror, by)
    assert not Assignment.objects.filter(origin=Origin.EXTRA, juror=juror, sheet=None).exists()
    return caught.value.code


def test_within_the_limit_nobody_is_added(stage, torn, third, secretary):
    Stage.objects.filter(pk=stage.pk).update(spread_limit=20)

    assert refused(stage, torn, third, secretary) == "within"


def test_while_a_sheet_is_open_nobody_is_added(stage, torn, third, secretary):
    sheet_of(stage, proposal=torn)

    assert refused(stage, torn, third, secretary) == "open"


def test_a_second_press_adds_nobody(stage, torn, third, secretary):
    assignment = added(stage, torn, third, secretary)
    assert refused(stage, torn, third, secretary) == "open"
    ScoreSheet.objects.filter(assignment=assignment).update(total=70, finalised_at=clock.now())

    assert refused(stage, torn, third, secretary) == "added"
    assert Assignment.objects.filter(origin=Origin.EXTRA).count() == 1


def test_neither_a_conflict_nor_a_stranger_nor_one_who_judged_it_is_added(stage, torn, third, secretary):
    judged = torn.assignments.first().juror
    ConflictFactory(user=third, opd=torn.innovation.opd)

    assert [refused(stage, torn, one, secretary) for one in (third, UserFactory(), judged)] == ["juror"] * 3


def test_nobody_is_added_once_the_ranking_is_confirmed(stage, torn, third, secretary):
    at = clock.now()
    ranking = Ranking.objects.create(
        edition=stage.edition, built_at=at, built_by=secretary, sheet_count=0, confirmed_at=at
    )
    PlenaryFactory(edition=stage.edition, ranking=ranking, confirmed_at=at, confirmed_by=secretary)

    with pytest.raises(PermissionDenied):
        added(stage, torn, third, secretary)


def test_every_refusal_leaves_no_entry(stage, torn, third, secretary):
    count = AuditEntry.objects.count()
    refused(stage, torn, UserFactory(), secretary)

    assert AuditEntry.objects.count() == count
