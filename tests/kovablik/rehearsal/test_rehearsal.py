"""A rehearsal from its start to its end: made, entered, acted in, left, thrown away; what is real is as before."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from accounts import rehearsal
from accounts.models import OPD, AuditEntry, Delivery, Office
from accounts.rehearsal import inside
from awards.actions.publication import next_sequence
from awards.models import Certificate
from competitions.actions.edition import create_edition
from competitions.models import Edition, PhaseKind
from judging.models import ScoreSheet
from kovablik.rehearsal.actions import make_rehearsal, start_rehearsal, throw_away
from kovablik.rehearsal.middleware import ENTERED
from submissions.models import Proposal, State
from tests.conftest import wait_until
from tests.factories import AppointmentFactory, OPDFactory, StageFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
IDENTITY = {
    "name": "Kompetisi Inovasi Kota Contoh 2026",
    "short_name": "KOVABLIK Contoh 2026",
    "year": 2026,
    "government": "Pemerintah Kota Contoh",
    "city": "Contoh",
    "organiser": "Bagian Organisasi",
    "signatory_position": "WALI KOTA CONTOH",
    "signatory_name": "NAMA CONTOH",
    "awarded_on": date(2027, 6, 1),
}


@pytest.fixture(autouse=True)
def _nothing_left():
    yield
    if found := rehearsal.find():
        rehearsal.drop(found.schema)


@pytest.fixture
def secretary():
    return AppointmentFactory(role=Office.SECRETARIAT).user


@pytest.fixture
def edition(secretary):
    """A draft whose calendar lies ahead, with one real agency called."""
    OPDFactory(name="Dinas Nyata", abbr="Nyata")
    return create_edition(template="kovablik-jatim-2023", identity=IDENTITY, first_day=date(2027, 1, 4), by=secretary)


def rows() -> dict[str, int]:
    """How many rows each table of every schema has; but for the session of who clicks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename != 'django_session'"
        )
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608  as it stands there
            found[name] = cursor.fetchone()[0]
    return found


def files() -> set[Path]:
    return set(Path(settings.MEDIA_ROOT).rglob("*"))


def url(name: str) -> str:
    return reverse(f"rehearsal-{name}", args=["kovablik-contoh-2026"])


def made(edition, stage, by):
    schema = start_rehearsal(edition=edition, stage=stage, by=by).schema
    make_rehearsal(schema)
    return rehearsal.find()


def test_played_to_the_certificates_by_the_worker_it_is_thrown_away_without_a_trace(
    client, edition, secretary, worker, mailoutbox
):
    before, kept, number = rows(), files(), next_sequence(2026)
    client.force_login(secretary)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert url("detail") in page
    assert client.post(url("detail"), {"stage": "pengumuman"}).status_code == 302
    assert "Sedang disiapkan" in client.get(url("detail")).content.decode()
    wait_until(lambda: not rehearsal.find().is_under_way, seconds=180, what="the rehearsal")
    found = rehearsal.find()
    assert (found.state, found.problem) == (rehearsal.READY, "")

    with inside(found.schema):  # the worker drew there what was asked for there
        wait_until(lambda: not Certificate.objects.filter(pdf=""), seconds=120, what="the certificates")
        assert Certificate.objects.count() > 0
        assert Certificate.objects.first().pdf.size > 1_000
        assert Delivery.objects.filter(sent_at__isnull=False).count() == 0
        chain = AuditEntry.objects.filter(chain=edition.ledger_chain).count()
    assert chain > 100

    assert client.post(url("enter")).status_code == 302
    for name in ("edition-detail", "awards:certificate-list", "judging:ranking-detail", "ledger-list", "outbox-list"):
        page = client.get(reverse(name, args=[edition.slug])).content.decode()
        assert "Semua di sini contoh" in page, name
    export = client.get(reverse("ledger-list", args=[edition.slug]), {"ekspor": "csv"})
    assert b"".join(export).count(b"\n") >= 1
    assert client.post(url("leave")).status_code == 302
    assert "Semua di sini contoh" not in client.get(edition.get_absolute_url()).content.decode()

    assert "Akibatnya" in client.get(url("discard")).content.decode()
    assert client.post(url("discard")).status_code == 302
    assert (rows(), rehearsal.find(), next_sequence(2026), mailoutbox) == (before, None, number, [])
    assert files() == kept


