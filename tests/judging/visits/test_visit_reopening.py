"""A filed report opened again: by whom, what is kept, who is told, filed anew, and what stands in the way."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry
from competitions.models import PhaseKind
from judging.ledger_check.differences import differences
from judging.models import Ranking, ScoreSheet, SeatRole, Visit, VisitReopening
from judging.visits.actions import file_visit, remove_visit_photo, save_visit
from judging.visits.actions_reopening import reopen_visit
from judging.visits.mail import send_visit_reopened
from tests.factories import PanelFactory, SeatFactory
from tests.judging.conftest import asked_anew
from tests.judging.visits.test_visit import add_visit_photo, file, snapshot
from tests.judging.visits.visiting import pledged, visit_sheet
from tests.moments import moment


@pytest.fixture
def sheet(db):
    with clock.at(moment(PhaseKind.VISIT)):
        yield visit_sheet()


@pytest.fixture
def juror(sheet):
    return asked_anew(sheet.assignment.juror)


@pytest.fixture
def filed(sheet, juror):
    add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)
    return file(sheet, juror)


@pytest.fixture
def chair(sheet):
    seat = SeatFactory(panel=PanelFactory(stage=sheet.assignment.stage), role=SeatRole.CHAIR)
    return asked_anew(pledged(seat.user, sheet.assignment.stage.edition))


def at(name, sheet):
    return reverse(f"judging:{name}", args=[sheet.assignment_id])


def reports(sheet):
    return [line for line in differences(sheet.assignment.stage.edition) if "Laporan" in line]


@pytest.mark.parametrize("who", ["chair", "secretary"])
def test_a_report_is_opened_again_mended_and_filed_anew(
    filed, sheet, juror, who, request, django_capture_on_commit_callbacks
):
    by = asked_anew(request.getfixturevalue(who))
    photo = filed.photos.get()

    reopen_visit(sheet=sheet, reason=" Lokasi keliru. ", by=by)

    kept = VisitReopening.objects.get()
    assert (kept.reason, kept.reopened_by, kept.before["findings"]) == ("Lokasi keliru.", by, "Berjalan.")
    assert kept.before["photos"] == [[photo.image.name, "", photo.sha256]]
    assert reports(sheet) == []
    with django_capture_on_commit_callbacks(execute=True):
        remove_visit_photo(sheet=sheet, key=photo.key, by=juror)
    assert photo.image.storage.exists(photo.image.name)
    save_visit(sheet=sheet, notes={"findings": "Di cabang."}, by=juror)
    assert file_visit(sheet=sheet, by=juror).is_filed
    assert reports(sheet) == []
    assert VisitReopening.objects.get().before["findings"] == "Berjalan."
    acts = AuditEntry.objects.filter(action__in=["visit.file", "visit.reopen"]).order_by("number")
    assert [(one.action, one.note) for one in acts] == [
        ("visit.file", ""),
        ("visit.reopen", "Lokasi keliru."),
        ("visit.file", ""),
    ]
    reopen_visit(sheet=sheet, reason="Lagi.", by=by)
    assert VisitReopening.objects.count() == 2


def test_the_juror_is_told_once_and_not_after_filing_again(filed, sheet, juror, chair):
    reopen_visit(sheet=sheet, reason="Lokasi keliru.", by=chair)
    first = VisitReopening.objects.get()
    for _turn in range(2):
        send_visit_reopened(first.pk)

    assert [letter.to for letter in mail.outbox] == [[juror.email]]
    assert "Lokasi keliru." in mail.outbox[0].body
    assert at("visit-detail", sheet) in mail.outbox[0].body
    file_visit(sheet=sheet, by=juror)
    reopen_visit(sheet=sheet, reason="Lagi.", by=chair)
    file_visit(sheet=sheet, by=juror)
    send_visit_reopened(VisitReopening.objects.last().pk)
    assert len(mail.outbox) == 1


def test_what_stands_in_the_way(filed, sheet, juror, chair, secretary):
    with pytest.raises(PermissionDenied):
        reopen_visit(sheet=sheet, reason="x", by=juror)
    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        reopen_visit(sheet=sheet, reason=" ", by=chair)
    reopen_visit(sheet=sheet, reason="x", by=chair)
    with pytest.raises(PermissionDenied):  # a second press
        reopen_visit(sheet=sheet, reason="x", by=secretary)
    file_visit(sheet=sheet, by=juror)
    Ranking.objects.create(
        edition=sheet.assignment.stage.edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now()
    )
    with pytest.raises(PermissionDenied):
        reopen_visit(sheet=sheet, reason="x", by=secretary)
    assert Visit.objects.get().is_filed


def test_from_the_page(filed, sheet, juror, secretary, client):
    client.force_login(secretary)
    page = client.get(at("visit-detail", sheet))
    assert at("visit-reopen", sheet) in page.text

    blank = client.post(at("visit-reopen", sheet), {"reason": " "})
    assert blank.status_code == 422
    assert "Tuliskan alasannya" in blank.text
    done = client.post(at("visit-reopen", sheet), {"reason": "Lokasi keliru."}, follow=True)
    assert "Laporan dibuka kembali untuk" in done.text
    client.force_login(juror)
    assert "Lokasi keliru." in client.get(at("visit-detail", sheet)).text
    assert client.post(at("visit-reopen", sheet), {"reason": "x"}).status_code == 403


def test_the_chair_reopens_from_the_page_and_lands_where_the_chair_may_read(filed, sheet, chair, client):
    client.force_login(chair)

    assert client.post(at("visit-reopen", sheet), {"reason": "Lokasi keliru."}, follow=True).status_code == 200


@pytest.mark.parametrize("is_filed", [True, False])
def test_after_the_phase_the_page_says_what_opens_it(sheet, juror, chair, secretary, client, is_filed):
    if is_filed:
        file(sheet, juror)
    way = reverse("competitions:phase-reschedule", args=[sheet.assignment.stage.edition.slug, PhaseKind.VISIT])

    with clock.at(moment(PhaseKind.PLENARY)):
        client.force_login(secretary)
        page = client.get(at("visit-detail", sheet)).text
        assert way in page
        assert at("visit-reopen", sheet) not in page
        client.force_login(chair if is_filed else juror)
        page = client.get(at("visit-detail", sheet)).text
        assert "Mintalah Bagian Organisasi membukanya." in page
        assert way not in page


def test_the_same_of_a_sheet(sheet, juror, chair, client):
    with clock.at(moment(PhaseKind.PLENARY)):
        client.force_login(juror)
        assert "dapat dilanjutkan bila tahapannya dibuka lagi" in client.get(sheet.get_absolute_url()).text
        ScoreSheet.objects.update(total=80, finalised_at=clock.now())
        assert "bila tahapannya dibuka lagi" not in client.get(sheet.get_absolute_url()).text
        client.force_login(chair)
        assert "Membukanya kembali dapat dilakukan bila" in client.get(sheet.get_absolute_url()).text


def test_the_database_keeps_it_and_its_reason(filed, sheet, chair):
    reopen_visit(sheet=sheet, reason="x", by=chair)

    with pytest.raises(IntegrityError, match="judging_visitreopening_says_why"), transaction.atomic():
        VisitReopening.objects.create(visit=filed, reason="", before={}, reopened_by=chair)
    for act in (lambda: VisitReopening.objects.update(reason="y"), VisitReopening.objects.all().delete):
        with pytest.raises(InternalError), transaction.atomic():
            act()
