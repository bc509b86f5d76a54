"""The numbers on the certificates: a pattern such as 188.45/{nomor:03}/KEP/{tahun}."""

import re
from string import Formatter

SEQUENCE, YEAR = "nomor", "tahun"
WIDTH = re.compile(r"0[1-9]")


class PatternError(ValueError):
    """A pattern that cannot number certificates; `code` is braces, unknown, width or sequence."""

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(f"{code}: {part}")
        self.code, self.part = code, part


def check_pattern(pattern: str) -> None:
    """Raise PatternError unless the pattern has {nomor}, and nothing in braces but {nomor} and {tahun}."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError as error:
        raise PatternError("braces") from error
    names = [name for _text, name, _width, _conversion in parts if name is not None]
    for _text, name, width, conversion in parts:
        if name is not None and (name not in {SEQUENCE, YEAR} or conversion):
            raise PatternError("unknown", name)
        if width and not WIDTH.fullmatch(width):
            raise PatternError("width", width)
    if SEQUENCE not in names:
        raise PatternError("sequence")


def certificate_number(pattern: str, sequence: int, year: int) -> str:
    """The number of the certificate that comes `sequence`-th."""
    check_pattern(pattern)
    return pattern.format(**{SEQUENCE: sequence, YEAR: year})
