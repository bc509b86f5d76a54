"""Importing: upload, look, store; everything or nothing, once, and only for the secretariat."""

import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import clock, ledger
from accounts.models import OPD, AuditEntry, Membership, User
from accounts.spreadsheets import upload_store
from submissions.imports import actions
from submissions.imports.actions import import_register
from submissions.imports.checking import check
from submissions.imports.reading import read
from submissions.models import Innovation
from tests.accounts.spreadsheets.books import upload
from tests.extent import examples
from tests.factories import AppointmentFactory, InnovationFactory, MembershipFactory, OPDFactory, ProposalFactory
from tests.moments import START
from tests.people import ROLES, everyone
from tests.submissions.imports.sheets import AGENCY, INNOVATION, PERSON, good, workbook

pytestmark = pytest.mark.django_db

CREATE = "/kelola/impor/"
QUERIES = 26  # the check, a statement for each kind of row and their order in the ledger


@pytest.fixture(autouse=True)
def _now():
    with clock.at(START):
        yield


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


def send(client, file):
    return client.post(CREATE, {"file": upload(file)}, follow=True)


def store(client, preview, **data):
    address = f"{preview.request['PATH_INFO']}simpan/"
    return client.post(address, {"seen": preview.context["storing"].initial["seen"], **data}, follow=True)


def stored():
    return OPD.objects.count(), User.objects.count(), Membership.objects.count(), Innovation.objects.count()


def texts(response):
    return [str(message) for message in response.context["messages"]]


def wanted(secretary, file):
    return {"file": file, "seen": check(read(file)).fingerprint(), "by": User.objects.get(pk=secretary.pk)}


def test_only_the_secretariat_imports(client):
    codes = {}
    for role, person in everyone(ProposalFactory()).items():
        client.force_login(person)
        codes[role] = {client.get(CREATE).status_code, client.get(f"{CREATE}templat.xlsx").status_code}
        codes[role] |= {client.post(f"{CREATE}x/{act}/").status_code for act in ("simpan", "batal")}

    allowed = {role for role in ROLES if codes[role] == {200, 302}}
    assert allowed == {"secretariat"}
    assert all(codes[role] == {403} for role in ROLES if role not in allowed)


def test_the_act_itself_asks_for_the_right():
    head = MembershipFactory(role="head").user

    with pytest.raises(PermissionDenied):
        import_register(**wanted(head, good()))


def test_the_list_of_agencies_leads_here(client, secretary):
    assert f'href="{CREATE}"' in client.get(reverse("agency-list")).text


def test_the_template_is_a_spreadsheet_of_its_own_name(client, secretary):
    response = client.get(f"{CREATE}templat.xlsx")

    assert response["Content-Disposition"] == 'attachment; filename="templat-impor-kovablik.xlsx"'
    assert response.content.startswith(b"PK")


def test_the_filled_template_comes_whole(client, secretary, django_capture_on_commit_callbacks):
    preview = send(client, good())
    before = stored()

    assert preview.context["plan"].is_well
    assert "OPD (1 baru), Orang (1 baru), Inovasi (1 baru)" in preview.text
    assert before == (0, 1, 0, 0)
    response = store(client, preview)

    assert texts(response) == ["Tersimpan: OPD (1 baru), Orang (1 baru), Inovasi (1 baru)."]
    opd, member, innovation = OPD.objects.get(), Membership.objects.get(), Innovation.objects.get()
    assert (opd.name, opd.abbr, opd.kind, opd.is_participant) == ("Dinas Arsip Contoh", "Arsipcon", "dinas", True)
    assert (member.user.email, member.user.nip, member.role, member.starts_on) == (
        "siti@contoh.go.id",
        "198001012005011001",
        "operator",
        START.date(),
    )
    assert not member.user.has_usable_password()
    assert (innovation.opd, innovation.started_on, innovation.past_award) == (
        opd,
        date(2021, 2, 17),
        "Top 45 KIPP 2023",
    )


