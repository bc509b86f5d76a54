"""From what a cell holds to what is meant, or WrongCellError with a sentence for the person who typed it."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.spreadsheets.reading import Formula
from accounts.spreadsheets.values import WrongCellError, cell_text, folded, line_of
from accounts.texts import digits, email_address

from .columns import KINDS, ROLES
from .kinds import kind_of

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu ags agt aug",
            "september sep sept",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
FIRST_SERIAL, LAST_SERIAL = 16_666, 73_415  # 17 August 1945 and the end of 2100, as Excel counts days
EPOCH = date(1899, 12, 30)
ROUNDED = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)
HEADS = re.compile(
    r"((plt|plh|pjs?)[. ]*)?(camat|lurah|direktur|direktris|inspektur|sekretaris (daerah|dprd|dewan)"
    r"|kepala (opd|dinas|badan|kantor|satuan|bagian|pelaksana|puskesmas|uptd?|upt|rsud|rumah sakit|kecamatan|kelurahan"
    r"|sekretariat|instansi|perangkat daerah|sekolah|unit)|kasat(pol)?|kadis|kaban|kabag|pimpinan)\b.*"
)
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
IN_WORDS = re.compile(r"(?:[a-z']+,? +)?(\d{1,2})[ .-]+([a-z]+)[ .,-]+(\d{4})")
YEAR = re.compile(r"(19|20)\d\d")
NIP_DIGITS = 18
SHORTEST_MOBILE = 9
EARLIEST = date(1945, 8, 17)


def text(value: Any) -> str:
    """One line. A formula was not calculated, or its result would stand here."""
    if isinstance(value, Formula):
        raise WrongCellError(_("Sel ini berisi rumus tanpa hasil. Salin lalu tempel sebagai nilai (Paste Values)."))
    return line_of(cell_text(value))


def email(value: Any) -> str:
    return email_address(text(value))


def nip(value: Any) -> str:
    """Eighteen digits. Excel keeps fifteen digits of a number and writes zeros for the rest."""
    if isinstance(value, float) or (isinstance(value, int) and value >= 10**15 and value % 1000 == 0):
        raise WrongCellError(
            _("Excel membulatkan NIP ini karena tersimpan sebagai angka. Ubah sel menjadi Teks, lalu ketik ulang.")
        )
    written = text(value)
    if ROUNDED.fullmatch(written):
        raise WrongCellError(
            _("Excel menyingkat NIP ini, jadi angkanya hilang. Ubah sel menjadi Teks, lalu ketik ulang 18 angkanya.")
        )
    figures = digits(written)
    if figures and not (len(figures) == NIP_DIGITS and figures.isascii() and figures.isdigit()):
        raise WrongCellError(_("NIP terdiri atas 18 angka."))
    return figures


def phone(value: Any) -> str:
    """A number typed as a number has lost the zero that a mobile number begins with."""
    number = text(value).lstrip("'")
    if number.startswith("8") and len(digits(number)) >= SHORTEST_MOBILE:
        number = f"0{number}"
    if number and not re.fullmatch(r"\+?[\d\s().-]{5,20}", number, re.ASCII):
        raise WrongCellError(_("Nomor telepon hanya memuat angka, paling banyak 20 karakter."))
    return number


def day(value: Any) -> date | None:
    """A date cell, text such as 17/02/2021, 2021-02-17 and 17 Nopember 2021, or the number that Excel keeps of it."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, int | float) and not isinstance(value, bool) and FIRST_SERIAL <= value <= LAST_SERIAL:
        value = EPOCH + timedelta(days=int(value))
    if not isinstance(value, date):
        written = text(value)
        if not written:
            return None
        value = _written_day(written.lower())
    if value is None or value < EARLIEST or value.year > 2100:
        raise WrongCellError(_("Tanggal tidak dikenal. Tulis seperti 17/02/2021."))
    return value


def _written_day(written: str) -> date | None:
    written = written.removesuffix(" 00:00:00")
    try:
        if found := DAY_FIRST.fullmatch(written):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := YEAR_FIRST.fullmatch(written):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if (found := IN_WORDS.fullmatch(written)) and found[2] in MONTHS:
            return date(int(found[3]), MONTHS[found[2]], int(found[1]))
    except ValueError:
        pass
    return None


def yes_or_no(value: Any) -> bool | None:
    answer = folded(text(value))
    if not answer:
        return None
    if answer in {"ya", "y", "1"}:
        return True
    if answer in {"tidak", "t", "0"}:
        return False
    raise WrongCellError(_("Isi Ya atau Tidak."))


def kind(value: Any) -> str:
    typed = text(value)
    return kind_of(typed) or _one_of(KINDS, typed)


def role(value: Any) -> str:
    """The part in the application; of the posts that offices write down those that lead a body."""
    if HEADS.fullmatch(folded(text(value))):
        return "head"
    further = {"Operator OPD": "operator", "Kepala OPD": "head", "Staf": "staff"}
    return _one_of({**ROLES, **further}, text(value), named=ROLES)


def _one_of(choices: dict[str, str], typed: str, *, named: dict[str, str] | None = None) -> str:
    if not typed:
        return ""
    meant = {folded(label): value for label, value in choices.items()}
    if (found := meant.get(folded(typed))) is None:
        raise WrongCellError(_("Tidak dikenal. Pilihannya: %(choices)s.") % {"choices": ", ".join(named or choices)})
    return found


def year(value: Any) -> str:
    written = str(value.year) if isinstance(value, datetime | date) else text(value)
    if written and not YEAR.fullmatch(written):
        raise WrongCellError(_("Tahun terdiri atas empat angka, misalnya 2023."))
    return written


CLEANERS = {
    "email": email,
    "nip": nip,
    "phone": phone,
    "starts_on": day,
    "started_on": day,
    "is_participant": yes_or_no,
    "kind": kind,
    "role": role,
    "award_year": year,
}


def cleaned(key: str, value: Any) -> Any:
    """What a cell of this column means; the columns not named above are text."""
    return CLEANERS.get(key, text)(value)