def test_it_stands_where_it_was_asked_to(edition, secretary):
    before = rows()
    found = made(edition, "penilaian", secretary)
    assert (found.state, found.problem) == (rehearsal.READY, "")
    with inside(found.schema):
        copy = Edition.objects.get()
        assert (copy.pk, copy.is_sample, copy.in_phase(PhaseKind.JUDGING)) == (edition.pk, True, True)
        assert not OPD.objects.filter(abbr="Nyata").exists()
        assert ScoreSheet.objects.final().exists()
        assert ScoreSheet.objects.filter(finalised_at=None).exists()
    throw_away(schema=found.schema, by=secretary)
    assert rows() == before


def test_what_is_done_in_it_stays_there_and_who_is_inside_when_it_goes_is_led_out(client, edition, secretary):
    found = made(edition, "pengajuan", secretary)
    client.force_login(secretary)
    client.post(url("enter"))
    before = rows()
    agency = {"name": "Dinas Percobaan", "abbr": "Percobaan", "kind": "dinas"}
    assert client.post(reverse("agency-create"), agency).status_code == 302
    with inside(found.schema):
        assert Proposal.objects.filter(state=State.DRAFT).exists()
        assert Proposal.objects.exclude(state=State.DRAFT).exists()
        assert OPD.objects.filter(abbr="Percobaan").exists()
        assert AuditEntry.objects.filter(actor=secretary.pk, action="opd.create").exists()
    after = {name: count for name, count in rows().items() if name.startswith(("public.", "accounts_"))}
    assert after.items() <= before.items()
    assert not OPD.objects.filter(abbr="Percobaan").exists()

    throw_away(schema=found.schema, by=secretary)
    entries = AuditEntry.objects.count()
    answer = client.post(reverse("competitions:edition-delete", args=[edition.slug]), {"reason": "Tidak jadi."})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert (Edition.objects.count(), AuditEntry.objects.count()) == (1, entries)
    assert ENTERED not in client.session


def test_one_at_a_time_and_by_the_secretariat_alone(edition, secretary):
    with pytest.raises(PermissionDenied):
        start_rehearsal(edition=edition, stage="pengajuan", by=UserFactory())
    with pytest.raises(ValidationError, match="Pilih"):
        start_rehearsal(edition=edition, stage="lain", by=secretary)
    found = start_rehearsal(edition=edition, stage="pengajuan", by=secretary)
    with pytest.raises(ValidationError, match="Masih ada"):
        start_rehearsal(edition=edition, stage="pengajuan", by=secretary)
    with pytest.raises(PermissionDenied):
        throw_away(schema=found.schema, by=UserFactory())
    throw_away(schema=found.schema, by=secretary)
    make_rehearsal(found.schema)  # asked for before it was thrown away
    assert rehearsal.find() is None


def test_what_the_edition_lacks_is_said_before(client, edition, secretary):
    edition.categories.all().delete()
    client.force_login(secretary)
    answer = client.post(url("detail"), {"stage": "pengajuan"})
    assert answer.status_code == 422
    assert "Belum ada kategori." in answer.content.decode()
    assert rehearsal.find() is None


def test_judged_in_several_stages_it_goes_as_far_as_the_first(client, edition, secretary):
    StageFactory(edition=edition, kind="presentation")
    client.force_login(secretary)
    page = client.get(url("detail")).content.decode()
    assert 'value="penilaian"' in page
    assert 'value="pleno"' not in page


def test_others_have_no_way_in(client, edition, secretary):
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)
    assert {client.get(url("detail")).status_code, client.post(url("enter")).status_code} == {403}
