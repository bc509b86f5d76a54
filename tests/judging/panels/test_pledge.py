"""The integrity pledge: before it nothing opens, its words are kept, its paper says the same."""

from functools import partial
from hashlib import sha256

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, Office
from competitions.models import PhaseKind, StageKind
from judging.models import Answer, Pledge, SeatRole
from judging.panels.actions_pledge import accept_pledge, draw_pledge
from judging.panels.actions_seat import decline_seat
from judging.panels.pledge_text import blocks, fingerprint, pledge_text
from tests import threads
from tests.addresses import patterns_of
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    PanelFactory,
    PledgeFactory,
    ScoreSheetFactory,
    SeatFactory,
    UserFactory,
)
from tests.judging.conftest import asked_anew
from tests.moments import BEFORE, moment


@pytest.fixture
def seat(stage):
    return SeatFactory(panel=PanelFactory(stage=stage), pledged=False)


@pytest.fixture
def sheet(stage, seat):
    return ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=seat.user, pledged=False))


@pytest.fixture
def as_juror(client, seat):
    client.force_login(seat.user)
    return client


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.setattr(draw_pledge, "delay", draw_pledge)


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


def accepted(edition, user):
    return accept_pledge(edition=edition, user=user, by=asked_anew(user))


# Accepting


def test_accepting_keeps_the_words_and_takes_the_seat(seat, edition):
    pledge = accepted(edition, seat.user)

    seat.refresh_from_db()
    assert pledge.text == pledge_text(edition, seat.user, clock.now())
    assert pledge.sha256 == sha256(pledge.text.encode()).hexdigest()
    for word in (edition.name, seat.user.name, "Akademisi", "29 Januari 2026"):
        assert word in pledge.text
    assert seat.answer == Answer.ACCEPTED
    entries = AuditEntry.objects.filter(chain=edition.ledger_chain).order_by("number")
    assert list(entries.values_list("action", flat=True)) == ["pledge.accept", "seat.accept"]
    assert entries[0].after == {"sha256": pledge.sha256}


def test_a_second_tab_changes_nothing(as_juror, edition, seat, sheet):
    page = {"agreed": "on", "shown": fingerprint(pledge_text(edition, seat.user, clock.now()))}

    for _tab in range(2):
        response = as_juror.post(at("pledge-accept", edition.slug), {**page, "next": sheet.get_absolute_url()})
        assert response["Location"] == sheet.get_absolute_url()

    assert Pledge.objects.count() == 1
    assert AuditEntry.objects.filter(action="pledge.accept").count() == 1


def test_without_the_tick_nothing_is_accepted(as_juror, edition):
    response = as_juror.post(at("pledge-accept", edition.slug), {"shown": "x", "next": "/penilaian/"})

    assert response.status_code == 422
    assert "Centang dahulu" in response.text
    assert 'value="/penilaian/"' in response.text
    assert not Pledge.objects.exists()


