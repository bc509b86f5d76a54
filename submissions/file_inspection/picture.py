"""PNG and JPG: whole by their own structure, and no larger than a picture can be when it is unpacked."""

import struct
import zlib
from typing import BinaryIO

from .kinds import BLOCK, UnfitFileError, find

MOST_PIXELS = 250_000_000  # the largest sensors of phones have 200 million
MOST_CHUNKS = 100_000
HEADER = struct.Struct("!I4s")
SIZES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the JPG segments that tell height and width
ALONE = {0x01, *range(0xD0, 0xD9)}  # JPG markers without a length
SCAN, STOP, FILL = 0xDA, 0xD9, 0xFF


def check_png(file: BinaryIO) -> None:
    """Walk the chunks up to the last one; each carries a sum of its content."""
    file.seek(8)
    for number in range(MOST_CHUNKS):
        length, name = HEADER.unpack(_exactly(file, 8))
        start = _sound_chunk(file, name, length)
        if (name == b"IHDR") != (number == 0) or (name == b"IHDR" and length != 13):
            raise UnfitFileError("broken")
        if name == b"IHDR":
            _check_size(*struct.unpack("!II", start[:8]))
        if name == b"IEND":
            return
    raise UnfitFileError("broken")


def _sound_chunk(file: BinaryIO, name: bytes, length: int) -> bytes:
    """The first bytes of a chunk whose sum is right."""
    start, left, total = b"", length, zlib.crc32(name)
    while left:
        block = _exactly(file, min(left, BLOCK))
        start = start or block
        total = zlib.crc32(block, total)
        left -= len(block)
    if _exactly(file, 4) != struct.pack("!I", total):
        raise UnfitFileError("broken")
    return start


def check_jpg(file: BinaryIO) -> None:
    """Walk the segments to the scan, whose end must follow; a small picture inside the head has an end of its own."""
    file.seek(2)
    sized = False
    for _number in range(MOST_CHUNKS):
        marker = _marker(file)
        if marker in ALONE:
            continue
        if marker == STOP:
            break
        length = int.from_bytes(_exactly(file, 2), "big") - 2
        if length < 0:
            break
        content = _exactly(file, length)
        if marker in SIZES and length >= 5:
            height, width = struct.unpack("!HH", content[1:5])
            _check_size(width, height)
            sized = True
        if marker == SCAN:
            if sized and find(file, b"\xff\xd9"):
                return
            break
    raise UnfitFileError("broken")


def _marker(file: BinaryIO) -> int:
    if _exactly(file, 1) != b"\xff":
        raise UnfitFileError("broken")
    marker = FILL
    while marker == FILL:
        marker = _exactly(file, 1)[0]
    return marker


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise UnfitFileError("broken")
    if width * height > MOST_PIXELS:
        raise UnfitFileError("bomb")


def _exactly(file: BinaryIO, size: int) -> bytes:
    content = file.read(size)
    if len(content) < size:
        raise UnfitFileError("broken")
    return content
