"""What a file is, by its content: what is taken, and why something is not."""

import io
import zipfile

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from submissions.file_inspection import inspection, paper, picture, word
from submissions.file_inspection.inspection import inspect, safe_name
from submissions.file_inspection.kinds import DOCX, JPG, PDF, PNG, UnfitFileError
from tests.submissions import samples

KINDS = [PDF, PNG, JPG, DOCX]
WHOLE = {PDF: samples.pdf(), PNG: samples.PNG, JPG: samples.JPG, DOCX: samples.docx()}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
RELATION = (
    b'<Relationships><Relationship Id="r1" TargetMode="%s" Target="http://x.example/" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"/></Relationships>'
)


def script():
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def types(content_type):
    return b'<Types><Override PartName="/word/document.xml" ContentType="%s"/></Types>' % content_type


def word_with(**parts):
    """Underscores in the names stand for what a keyword cannot hold."""
    names = {"types": "[Content_Types].xml", "rels": "word/_rels/settings.xml.rels"}
    return samples.docx({**samples.PARTS, **{names.get(name, name): part for name, part in parts.items()}})


def refusal(content):
    """Why it is not taken, or the kind it is taken as."""
    file = io.BytesIO(content)
    try:
        return inspect(file)
    except UnfitFileError as error:
        return error.code
    finally:
        assert file.tell() == 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.extension)
def test_a_whole_file_is_what_its_content_says(kind):
    assert refusal(WHOLE[kind]) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unknown"),
        (b"halo", "unknown"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"<html>" + samples.pdf(), "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"MZ\x90\0" + b"\0" * 100, "unknown"),
        (b"GIF89a" + b"\0" * 100, "unknown"),
        (samples.docx({"xl/workbook.xml": b"<x/>"}), "unknown"),
        (samples.docx({"a.pdf": samples.pdf()}), "unknown"),
        (OLE, "old"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500, "locked"),
        (b"%PDF-1.7\nhalo", "broken"),
        (samples.pdf()[:60], "broken"),
        (samples.pdf(pages=0), "broken"),
        (samples.PNG[:-8], "broken"),
        (samples.PNG.replace(b"IHDR", b"IXXX"), "broken"),
        (samples.png(0, 5), "broken"),
        (samples.png(50_000, 50_000), "bomb"),
        (samples.JPG[:-2], "broken"),
        (samples.jpg(5, 0), "broken"),
        (samples.jpg(60_000, 60_000), "bomb"),
        (samples.jpg(before=samples.segment(0xE1, b"Exif" + samples.JPG))[:-2], "broken"),
        (samples.docx()[:-30], "broken"),
        (samples.docx({"word/document.xml": b"<x/>"}), "broken"),
        (samples.damaged_docx(), "broken"),
        (word_with(types=b"<Types>"), "broken"),
        (word_with(types=b'<!DOCTYPE x [<!ENTITY a "b">]><Types/>'), "broken"),
        (samples.pdf(password="rahasia"), "locked"),
        (samples.docx({**samples.PARTS, "word/vbaProject.bin": b"x"}), "macro"),
        (samples.docx({**samples.PARTS, "word/VBAPROJECT.BIN": b"x"}), "macro"),
        (word_with(types=types(b"application/vnd.ms-word.document.macroEnabled.main+xml")), "macro"),
        (
            word_with(
                types='<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16")
                + types(b"application/vnd.ms-office.vbaProject").decode().encode("utf-16-le")
            ),
            "macro",
        ),
        (word_with(rels=RELATION % (b"Internal", b"vbaProject")), "macro"),
        (word_with(rels=RELATION % (b"External", b"attachedTemplate")), "active"),
        (word_with(rels=RELATION % (b"External", b"image")), "active"),
        (samples.docx({**samples.PARTS, "word/embeddings/oleObject1.bin": b"x"}), "active"),
        (samples.docx({**samples.PARTS, "word/activeX/activeX1.xml": b"<x/>"}), "active"),
        (samples.pdf_with(OpenAction=script()), "active"),
        (samples.pdf_with(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))), "active"),
        (samples.pdf_with(OpenAction=Dictionary(S=Name.Launch, F=String("cmd.exe"))), "active"),
        (samples.pdf_with(AcroForm=Dictionary(XFA=String("<xdp/>"))), "active"),
        (samples.pdf_with(AF=Array([Dictionary(Type=Name.Filespec, EF=Dictionary())])), "active"),
        (samples.pdf() + samples.docx({"%%EOF": b""}), "active"),
        (samples.PNG + samples.docx(), "active"),
        (samples.bomb(), "bomb"),
        (samples.docx({**samples.PARTS, **{f"x/{n}": b"" for n in range(word.MOST_PARTS)}}), "bomb"),
    ],
)
def test_an_unfit_file_is_refused_with_its_reason(content, code):
    assert refusal(content) == code