def test_another_text_than_was_read_is_not_accepted(as_juror, edition):
    response = as_juror.post(at("pledge-accept", edition.slug), {"agreed": "on", "shown": "0" * 64})

    assert response.status_code == 422
    assert "Isi pakta berubah" in response.text
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("address", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(as_juror, edition, seat, address):
    page = {"agreed": "on", "shown": fingerprint(pledge_text(edition, seat.user, clock.now())), "next": address}

    assert f'value="{address}' not in as_juror.get(at("pledge-detail", edition.slug), {"next": address}).text
    assert as_juror.post(at("pledge-accept", edition.slug), page)["Location"] == at("scoresheet-list")


def test_the_words_stay_and_only_the_paper_is_filled_in(db):
    pledge = PledgeFactory()

    for change in ({"text": "Lain."}, {"sha256": "1" * 64}, {"accepted_at": clock.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Pledge.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        pledge.delete()
    Pledge.objects.update(pdf="pakta/1.pdf")


def test_the_text_falls_into_facts_points_and_paragraphs(seat, edition):
    found = list(blocks(pledge_text(edition, seat.user, clock.now())))

    assert [label for label, _value in found[1].facts] == ["Nama", "Unsur", "Sebagai", "Tanggal"]
    assert sum(block.is_list for block in found) == 1
    assert len(next(block for block in found if block.is_list).lines) == 7


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_leave_one_pledge():
    seat = SeatFactory(pledged=False)
    edition, tabs = seat.panel.stage.edition, [asked_anew(seat.user) for _ in range(3)]

    refusals = partial(threads.at_once, when=PhaseKind.JUDGING)(
        *(lambda by=by: accept_pledge(edition=edition, user=by, by=by) for by in tabs)
    )

    assert refusals == [None] * 3
    assert Pledge.objects.count() == 1
    assert AuditEntry.objects.filter(action__in=("pledge.accept", "seat.accept")).count() == 2


# Rights


def test_who_declined_and_who_is_not_seated_pledges_nothing(seat, edition):
    decline_seat(seat=seat, reason="Sakit.", by=asked_anew(seat.user))

    for user in (asked_anew(seat.user), UserFactory()):
        assert not user.has_perm("judging.accept_pledge", edition)


def test_before_the_edition_opens_nothing_is_pledged(seat, edition):
    edition.opened_at = None

    with clock.at(moment(BEFORE)):
        assert not asked_anew(seat.user).has_perm("judging.accept_pledge", edition)


def test_nobody_pledges_for_another(seat, edition, secretary):
    with pytest.raises(PermissionDenied):
        accept_pledge(edition=edition, user=seat.user, by=secretary)
    assert not Pledge.objects.exists()


def test_each_right_to_a_sheet_waits_for_the_pledge(sheet, edition, seat):
    rights = ("judging.view_scoresheet", "judging.fill_scoresheet")
    assert not any(asked_anew(seat.user).has_perm(right, sheet) for right in rights)

    accepted(edition, seat.user)

    assert all(asked_anew(seat.user).has_perm(right, sheet) for right in rights)


# The paper


def test_the_paper_is_drawn_once_from_the_row(as_juror, seat, edition, drawn, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pledge = accepted(edition, seat.user)

    pledge = Pledge.objects.get(pk=pledge.pk)
    response = as_juror.get(at("pledge-paper", pledge.pk))
    content = b"".join(response.streaming_content)
    assert content.startswith(b"%PDF-")
    with pikepdf.open(pledge.pdf) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Pakta Integritas"
    pledge.pdf.close()
    assert not draw_pledge(pledge.pk)
    assert AuditEntry.objects.filter(action="pledge.accept").count() == 1


def test_a_paper_that_was_lost_is_drawn_again(as_juror, seat, edition, monkeypatch, django_capture_on_commit_callbacks):
    pledge, asked = accepted(edition, seat.user), []
    draw_pledge(pledge.pk)
    pledge.refresh_from_db()
    pledge.pdf.storage.delete(pledge.pdf.name)
    monkeypatch.setattr(draw_pledge, "apply_async", lambda args, **_options: asked.append(*args))

    with django_capture_on_commit_callbacks(execute=True):
        for _look in range(2):
            assert as_juror.get(at("pledge-paper", pledge.pk)).status_code == 202

    assert asked == [pledge.pk]
    assert draw_pledge(pledge.pk)


def test_a_paper_that_is_awaited_says_so(as_juror, seat, edition):
    pledge = accepted(edition, seat.user)

    response = as_juror.get(at("pledge-paper", pledge.pk))

    assert response.status_code == 202
    assert "Sedang disiapkan" in response.text


def test_the_paper_is_for_the_juror_the_secretariat_and_the_auditor(client, seat, edition, secretary):
    pledge = accepted(edition, seat.user)
    readers = {seat.user: 202, secretary: 202, AppointmentFactory(role=Office.AUDITOR).user: 202}
    readers |= {SeatFactory(panel=seat.panel).user: 404, UserFactory(): 404}

    for reader, status in readers.items():
        client.force_login(reader)
        assert client.get(at("pledge-paper", pledge.pk)).status_code == status


# Every way to a proposal

# What a juror opens without the pledge: lists of titles, the own answers and interests, and the pledge itself.
WITHOUT = {
    "scoresheet-list",
    "seat-list",
    "seat-accept",
    "seat-decline",
    "seat-retake",
    "seat-return",
    "pledge-detail",
    "pledge-accept",
    "pledge-paper",
    "conflict-declare",
    "conflict-withdraw",
    "ranking-detail",  # titles and figures, for the chair
    "ranking-rebuild",
    "place-detail",  # likewise
    "reopening-list",
    "visit-worker",  # a script, the same for everybody
    "agenda-detail",  # when which title has its turn
    "agenda-calendar",
    "slot-list",
    "slot-calendar",
    "invitation-list",
}
OF_A_JUROR = "penilaian/"


def ways():
    """Every address of judging below /penilaian/, with what its places are called."""
    for pattern in patterns_of("judging"):
        route = str(pattern.pattern)
        if route.startswith(OF_A_JUROR) and pattern.name not in WITHOUT:
            yield pattern.name, sorted(pattern.pattern.converters)


def filled(name, places, sheet):
    stage = sheet.assignment.stage
    values = {
        "slug": stage.edition.slug,
        "stage_pk": stage.pk,
        "criterion_pk": stage.rubric.criteria.first().pk,
        "attachment_pk": 1,
        "proposal_pk": sheet.assignment.proposal_id,
        "token": "6f1c0a5e-8f5c-4e0b-9c52-0d3c6b7d1a11",
        "key": "6f1c0a5e-8f5c-4e0b-9c52-0d3c6b7d1a11",
        "pk": sheet.assignment_id if name.startswith("visit") else sheet.pk,
    }
    return reverse(f"judging:{name}", kwargs={place: values[place] for place in places})


@pytest.mark.parametrize(("name", "places"), list(ways()), ids=[name for name, _places in ways()])
def test_no_way_to_a_proposal_opens_before_the_pledge(as_juror, stage, sheet, name, places):
    kind = StageKind.VISIT if name.startswith("visit") else stage.kind
    type(stage).objects.filter(pk=stage.pk).update(has_discussion=True, kind=kind)
    if name == "scoresheet-reopen":
        SeatFactory(panel=PanelFactory(stage=stage), user=sheet.assignment.juror, role=SeatRole.CHAIR, pledged=False)
    address = filled(name, places, sheet)

    read, written = as_juror.get(address), as_juror.post(address)

    pledge = at("pledge-detail", stage.edition.slug)
    assert read.status_code == 405 or read["Location"].startswith(f"{pledge}?next=")
    assert written.status_code in {403, 405}
    assert {read.status_code, written.status_code} != {405}
    PledgeFactory(edition=stage.edition, user=sheet.assignment.juror)
    assert not as_juror.get(address).get("Location", "").startswith(pledge)
