"""What is stored is cleaned once, before the database holds it; where two read the same, somebody decides."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.factories import InnovationFactory, OPDFactory, UserFactory

pytestmark = pytest.mark.django_db

clean = import_module("accounts.migrations.0005_clean_texts").clean
clean_titles = import_module("submissions.migrations.0002_clean_titles").clean


@pytest.fixture
def as_before():
    """The tables as they were: nothing is held yet."""
    with connection.cursor() as cursor:
        for name in ("opd_name_as_read", "opd_abbr_as_read", "user_email_as_read", "user_nip_once"):
            cursor.execute(f"DROP INDEX accounts_{name}")
        cursor.execute("ALTER TABLE accounts_user DROP CONSTRAINT accounts_user_nip_digits")


def written(row, **values):
    """Behind the back of the fields, which would clean it."""
    with connection.cursor() as cursor:
        for column, value in values.items():
            statement = f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s"  # noqa: S608  this test's own
            cursor.execute(statement, [value, row.pk])
    return row


def test_what_is_there_is_cleaned(as_before):
    user = written(UserFactory(), name="Rina\u200b", email="Rina@Batu.go.id\u200b")
    opd = written(OPDFactory(), name="Dinas  Kese\u00adhatan")

    clean(apps, None)

    user.refresh_from_db()
    opd.refresh_from_db()
    assert (user.name, user.email, opd.name) == ("Rina", "rina@batu.go.id", "Dinas Kesehatan")


def test_two_that_read_the_same_are_named_and_nothing_is_changed(as_before):
    first, second = UserFactory(email="rina@batu.go.id"), UserFactory()
    written(second, email="Rina@batu.go.id", name="Rina\u200b")

    with pytest.raises(RuntimeError) as stop:
        clean(apps, None)

    assert "accounts_user.email terbaca sama" in str(stop.value)
    assert f"'rina@batu.go.id' (nomor {first.pk}), 'Rina@batu.go.id' (nomor {second.pk})" in str(stop.value)
    second.refresh_from_db()
    assert second.name == "Rina\u200b"


def test_a_number_that_is_none_is_named(as_before):
    user = written(UserFactory(), nip="1980")

    with pytest.raises(RuntimeError, match=rf"bukan 18 angka: '1980' \(nomor {user.pk}\)"):
        clean(apps, None)


def test_two_titles_of_one_agency_that_read_the_same_are_named():
    first, second = InnovationFactory(title="Kafé Warga"), InnovationFactory(title="Lain")
    elsewhere = InnovationFactory(title="Kafe Warga")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX submissions_innovation_title")
    written(second, title="Kafe\u0301 Warga", opd_id=first.opd_id)
    written(elsewhere, title="Kafe\u0301 Warga")

    with pytest.raises(RuntimeError) as stop:
        clean_titles(apps, None)

    assert str(stop.value).count("terbaca sama") == 1
    assert f"(nomor {first.pk})" in str(stop.value)
    assert f"(nomor {second.pk})" in str(stop.value)
