"""Photos and signatures as they come from a phone: drawn again, so that nothing but the picture is kept.

What a camera writes beside the picture (who, which device, where) goes; what is no picture, or one that would fill
the memory, is refused. No ORM, no clock.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

PHOTO_BYTES = 15 * 1024 * 1024
SIGNATURE_BYTES = 1024 * 1024
MOST_PIXELS = 50_000_000
PHOTO_SIDE = 2048
SIGNATURE_SIZE = (1200, 600)
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
INK = 160  # darker than this counts as drawn


class ImageRefusedError(Exception):
    """Why a file is not taken: empty, large, unreadable, pixels or blank."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def as_jpeg(data: bytes) -> bytes:
    """The photo upright, at most 2048 pixels a side, without what the camera noted."""
    return _drawn(data, PHOTO_BYTES, _jpeg)


def as_signature(data: bytes) -> bytes:
    """The signature as a grey PNG on white; a drawing without a stroke is none."""
    return _drawn(data, SIGNATURE_BYTES, _signature)


def _drawn(data: bytes, largest: int, draw: Callable[[Any], bytes]) -> bytes:
    from PIL import Image  # noqa: PLC0415  slow, and few requests bring a picture

    if not data:
        raise ImageRefusedError("empty")
    if len(data) > largest:
        raise ImageRefusedError("large")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image, _only_whole():
            _refuse_vast(image)
            return draw(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefusedError("pixels") from error
    except ImageRefusedError:
        raise
    except Exception as error:  # the decoders stumble over garbage in every way there is
        raise ImageRefusedError("unreadable") from error


@contextmanager
def _only_whole() -> Iterator[None]:
    """WeasyPrint has Pillow take half a file for a picture, in every process that has drawn a PDF; not here."""
    from PIL import ImageFile  # noqa: PLC0415  as above

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _refuse_vast(image: Any) -> None:
    """Before anything is unpacked: few bytes can say that they are many pixels."""
    if image.width * image.height > MOST_PIXELS:
        raise ImageRefusedError("pixels")


def _jpeg(image: Any) -> bytes:
    from PIL import ImageOps  # noqa: PLC0415  as above

    image.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    out = BytesIO()
    _on_white(upright).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _signature(image: Any) -> bytes:
    image.load()
    grey = _on_white(image).convert("L")
    if grey.getextrema()[0] > INK:
        raise ImageRefusedError("blank")
    grey.thumbnail(SIGNATURE_SIZE)
    out = BytesIO()
    grey.save(out, "PNG", optimize=True)
    return out.getvalue()


def _on_white(image: Any) -> Any:
    """What shines through becomes white; a new picture carries no notes of the old one."""
    from PIL import Image  # noqa: PLC0415  as above

    sheet = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        sheet.paste(layer, mask=layer)
    else:
        sheet.paste(image.convert("RGB"))
    return sheet
