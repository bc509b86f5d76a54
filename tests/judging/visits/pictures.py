"""Pictures for the tests of site visits."""

import zlib
from io import BytesIO
from struct import pack

from PIL import Image, ImageDraw


def photo(size=(320, 240), *, kind="JPEG", mode="RGB", colour="steelblue", **options) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def camera_photo() -> bytes:
    """As a phone takes it: lying on its side, with its maker, the time and the place written beside the picture."""
    exif = Image.Exif()
    exif[0x010F] = "Pabrik Rahasia"
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8769)[0x9003] = "2026:03:02 10:15:00"
    exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 52.0, 12.0), 3: "E", 4: (112.0, 31.0, 48.0)})
    return photo((320, 240), exif=exif)


def drawing(size=(600, 200), *, stroke=True) -> bytes:
    """A signature as the canvas gives it: dark on nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    if stroke:
        ImageDraw.Draw(image).line([(20, 150), (200, 40), (400, 160)], fill=(10, 10, 10, 255), width=5)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is 3,600 megapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    head = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
