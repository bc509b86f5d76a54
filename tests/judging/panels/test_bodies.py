"""The bodies of jurors as rows of an edition: added, renamed, ordered, and not taken away from who sits for them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry
from competitions.models import JuryBody, PhaseKind, Stage
from judging.models import Seat
from judging.panels.actions_body import add_body, raise_body, remove_body, rename_body
from judging.panels.actions_seat import seat_juror
from judging.panels.forms import SeatForm
from judging.panels.pledge_text import pledge_text
from tests.factories import AppointmentFactory, EditionFactory, PanelFactory, SeatFactory, UserFactory
from tests.judging.conftest import asked_anew
from tests.moments import moment

USUAL = ["Tim SAKIP", "Inspektorat", "Akademisi", "Praktisi", "Biro Provinsi"]


def names(edition):
    return list(edition.jury_bodies.values_list("name", flat=True))


def told(edition):
    return list(
        AuditEntry.objects.filter(chain=edition.ledger_chain, action__startswith="jurybody.")
        .order_by("number")
        .values_list("action", flat=True)
    )


@pytest.fixture
def as_secretary(client, secretary):
    client.force_login(secretary)
    return client


def at(name, edition, *more):
    return reverse(f"judging:{name}", args=[edition.slug, *more])


def test_a_city_names_bodies_of_its_own_and_seats_jurors_for_them(edition, stage, secretary):
    body = add_body(edition=edition, name="  Tokoh   masyarakat ", by=secretary)

    assert names(edition) == [*USUAL, "Tokoh masyarakat"]
    assert body.code == "tokoh-masyarakat"
    panel = PanelFactory(stage=stage)
    seat = seat_juror(panel=panel, user=UserFactory(), body=body.code, by=secretary)
    assert str(seat.body) == "Tokoh masyarakat"
    assert "tokoh-masyarakat" in dict(SeatForm(edition=edition, prefix="x").fields["body"].choices)
    assert "Tokoh masyarakat" in pledge_text(edition, seat.user, clock.now())


def test_a_name_changes_and_the_code_stays(edition, secretary):
    body = edition.jury_bodies.get(code="academic")
    rename_body(body=body, name="Perguruan tinggi", by=secretary)
    rename_body(body=body, name="Perguruan tinggi", by=secretary)

    body.refresh_from_db()
    assert (body.code, body.name) == ("academic", "Perguruan tinggi")
    assert told(edition) == ["jurybody.update"]


def test_the_order_changes_one_by_one(edition, secretary):
    last = edition.jury_bodies.get(code="province")
    raise_body(body=last, by=secretary)
    assert names(edition)[-2:] == ["Biro Provinsi", "Praktisi"]
    first = edition.jury_bodies.first()
    raise_body(body=first, by=secretary)
    assert edition.jury_bodies.first() == first
    assert told(edition) == ["jurybody.order"]


def test_what_is_in_use_stays_and_it_is_said_by_whom(edition, stage, secretary):
    body = edition.jury_bodies.get(code="sakip")
    juror = SeatFactory(panel__stage=stage, body="sakip").user
    Stage.objects.filter(pk=stage.pk).update(required_bodies=["sakip"])

    with pytest.raises(ValidationError) as refused:
        remove_body(body=body, by=secretary)
    assert f"1 juri duduk dari unsur ini: {juror}." in refused.value.messages
    assert "Unsur ini wajib di tahap: Penilaian proposal." in refused.value.messages
    with pytest.raises(ProtectedError):
        body.delete()

    Seat.objects.all().delete()
    Stage.objects.filter(pk=stage.pk).update(required_bodies=[])
    remove_body(body=body, by=secretary)
    remove_body(body=body, by=secretary)  # a second press
    assert names(edition) == USUAL[1:]
    add_body(edition=edition, name="Tim SAKIP", by=secretary)
    assert told(edition) == ["jurybody.delete", "jurybody.create"]


@pytest.mark.parametrize("name", ["", "   ", "AKADEMISI", " tim  sakip ", "x" * 61])
def test_bad_names_are_refused_with_a_sentence(edition, secretary, name):
    with pytest.raises(ValidationError) as refused:
        add_body(edition=edition, name=name, by=secretary)
    assert refused.value.message_dict["name"]
    assert told(edition) == []


def test_names_of_one_code_get_a_number(edition, secretary):
    first = add_body(edition=edition, name="Media!", by=secretary)
    second = add_body(edition=edition, name="Media?", by=secretary)
    third = add_body(edition=edition, name="ꦩꦼꦝꦶꦪ", by=secretary)

    assert [first.code, second.code, third.code] == ["media", "media-2", "unsur"]


def test_it_is_the_secretariats_until_the_plenary(edition, secretary):
    body = edition.jury_bodies.first()
    acts = [
        lambda by: add_body(edition=edition, name="Media", by=by),
        lambda by: rename_body(body=body, name="Media", by=by),
        lambda by: raise_body(body=body, by=by),
        lambda by: remove_body(body=body, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(AppointmentFactory(role="auditor").user)
        with clock.at(moment(PhaseKind.PLENARY)), pytest.raises(PermissionDenied):
            act(asked_anew(secretary))


def test_a_body_of_elsewhere_seats_nobody(stage, secretary):
    body = EditionFactory().jury_bodies.create(code="media", name="Media", number=9)

    with pytest.raises(ValidationError) as refused:
        seat_juror(panel=PanelFactory(stage=stage), user=UserFactory(), body=body, by=secretary)
    assert "daftar edisi ini" in refused.value.message_dict["body"][0]


def test_the_database_refuses_nonsense(edition):
    def refused(constraint, **values):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            JuryBody.objects.create(edition=edition, number=9, **values)

    refused("competitions_jurybody_code_once", code="sakip", name="Lain")
    refused("competitions_jurybody_name_once", code="lain", name="tim sakip")
    refused("competitions_jurybody_is_called_something", code="lain", name="")
    refused("competitions_jurybody_is_called_something", code="", name="Lain")


def test_the_page_adds_renames_orders_and_deletes(as_secretary, edition):
    added = as_secretary.post(at("body-create", edition), {"baru-name": "Ombudsman"}, follow=True)
    assert "Unsur “Ombudsman” ditambahkan." in added.text
    body = edition.jury_bodies.get(code="ombudsman")
    again = as_secretary.post(at("body-create", edition), {"baru-name": "ombudsman"})
    assert again.status_code == 422
    assert "sudah ada" in again.text
    named = {f"unsur-{body.pk}-name": "Ombudsman RI"}
    assert "Ombudsman RI" in as_secretary.post(at("body-update", edition, body.pk), named, follow=True).text
    as_secretary.post(at("body-raise", edition, body.pk))
    assert names(edition)[-2] == "Ombudsman RI"
    assert "dihapus" in as_secretary.post(at("body-delete", edition, body.pk), follow=True).text
    assert names(edition) == USUAL


def test_the_page_says_by_whom_a_body_is_used(as_secretary, edition, stage):
    juror = SeatFactory(panel__stage=stage, body="sakip").user
    body = edition.jury_bodies.get(code="sakip")

    assert at("body-delete", edition, body.pk) not in as_secretary.get(at("body-list", edition)).text
    page = as_secretary.post(at("body-delete", edition, body.pk), follow=True)
    assert str(juror) in page.text


def test_the_page_costs_the_same_for_any_number(as_secretary, edition, stage):
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            as_secretary.get(at("body-list", edition))
        costs.append(len(asked))
        for number in range(3):
            edition.jury_bodies.create(code=f"lain-{len(costs)}-{number}", name=f"Lain {len(costs)} {number}", number=9)
            SeatFactory(panel__stage=stage)

    assert costs[0] == costs[1]
