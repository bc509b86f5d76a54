"""Personal data in running text: NIK, NIP, phone numbers and e-mail addresses, each told by its shape.

Budgets, years, dates, hours and the numbers of letters are none of these. Every pattern is bounded, so that a page of
one endless word costs no more than any other.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from submissions.texts.likeness import KEPT

# Region, birth day (a woman's is 40 higher), serial: 6-6-4 as issued, or 4-4-4-4 as people group it.
NIK = re.compile(r"(?<![\d.,-])(?:\d{6}[ .-]?\d{6}[ .-]?\d{4}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4})(?![\d.,-]*\d)")
# Birth day, month of appointment, sex, serial.
NIP = re.compile(r"(?<![\d.,-])\d{8}[ .-]?\d{6}[ .-]?[12][ .-]?\d{3}(?![\d.,-]*\d)")
MOBILE = r"(?:\+62[ .-]?|62|0)8[1-35-9]\d(?:[ .-]?\d){6,9}"
FIXED = r"\+62[ .-]?\(?[2-79]\d{1,2}\)?(?:[ .-]?\d){5,8}"
PHONE = re.compile(rf"(?<![\w/.,+-])(?:{MOBILE}|{FIXED})(?!\d)")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")

NAMES = {
    "nip": _("NIP"),
    "nik": _("NIK"),
    "phone": _("nomor telepon"),
    "email": _("alamat e-mail"),
}


@lru_cache(KEPT)
def personal_data(text: str) -> tuple[str, ...]:
    """Which kinds of personal data stand in a text, each once."""
    return tuple(_kinds_in(text))


def _kinds_in(text: str) -> Iterator[str]:
    if any(_is_nip(_digits(found.group())) for found in NIP.finditer(text)):
        yield "nip"
    if any(_is_nik(_digits(found.group())) for found in NIK.finditer(text)):
        yield "nik"
    if PHONE.search(text):
        yield "phone"
    if EMAIL.search(text):
        yield "email"


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


def _is_nik(digits: str) -> bool:
    day, month = int(digits[6:8]), int(digits[8:10])
    return digits[0] != "0" and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def _is_nip(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    since, since_month = int(digits[8:12]), int(digits[12:14])
    born = 1930 <= year <= 2020 and 1 <= month <= 12 and 1 <= day <= 31
    return born and year < since <= 2100 and 1 <= since_month <= 21  # PPPK write 21 for the month