def test_the_ledger_tells_the_file_and_each_row_without_what_is_personal(client, secretary):
    store(client, send(client, good()))

    entries = {entry.action: entry for entry in AuditEntry.objects.filter(chain=ledger.GENERAL)}
    assert list(entries) == [
        "register.import",
        "opd.create",
        "user.create",
        "membership.create",
        "innovation.create",
    ]
    assert entries["register.import"].after["counts"] == {
        "OPD": {"baru": 1},
        "Orang": {"baru": 1},
        "Inovasi": {"baru": 1},
    }
    assert len(entries["register.import"].after["sha256"]) == 64
    assert entries["user.create"].after == {"name": "Siti Aminah", "nip": "…", "phone": "…", "email": "…"}
    assert list(ledger.breaks(ledger.GENERAL)) == []


def test_the_same_file_again_changes_nothing(client, secretary):
    store(client, send(client, good()))
    count = AuditEntry.objects.count()

    preview = send(client, good())
    response = store(client, preview)

    assert "Tidak ada yang berubah" in preview.text
    assert texts(response) == ["Tidak ada yang berubah: semua isi berkas ini sudah tersimpan."]
    assert AuditEntry.objects.count() == count


def test_one_wrong_row_keeps_everything_out(client, secretary):
    preview = send(client, good(people=[PERSON, ("Budi", "budi@contoh.go.id", "12", None, "Arsipcon", "Kepala", None)]))

    response = store(client, preview)

    assert "1 baris perlu diperbaiki" in preview.text
    assert "Orang 3" in preview.text
    assert "NIP terdiri atas 18 angka." in preview.text
    assert "Simpan semuanya" not in preview.text
    assert texts(response) == ["Tidak ada yang disimpan: ada baris yang kini salah."]
    assert stored() == (0, 1, 0, 0)
    assert AuditEntry.objects.count() == 0


def test_wrong_rows_are_all_there_page_by_page(client, secretary):
    preview = send(client, workbook(opd=[(f"Dinas {n}", f"D{n}", "Padepokan") for n in range(120)]))

    seen = sum(
        client.get(preview.request["PATH_INFO"], {"lihat": "salah", "page": page}).text.count("import-cells__problem")
        for page in (1, 2, 3)
    )

    assert seen == 120


def test_changed_rows_show_what_was_and_what_would_be(client, secretary):
    OPDFactory(name="Dinas Arsip", abbr="Arsipcon", kind="badan")

    preview = send(client, workbook(opd=[AGENCY]))
    store(client, preview)

    assert [(c.column, c.before, c.after) for c in preview.context["plan"].lines[0].changes] == [
        ("Nama", "Dinas Arsip", "Dinas Arsip Contoh"),
        ("Jenis", "Badan", "Dinas"),
    ]
    entry = AuditEntry.objects.get(action="opd.update")
    assert (entry.before, entry.after) == (
        {"name": "Dinas Arsip", "kind": "badan"},
        {"name": "Dinas Arsip Contoh", "kind": "dinas"},
    )


def test_a_family_of_agencies_comes_with_its_parents(client, secretary):
    rows = [("Anak", "Anak", "UPT", "Ibu"), ("Ibu", "Ibu", "Dinas", "Nenek"), ("Nenek", "Nenek", "Sekretariat", None)]

    store(client, send(client, workbook(opd=rows)))

    assert list(OPD.objects.order_by("name").values_list("name", "parent__name")) == [
        ("Anak", "Ibu"),
        ("Ibu", "Nenek"),
        ("Nenek", None),
    ]


def test_who_changes_the_part_ends_the_one_before(client, secretary):
    old = MembershipFactory(opd__abbr="Arsipcon", user__email="siti@contoh.go.id")

    store(client, send(client, workbook(people=[(*PERSON[:5], "Kepala", "01/02/2026")])))

    parts = Membership.objects.filter(user=old.user).order_by("pk").values_list("role", "starts_on", "ends_on")
    assert list(parts) == [
        ("operator", old.starts_on, date(2026, 2, 1)),
        ("head", date(2026, 2, 1), None),
    ]
    assert {entry.action for entry in AuditEntry.objects.all()} >= {"membership.create", "membership.update"}


