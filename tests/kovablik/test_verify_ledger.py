import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import ledger
from accounts.models import AuditEntry
from awards.models import Plenary, Publication
from judging.models import Panel, Ranking
from tests.factories import EditionFactory, StageFactory, UserFactory

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
    assert "general: 1 entries hold" in told


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


# Rewriting the chain itself


def rehash(chain, first, last=None):
    """Give the entries from `first` on hashes that fit, as whoever knows the code could."""
    entries = AuditEntry.objects.filter(chain=chain).order_by("number")
    previous = entries.filter(number=first - 1).values_list("hash", flat=True).first() or ledger.NO_HASH
    for entry in entries.filter(number__gte=first, number__lte=last or 2**31):
        entry.previous_hash = previous
        previous = ledger.entry_hash(entry)
        behind_the_back(
            "UPDATE accounts_auditentry SET previous_hash = %s, hash = %s WHERE id = %s",
            entry.previous_hash,
            previous,
            entry.pk,
        )


def told_of(edition, capsys, **options):
    """What the command says of a ledger that it refuses."""
    with pytest.raises(CommandError):
        call_command("verify_ledger", edition.slug, **options)
    return capsys.readouterr().out


def test_one_entry_with_a_new_hash_breaks_the_next(edition, capsys):
    behind_the_back("UPDATE accounts_auditentry SET after = '{\"year\": 2027}' WHERE number = 2")
    rehash(edition.ledger_chain, 2, 2)

    assert told_of(edition, capsys) == (f"{edition.ledger_chain}: #3: does not follow the entry before it\n")


def test_two_entries_in_each_others_place_are_found(edition, capsys):
    behind_the_back("UPDATE accounts_auditentry SET number = 99 WHERE number = 2")
    behind_the_back("UPDATE accounts_auditentry SET number = 2 WHERE number = 3")
    behind_the_back("UPDATE accounts_auditentry SET number = 3 WHERE number = 99")

    told = told_of(edition, capsys)

    assert "#2: does not follow the entry before it" in told
    assert "#2: content was changed" in told
    assert "#3: content was changed" in told


def test_an_entry_put_in_after_an_old_predecessor_is_found(edition, capsys):
    second = AuditEntry.objects.get(chain=edition.ledger_chain, number=2)
    forged = AuditEntry(
        chain=second.chain,
        number=4,
        at=second.at,
        action="edition.update",
        target=second.target,
        previous_hash=second.hash,
    )
    forged.hash = ledger.entry_hash(forged)
    forged.save()

    assert told_of(edition, capsys) == f"{edition.ledger_chain}: #4: does not follow the entry before it\n"


def test_a_chain_written_anew_from_there_on_does_not_match_the_head_that_was_published(edition, capsys):
    publish(edition)
    behind_the_back("UPDATE accounts_auditentry SET after = '{\"year\": 2027}' WHERE number = 2")
    rehash(edition.ledger_chain, 2)

    told = told_of(edition, capsys)

    assert told.startswith(f"{edition.ledger_chain}: the head that publication 1 carries is gone")
    assert told.count("\n") == 1


def test_before_a_head_was_printed_only_one_kept_outside_tells_of_a_chain_written_anew(edition, capsys):
    """What no database can tell of itself; therefore the head leaves it (docs/operasi.md)."""
    kept = ledger.head(edition.ledger_chain).hash
    call_command("verify_ledger", edition.slug, head=kept)
    assert "the head that was written down is that of entry 3" in capsys.readouterr().out
    behind_the_back("UPDATE accounts_auditentry SET after = '{\"year\": 2027}' WHERE number = 2")
    rehash(edition.ledger_chain, 2)

    call_command("verify_ledger", edition.slug)
    assert "3 entries hold" in capsys.readouterr().out
    assert f"no entry carries the head that was written down: {kept}" in told_of(edition, capsys, head=kept)


def test_an_older_head_still_stands_in_a_ledger_that_grew(edition, capsys):
    kept = ledger.head(edition.ledger_chain).hash
    ledger.record("edition.update", edition, by=None, chain=edition.ledger_chain)

    call_command("verify_ledger", edition.slug, head=f" {kept.upper()} ")

    assert "4 entries hold" in capsys.readouterr().out


def test_a_tail_cut_off_before_any_head_is_missed_where_its_rows_remain(edition, capsys):
    panel = Panel.objects.create(stage=StageFactory(edition=edition), name="Panel A")
    ledger.record("panel.create", panel, by=None, chain=edition.ledger_chain, after={"name": "Panel A"})
    call_command("verify_ledger", edition.slug)
    behind_the_back("DELETE FROM accounts_auditentry WHERE number = 4")

    assert f"Panel {panel.pk}: tersimpan tanpa jejak." in told_of(edition, capsys)


def test_a_row_that_its_entry_does_not_tell_of_is_named_with_the_edition(edition, capsys):
    panel = Panel.objects.create(stage=StageFactory(edition=edition), name="Panel A")

    assert told_of(edition, capsys) == f"{edition.ledger_chain}: Panel {panel.pk}: tersimpan tanpa jejak.\n"


def test_a_head_without_an_edition_is_refused():
    with pytest.raises(CommandError, match="name it"):
        call_command("verify_ledger", head="0" * 64)
