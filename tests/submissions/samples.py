"""Small files of each kind, whole and broken."""

import io
import random
import struct
import zipfile
import zlib

import pikepdf

PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}


def png(width: int = 1, height: int = 1) -> bytes:
    """One grey dot, whatever size it claims."""
    head = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0\x80")) + _chunk(b"IEND")


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def jpg(width: int = 1, height: int = 1, before: bytes = b"") -> bytes:
    """The segments of a grey dot: application, size, scan; `before` comes ahead of the size."""
    size = segment(0xC0, struct.pack("!BHHBBBB", 8, height, width, 1, 1, 0x11, 0))
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x2b\xff\x00\x15"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + before + size + scan + b"\xff\xd9"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack("!H", len(content) + 2) + content


PNG, JPG = png(), jpg()


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


def pdf_with(**root: object) -> bytes:
    """A PDF whose catalogue has these entries, given as Python values."""
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, value in root.items():
            document.Root[f"/{name}"] = document.make_indirect(value) if isinstance(value, pikepdf.Object) else value
        document.save(file)
    return file.getvalue()


def big_pdf(size: int) -> bytes:
    """A PDF of about this many bytes, of noise that does not shrink."""
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        noise = random.Random(7).randbytes(size)  # noqa: S311  not for secrets
        document.Root["/Noise"] = document.make_stream(noise)
        document.save(file)
    return file.getvalue()