def test_a_name_to_sign_in_with_that_is_taken_gets_a_number(client, secretary):
    User.objects.create_user("siti@contoh.go.id", "lain@contoh.go.id", name="Lain")

    store(client, send(client, good()))

    assert User.objects.get(email="siti@contoh.go.id").username == "siti@contoh.go.id.2"


def test_what_changed_since_the_preview_is_looked_at_again(client, secretary):
    preview = send(client, good())
    OPDFactory(name="Nama Lain", abbr="ARSIPCON")

    response = store(client, preview)

    assert texts(response) == ["Tidak ada yang disimpan: datanya berubah sejak pratinjau. Periksa lagi."]
    assert len(response.context["plan"].under("berubah")) == 1
    assert User.objects.count() == 1


def test_what_became_wrong_since_the_preview_is_shown(client, secretary):
    preview = send(client, good())
    OPDFactory(name="Dinas Arsip Contoh", abbr="Lain")

    response = store(client, preview)

    assert texts(response) == ["Tidak ada yang disimpan: ada baris yang kini salah."]
    assert "Nama ini sudah dipakai OPD lain (Lain)." in response.text


def test_a_preview_is_over_after_an_hour(client, secretary):
    preview = send(client, good())

    with clock.at(START + timedelta(hours=1)):
        response = store(client, preview)

    assert "Unggah lagi" in texts(response)[0]
    assert stored() == (0, 1, 0, 0)


def test_a_preview_is_for_whoever_uploaded_it(client, secretary):
    preview = send(client, good())
    client.force_login(AppointmentFactory().user)

    response = client.get(preview.request["PATH_INFO"], follow=True)

    assert response.request["PATH_INFO"] == CREATE
    assert "Arsipcon" not in response.text


def test_one_file_is_kept_and_none_after_storing(client, secretary):
    folder = f"impor/{secretary.pk}"
    send(client, good())
    preview = send(client, good())

    assert len(default_storage.listdir(folder)[1]) == 1
    store(client, preview)

    assert default_storage.listdir(folder)[1] == []


def test_what_is_kept_too_long_is_deleted_and_nothing_else(secretary):
    upload_store.keep(upload(good()), secretary)
    with clock.at(START + timedelta(minutes=30)):
        other = AppointmentFactory().user
        upload_store.keep(upload(good()), other)

    with clock.at(START + timedelta(hours=1)):
        upload_store.forget_old()

    assert default_storage.listdir(f"impor/{secretary.pk}")[1] == []
    assert len(default_storage.listdir(f"impor/{other.pk}")[1]) == 1