@pytest.mark.parametrize(
    "content",
    [
        word_with(rels=RELATION % (b"External", b"hyperlink")),
        word_with(types=types(b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")),
        samples.pdf_with(OpenAction=Array([0, Name.Fit])),
        samples.pdf_with(Links=Dictionary(A=Dictionary(S=Name.URI, URI=String("https://contoh.example/")))),
        samples.pdf_with(AcroForm=Dictionary(SigFlags=3, Fields=Array([]))),
        samples.pdf() + b"\n" * 200,
        samples.JPG + b"\0" * 100_000,
        samples.jpg(before=samples.segment(0xE1, b"Exif" + samples.JPG)),
        samples.png(16_320, 12_240),
    ],
    ids=["link", "types", "page", "address", "signed", "padded", "phone", "thumbnail", "large"],
)
def test_what_is_usual_in_a_file_is_taken(content):
    assert refusal(content) in KINDS


def test_a_paper_with_too_many_or_too_deep_objects_is_not_walked(monkeypatch):
    nested = Array([])
    for _level in range(paper.DEEPEST + 2):
        nested = Array([nested])
    deep = samples.pdf_with(X=nested)

    assert refusal(deep) == "bomb"
    monkeypatch.setattr(paper, "MOST_OBJECTS", 1)
    assert refusal(samples.pdf()) == "bomb"


def test_a_list_of_parts_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(word, "MOST_MARKUP", 3)

    assert refusal(samples.docx()) == "bomb"


def test_a_picture_in_endless_chunks_is_not_walked_to_the_end(monkeypatch):
    monkeypatch.setattr(picture, "MOST_CHUNKS", 2)

    assert refusal(samples.PNG) == "broken"
    assert refusal(samples.JPG) == "broken"


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", OLE[:8]]),
)
def test_no_content_breaks_the_sniffing(content, start):
    assert refusal(start + content) in {*KINDS, "unknown", "old", "broken", "locked", "macro", "active", "bomb"}


@given(st.sampled_from(KINDS), st.data())
def test_a_file_that_was_cut_is_refused(kind, data):
    whole = WHOLE[kind].rstrip(b"\r\n") if kind == PDF else WHOLE[kind]
    kept = data.draw(st.integers(0, len(whole) - 1))

    assert refusal(whole[:kept]) in {"unknown", "broken"}


def test_a_paper_whose_end_stands_early_is_refused_when_it_was_cut():
    file = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(30):
            document.add_blank_page()
        document.save(file, linearize=True)
    whole = file.getvalue()
    first_end = whole.index(b"%%EOF") + 5
    assert first_end < len(whole) - 100

    assert refusal(whole) == PDF
    assert refusal(whole[: first_end + 1]) == "broken"


@given(st.sampled_from(KINDS), st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 255)), min_size=1, max_size=5))
def test_a_file_spoilt_anywhere_is_taken_or_refused(kind, spots):
    spoilt = bytearray(WHOLE[kind])
    for at, change in spots:
        spoilt[at % len(spoilt)] ^= change

    assert refusal(bytes(spoilt))


@given(st.text(), st.sampled_from(KINDS))
def test_any_name_leaves_a_file_what_it_is(name, kind):
    file = io.BytesIO(WHOLE[kind])
    file.name = name

    assert inspect(file) == kind
    assert safe_name(name, kind).endswith(kind.extension)


@given(st.text(), st.sampled_from(KINDS))
@example("../../etc/passwd", PDF)
@example("C:\\Users\\x\\surat.exe", PDF)
@example("\u202efdp.exe", PDF)
@example('a"; filename="b.html', PNG)
@example("\r\nSet-Cookie: x", PNG)
def test_a_safe_name_has_nothing_but_a_name(name, kind):
    safe = safe_name(name, kind)

    assert safe.endswith(f".{kind.extension}")
    assert len(safe) <= inspection.LONGEST_NAME + 5
    assert not set(safe) & set('/\\"<>:;|?*\r\n\t\0\u202e')
    assert safe.strip(" .") == safe


def test_a_safe_name_keeps_what_people_read():
    assert safe_name("Data  kondisi awal (2023).PDF", PDF) == "Data kondisi awal (2023).pdf"
    assert safe_name("surat.exe", PDF) == "surat.pdf"
    assert safe_name("...", JPG) == "berkas.jpg"


def test_a_word_document_encrypted_inside_is_locked():
    locked = bytearray(samples.docx())
    with zipfile.ZipFile(io.BytesIO(bytes(locked))) as archive:
        assert archive.infolist()
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1

    assert refusal(bytes(locked)) == "locked"
