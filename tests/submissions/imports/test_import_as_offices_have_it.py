"""Files as offices have them: a title above, other headings, other dates, sums and notes beneath."""

from datetime import date

import pytest
from openpyxl import Workbook

from accounts import clock
from accounts.spreadsheets.values import WrongCellError
from submissions.imports.checking import check
from submissions.imports.reading import read
from submissions.imports.values import cleaned
from tests.accounts.spreadsheets.books import saved
from tests.factories import OPDFactory
from tests.moments import START

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.at(START):
        yield


def sheet(title, *rows, merged=()):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    for area in merged:
        book.active.merge_cells(area)
    return saved(book)


PEOPLE = ("No", "Nama Lengkap", "NIP", "No. HP/WA", "Alamat Email", "Nama Perangkat Daerah", "Jabatan", "TMT")
SITI = (1, "Siti Aminah", "19800101 200501 1 001", 81234567890, "siti@contoh.go.id", "Dinas Arsip", "Operator", 46327)
BUDI = (2, "Budi", None, "0812-3456-7891", "budi@contoh.go.id", "Arsip", "Camat Junrejo", "1 Nopember 2026")
TITLE = ("DAFTAR OPERATOR KOTA CONTOH",)


def problems(plan):
    return [(line.number, problem.column, problem.sentence) for line in plan.lines for problem in line.problems]


def test_a_list_of_people_with_a_title_sums_notes_and_a_signature():
    OPDFactory(name="Dinas Arsip", abbr="Arsip")
    file = sheet(
        "Orang",
        TITLE,
        ("Tahun 2026",),
        (),
        PEOPLE,
        tuple(range(1, 9)),
        SITI,
        (),
        BUDI,
        ("Jumlah: 2 orang",),
        ("Catatan: nomor HP harus aktif",),
        (None, None, None, None, "Contoh, 1 November 2026"),
        (None, None, None, None, "Kepala Bagian Organisasi"),
        merged=["A1:H1", "A2:H2"],
    )

    plan = check(read(file))

    assert problems(plan) == []
    assert [(line.number, line.name) for line in plan.lines] == [(6, "Siti Aminah"), (8, "Budi")]
    assert [(one.email, one.role, one.starts_on) for one in plan.memberships] == [
        ("siti@contoh.go.id", "operator", date(2026, 11, 1)),
        ("budi@contoh.go.id", "head", date(2026, 11, 1)),
    ]
    assert plan.people[0].values["phone"] == "081234567890"
    assert plan.notices == ["Lembar Orang: baris di bawah tabel dilewati (2)."]


def test_a_whole_row_beneath_a_sum_is_read():
    OPDFactory(name="Dinas Arsip", abbr="Arsip")

    plan = check(read(sheet("Orang", PEOPLE, ("Jumlah", 1), SITI)))

    assert [line.name for line in plan.lines] == ["Siti Aminah"]


def test_headings_that_are_nowhere_are_one_problem():
    plan = check(read(sheet("Orang", TITLE, *[("Siti", 1, 2, 3)] * 67)))

    assert problems(plan) == [(1, "", "Judul kolomnya tidak ditemukan: Nama, E-mail, OPD, Peran.")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Puskesmas Junrejo", "upt"),
        ("RSUD Karsa Husada", "upt"),
        ("UPTD Metrologi", "upt"),
        ("Kelurahan Sisir", "kelurahan"),
        ("Kecamatan Bumiaji", "kecamatan"),
        ("Bagian Organisasi", "sekretariat"),
        ("Perumdam Among Tirto", "bumd"),
        ("Badan Pendapatan Daerah", "badan"),
        ("Satpol PP", "satuan"),
    ],
)
def test_a_kind_is_told_by_the_name(name, kind):
    plan = check(read(sheet("OPD", ("No.", "Nama OPD", "Singkatan"), (1, name, "X"))))

    assert problems(plan) == []
    assert plan.agencies[0].values["kind"] == kind


def test_a_name_that_tells_no_kind_is_asked_for_it():
    plan = check(read(sheet("OPD", ("Nama OPD", "Singkatan"), ("Padepokan", "X"))))

    assert problems(plan) == [(2, "Jenis", "Jenisnya tidak dikenali dari namanya. Isi kolom Jenis.")]


@pytest.mark.parametrize(
    ("key", "typed", "meant"),
    [
        ("starts_on", "1 Nopember 2026", date(2026, 11, 1)),
        ("starts_on", "Senin, 1 Pebruari 2026", date(2026, 2, 1)),
        ("starts_on", "Jum'at, 6 November 2026", date(2026, 11, 6)),
        ("starts_on", "01-Nop-2026", date(2026, 11, 1)),
        ("starts_on", "1 Agt 2026", date(2026, 8, 1)),
        ("starts_on", 46327, date(2026, 11, 1)),
        ("starts_on", 46327.75, date(2026, 11, 1)),
        ("kind", "Puskesmas", "upt"),
        ("kind", "UPTD", "upt"),
        ("role", "Camat Junrejo", "head"),
        ("role", "Lurah", "head"),
        ("role", "Direktur RSUD", "head"),
        ("role", "Kepala Puskesmas Junrejo", "head"),
        ("role", "Plt. Kepala Dinas Kesehatan", "head"),
        ("role", "Kepala", "head"),
        ("phone", "81234567890", "081234567890"),
        ("phone", "'081234567890", "081234567890"),
        ("email", "siti@contoh.go.id\u200b", "siti@contoh.go.id"),
        ("nip", "19800101 200501 1 001", "198001012005011001"),
    ],
)
def test_cells_as_offices_fill_them(key, typed, meant):
    assert cleaned(key, typed) == meant


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("role", "Kepala Seksi Umum", "Tidak dikenal"),
        ("role", "Kepala Subbagian Umum", "Tidak dikenal"),
        ("role", "Raja", "Tidak dikenal"),
        ("nip", "1.98001E+17", "menyingkat NIP"),
        ("nip", 1.98001012005011e17, "membulatkan NIP"),
        ("starts_on", 12, "Tanggal tidak dikenal"),
        ("starts_on", 99999, "Tanggal tidak dikenal"),
        ("starts_on", "31 Nopember 2026", "Tanggal tidak dikenal"),
        ("kind", "Padepokan", "Tidak dikenal"),
    ],
)
def test_cells_that_mean_nothing_stay_refused(key, typed, sentence):
    with pytest.raises(WrongCellError) as refusal:
        cleaned(key, typed)
    assert sentence in refusal.value.sentence
