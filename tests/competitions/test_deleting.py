"""A draft goes with all its parts; its chain stays. What was opened stays."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import ledger
from accounts.models import AuditEntry, Office
from awards.models import SpecialAward
from competitions.actions.deleting import delete_edition
from competitions.actions.edition import open_edition
from competitions.copying import parts, rows_of
from competitions.models import Edition, Phase
from judging.models import Answer, Panel, Seat, Session, VisitQuestion
from tests.competitions.conftest import queries, url
from tests.factories import AppointmentFactory, EditionFactory, OPDFactory, PanelFactory, SeatFactory
from tests.moments import START
from tests.threads import at_once

pytestmark = pytest.mark.django_db
WHY = "Salah tahun"


@pytest.fixture(autouse=True)
def _sent_at_once(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True


@pytest.fixture
def full(make_edition):
    """A draft with everything that a draft can have."""
    opd, edition = OPDFactory(), make_edition()
    stage = edition.stages.get()
    SeatFactory.create_batch(3, panel=PanelFactory(stage=stage), pledged=False)
    assert opd.participations.exists()
    VisitQuestion.objects.create(stage=stage, number=1, text="Berjalan?")
    Session.objects.create(stage=stage, starts_at=START, ends_at=START + timedelta(hours=1), place="Aula")
    return edition


def rows():
    return {model: model._default_manager.count() for model in (*parts(), Phase, Panel, Seat, Session)}


def test_all_that_belongs_to_it_goes_and_the_chain_stays(full, secretary):
    chain, key, written = full.ledger_chain, full.pk, AuditEntry.objects.filter(chain=full.ledger_chain).count()

    delete_edition(edition=full, reason=WHY, by=secretary)

    assert not Edition.objects.exists()
    assert set(rows().values()) == {0}
    own, general = ledger.head(chain), ledger.head(ledger.GENERAL)
    assert own.number == written + 1
    for entry in (own, general):
        assert (entry.action, entry.target, entry.note) == ("edition.delete", f"competitions.edition:{key}", WHY)
        assert entry.before["short_name"] == "KOVABLIK Kota Uji 2026"
    assert [list(ledger.breaks(where)) for where in (chain, ledger.GENERAL)] == [[], []]


def test_another_edition_keeps_all_it_has(full, secretary, make_edition):
    other = make_edition(short_name="KOVABLIK lain")
    SeatFactory(panel=PanelFactory(stage=other.stages.get()))
    kept = {model: set(rows_of(model, other).values_list("pk", flat=True)) for model in parts()}

    delete_edition(edition=full, reason=WHY, by=secretary)

    assert {model: set(model._default_manager.values_list("pk", flat=True)) for model in parts()} == kept
    assert Seat.objects.count() == 1


def test_its_name_is_free_again(full, secretary, make_edition):
    delete_edition(edition=full, reason=WHY, by=secretary)

    again = make_edition()

    assert (again.slug, again.pk > full.pk) == (full.slug, True)


def test_who_was_asked_to_judge_is_told(full, secretary, django_capture_on_commit_callbacks):
    asked, silent, gone = Seat.objects.all()
    Seat.objects.update(invited_at=None)
    Seat.objects.filter(pk=asked.pk).update(invited_at=START)
    Seat.objects.filter(pk=gone.pk).update(
        invited_at=START, answer=Answer.DECLINED, answered_at=START, decline_reason="Sibuk"
    )

    with django_capture_on_commit_callbacks(execute=True):
        delete_edition(edition=full, reason=WHY, by=secretary)

    (letter,) = mail.outbox
    assert letter.to == [asked.user.email] != [silent.user.email]
    assert letter.subject == "KOVABLIK Kota Uji 2026 dibatalkan"
    assert WHY in letter.body


def test_what_was_opened_is_refused_with_what_to_do_instead(opened, secretary):
    with pytest.raises(PermissionDenied, match=r"sudah dibuka .* geser kalendernya"):
        delete_edition(edition=opened, reason=WHY, by=secretary)

    assert Edition.objects.exists()


def test_without_a_reason_nothing_happens(full, secretary):
    before = rows()

    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        delete_edition(edition=full, reason=" ", by=secretary)

    assert rows() == before


def test_what_nobody_thought_of_keeps_it_and_is_named(full, secretary):
    SpecialAward.objects.create(edition=full, name="Best Support", holder=OPDFactory(), created_by=secretary)
    before, written = rows(), AuditEntry.objects.count()

    with pytest.raises(ValidationError, match="selama masih memuat: penghargaan khusus"):
        delete_edition(edition=full, reason=WHY, by=secretary)

    assert (rows(), AuditEntry.objects.count()) == (before, written)


@pytest.mark.parametrize("role", [Office.VERIFIER, Office.LEADER, Office.AUDITOR])
def test_only_the_secretariat_deletes(full, role):
    with pytest.raises(PermissionDenied):
        delete_edition(edition=full, reason=WHY, by=AppointmentFactory(role=role).user)

    assert Edition.objects.exists()


def test_the_page_says_what_goes_and_asks_why(browse, full):
    path = url("edition-delete", full)

    page = browse.get(path)
    assert "Kategori <b>11</b>" in page.text
    assert "Panel <b>1</b>" in page.text
    assert "Tuliskan alasannya." in browse.post(path, {"reason": ""}).text

    done = browse.post(path, {"reason": WHY}, follow=True)
    assert "dihapus. Jejaknya tetap terbaca." in done.text
    assert not Edition.objects.exists()


def test_the_page_costs_the_same_for_any_number_of_rows(browse, full):
    many = queries(browse, url("edition-delete", full))
    full.categories.exclude(number=1).delete()

    assert queries(browse, url("edition-delete", full)) == many <= 40


def test_the_page_of_what_was_opened_says_why_not(browse, opened):
    answer = browse.get(url("edition-delete", opened))

    assert answer.status_code == 403
    assert "sudah dibuka" in answer.text


def test_its_chain_is_read_from_the_general_ledger(browse, client, full, secretary):
    key = full.pk
    delete_edition(edition=full, reason=WHY, by=secretary)
    path = reverse("ledger-deleted", args=[key])

    general = browse.get(reverse("ledger-general"))
    assert "Menghapus edisi yang belum dibuka" in general.text
    assert path in general.text

    own = browse.get(path)
    assert "Membuat edisi" in own.text
    assert "KOVABLIK Kota Uji 2026" in own.text
    assert browse.get(path, {"berkas": "csv"}).status_code == 200
    assert browse.get(reverse("ledger-deleted", args=[key + 1])).status_code == 404


def test_the_chain_of_an_edition_that_is_there_is_not_read_that_way(browse, full):
    assert browse.get(reverse("ledger-deleted", args=[full.pk])).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Office.AUDITOR, 200), (Office.LEADER, 403), (Office.VERIFIER, 403)])
def test_who_reads_the_general_ledger(client, db, role, status):
    client.force_login(AppointmentFactory(role=role).user)

    assert client.get(reverse("ledger-general")).status_code == status


@pytest.mark.django_db(transaction=True)
def test_of_opening_and_deleting_at_once_one_wins(edition, secretary):
    refused = at_once(
        lambda: open_edition(edition=edition, by=secretary),
        lambda: delete_edition(edition=edition, reason=WHY, by=secretary),
        when="before",
    )

    left = Edition.objects.filter(pk=edition.pk).first()
    assert sum(refusal is not None for refusal in refused) == 1
    assert left is None or left.is_open


def test_an_edition_of_no_parts_goes_too(secretary):
    edition = EditionFactory(opened_at=None)

    delete_edition(edition=edition, reason=WHY, by=secretary)

    assert not Edition.objects.exists()
