"""The number of a civil servant (NIP): birth date, year and month of entry, sex, serial; 18 digits."""

import re
from datetime import date

YOUNGEST_AT_ENTRY = 15
OLDEST = 100
CONTRACT = range(21, 30)  # in the place of the month: civil servants on contract (PPPK)


class UnfitNipError(ValueError):
    """`code` tells why: digits, birth, entry or sex."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_nip(text: str, today: date) -> str:
    """The 18 digits without the spaces and dots that people put between them; nothing for nothing.

    Raises UnfitNipError when it cannot be the number of anybody alive.
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise UnfitNipError("digits")
    born = _date(digits[:8])
    if born is None or born >= today or today.year - born.year > OLDEST:
        raise UnfitNipError("birth")
    year, month = int(digits[8:12]), int(digits[12:14])
    if not born.year + YOUNGEST_AT_ENTRY <= year <= today.year or not (1 <= month <= 12 or month in CONTRACT):
        raise UnfitNipError("entry")
    if digits[14] not in "12":
        raise UnfitNipError("sex")
    return digits


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
