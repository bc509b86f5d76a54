import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from accounts.spreadsheets.export import Export, download, file_kind

pytestmark = pytest.mark.django_db  # a response that is closed looks at its connection
ROWS = [
    ["PENAKK PKK", Decimal("88.12"), 4, date(2026, 11, 30), datetime(2026, 11, 30, 9, 5, tzinfo=UTC), None],
    ['=HYPERLINK("http://x")', Decimal("-1.50"), 0, None, None, "+62 812"],
    ["Layanan, “cepat”\nsekali", None, 12, None, None, gettext_lazy("Draf")],
]
# Excel knows no zones: what it shows is the time in the city.
NAIVE = [datetime(2026, 11, 30), datetime(2026, 11, 30, 16, 5)]  # noqa: DTZ001  as above
COLUMNS = ["Judul", "Nilai", "Lembar", "Tanggal", "Dikirim", "Catatan"]


def taken(kind, rows=ROWS):
    export = Export("Rekap usulan KOVABLIK 2026", COLUMNS, rows, chosen="Masih draf")
    response = download(kind, export)
    content = b"".join(response.streaming_content)
    response.close()
    return response, content


def test_csv_is_what_another_program_reads():
    response, content = taken("csv")

    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        COLUMNS,
        ["PENAKK PKK", "88.12", "4", "2026-11-30", "2026-11-30T16:05:00+07:00", ""],
        ['\'=HYPERLINK("http://x")', "-1.50", "0", "", "", "'+62 812"],
        ["Layanan, “cepat”\nsekali", "", "12", "", "", "Draf"],
    ]
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith('attachment; filename="rekap-usulan-kovablik-2026-')


def test_the_workbook_says_what_it_is_and_holds_no_formula():
    _response, content = taken("xlsx")
    page = load_workbook(io.BytesIO(content)).active
    lines = [[cell.value for cell in row] for row in page.iter_rows()]

    assert lines[0][0] == "Rekap usulan KOVABLIK 2026"
    assert lines[1][0] == "Masih draf"
    assert lines[2][0].startswith("Diunduh ")
    assert lines[4] == COLUMNS
    assert page.freeze_panes == "A6"
    assert lines[5] == ["PENAKK PKK", 88.12, 4, *NAIVE, None]
    assert (page["A7"].value, page["A7"].data_type) == ('=HYPERLINK("http://x")', "s")
    assert (page["F7"].value, page["F7"].data_type) == ("+62 812", "s")


def test_rows_are_read_as_they_are_sent():
    read = []

    def rows():
        for number in range(3):
            read.append(number)
            yield [f"Usulan {number}", None, number, None, None, None]

    response = download("csv", Export("Usulan", COLUMNS, rows()))
    stream = iter(response.streaming_content)
    next(stream), next(stream), next(stream)

    assert read == [0]


@pytest.mark.parametrize(
    ("query", "kind"), [("", ""), ("?unduh=csv", "csv"), ("?unduh=xlsx", "xlsx"), ("?unduh=exe", "")]
)
def test_only_known_kinds_are_file_kind(rf, query, kind):
    assert file_kind(rf.get(f"/{query}")) == kind
