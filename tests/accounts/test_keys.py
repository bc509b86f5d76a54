"""The database itself holds that no two names, abbreviations, addresses or numbers read the same."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import texts
from accounts.keys import ReadAs, reading
from accounts.models import OPD, User
from tests.accounts.test_texts import SAME
from tests.factories import MembershipFactory, OPDFactory, UserFactory

pytestmark = pytest.mark.django_db

USER = """
    INSERT INTO accounts_user
        (password, is_superuser, username, is_staff, is_active, date_joined, name, email, nip, phone)
    VALUES ('!', false, %(username)s, false, true, now(), 'Orang', %(email)s, %(nip)s, '')
"""
OPD_ROW = "INSERT INTO accounts_opd (name, abbr, kind, is_participant) VALUES (%(name)s, %(abbr)s, 'dinas', true)"
PLAIN = {"username": "lain", "email": "lain@contoh.example", "nip": "", "name": "Dinas Lain", "abbr": "Lain"}


def refused(statement, **values):
    """The constraint that stops a raw statement, or nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, PLAIN | values)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return ""


@pytest.mark.parametrize(("one", "other"), SAME)
@pytest.mark.parametrize("field", ["name", "abbr"])
def test_the_database_refuses_a_body_that_reads_like_another(field, one, other):
    OPDFactory(**{field: one})

    assert refused(OPD_ROW, **{field: other}) == f"accounts_opd_{field}_as_read"


@pytest.mark.parametrize(
    "other",
    ["Rina@Batu.go.id", "rina@batu.go.id\u200b", " rina@batu.go.id", "rina@batu.go.id\u00a0", "ｒina@batu.go.id"],
)
@pytest.mark.parametrize("field", ["email", "username"])
def test_the_database_refuses_an_account_that_reads_like_another(field, other):
    UserFactory(**{field: "rina@batu.go.id"})

    assert refused(USER, **{field: other}) == f"accounts_user_{field}_as_read"


def test_the_database_refuses_a_number_twice_and_one_that_is_none():
    UserFactory(nip="198001012005011001")
    UserFactory(nip="")

    assert refused(USER, nip="198001012005011001") == "accounts_user_nip_once"
    assert refused(USER, nip="19800101") == "accounts_user_nip_digits"
    assert refused(USER, nip="") == ""


ASSIGNED = st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\x00")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(text=st.text(ASSIGNED))
def test_python_and_the_database_read_alike(text):
    with connection.cursor() as cursor:
        sql, parameters = _sql(text)
        cursor.execute(sql, parameters)
        ((read,),) = cursor.fetchall()

    assert read == texts.key(text)


def _sql(text):
    compiler = User.objects.all().query.get_compiler("default")
    sql, parameters = ReadAs(Cast(Value(text), TextField())).as_sql(compiler, connection)
    return f"SELECT {sql}", parameters


@pytest.mark.parametrize("letter", ["İ", "ẞ", "Σ", "ς", "Ǆ", "ﬃ", "Ω", "K"])
def test_rare_letters_are_read_alike(letter):
    with connection.cursor() as cursor:
        cursor.execute(*_sql(f"a{letter}"))
        ((read,),) = cursor.fetchall()

    assert read == texts.key(f"a{letter}")


def test_who_is_asked_for_is_found_however_it_is_typed():
    person = UserFactory(email="rina@batu.go.id")

    assert list(reading(User.objects.all(), "email", "RINA@batu.go.id\u200b\x00")) == [person]
    assert not reading(User.objects.all(), "email", "rini@batu.go.id")


def test_the_sentence_names_who_has_the_address():
    MembershipFactory(user=UserFactory(name="Rina", email="rina@batu.go.id"), opd=OPDFactory(name="Dinas Kesehatan"))
    other = UserFactory.build(email="Rina@batu.go.id", username="rina2")

    with pytest.raises(ValidationError) as refusal:
        other.full_clean(exclude=["password"])

    assert refusal.value.message_dict == {"email": ["Alamat ini dipakai Rina, Dinas Kesehatan."]}


def test_the_sentence_names_what_body_has_the_name():
    OPDFactory(name="Dinas Kesehatan", abbr="Dinkes")

    with pytest.raises(ValidationError) as refusal:
        OPD(name="DINAS  kesehatan", abbr="dinkes", kind="dinas").full_clean()

    assert refusal.value.message_dict == {
        "name": ["Nama ini dipakai Dinas Kesehatan (Dinkes)."],
        "abbr": ["Singkatan ini dipakai Dinas Kesehatan (Dinkes)."],
    }


def test_models_clean_what_comes_in():
    user = User(
        username="rina",
        password="!",
        name=" Rina\u200b  Wati",
        email="Rina@Batu.go.id\u200b",
        nip="19800101 200501 1 001",
    )

    user.full_clean()

    assert (user.name, user.email, user.nip) == ("Rina Wati", "rina@batu.go.id", "198001012005011001")


def test_models_clean_what_is_stored_and_asked_for_past_the_forms():
    user = UserFactory()

    User.objects.filter(pk=user.pk).update(email="Rina@Batu.go.id\u200b")

    assert User.objects.get(email="RINA@batu.go.id\u00a0").email == "rina@batu.go.id"


def test_the_index_is_used():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = reading(User.objects.all(), "email", "rina@batu.go.id").explain()
    assert "accounts_user_email_as_read" in plan
