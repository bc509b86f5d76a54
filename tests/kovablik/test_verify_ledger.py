import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import ledger
from awards.models import Plenary, Publication
from judging.models import Ranking
from tests.factories import EditionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """An edition with three entries on its ledger."""
    edition = EditionFactory()
    for action in ("edition.create", "edition.update", "edition.open"):
        ledger.record(action, edition, by=UserFactory(), chain=edition.ledger_chain, after={"year": 2026})
    return edition


def behind_the_back(statement, *parameters):
    """Reach into the database past its triggers, as its administrator could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_whole_ledger_holds_and_names_its_head(edition, capsys):
    call_command("verify_ledger", edition.slug)

    head = ledger.head(edition.ledger_chain)
    assert capsys.readouterr().out == f"{edition.ledger_chain}: 3 entries hold, head {head.hash}\n"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE accounts_auditentry SET after = '{\"year\": 2027}' WHERE number = 2", "#2: content was changed"),
        ("UPDATE accounts_auditentry SET actor_id = NULL WHERE number = 2", "#2: content was changed"),
        ("DELETE FROM accounts_auditentry WHERE number = 2", "#2: missing, found #3"),
        ("DELETE FROM accounts_auditentry WHERE number = 1", "#1: missing, found #2"),
        ("DELETE FROM accounts_auditentry", "no entry, though the edition was opened"),
    ],
)
def test_tampering_is_found_and_said_where(edition, capsys, statement, said):
    behind_the_back(statement)

    with pytest.raises(CommandError, match=r"1 ledger\(s\) do not hold"):
        call_command("verify_ledger", edition.slug)

    assert f"{edition.ledger_chain}: {said}" in capsys.readouterr().out


def test_without_an_edition_every_ledger_is_walked(edition, capsys):
    other = EditionFactory()
    ledger.record("edition.open", other, by=None, chain=other.ledger_chain)
    ledger.record("opd.update", UserFactory(), by=None)
    behind_the_back("UPDATE accounts_auditentry SET note = 'x' WHERE chain = %s", other.ledger_chain)

    with pytest.raises(CommandError, match=r"1 ledger\(s\) do not hold"):
        call_command("verify_ledger")

    told = capsys.readouterr().out
    assert f"{other.ledger_chain}: #1: content was changed" in told
    assert f"{edition.ledger_chain}: 3 entries hold" in told
    assert "umum: 1 entries hold" in told


def test_entries_cut_off_after_a_publication_are_missed(edition, capsys):
    publish(edition)
    call_command("verify_ledger", edition.slug)
    behind_the_back("DELETE FROM accounts_auditentry WHERE number = 3")

    with pytest.raises(CommandError):
        call_command("verify_ledger", edition.slug)

    assert "the head that publication 1 carries is gone" in capsys.readouterr().out


def publish(edition):
    """A publication that carries the ledger's head, as the act of publishing leaves it."""
    by, at = UserFactory(), edition.opened_at
    ranking = Ranking.objects.create(edition=edition, built_at=at, built_by=by, sheet_count=0, confirmed_at=at)
    plenary = Plenary.objects.create(edition=edition, ranking=ranking, confirmed_at=at, confirmed_by=by)
    head = ledger.head(edition.ledger_chain)
    Publication.objects.create(
        edition=edition, plenary=plenary, published_at=at, published_by=by, ledger_head=head.hash
    )


def test_an_unknown_edition_is_refused():
    with pytest.raises(CommandError, match="no edition “tidak-ada”"):
        call_command("verify_ledger", "tidak-ada")
