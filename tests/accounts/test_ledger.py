"""The chain holds, and shows every kind of meddling that goes around the application."""

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from accounts import ledger
from accounts.models import AuditEntry
from tests.factories import OPDFactory, UserFactory

CHAIN = "uji"


@pytest.fixture
def chain(db):
    """Four entries, one after the other."""
    person, opd = UserFactory(), OPDFactory()
    for number in range(4):
        ledger.record("opd.update", opd, by=person, chain=CHAIN, before={"n": number}, after={"n": number + 1})
    return list(AuditEntry.objects.filter(chain=CHAIN))


def behind_our_back(statement, *values):
    """What somebody with the database's password does: write past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_record_appends_who_did_what_from_what_to_what(db):
    person, opd = UserFactory(), OPDFactory()

    entry = ledger.record("opd.update", opd, by=person, chain=CHAIN, before=1, after={"a": [2]}, note="Salah ketik.")

    entry = AuditEntry.objects.get(pk=entry.pk)
    assert (entry.chain, entry.number, entry.actor, entry.action) == (CHAIN, 1, person, "opd.update")
    assert (entry.target, entry.before, entry.after) == (f"accounts.opd:{opd.pk}", 1, {"a": [2]})
    assert (entry.note, entry.previous_hash) == ("Salah ketik.", ledger.NO_HASH)


def test_each_entry_carries_the_hash_of_the_one_before(chain):
    assert [entry.number for entry in chain] == [1, 2, 3, 4]
    assert [entry.previous_hash for entry in chain[1:]] == [entry.hash for entry in chain[:-1]]
    assert list(ledger.breaks(CHAIN)) == []


def test_record_all_chains_its_entries_in_their_order(chain):
    opd = OPDFactory()
    events = [ledger.Event("opd.update", opd, None, after=number) for number in range(3)]

    ledger.record_all(events, chain=CHAIN)

    assert ledger.head(CHAIN).number == 7
    assert ledger.head(CHAIN).after == 2
    assert list(ledger.breaks(CHAIN)) == []


def test_chains_know_nothing_of_each_other(chain):
    entry = ledger.record("opd.update", OPDFactory(), by=None, chain="lain")

    assert (entry.number, entry.previous_hash) == (1, ledger.NO_HASH)


@pytest.mark.parametrize(
    "meddle",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(note="x"),
        lambda _entry: AuditEntry.objects.all().delete(),
    ],
    ids=["save", "delete", "update", "delete all"],
)
def test_the_database_refuses_to_change_an_entry(chain, meddle):
    with pytest.raises(DatabaseError), transaction.atomic():
        meddle(chain[1])

    assert list(AuditEntry.objects.filter(chain=CHAIN)) == chain


@pytest.mark.parametrize("statement", ["UPDATE accounts_auditentry SET note = 'x'", "DELETE FROM accounts_auditentry"])
def test_the_database_refuses_raw_statements_too(chain, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "opd.create"),
        ("target", "accounts.opd:0"),
        ("before", '{"n": 9}'),
        ("after", '{"n": 9}'),
        ("note", "x"),
        ("actor_id", None),
        ("at", "2020-01-01T00:00:00Z"),
    ],
)
def test_a_changed_entry_breaks_the_chain(chain, column, value):
    behind_our_back(f"UPDATE accounts_auditentry SET {column} = %s WHERE id = %s", value, chain[1].pk)  # noqa: S608

    assert list(ledger.breaks(CHAIN)) == ["#2: content was changed"]


def test_a_changed_entry_with_its_hash_made_anew_breaks_the_chain_after_it(chain):
    forged = chain[1]
    forged.after = {"n": 9}

    behind_our_back(
        "UPDATE accounts_auditentry SET after = '{\"n\": 9}', hash = %s WHERE id = %s",
        ledger.entry_hash(forged),
        forged.pk,
    )

    assert list(ledger.breaks(CHAIN)) == ["#3: does not follow the entry before it"]


def test_a_removed_entry_leaves_a_hole(chain):
    behind_our_back("DELETE FROM accounts_auditentry WHERE id = %s", chain[1].pk)

    assert list(ledger.breaks(CHAIN)) == ["#2: missing, found #3", "#3: does not follow the entry before it"]


def test_a_removed_entry_shows_when_the_rest_is_numbered_anew(chain):
    behind_our_back("DELETE FROM accounts_auditentry WHERE id = %s", chain[1].pk)
    behind_our_back("UPDATE accounts_auditentry SET number = 2 WHERE id = %s", chain[2].pk)
    behind_our_back("UPDATE accounts_auditentry SET number = 3 WHERE id = %s", chain[3].pk)

    assert list(ledger.breaks(CHAIN)) == [
        "#2: does not follow the entry before it",
        "#2: content was changed",
        "#3: content was changed",
    ]


def test_an_inserted_entry_breaks_the_chain(chain):
    for entry in reversed(chain[2:]):
        behind_our_back("UPDATE accounts_auditentry SET number = number + 1 WHERE id = %s", entry.pk)
    inserted = AuditEntry(
        chain=CHAIN, number=3, at=chain[1].at, action="opd.update", target="x", previous_hash=chain[1].hash
    )
    inserted.hash = ledger.entry_hash(inserted)
    inserted.save(force_insert=True)

    assert list(ledger.breaks(CHAIN)) == [
        "#4: does not follow the entry before it",
        "#4: content was changed",
        "#5: content was changed",
    ]


def test_two_entries_that_change_places_break_the_chain(chain):
    behind_our_back("UPDATE accounts_auditentry SET number = 99 WHERE id = %s", chain[1].pk)
    behind_our_back("UPDATE accounts_auditentry SET number = 2 WHERE id = %s", chain[2].pk)
    behind_our_back("UPDATE accounts_auditentry SET number = 3 WHERE id = %s", chain[1].pk)

    assert len(list(ledger.breaks(CHAIN))) == 5


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain():
    opd, person = OPDFactory(), UserFactory()
    start = threading.Barrier(4)

    def write():
        try:
            start.wait()
            for _ in range(5):
                ledger.record("opd.update", opd, by=person, chain=CHAIN)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ledger.head(CHAIN).number == 20
    assert list(ledger.breaks(CHAIN)) == []
