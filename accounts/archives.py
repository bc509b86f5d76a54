"""What a spoilt ZIP raises, be it a document or a workbook."""

import lzma
import struct
import zipfile
import zlib
from xml.parsers import expat

SPOILT = (  # Python's zipfile, its four ways to unpack and the parser of what was packed
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    expat.ExpatError,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    RuntimeError,
    OverflowError,
)