def test_an_import_is_given_up(client, secretary):
    preview = send(client, good())

    response = client.post(f"{preview.request['PATH_INFO']}batal/", follow=True)

    assert texts(response) == ["Impor dibatalkan; tidak ada yang tersimpan."]
    assert default_storage.listdir(f"impor/{secretary.pk}")[1] == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkas ini kosong."),
        (b"nama,singkatan", "bukan XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "terkunci dengan kata sandi"),
        (good().getvalue()[:2000], "rusak atau tidak utuh"),
        (b"PK\x03\x04" + b"\x00" * 6_000_000, "terlalu besar"),
        (workbook(opd=[AGENCY]).getvalue().replace(b"PK\x05\x06", b"PK\x05\x07"), "rusak"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence_at_the_field(client, secretary, content, sentence):
    response = send(client, content)

    assert response.status_code == 422
    assert sentence in response.context["form"].errors["file"][0]


def test_no_file_gets_a_sentence(client, secretary):
    response = client.post(CREATE)

    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["Pilih dahulu berkasnya."]


def test_a_press_without_what_was_seen_stores_nothing(client, secretary):
    preview = send(client, good())

    response = client.post(f"{preview.request['PATH_INFO']}simpan/", {"seen": "\x00"}, follow=True)

    assert "Periksa sekali lagi" in texts(response)[0]
    assert stored() == (0, 1, 0, 0)


@pytest.mark.parametrize("count", [1, 300])
def test_storing_costs_the_same_for_any_number_of_rows(secretary, count, django_assert_num_queries):
    parent = OPDFactory(abbr="Ada")
    InnovationFactory(opd=parent)
    file = workbook(
        opd=[AGENCY, *((f"Dinas {n}", f"D{n}", "Dinas", "Ada") for n in range(count))],
        people=[(f"Orang {n}", f"orang{n}@contoh.go.id", None, None, f"D{n}", "Kepala", None) for n in range(count)],
        innovations=[(f"Inovasi {n}", None, f"D{n}", None, None, None) for n in range(count)],
    )

    act = wanted(secretary, file)
    with django_assert_num_queries(QUERIES):
        import_register(**act, invite=False)

    assert User.objects.count() == count + 1


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "S"]), max_size=30),
    st.dates(date(1900, 3, 1)),
    st.sampled_from(["A", "a", "Dinas", "Kepala", "a@b.co", "01/02/2020", "=1+1", *PERSON]),
)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    opd=st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=3),
    people=st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=3),
    innovations=st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=3),
)
def test_whatever_a_file_holds_it_is_stored_whole_or_not_at_all(client, secretary, opd, people, innovations):
    with transaction.atomic():
        before = stored()
        preview = send(client, workbook(opd=[AGENCY, *opd], people=people, innovations=innovations))
        assert preview.status_code == 200
        plan = preview.context["plan"]
        response = store(client, preview)

        assert response.status_code == 200
        assert (stored() != before) == plan.is_well
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_who_store_the_same_at_once():
    people = [AppointmentFactory().user for _ in range(2)]
    barrier, told = threading.Barrier(2), []

    def run(person):
        try:
            with clock.at(START):
                act = wanted(person, good())
                barrier.wait(10)
                told.append(import_register(**act).changes_nothing)
        except ValidationError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(told) == [False, True]
    assert stored() == (1, 3, 1, 1)
    assert AuditEntry.objects.filter(action="register.import").count() == 1
    assert list(ledger.breaks(ledger.GENERAL)) == []


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_else_adds_meanwhile_keeps_everything_out(monkeypatch):
    """As the administrator's page would, between the last check and the writing."""
    secretary = AppointmentFactory().user
    act = wanted(secretary, good())

    def add():
        OPD.objects.create(name="x", abbr=AGENCY[1], kind="dinas")
        connection.close()

    def check_and_be_late(*args, **kwargs):
        plan = check(*args, **kwargs)
        thread = threading.Thread(target=add)
        thread.start()
        thread.join(10)
        return plan

    monkeypatch.setattr(actions, "check", check_and_be_late)

    with pytest.raises(ValidationError, match="orang lain baru saja"):
        import_register(**act)

    assert stored() == (1, 1, 0, 0)
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_from_the_import_to_the_first_sign_in(worker_free_mail):
    secretary = AppointmentFactory().user
    client = Client()
    client.force_login(secretary)

    store(client, send(client, good()), invite="on")

    (letter,) = mail.outbox
    assert letter.to == ["siti@contoh.go.id"]
    link = next(word for word in letter.body.split() if "/akun/lupa/" in word and word.count("-") >= 2)
    person = Client()
    page = person.get(link.split("localhost:8000")[-1], follow=True)
    password = "arsip-kota-yang-rapi"
    done = person.post(page.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)
    assert done.status_code == 200
    signed_in = person.post(reverse("account_login"), {"login": "siti@contoh.go.id", "password": password})
    assert signed_in["Location"] == reverse("home")


@pytest.fixture
def worker_free_mail(settings):
    """Tasks run at once, in this process."""
    settings.BASE_URL = "http://localhost:8000"
    from kovablik.celery import app  # noqa: PLC0415  set up by Django

    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.django_db(transaction=True)
def test_without_the_tick_nobody_is_invited(worker_free_mail):
    secretary = AppointmentFactory().user
    client = Client()
    client.force_login(secretary)

    store(client, send(client, good()))

    assert mail.outbox == []
    assert INNOVATION[0] == Innovation.objects.get().title
