"""A real worker, killed in the middle of its work."""

import time
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest

from accounts import clock
from awards import documents
from awards.actions import certificates
from awards.actions import certificates as acts
from tests.awards.ranked import make_edition, publish, published, rank
from tests.conftest import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 90


def test_the_worker_draws_and_gathers_what_was_published(worker):
    publication = published((1, 2, 3))

    wait_until(lambda: publication.certificates.drawn().count() == 3, what="three certificates")
    wait_until(lambda: refreshed(publication).archived_at, what="their archive")

    with publication.archive.open("rb") as file, ZipFile(file) as archive:
        assert sorted(archive.namelist()) == sorted(documents.file_name(one) for one in publication.certificates.all())


def test_a_worker_killed_in_the_middle_loses_none_and_doubles_none(worker):
    publication = many(COUNT)
    wait_until(lambda: publication.certificates.drawn().exists(), what="the first batch")

    worker.kill()
    kept = dict(publication.certificates.drawn().values_list("pk", "sha256"))
    assert 0 < len(kept) < COUNT, "the worker was killed too early or too late"
    worker.start()
    sweep_until_done(publication)

    certificates = list(publication.certificates.all())
    assert len(certificates) == COUNT == len({one.pdf.name for one in certificates})
    for certificate in certificates:
        with certificate.pdf.open("rb") as pdf:
            assert sha256(pdf.read()).hexdigest() == certificate.sha256
    assert {pk: sha for pk, sha in publication.certificates.values_list("pk", "sha256") if pk in kept} == kept
    _folders, files = certificates[0].pdf.storage.listdir(f"piagam/{publication.pk}")
    assert sum(name.endswith(".pdf") for name in files) == COUNT
    wait_until(lambda: refreshed(publication).archived_at, what="the archive")
    with publication.archive.open("rb") as file, ZipFile(file) as archive:
        assert len(archive.namelist()) == COUNT


def many(count):
    edition = make_edition(tiers=[(count, False)])
    rank(edition, range(1, count + 1))
    return publish(edition)


def refreshed(publication):
    publication.refresh_from_db()
    return publication


def sweep_until_done(publication):
    """Beat's part: enqueue what nobody draws, some seconds after the last sign of life."""
    deadline = time.monotonic() + 60
    while publication.certificates.undrawn().exists():
        assert time.monotonic() < deadline, "the sweep did not bring the missing back"
        with clock.at(clock.now() + certificates.SILENCE + timedelta(seconds=1)):
            acts.draw_missing()
        time.sleep(1)
