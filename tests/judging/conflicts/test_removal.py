"""A conflict taken back: by whom, what comes back with it, who is told, and the same again."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry
from judging.conflicts.actions import declare_conflict
from judging.conflicts.actions_removal import remove_conflict, sheets_back, withdraw_conflict
from judging.conflicts.mail import send_conflict_removed, send_conflict_withdrawn
from judging.models import Assignment, Conflict, Ranking
from tests.factories import AppointmentFactory, ConflictFactory, PanelFactory, SeatFactory
from tests.judging.conflicts.conflicting import serve
from tests.judging.conftest import asked_anew


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


@pytest.fixture
def seated(sheet):
    return asked_anew(SeatFactory(panel=PanelFactory(stage=sheet.assignment.stage), user=sheet.assignment.juror).user)


@pytest.fixture
def opd(sheet):
    return sheet.assignment.proposal.innovation.opd


@pytest.fixture
def conflict(edition, seated, opd):
    return declare_conflict(edition=edition, user=seated, opd=opd, reason="Saudara.", by=seated)


def is_freed():
    return Assignment.objects.get().excused_at is not None


def steps():
    wanted = ("conflict.create", "conflict.delete", "assignment.excuse", "assignment.restore")
    return list(AuditEntry.objects.filter(action__in=wanted).order_by("number").values_list("action", "note"))


def test_removed_with_its_sheets_and_declared_again(edition, seated, secretary, opd, conflict):
    assert is_freed()

    given = remove_conflict(edition=edition, conflict=conflict, reason="Keliru.", by=secretary, with_sheets=True)

    assert len(given) == 1
    assert not is_freed()
    declare_conflict(edition=edition, user=seated, opd=opd, reason="Saudara.", by=seated)
    assert is_freed()
    assert steps() == [
        ("conflict.create", "Saudara."),
        ("assignment.excuse", f"Benturan kepentingan: {opd}."),
        ("conflict.delete", "Keliru."),
        ("assignment.restore", "Keliru."),
        ("conflict.create", "Saudara."),
        ("assignment.excuse", f"Benturan kepentingan: {opd}."),
    ]


def test_removed_without_its_sheets_and_pressed_twice(edition, secretary, conflict):
    for _ in range(2):
        assert remove_conflict(edition=edition, conflict=conflict, reason="Keliru.", by=secretary) == []

    assert is_freed()
    assert [action for action, _note in steps()].count("conflict.delete") == 1


def test_what_something_else_keeps_away_stays_away(edition, seated, secretary, opd, conflict):
    serve(seated, opd)

    kept = sheets_back(conflict)
    given = remove_conflict(edition=edition, conflict=conflict, reason="Keliru.", by=secretary, with_sheets=True)

    assert (kept.back, given, is_freed()) == ([], [], True)
    assert "berbenturan dengan usulan itu" in kept.kept[0][1]


def test_an_excuse_for_another_reason_is_not_taken_back(edition, secretary, conflict):
    Assignment.objects.update(excuse="Sakit.")

    assert remove_conflict(edition=edition, conflict=conflict, reason="x", by=secretary, with_sheets=True) == []
    assert is_freed()


def test_the_preview_changes_nothing(conflict):
    assert len(sheets_back(conflict).back) == 1
    assert Conflict.objects.exists()
    assert is_freed()


def test_the_juror_withdraws_what_was_declared_and_the_secretariat_hears(edition, seated, conflict):
    office = AppointmentFactory(role="secretariat").user

    withdraw_conflict(edition=edition, conflict=conflict, reason="Bukan saudara.", by=seated)

    assert not Conflict.objects.exists()
    assert is_freed()  # the secretariat gives them again
    entry = AuditEntry.objects.get(action="conflict.delete")
    assert (entry.actor, entry.note) == (seated, "Bukan saudara.")
    for _turn in range(2):
        send_conflict_withdrawn(entry.pk, seated.pk, edition.pk)
    assert [letter.to for letter in mail.outbox] == [[office.email]]
    assert "Bukan saudara." in mail.outbox[0].body


@pytest.mark.parametrize("count", [0, 1])
def test_the_juror_hears_of_the_removal_once(edition, seated, secretary, conflict, count):
    remove_conflict(edition=edition, conflict=conflict, reason="Keliru.", by=secretary)
    entry = AuditEntry.objects.get(action="conflict.delete")
    for _turn in range(2):
        send_conflict_removed(entry.pk, seated.pk, edition.pk, count)

    assert [letter.to for letter in mail.outbox] == [[seated.email]]
    assert "Keliru." in mail.outbox[0].body
    assert ("1 lembar nilai diberikan lagi" in mail.outbox[0].body) == bool(count)


def test_who_may_not_and_when_not(edition, seated, secretary, opd, conflict):
    set_by_office = ConflictFactory(user=seated)

    with pytest.raises(PermissionDenied):
        remove_conflict(edition=edition, conflict=conflict, reason="x", by=seated)
    with pytest.raises(PermissionDenied):
        withdraw_conflict(edition=edition, conflict=conflict, reason="x", by=secretary)
    with pytest.raises(ValidationError, match="hanya Bagian Organisasi"):
        withdraw_conflict(edition=edition, conflict=set_by_office, reason="x", by=seated)
    for act, by in ((remove_conflict, secretary), (withdraw_conflict, seated)):
        with pytest.raises(ValidationError, match="Tuliskan alasannya"):
            act(edition=edition, conflict=conflict, reason=" ", by=by)
    Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now())
    for act, by in ((remove_conflict, secretary), (withdraw_conflict, seated)):
        with pytest.raises(PermissionDenied):
            act(edition=edition, conflict=conflict, reason="x", by=by)
    assert Conflict.objects.count() == 2


def test_sheets_of_a_settled_edition_stay_freed(edition, seated, secretary, conflict, sheet):
    Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now())
    other = PanelFactory().stage.edition

    remove_conflict(edition=other, conflict=conflict, reason="x", by=secretary, with_sheets=True)

    assert is_freed()


def test_the_secretariats_page(client, edition, secretary, sheet, conflict):
    client.force_login(secretary)
    address = at("conflict-delete", edition.slug, conflict.pk)

    assert address in client.get(at("conflict-list", edition.slug)).text
    page = client.get(address).text
    assert str(sheet.assignment.proposal) in page
    assert client.post(address, {"reason": ""}).status_code == 422
    done = client.post(address, {"reason": "Keliru.", "with_sheets": "on"}, follow=True)
    assert "1 lembar diberikan lagi" in done.text
    assert client.get(address).status_code == 404


def test_the_jurors_page(client, edition, seated, conflict):
    client.force_login(seated)
    address = at("conflict-withdraw", edition.slug, conflict.pk)

    assert address in client.get(at("conflict-declare", edition.slug)).text
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.get(at("conflict-withdraw", edition.slug, ConflictFactory(user=seated).pk)).status_code == 404
    assert client.get(at("conflict-delete", edition.slug, conflict.pk)).status_code == 403
    done = client.post(address, {"reason": "Bukan saudara."}, follow=True)
    assert "ditarik kembali" in done.text
    assert not Conflict.objects.filter(pk=conflict.pk).exists()
