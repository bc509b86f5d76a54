"""A schema of its own: nothing done inside reaches what is real, and no connection keeps its path."""

import contextlib

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, transaction

from accounts import ledger, rehearsal
from accounts.locks import lock_name_if_free
from accounts.models import OPD, AuditEntry, Delivery, User
from accounts.outbox import send_waiting
from accounts.rehearsal import GoneError, inside
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "SHOW search_path"


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker):
    """One that holds every table; migrating takes seconds, so the tests of this module share it."""
    with django_db_blocker.unblock():
        made = rehearsal.create("contoh", "Edisi Contoh", "pengajuan", 1).schema
        try:
            with inside(made, is_whole=False):
                call_command("migrate", verbosity=0, interactive=False)
            yield made
        finally:
            rehearsal.drop(made)


def asked(sql: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchone()[0]


def whole() -> dict[str, int]:
    """Every table of every schema with its rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        return {name: asked(f"SELECT count(*) FROM {name}") for (name,) in cursor.fetchall()}  # noqa: S608  as it stands there


def test_thrown_away_it_leaves_no_trace(tmp_path, settings):
    """Asked before the shared one is made: there is only ever one."""
    settings.MEDIA_ROOT = tmp_path
    before = whole()
    made = rehearsal.create("contoh", "Edisi Contoh", "pengajuan", 1)
    assert rehearsal.find() == made
    with inside(made.schema, is_whole=False):
        call_command("migrate", verbosity=0, interactive=False)
        name = default_storage.save("usulan/surat.txt", ContentFile(b"contoh"))
    assert name == "usulan/surat.txt"
    assert not default_storage.exists(name)
    assert (tmp_path / "gladi" / made.schema / name).read_bytes() == b"contoh"
    rehearsal.drop(made.schema)
    assert (whole(), rehearsal.find(), list(tmp_path.iterdir())) == (before, None, [])


def test_what_is_done_inside_stays_inside(schema):
    OPD.objects.create(name="Dinas Nyata", abbr="Nyata", kind="dinas")
    before, path = whole(), asked(PATH)
    with inside(schema):
        assert (asked(PATH), OPD.objects.filter(abbr="Nyata").exists()) == (schema, False)
        user = User.objects.create_user("juri", "juri@demo.test", "x")
        OPD.objects.create(name="Dinas Contoh", abbr="Contoh", kind="dinas")
        ledger.record("opd.create", OPD.objects.get(), by=user)
        assert AuditEntry.objects.count() == 1
        with pytest.raises(InternalError), transaction.atomic():
            AuditEntry.objects.all().delete()  # guarded there as it is here
    assert asked(PATH) == path
    assert {name: rows for name, rows in whole().items() if not name.startswith("gladi_")} == {
        name: rows for name, rows in before.items() if not name.startswith("gladi_")
    }
    assert [opd.abbr for opd in OPD.objects.all()] == ["Nyata"]


def test_the_path_is_gone_after_an_error_within_a_transaction(schema):
    path, real = asked(PATH), connection.connection
    inner = []

    def fail():
        inner.append(connection.connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), inside(schema), transaction.atomic():
        fail()
    assert (connection.connection, asked(PATH), rehearsal.current()) == (real, path, "")
    assert inner[0].closed


def test_a_path_set_in_passing_goes_with_its_connection(schema):
    with inside(schema), contextlib.suppress(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("SET search_path TO pg_catalog")
        cursor.execute("SELECT * FROM no_such_table")
    assert asked(PATH) == '"$user", public'


def test_other_threads_see_what_is_real(schema):
    seen = []
    with inside(schema):
        assert at_once(lambda: seen.append((rehearsal.current(), asked(PATH)))) == [None]
        assert (seen, rehearsal.current()) == ([("", '"$user", public')], schema)


def test_one_that_lacks_a_table_or_a_migration_is_refused(schema):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {schema}.django_migrations WHERE app = 'awards'")  # noqa: S608  our own name
    with pytest.raises(GoneError), inside(schema):
        pass
    assert rehearsal.current() == ""
    with connection.cursor() as cursor:
        back = f"INSERT INTO {schema}.django_migrations SELECT * FROM public.django_migrations"  # noqa: S608  as above
        cursor.execute(f"{back} WHERE app = 'awards'")
    with inside(schema):
        pass
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {schema}.accounts_delivery RENAME TO away")
    with pytest.raises(GoneError), inside(schema):
        pass
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {schema}.away RENAME TO accounts_delivery")


def test_one_that_was_thrown_away_is_refused():
    with pytest.raises(GoneError), inside("gladi_00000000"):
        pass
    made = rehearsal.create("contoh", "Edisi Contoh", "pengajuan", 1)
    rehearsal.drop(made.schema)
    with pytest.raises(GoneError):
        rehearsal.note(made, step="Usulan")


@pytest.mark.parametrize("name", ["public", "gladi_", "gladi_1234567; DROP", "gladi_1234567g"])
def test_no_other_schema_is_ever_named(name):
    with pytest.raises(ValueError, match=name), inside(name):
        pass
    with pytest.raises(ValueError, match=name):
        rehearsal.drop(name)


def test_it_is_entered_outside_of_transactions_and_once(schema):
    with transaction.atomic(), pytest.raises(RuntimeError), inside(schema):
        pass
    with inside(schema):
        with pytest.raises(RuntimeError), inside(schema):
            pass
        with pytest.raises(RuntimeError):
            rehearsal.drop(schema)


def test_what_is_kept_and_what_is_locked_bears_its_name(schema):
    cache.set("judging.measured:1", "nyata")
    with lock_name_if_free("contoh") as is_mine, inside(schema):
        assert cache.get("judging.measured:1") is None
        cache.set("judging.measured:1", "contoh")
        with lock_name_if_free("contoh") as is_free:
            assert is_mine
            assert is_free
    assert cache.get("judging.measured:1") == "nyata"


def test_no_letter_leaves_it(schema, mailoutbox):
    with inside(schema):
        reader = User.objects.create_user("ketua", "ketua@kota.go.id", "x")
        Delivery.objects.create(key="contoh:1", reader=reader, address=reader.email, subject="x", body="x")
        assert send_waiting() == 0
    assert not mailoutbox
