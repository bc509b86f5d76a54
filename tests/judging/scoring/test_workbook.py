"""The workbook: what is drawn comes back, and each wrong cell is named with its address and its reason."""

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import clock
from accounts.models import AuditEntry
from accounts.spreadsheets.inspection import UnfitWorkbookError
from accounts.spreadsheets.preview import CHANGED, SAME, WRONG
from accounts.spreadsheets.values import WrongCellError
from competitions.models import StageKind
from judging.models import Comment, Score, ScoreSheet
from judging.scoring.workbook.checking import check, comment, points
from judging.scoring.workbook.drawing import _draw_marks, _draw_memory  # the parts that need no stage
from judging.scoring.workbook.layout import WorkbookSheet
from judging.scoring.workbook.reading import read
from tests.accounts.spreadsheets.books import saved, spoilt
from tests.extent import examples
from tests.factories import (
    AssignmentFactory,
    CommentFactory,
    ConflictFactory,
    CriterionFactory,
    InnovationFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    StageFactory,
    UserFactory,
)
from tests.people import ROLES, everyone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def me(stage):
    return UserFactory()


@pytest.fixture
def sheets(stage, me):
    return [ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=me)) for _ in range(2)]


@pytest.fixture
def mine(client, me, sheets):
    client.force_login(me)
    return client


def at(name, stage, *args):
    return reverse(f"judging:workbook-{name}", args=[stage.edition.slug, stage.pk, *args])


def download(client, stage):
    return openpyxl.load_workbook(BytesIO(client.get(at("download", stage)).content))


def upload(client, stage, book):
    file = BytesIO()
    book.save(file)
    return send(client, stage, file.getvalue())


def send(client, stage, content):
    return client.post(at("create", stage), {"file": SimpleUploadedFile("nilai.xlsx", content, XLSX)})


def preview(client, stage, book):
    """The plan of an upload, and the address that stores it."""
    response = client.get(upload(client, stage, book).url)
    return response.context["plan"], at("store", stage, response.context["token"])


def store(client, stage, book):
    plan, address = preview(client, stage, book)
    return client.post(address, {"seen": plan.fingerprint()}, follow=True)


def cell(book, sheet, key):
    """The cell of a sheet's row in the column of a key: “nilai:3”, “umum” …"""
    page = book["Nilai"]
    column = next(one.column for one in page[1] if one.value == key)
    row = next(one.row for one in page["A"] if one.value == sheet.pk)
    return page.cell(row, column)


def stored(sheet):
    return dict(Score.objects.filter(sheet=sheet).values_list("criterion__name", "points"))


def said(plan):
    return [(problem.address, problem.value, problem.sentence) for line in plan.lines for problem in line.problems]


# Drawing


def test_the_workbook_locks_all_but_what_is_to_be_filled(mine, stage, sheets, criteria):
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=Decimal("80.5"))
    CommentFactory(sheet=sheets[0], criterion=criteria[1], text="Terukur.")

    book = download(mine, stage)

    assert book.sheetnames == ["Petunjuk", "Nilai", "_kovablik"]
    assert book["_kovablik"].sheet_state == "veryHidden"
    page = book["Nilai"]
    assert page.protection.sheet
    assert page.row_dimensions[1].hidden
    assert page.column_dimensions["A"].hidden
    assert cell(book, sheets[0], f"nilai:{criteria[0].pk}").value == 80.5
    assert not cell(book, sheets[0], f"nilai:{criteria[0].pk}").protection.locked
    assert cell(book, sheets[0], f"komentar:{criteria[1].pk}").value == "Terukur."
    assert cell(book, sheets[0], "judul").protection.locked
    rule = page.data_validations.dataValidation[0]
    assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "0", "100")
    assert "bobot 40" in page["D2"].value


def test_a_title_that_looks_like_a_formula_stays_text(client, stage, me):
    innovation = InnovationFactory(title="=1+1")
    proposal = ProposalFactory(edition=stage.edition, innovation=innovation, verified=True)
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=me, proposal=proposal))
    client.force_login(me)

    found = cell(download(client, stage), sheet, "judul")

    assert (found.value, found.data_type) == ("=1+1", "s")


def test_only_own_open_sheets_without_conflict_are_drawn(mine, stage, me, sheets):
    ScoreSheet.objects.filter(pk=sheets[0].pk).update(total=80, finalised_at=clock.now())
    conflicted = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=me))
    ConflictFactory(user=me, opd=conflicted.assignment.proposal.innovation.opd)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))

    keys = [one.value for one in download(mine, stage)["Nilai"]["A"]][2:]

    assert keys == [sheets[1].pk]


