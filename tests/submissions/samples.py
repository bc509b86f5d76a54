"""Small files of each kind, whole and broken."""

import io
import zipfile

import pikepdf

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"
PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}


def pdf(password: str = "", pages: int = 1) -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.save(file, encryption=pikepdf.Encryption(user=password, owner=password) if password else None)
    return file.getvalue()


def docx(parts: dict[str, bytes] = PARTS) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def bomb() -> bytes:
    """A small ZIP that unpacks to more than a hundred megabytes."""
    return docx({**PARTS, "word/media/image1.bmp": b"\0" * (101 * 1024 * 1024)})


def damaged_docx() -> bytes:
    """A ZIP whose list of contents stands, while what it lists was overwritten."""
    whole = bytearray(docx({**PARTS, "word/media/noise.bin": bytes(range(256)) * 40}))
    start = whole.index(b"word/media/noise.bin") + len("word/media/noise.bin")
    whole[start : start + 20] = b"\xff" * 20
    return bytes(whole)
