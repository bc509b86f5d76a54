"""The file that comes back with its wrong cells marked, and each cause said once."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl import Workbook

from accounts import clock
from accounts.spreadsheets.inspection import inspect_workbook
from submissions.imports.checking import check
from submissions.imports.marking import LISTED, marked
from submissions.imports.reading import read
from tests.accounts.spreadsheets.books import saved, upload
from tests.factories import AppointmentFactory
from tests.moments import START
from tests.submissions.imports.sheets import HEADINGS, PERSON, workbook

pytestmark = pytest.mark.django_db
CREATE = "/kelola/impor/"


@pytest.fixture(autouse=True)
def _now():
    with clock.at(START):
        yield


def people(count, **values):
    names = ("name", "email", "nip", "phone", "opd", "role", "starts_on")
    rows = []
    for number in range(count):
        row = dict(zip(names, PERSON, strict=True)) | {"email": f"o{number}@contoh.go.id", "nip": None} | values
        rows.append([row[name] for name in names])
    return rows


def test_one_cause_is_said_once_with_its_rows():
    (cause,) = check(read(workbook(people=people(67)))).causes()

    assert (cause.sheet, cause.column, cause.rows) == ("Orang", "OPD", "2–68")
    assert cause.sentence == "OPD ini tidak ada, juga tidak di lembar OPD."
    assert cause.values == ("Arsipcon",)


def test_rows_apart_are_named_apart():
    rows = people(2, role="Raja") + people(1, email="x@contoh.go.id") + people(1, email="y@contoh.go.id", role="Raja")

    causes = check(read(workbook(people=rows))).causes()

    assert [cause.rows for cause in causes if cause.column == "Peran"] == ["2–3, 5"]


def test_wrong_cells_are_marked_in_the_file_and_listed_first():
    book = openpyxl.load_workbook(BytesIO(marked(workbook(people=people(2, role="Raja")))))

    assert book.sheetnames == [LISTED, "Orang"]
    cell = book["Orang"]["F3"]
    assert "Tidak dikenal" in cell.comment.text
    assert cell.fill.start_color.rgb == "FFF8D7D5"
    assert book["Orang"]["A3"].comment is None
    listed = [[cell.value for cell in row] for row in book[LISTED].iter_rows(min_row=2)]
    assert ["Orang", "F2", 2, "Peran", "Raja"] in [row[:5] for row in listed]


def test_nothing_in_it_calculates_or_leads_out():
    book = Workbook()
    page = book.active
    page.title = "Orang"
    page.append(HEADINGS["people"])
    page.append(['=HYPERLINK("http://jahat.example","klik")', "+bukan surel", None, "@x", "-Tiada", "Raja", None])
    page["B2"].hyperlink = "http://jahat.example"

    content = marked(saved(book))

    assert not inspect_workbook(BytesIO(content))  # it holds no formula
    back = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for page in back.worksheets for row in page.iter_rows() for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    listed = [cell.value for row in back[LISTED].iter_rows(min_row=2) for cell in row if cell.column == 5]
    assert not any(str(value or "").startswith(("=", "+", "-", "@")) for value in listed)


def test_a_title_over_merged_cells_does_not_break_it():
    book = Workbook()
    page = book.active
    page.title = "Orang"
    page.append(["DAFTAR OPERATOR"])
    page.merge_cells("A1:G1")
    page.append(HEADINGS["people"])
    page.append(people(1, role="Raja")[0])

    back = openpyxl.load_workbook(BytesIO(marked(saved(book))))

    assert "Tidak dikenal" in back["Orang"]["F3"].comment.text


def test_the_preview_says_the_causes_and_gives_the_file_back(client):
    client.force_login(AppointmentFactory().user)

    preview = client.post(CREATE, {"file": upload(workbook(people=people(67)))}, follow=True)
    response = client.get(f"{preview.request['PATH_INFO']}bertanda.xlsx")

    assert "Orang 2–68" in preview.text
    assert response["Content-Disposition"] == 'attachment; filename="impor-bertanda.xlsx"'
    assert openpyxl.load_workbook(BytesIO(response.content)).sheetnames == [LISTED, "Orang"]