def test_a_blind_stage_names_nobody_in_the_workbook(mine, stage, sheets):
    type(stage).objects.update(is_blind=True)

    book = download(mine, stage)

    texts = {str(one.value) for page in book for row in page.iter_rows() for one in row}
    assert sheets[0].assignment.proposal.innovation.opd.abbr not in texts


@pytest.mark.parametrize("count", [1, 3])
def test_drawing_costs_the_same_for_any_number_of_sheets(client, stage, count, django_assert_max_num_queries):
    juror = UserFactory()
    for _ in range(count):
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))
    client.force_login(juror)

    with django_assert_max_num_queries(17):
        assert client.get(at("download", stage)).status_code == 200


# There and back


def test_what_is_filled_is_stored_once(mine, stage, sheets, criteria):
    book = download(mine, stage)
    cell(book, sheets[0], f"nilai:{criteria[0].pk}").value = 80.5
    cell(book, sheets[0], f"komentar:{criteria[0].pk}").value = "Baru."
    cell(book, sheets[1], f"nilai:{criteria[1].pk}").value = "70,25"
    cell(book, sheets[1], "umum").value = "Bagus."

    plan, _address = preview(mine, stage, book)
    assert (plan.count, plan.wrong, stored(sheets[0])) == (4, 0, {})
    response = store(mine, stage, book)

    assert [str(one) for one in response.context["messages"]] == ["4 isian tersimpan."]
    assert stored(sheets[0]) == {"Kebaruan": Decimal("80.50")}
    assert stored(sheets[1]) == {"Dampak": Decimal("70.25")}
    assert set(Comment.objects.values_list("criterion__name", "text")) == {("Kebaruan", "Baru."), (None, "Bagus.")}
    entries = AuditEntry.objects.count()
    again, _address = preview(mine, stage, book)
    assert (again.count, again.wrong) == (0, 0)
    assert "Tidak ada yang berubah" in store(mine, stage, book).text
    assert AuditEntry.objects.count() == entries


def test_an_untouched_workbook_changes_nothing(mine, stage, sheets, criteria):
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=Decimal("33.33"))
    CommentFactory(sheet=sheets[0], text="Satu.\nDua.")

    plan, _address = preview(mine, stage, download(mine, stage))

    assert [line.state for line in plan.lines] == [SAME, SAME]


def test_an_emptied_cell_takes_the_mark_back(mine, stage, sheets, criteria):
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=50)
    book = download(mine, stage)
    cell(book, sheets[0], f"nilai:{criteria[0].pk}").value = None

    store(mine, stage, book)

    assert stored(sheets[0]) == {}


def test_right_cells_are_stored_and_each_wrong_one_is_named(mine, stage, sheets, criteria):
    book = download(mine, stage)
    first, second = (f"nilai:{one.pk}" for one in criteria)
    cell(book, sheets[0], first).value = 101
    cell(book, sheets[0], second).value = 90
    cell(book, sheets[1], first).value = "delapan"
    cell(book, sheets[1], second).value = "=SUM(1,2)"

    plan, address = preview(mine, stage, book)

    assert said(plan) == [
        ("D3", "101", "Isi angka 0–100, paling banyak dua angka di belakang koma."),
        ("D4", "delapan", "Isi angka 0–100, paling banyak dua angka di belakang koma."),
        ("F4", "=SUM(1,2)", "Sel ini berisi rumus. Tulis nilainya langsung."),
    ]
    assert "Simpan 1 isian yang benar" in mine.get(address.removesuffix("simpan/")).text
    mine.post(address, {"seen": plan.fingerprint()})
    assert stored(sheets[0]) == {"Dampak": Decimal(90)}
    assert stored(sheets[1]) == {}


def test_what_changed_meanwhile_is_shown_with_both_values_and_kept(mine, stage, sheets, criteria):
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=60)
    CommentFactory(sheet=sheets[0], text="Lama.")
    book = download(mine, stage)
    Score.objects.update(points=70)
    Comment.objects.update(text="Dari lembar.")
    cell(book, sheets[0], f"nilai:{criteria[0].pk}").value = 80
    cell(book, sheets[0], "umum").value = "Dari berkas."

    plan, address = preview(mine, stage, book)
    mine.post(address, {"seen": plan.fingerprint()})

    assert [sentence for _at, _value, sentence in said(plan)] == [
        "Berubah sejak berkas diunduh: di Kovablik kini 70, di berkas 80.",
        "Berubah sejak berkas diunduh: di Kovablik kini Dari lembar., di berkas Dari berkas..",
    ]
    assert stored(sheets[0]) == {"Kebaruan": Decimal(70)}
    assert Comment.objects.get().text == "Dari lembar."


