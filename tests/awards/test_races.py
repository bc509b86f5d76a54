"""Two at once, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import close_old_connections, connection

from accounts import clock, ledger
from accounts.models import OPD
from awards.actions import certificates as acts
from awards.actions.certificates import draw_certificates
from awards.actions.plenary import confirm_plenary
from awards.actions.publication import publish_result
from awards.models import Certificate, Publication
from competitions.models import Edition, PhaseKind
from submissions.imports.actions import import_register
from submissions.imports.actions_undo import undo_rows
from submissions.imports.checking import check
from submissions.imports.reading import read
from submissions.models import ImportBatch, Innovation, Proposal
from tests.awards.ranked import confirm, make_edition, published, rank, secretary
from tests.factories import OPDFactory
from tests.moments import moment
from tests.submissions.imports.sheets import AGENCY, INNOVATION, workbook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_draws(monkeypatch):
    monkeypatch.setattr(acts.draw_certificates, "delay", [].append)
    monkeypatch.setattr(acts.archive_certificates, "delay", [].append)


def at_once(*acts):
    """Run acts in threads of their own, off at the same moment; give what each gave or raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(10)
            return act()
        except (PermissionDenied, ValidationError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        results = list(pool.map(run, acts))
    close_old_connections()
    return results


def publish(pk):
    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        return publish_result(edition=Edition.objects.get(pk=pk), by=secretary())


def test_of_two_who_publish_one_does():
    edition = make_edition()
    rank(edition, [1, 2, 3])
    confirm(edition)

    results = at_once(*[lambda: publish(edition.pk)] * 4)

    assert [type(one) for one in results].count(Publication) == 1
    assert [type(one) for one in results].count(ValidationError) == 3
    assert (Publication.objects.count(), Certificate.objects.count()) == (1, 3)
    assert list(ledger.breaks(edition.ledger_chain)) == []


def test_editions_that_publish_at_once_share_no_number():
    editions = [make_edition() for _turn in range(3)]
    for edition in editions:
        rank(edition, [1, 2, 3])
        confirm(edition)

    results = at_once(*[lambda pk=edition.pk: publish(pk) for edition in editions])

    assert [type(one) for one in results] == [Publication] * 3
    sequences = [list(one.certificates.values_list("sequence", flat=True)) for one in results]
    assert sorted(number for numbers in sequences for number in numbers) == list(range(1, 10))
    assert all(numbers == list(range(numbers[0], numbers[0] + 3)) for numbers in sequences)


def test_workers_that_draw_the_same_at_once_draw_each_once():
    publication = published((1, 2, 3, 4))
    ids = [one.pk for one in publication.certificates.all()]

    drawn = at_once(*[lambda: draw_certificates(ids)] * 3)

    assert sum(drawn) == 4
    assert Certificate.objects.undrawn().count() == 0
    storage = publication.certificates.first().pdf.storage
    assert len(storage.listdir(f"piagam/{publication.pk}")[1]) == 4


@pytest.mark.parametrize("kind", ["opd", "innovation"])
def test_an_import_is_taken_back_while_the_result_comes_out(kind):
    """What stands in the result stays; a name is taken back before it was printed or after, and printed whole."""
    edition = make_edition()
    opd = OPDFactory(name="Dinas Lama", abbr="Arsipcon")
    with clock.at(moment(PhaseKind.REGISTRATION)):
        file = workbook(opd=[AGENCY], innovations=[INNOVATION])
        import_register(file=file, seen=check(read(file)).fingerprint(), by=secretary(), invite=False)
    place = rank(edition, [1, 2])[0]
    Proposal.objects.filter(pk=place.proposal_id).update(innovation=Innovation.objects.get(title="SAPA WARGA"))
    confirm(edition)
    batch = ImportBatch.objects.get()
    rows = list(batch.rows.filter(kind=kind).values_list("pk", flat=True))

    undone, published = at_once(
        lambda: undo_rows(batch=batch, rows=rows, reason="Salah berkas.", by=secretary()), lambda: publish(edition.pk)
    )

    assert type(published) is Publication
    assert published.certificates.filter(recipient_name__in=["Dinas Lama", "Dinas Arsip Contoh"]).count() == 1
    if kind == "innovation":
        assert "dipakai oleh 1 usulan" in " ".join(undone.messages)
    else:
        assert OPD.objects.get(pk=opd.pk).name == "Dinas Lama"
    assert [list(ledger.breaks(chain)) for chain in (edition.ledger_chain, ledger.GENERAL)] == [[], []]


def test_of_two_who_confirm_one_does():
    edition = make_edition()
    rank(edition, [1, 2])

    def act():
        with clock.at(moment(PhaseKind.PLENARY)):
            return confirm_plenary(edition=Edition.objects.get(pk=edition.pk), by=secretary())

    results = at_once(act, act)

    assert sorted(type(one).__name__ for one in results) == ["PermissionDenied", "Plenary"]
    assert edition.plenaries.count() == 1
