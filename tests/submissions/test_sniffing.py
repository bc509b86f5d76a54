"""What a file is, by its content: what is taken, and why something is not."""

import contextlib
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from submissions import sniffing
from submissions.sniffing import DOCX, JPG, PDF, PNG, UnfitFileError, inspect, safe_name
from tests.submissions import samples

KINDS = [PDF, PNG, JPG, DOCX]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(samples.pdf(), PDF), (samples.PNG, PNG), (samples.JPG, JPG), (samples.docx(), DOCX)],
    ids=["pdf", "png", "jpg", "docx"],
)
def test_a_whole_file_is_what_its_content_says(content, kind):
    file = io.BytesIO(content)

    assert inspect(file) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unknown"),
        (b"halo", "unknown"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"MZ\x90\0" + b"\0" * 100, "unknown"),
        (b"GIF89a" + b"\0" * 100, "unknown"),
        (samples.docx({"xl/workbook.xml": b"<x/>"}), "unknown"),
        (b"%PDF-1.7\nhalo", "broken"),
        (samples.pdf()[:60], "broken"),
        (samples.pdf(pages=0), "broken"),
        (samples.PNG[:-8], "broken"),
        (samples.JPG[:-2], "broken"),
        (samples.docx()[:-30], "broken"),
        (samples.damaged_docx(), "broken"),
        (samples.pdf(password="rahasia"), "locked"),
        (samples.docx({**samples.PARTS, "word/vbaProject.bin": b"x"}), "macro"),
        (samples.docx({**samples.PARTS, "word/VBAPROJECT.BIN": b"x"}), "macro"),
        (samples.bomb(), "bomb"),
        (samples.docx({**samples.PARTS, **{f"x/{n}": b"" for n in range(sniffing.MOST_PARTS)}}), "bomb"),
    ],
)
def test_an_unfit_file_is_refused_with_its_reason(content, code):
    file = io.BytesIO(content)

    with pytest.raises(UnfitFileError) as refusal:
        inspect(file)

    assert refusal.value.code == code
    assert file.tell() == 0


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"]))
def test_no_content_breaks_the_sniffing(content, start):
    with contextlib.suppress(UnfitFileError):
        assert inspect(io.BytesIO(start + content)) in {PNG, JPG, PDF, DOCX}


@given(st.text(), st.sampled_from(KINDS))
@example("../../etc/passwd", PDF)
@example("C:\\Users\\x\\surat.exe", PDF)
@example("\u202efdp.exe", PDF)
@example('a"; filename="b.html', PNG)
@example("\r\nSet-Cookie: x", PNG)
def test_a_safe_name_has_nothing_but_a_name(name, kind):
    safe = safe_name(name, kind)

    assert safe.endswith(f".{kind.extension}")
    assert len(safe) <= sniffing.LONGEST_NAME + 5
    assert not set(safe) & set('/\\"<>:;|?*\r\n\t\0\u202e')
    assert safe.strip(" .") == safe


def test_a_safe_name_keeps_what_people_read():
    assert safe_name("Data  kondisi awal (2023).PDF", PDF) == "Data kondisi awal (2023).pdf"
    assert safe_name("surat.exe", PDF) == "surat.pdf"
    assert safe_name("...", JPG) == "berkas.jpg"
