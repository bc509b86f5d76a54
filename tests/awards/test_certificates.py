"""Drawing, gathering and revoking certificates."""

import io
from datetime import timedelta
from hashlib import sha256
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.exceptions import ValidationError

from accounts import clock
from accounts.models import AuditEntry
from awards import documents
from awards.actions import certificates as acts
from awards.actions.certificates import archive_certificates, draw_certificates, find_missing, revoke_certificate
from awards.models import Certificate
from tests.awards.ranked import draw_all, published, secretary

pytestmark = pytest.mark.django_db


def read(certificate):
    with certificate.pdf.open("rb") as pdf:
        return pdf.read()


def test_draw_certificates_stores_each_file_with_its_hash():
    publication = published((1, 2, 3))

    certificates = draw_all(publication)

    assert all(one.drawn_at for one in certificates)
    assert [one.sha256 for one in certificates] == [sha256(read(one)).hexdigest() for one in certificates]
    assert len({one.pdf.name for one in certificates}) == 3


def test_drawing_twice_leaves_one_file_and_the_same_hash():
    publication = published((1, 2))
    before = [(one.pdf.name, one.sha256, one.drawn_at) for one in draw_all(publication)]
    storage = publication.certificates.first().pdf.storage
    folder = f"piagam/{publication.pk}"

    drawn = draw_certificates([one.pk for one in publication.certificates.all()])

    assert drawn == 0
    assert [(one.pdf.name, one.sha256, one.drawn_at) for one in publication.certificates.all()] == before
    assert len(storage.listdir(folder)[1]) == 2


def test_a_file_that_a_killed_drawing_left_is_replaced():
    certificate = published((1,)).certificates.get()
    name = f"piagam/{certificate.publication_id}/{certificate.token}.pdf"
    certificate.pdf.storage.save(name, io.BytesIO(b"half a file, and longer than nothing" * 5000))

    (drawn,) = draw_all(certificate.publication)

    assert drawn.pdf.name == name
    assert read(drawn).startswith(b"%PDF")
    assert sha256(read(drawn)).hexdigest() == drawn.sha256


def test_draw_certificates_takes_few_queries_for_many(django_assert_max_num_queries):
    publication = published((1, 2, 3, 4))

    with django_assert_max_num_queries(6):
        draw_certificates([one.pk for one in publication.certificates.all()])


def test_archive_waits_for_the_last_certificate():
    publication = published((1, 2))
    first, _second = publication.certificates.all()
    draw_certificates([first.pk])

    assert archive_certificates(publication.pk) is False

    publication.refresh_from_db()
    assert (publication.archived_at, publication.archive.name) == (None, "")


def test_archive_holds_the_very_files_stored_as_they_are():
    publication = published((1, 2, 3))
    certificates = draw_all(publication)

    assert archive_certificates(publication.pk) is True
    assert archive_certificates(publication.pk) is False

    publication.refresh_from_db()
    with publication.archive.open("rb") as file, ZipFile(file) as archive:
        assert archive.testzip() is None
        found = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        assert {entry.compress_type for entry in archive.infolist()} == {ZIP_STORED}
    assert found == {documents.file_name(one): read(one) for one in certificates}


def test_revoking_leaves_a_trace_and_takes_it_out_of_the_archive(django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr(acts.archive_certificates, "delay", asked.append)
    publication = published((1, 2))
    certificates = draw_all(publication)
    archive_certificates(publication.pk)

    with django_capture_on_commit_callbacks(execute=True):
        revocation = revoke_certificate(certificate=certificates[0], reason=" Salah nama. ", by=secretary())
    archive_certificates(publication.pk)

    assert asked == [publication.pk]
    assert revocation.reason == "Salah nama."
    entry = AuditEntry.objects.get(action="certificate.revoke")
    assert (entry.target, entry.note) == (f"awards.certificate:{certificates[0].pk}", "Salah nama.")
    publication.refresh_from_db()
    with publication.archive.open("rb") as file, ZipFile(file) as archive:
        assert archive.namelist() == [documents.file_name(certificates[1])]


def test_revoking_needs_a_reason():
    certificate = published((1,)).certificates.get()

    with pytest.raises(ValidationError, match="Tuliskan alasan"):
        revoke_certificate(certificate=certificate, reason="  ", by=secretary())


def test_the_sweep_finds_what_was_lost_but_not_what_was_only_just_issued():
    publication = published((1, 2, 3))
    certificates = list(publication.certificates.all())
    issued = certificates[0].issued_at

    with clock.at(issued + timedelta(seconds=5)):
        assert find_missing() == []
    with clock.at(issued + timedelta(minutes=1)):
        assert find_missing() == [one.pk for one in certificates]
        draw_certificates([certificates[0].pk])
        assert find_missing() == []  # somebody draws
    with clock.at(issued + timedelta(minutes=2)):
        assert find_missing() == [one.pk for one in certificates[1:]]


def test_the_sweep_enqueues_the_missing_and_the_archive(monkeypatch, django_capture_on_commit_callbacks):
    drawings, archives = [], []
    monkeypatch.setattr(acts.draw_certificates, "delay", drawings.append)
    monkeypatch.setattr(acts.archive_certificates, "delay", archives.append)
    publication = published((1, 2))
    waiting = list(publication.certificates.values_list("pk", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        assert acts.draw_missing() == 2
    draw_all(publication)
    with django_capture_on_commit_callbacks(execute=True):
        assert acts.draw_missing() == 0

    assert drawings == [waiting]
    assert archives == [publication.pk]


def test_tasks_are_named_and_swept_by_beat(settings):
    (entry,) = [one for one in settings.CELERY_BEAT_SCHEDULE.values() if one["task"].startswith("awards.")]

    assert entry["task"] == acts.draw_missing.name == "awards.draw_missing"
    assert acts.draw_certificates.name == "awards.draw_certificates"
    assert acts.draw_certificates.acks_late


def test_nothing_to_draw_draws_nothing():
    assert draw_certificates([]) == 0
    assert Certificate.objects.count() == 0