def test_a_cell_left_alone_leaves_what_was_stored_meanwhile(mine, stage, sheets, criteria):
    book = download(mine, stage)
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=70)

    plan, _address = preview(mine, stage, book)

    assert (plan.count, plan.wrong) == (0, 0)


def test_rows_may_be_sorted_but_neither_doubled_nor_torn(mine, stage, sheets, criteria):
    book = download(mine, stage)
    page, key = book["Nilai"], f"nilai:{criteria[0].pk}"
    cell(book, sheets[0], key).value = 11
    cell(book, sheets[1], key).value = 22
    rows = [[one.value for one in row] for row in page["A3:H4"]]
    for number, values in zip((3, 4), reversed(rows), strict=True):
        for column, value in enumerate(values, start=1):
            page.cell(number, column).value = value
    plan, _address = preview(mine, stage, book)
    assert {draft.sheet: draft.points for draft in plan.drafts} == {
        sheets[0].pk: {criteria[0].pk: Decimal(11)},
        sheets[1].pk: {criteria[0].pk: Decimal(22)},
    }

    page["B3"].value, page["B4"].value = page["B4"].value, page["B3"].value
    torn, _address = preview(mine, stage, book)
    assert (torn.count, torn.wrong) == (0, 2)

    page["A3"].value = page["A4"].value
    doubled, _address = preview(mine, stage, book)
    assert doubled.count == 0
    assert all("Usulan ini ada di 2 baris" in sentence for _at, _value, sentence in said(doubled))


def test_a_final_sheet_an_unknown_and_a_strangers_are_refused(mine, stage, sheets, criteria):
    book = download(mine, stage)
    key = f"nilai:{criteria[0].pk}"
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    cell(book, sheets[0], key).value = 80
    cell(book, sheets[1], key).value = 80
    cell(book, sheets[1], "lembar").value = other.pk
    ScoreSheet.objects.filter(pk=sheets[0].pk).update(total=80, finalised_at=clock.now())
    book["Nilai"]["B5"].value = "Usulan tambahan"

    plan, address = preview(mine, stage, book)
    mine.post(address, {"seen": plan.fingerprint()})

    assert [sentence for _at, _value, sentence in said(plan)] == [
        "Lembar ini sudah terkunci.",
        "Lembar ini tidak ada di antara lembar Anda di tahap ini.",
        "Usulan tidak dikenal: pengenal baris ini hilang. Unduh berkas baru, lalu salin nilainya.",
    ]
    assert not Score.objects.exists()


def test_a_removed_column_is_named_and_the_others_count(mine, stage, sheets, criteria):
    book = download(mine, stage)
    cell(book, sheets[0], f"nilai:{criteria[1].pk}").value = 90
    book["Nilai"].delete_cols(4)

    plan, _address = preview(mine, stage, book)

    assert [(line.number, line.state) for line in plan.lines] == [(2, WRONG), (3, CHANGED), (4, SAME)]
    assert "Kolom ini tidak ada lagi" in said(plan)[0][2]
    assert plan.count == 1


def test_a_criterion_added_since_is_named(mine, stage, sheets):
    book = download(mine, stage)
    CriterionFactory(rubric=stage.rubric, name="Baru")

    plan, _address = preview(mine, stage, book)

    assert plan.wrong == 1
    assert plan.count == 0


def test_what_moved_between_preview_and_storing_is_looked_at_again(mine, stage, sheets, criteria):
    book = download(mine, stage)
    cell(book, sheets[0], f"nilai:{criteria[0].pk}").value = 80
    cell(book, sheets[0], f"nilai:{criteria[1].pk}").value = 70
    plan, address = preview(mine, stage, book)
    ScoreFactory(sheet=sheets[0], criterion=criteria[0], points=70)

    response = mine.post(address, {"seen": plan.fingerprint()}, follow=True)

    assert "berubah sejak pratinjau" in response.text
    assert stored(sheets[0]) == {"Kebaruan": Decimal(70)}


def test_discarding_stores_nothing(mine, stage, sheets, criteria):
    book = download(mine, stage)
    cell(book, sheets[0], f"nilai:{criteria[0].pk}").value = 80
    plan, address = preview(mine, stage, book)

    mine.post(address.replace("/simpan/", "/batal/"))

    assert mine.post(address, {"seen": plan.fingerprint()}).url == at("create", stage)
    assert stored(sheets[0]) == {}


# Files


