"""Rows against what exists: what is new, changed, the same or wrong, each with its sentence."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import clock
from accounts.models import Membership, MembershipRole
from accounts.spreadsheets.reading import Formula, SheetRow
from competitions.models import PhaseKind
from submissions.imports.checking import check, check_against
from submissions.imports.columns import SHEETS
from submissions.imports.existing import ExistingRows
from submissions.imports.reading import ImportReading, Table, read
from tests.extent import examples
from tests.factories import InnovationFactory, MembershipFactory, OPDFactory, ProposalFactory, UserFactory
from tests.moments import START, moment
from tests.submissions.imports.sheets import AGENCY, INNOVATION, PERSON, good, workbook

pytestmark = pytest.mark.django_db

# bodies, who has an address, number or name, people, their parts, heads, editions with phases, proposals, innovations
QUERIES = 10


@pytest.fixture(autouse=True)
def _now():
    with clock.at(START):
        yield


def plan_of(**rows):
    return check(read(workbook(**rows)))


def problems(plan):
    return [
        (line.sheet, line.number, problem.column, problem.sentence) for line in plan.lines for problem in line.problems
    ]


def only_problem(**rows):
    found = problems(plan_of(**rows))
    assert len(found) == 1, found
    return found[0]


def states(plan):
    return [line.state for line in plan.lines]


def person(**values):
    names = ("name", "email", "nip", "phone", "opd", "role", "starts_on")
    return [values.get(name, default) for name, default in zip(names, PERSON, strict=True)]


def innovation(**values):
    names = ("title", "long_title", "opd", "started_on", "past_award", "award_year")
    return [values.get(name, default) for name, default in zip(names, INNOVATION, strict=True)]


def test_all_is_new_where_nothing_is():
    plan = check(read(good()))

    assert problems(plan) == []
    assert states(plan) == ["baru"] * 3
    assert plan.innovations[0].values["past_award"] == "Top 45 KIPP 2023"


def test_wrong_cells_are_all_named_not_only_the_first():
    plan = plan_of(
        opd=[("", "Din", "Padepokan", "Tiada", "mungkin")],
        people=[("Siti", "bukan-surel", "12", None, "Entah", "Raja", "kapan")],
    )

    assert [(sheet, number, column) for sheet, number, column, _sentence in problems(plan)] == [
        ("OPD", 2, "Nama"),
        ("OPD", 2, "Jenis"),
        ("OPD", 2, "Peserta"),
        ("OPD", 2, "Induk"),
        ("Orang", 2, "NIP"),
        ("Orang", 2, "E-mail"),
        ("Orang", 2, "Peran"),
        ("Orang", 2, "Mulai"),
        ("Orang", 2, "OPD"),
    ]
    assert not plan.is_well


def test_a_missing_column_stands_at_the_headings():
    plan = check(read(workbook({"people": ["Nama", "E-mail"]}, people=[["Siti", "siti@contoh.go.id"]])))

    assert problems(plan) == [
        ("Orang", 1, "OPD", "Kolom ini tidak ada."),
        ("Orang", 1, "Peran", "Kolom ini tidak ada."),
    ]


# OPD


def test_an_agency_is_found_by_its_abbreviation_and_keeps_its_spelling():
    OPDFactory(name="Dinas Arsip", abbr="ARSIPCON", kind="dinas")

    plan = plan_of(opd=[AGENCY])

    assert states(plan) == ["berubah"]
    assert [(c.column, c.before, c.after) for c in plan.lines[0].changes] == [
        ("Nama", "Dinas Arsip", "Dinas Arsip Contoh")
    ]


def test_an_empty_cell_changes_nothing():
    parent = OPDFactory(abbr="Setda")
    OPDFactory(name="Dinas Arsip Contoh", abbr="Arsipcon", parent=parent, is_participant=False)

    assert plan_of(opd=[("Dinas Arsip Contoh", "Arsipcon", "Dinas", None, None)]).changes_nothing


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([AGENCY, ("Lain", "ARSIPCON", "Dinas")], ("OPD", 3, "Singkatan", "Singkatan ini sudah ada di baris 2.")),
        (
            [AGENCY, ("dinas arsip  contoh", "Lain", "Dinas")],
            ("OPD", 3, "Nama", "Nama ini sudah dipakai OPD lain (Arsipcon)."),
        ),
        (
            [("A", "A", "Dinas", "a")],
            ("OPD", 2, "Induk", "Susunan induk berputar: OPD ini menjadi induk bagi induknya sendiri."),
        ),
        (
            [("A", "A", "Dinas", "Tiada")],
            ("OPD", 2, "Induk", "OPD ini tidak ada, juga tidak di lembar OPD."),
        ),
    ],
)
def test_agencies_that_cannot_be(rows, problem):
    assert only_problem(opd=rows) == problem


def test_a_row_without_abbreviation_holds_no_name():
    assert only_problem(opd=[("A", None, "Dinas"), ("A", "A", "Dinas")]) == ("OPD", 2, "Singkatan", "Wajib diisi.")


def test_a_name_longer_than_the_model_takes():
    assert only_problem(opd=[("x" * 201, "A", "Dinas")])[:3] == ("OPD", 2, "Nama")


def test_a_circle_through_what_exists_is_refused():
    top = OPDFactory(name="Atas", abbr="Atas", kind="dinas")
    OPDFactory(name="Bawah", abbr="Bawah", parent=top)

    assert "berputar" in only_problem(opd=[("Atas", "Atas", "Dinas", "Bawah")])[3]


def test_a_parent_may_stand_below_its_child_in_the_file():
    assert plan_of(opd=[("Anak", "Anak", "UPT", "Ibu"), ("Ibu", "Ibu", "Dinas", None)]).is_well


# Orang


def existing(role=MembershipRole.OPERATOR, starts_on=date(2020, 1, 1), **user):
    values = {"name": PERSON[0], "email": PERSON[1], "nip": PERSON[2], "phone": PERSON[3], **user}
    opd = OPDFactory(name=AGENCY[0], abbr=AGENCY[1])
    return MembershipFactory(user=UserFactory(**values), opd=opd, role=role, starts_on=starts_on)


def test_a_person_is_found_by_the_address_whatever_its_case():
    existing(email="Siti@Contoh.go.id")

    assert plan_of(people=[PERSON]).changes_nothing


def test_another_part_begins_and_the_one_before_ends():
    old = existing()

    plan = plan_of(people=[person(role="Kepala", starts_on="01/03/2026")])

    assert states(plan) == ["berubah"]
    drafts = [(d.pk, d.role, d.starts_on, d.ends_on) for d in plan.memberships]
    assert drafts == [
        (None, "head", date(2026, 3, 1), None),
        (old.pk, "operator", date(2020, 1, 1), date(2026, 3, 1)),
    ]


def test_two_rows_give_two_parts_and_end_none_of_them():
    existing()
    OPDFactory(abbr="Lain")

    plan = plan_of(people=[PERSON, person(opd="Lain")])

    assert [(draft.agency, draft.ends_on) for draft in plan.memberships] == [("lain", None)]


def test_a_part_cannot_end_before_it_began():
    existing(starts_on=date(2026, 2, 1))

    problem = only_problem(people=[person(role="Kepala", starts_on="01/02/2026")])

    assert problem[2:] == (
        "Mulai",
        "Peran sekarang (Operator Arsipcon) baru mulai 01/02/2026; isi tanggal sesudahnya.",
    )


def test_another_first_day_moves_the_part():
    member = existing()

    plan = plan_of(people=[person(starts_on="01/02/2020")])

    assert [(d.pk, d.starts_on) for d in plan.memberships] == [(member.pk, date(2020, 2, 1))]


@pytest.mark.parametrize(
    ("rows", "column", "sentence"),
    [
        ([PERSON, PERSON], "E-mail", "Orang dengan OPD dan peran ini sudah ada di baris 2."),
        ([PERSON, person(name="Lain", role="Kepala")], "Nama", "Lain dari baris 2 dengan e-mail yang sama."),
        ([person(email="siti@demo.test")], "E-mail", "Alamat peragaan hanya ada di peragaan."),
        ([person(opd="Tiada")], "OPD", "OPD ini tidak ada, juga tidak di lembar OPD."),
        ([person(email="")], "E-mail", "Wajib diisi."),
        ([person(email="siti@")], "E-mail", "Alamat e-mail ini tidak lengkap. Contoh: nama@contoh.go.id."),
    ],
)
def test_people_that_cannot_be(rows, column, sentence):
    assert only_problem(opd=[AGENCY], people=rows)[2:] == (column, sentence)


def test_a_number_belongs_to_one_person_of_the_file():
    plan = plan_of(opd=[AGENCY], people=[person(), person(email="lain@contoh.go.id")])

    assert [problem.sentence for problem in plan.lines[2].problems] == ["NIP ini juga ada di baris 2."]


def test_a_number_belongs_to_one_account():
    existing(email="siti.lama@contoh.go.id")

    plan = plan_of(people=[person()])

    (problem,) = plan.lines[0].problems
    assert problem.sentence == "NIP ini dipakai Siti Aminah, siti.lama@contoh.go.id."


def test_two_heads_of_one_body_are_worth_a_look_and_no_mistake():
    existing(role=MembershipRole.HEAD, name="Budi", email="budi@contoh.go.id", nip="")

    plan = plan_of(people=[person(role="Kepala")])

    assert plan.is_well
    assert [warning.sentence for warning in plan.lines[0].warnings] == [
        "OPD ini akan mempunyai lebih dari satu kepala: Budi, Siti Aminah."
    ]


def test_a_head_who_follows_another_is_no_second_head():
    existing(role=MembershipRole.HEAD, name="Budi", email="budi@contoh.go.id", nip="", phone="")
    OPDFactory(abbr="Lain")

    leaves = person(name="Budi", email="budi@contoh.go.id", nip=None, phone=None, opd="Lain", role="Pegawai")
    plan = plan_of(people=[person(role="Kepala"), leaves])

    assert [line.warnings for line in plan.lines] == [[], []]


def test_a_part_that_is_over_is_no_part():
    member = existing()
    Membership.objects.filter(pk=member.pk).update(ends_on=START.date())

    plan = plan_of(people=[PERSON])

    assert [(draft.pk, draft.role) for draft in plan.memberships] == [(None, "operator")]


# Inovasi


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (
            innovation(started_on="01/01/2030"),
            "Mulai diterapkan",
            "Tanggal mulai diterapkan tidak boleh di masa depan.",
        ),
        (innovation(past_award=None), "Tahun", "Tahun tanpa penghargaan. Isi juga kolom Penghargaan terdahulu."),
        (innovation(opd="Tiada"), "OPD", "OPD ini tidak ada, juga tidak di lembar OPD."),
    ],
)
def test_innovations_that_cannot_be(row, column, sentence):
    assert only_problem(opd=[AGENCY], innovations=[row])[2:] == (column, sentence)


def test_one_innovation_twice_in_the_file():
    assert only_problem(opd=[AGENCY], innovations=[INNOVATION, innovation(title="sapa warga")])[1:3] == (3, "Judul")


def test_what_competes_keeps_its_text_and_may_have_won_before():
    opd = OPDFactory(abbr="Arsipcon")
    row = InnovationFactory(opd=opd, title="Sapa Warga", long_title="Sistem Aduan")
    ProposalFactory(innovation=row)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        plan = plan_of(innovations=[innovation(started_on=None)])
        refused = only_problem(innovations=[innovation(started_on=None, long_title="Lain")])

    assert [(draft.pk, draft.values) for draft in plan.innovations] == [(row.pk, {"past_award": "Top 45 KIPP 2023"})]
    assert refused[2] == "Kepanjangan"


def test_what_competed_in_an_edition_that_is_over_may_change():
    row = InnovationFactory(opd=OPDFactory(abbr="Arsipcon"), title="SAPA WARGA")
    ProposalFactory(innovation=row)

    with clock.at(START + timedelta(weeks=30)):
        assert plan_of(innovations=[INNOVATION]).is_well


@pytest.mark.parametrize("count", [1, 300])
def test_the_check_costs_the_same_for_any_number_of_rows(count, django_assert_num_queries):
    ProposalFactory(innovation__opd=OPDFactory(abbr="Ada"))
    UserFactory(email="orang0@contoh.go.id")
    people = [person(email=f"orang{n}@contoh.go.id", nip=None) for n in range(count)]
    found = read(
        workbook(
            opd=[AGENCY, *((f"Dinas {n}", f"D{n}", "Dinas", "Ada") for n in range(count))],
            people=people,
            innovations=[innovation(title=f"Layanan {n}", opd="Ada") for n in range(count)],
        )
    )

    with django_assert_num_queries(QUERIES):
        plan = check(found)

    assert plan.is_well


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=300),
    st.dates(),
    st.datetimes(),
    st.just(Formula()),
    st.sampled_from(
        ["A", "a", "B", "Dinas", "Kepala", "Operator", "a@b.co", "A@b.co", "01/02/2026", "ya", "2020", "Siti", *PERSON]
    ),
)


@st.composite
def readings(draw):
    tables = []
    for sheet in SHEETS:
        keys = [column.key for column in sheet.columns]
        rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(keys, CELL)), max_size=6))
        tables.append(Table(sheet, [SheetRow(number, values) for number, values in enumerate(rows, start=2)]))
    return ImportReading(tables)


@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=readings())
def test_whatever_the_cells_hold_there_is_a_plan(found):
    plan = check_against(found, ExistingRows(date(2026, 1, 5)))

    assert sum(len(table.rows) for table in found.tables) == len(plan.lines)
    assert plan.fingerprint() == plan.fingerprint()
    assert all(problem.sentence for line in plan.lines for problem in line.problems)


# A body that is closed


@pytest.mark.parametrize("successor", [True, False])
def test_nothing_new_comes_into_a_closed_body(successor):
    into = OPDFactory(abbr="Perpusarsip") if successor else None
    OPDFactory(abbr="Arsipcon", closed_on=date(2025, 12, 1), successor=into)
    child = ("Balai Arsip Contoh", "Balaicon", "UPT", "Arsipcon", None)
    plan = check(read(workbook(opd=[child], people=[PERSON], innovations=[INNOVATION])))

    advice = "Pakai penerusnya, Perpusarsip." if successor else "Pakai OPD yang masih ada."
    said = [(problem.column, problem.sentence) for line in plan.lines for problem in line.problems]
    assert said == [
        ("Induk", f"OPD ini ditutup sejak 1 Desember 2025. {advice}"),
        ("OPD", f"OPD ini ditutup sejak 1 Desember 2025. {advice}"),
        ("OPD", f"OPD ini ditutup sejak 1 Desember 2025. {advice}"),
    ]


def test_what_a_closed_body_has_already_is_still_corrected():
    opd = OPDFactory(abbr="Arsipcon", closed_on=date(2025, 12, 1))
    InnovationFactory(opd=opd, title="SAPA WARGA", long_title="Lama")

    assert check(read(workbook(innovations=[INNOVATION]))).is_well