def zipped(**parts):
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"nilai;80", "bukan XLSX"),
        (b"PK\x03\x04" + b"x" * 100, "rusak"),
        (b"x" * (5 * 1024 * 1024 + 1), "terlalu besar"),
        (zipped(**{"xl/workbook.xml": "<x/>", "bomb.xml": "<" * 2_000_001}), "terlalu besar"),
        (zipped(**{"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": "x"}), "makro"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(mine, stage, content, words):
    response = send(mine, stage, content)

    assert response.status_code == 422
    assert words in response.text


def test_a_workbook_of_another_kind_or_stage_is_refused(mine, stage, me, sheets):
    foreign = openpyxl.Workbook()
    assert "bukan berkas nilai" in upload(mine, stage, foreign).text
    later = StageFactory(edition=stage.edition, kind=StageKind.PRESENTATION, rubric=stage.rubric)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=later, juror=me))

    response = upload(mine, stage, download(mine, later))

    assert response.status_code == 422
    assert "dari tahap atau edisi lain" in response.text


@pytest.mark.parametrize("seed", range(40))
def test_a_spoilt_workbook_is_refused_or_read_but_never_breaks_down(seed):
    book = openpyxl.Workbook()
    book.active.title = "Nilai"
    _draw_marks(book.active, [Standing(1)], [WorkbookSheet(7, "Satu")], nameless=True)
    _draw_memory(book.create_sheet("_kovablik"), Standing(5), [Standing(1)], [WorkbookSheet(7, "Satu")])

    with suppress(UnfitWorkbookError):
        check(read(spoilt(saved(book), seed)), [WorkbookSheet(7, "Satu")], [Standing(1)])


# Cells


@pytest.mark.parametrize(
    ("value", "mark"),
    [(None, None), ("", None), ("  ", None), (0, 0), (100, 100), (80.1, "80.1"), ("80,5", "80.5"), ("7.25", "7.25")],
)
def test_what_is_a_mark(value, mark):
    assert points(value) == (None if mark is None else Decimal(mark))


@pytest.mark.parametrize(
    "value",
    [
        -1,
        101,
        "x",
        True,
        80.123,
        "1e1000",
        "NaN",
        float("inf"),
        date(2026, 1, 1),
        datetime(2026, 1, 1),  # noqa: DTZ001  as Excel has it
        time(8),
        "#REF!",
    ],
)
def test_what_is_no_mark(value):
    with pytest.raises(WrongCellError):
        points(value)


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates() | st.times()


@given(value=anything)
def test_whatever_a_cell_holds_it_is_a_mark_or_refused(value):
    try:
        mark = points(value)
    except WrongCellError:
        return
    assert mark is None or (0 <= mark <= 100 and mark == mark.quantize(Decimal("0.01")))


@given(value=anything)
def test_whatever_a_cell_holds_it_is_a_comment_or_refused(value):
    try:
        text = comment(value)
    except WrongCellError:
        return
    assert text == text.strip()


writable = st.none() | st.integers(-10, 200) | st.floats(allow_nan=False, allow_infinity=False) | st.dates()
letters = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)


class Standing:
    """A criterion as the workbook asks for it."""

    def __init__(self, pk):
        self.pk, self.name, self.aspect, self.weight = pk, f"Kriteria {pk}", "", Decimal(50)


@settings(max_examples=examples(40), deadline=None)
@given(values=st.lists(writable | letters, min_size=4, max_size=4))
def test_there_and_back_a_plan_holds_only_what_can_be_stored(values):
    criteria, entries = [Standing(1), Standing(2)], [WorkbookSheet(7, "Satu"), WorkbookSheet(8, "Dua")]
    book = openpyxl.Workbook()
    book.active.title = "Petunjuk"
    _draw_marks(book.create_sheet("Nilai"), criteria, entries, nameless=True)
    _draw_memory(book.create_sheet("_kovablik"), Standing(5), criteria, entries)
    places = [(3, 3), (3, 4), (4, 5), (4, 7)]
    for (row, column), value in zip(places, values, strict=True):
        book["Nilai"].cell(row, column).value = value

    plan = check(read(saved(book)), entries, criteria)

    marks = [mark for draft in plan.drafts for mark in draft.points.values()]
    assert all(0 <= mark <= 100 for mark in marks)
    filled = sum(value is not None and str(value).strip() != "" for value in values)
    assert plan.count + plan.wrong <= filled


# Who may


@pytest.mark.parametrize("name", ["create", "download"])
@pytest.mark.parametrize("role", ROLES)
def test_what_the_workbook_answers_to_whom(client, stage, role, name):
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    client.force_login(everyone(sheet.assignment.proposal, stage)[role])

    wanted = {"juror": 200, "secretariat": 403, "auditor": 403}.get(role, 404)

    assert client.get(at(name, stage)).status_code == wanted
