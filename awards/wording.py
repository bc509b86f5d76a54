"""How an honour, an innovation and a date are put into words, on the piagam and on the pages."""

from datetime import date

from django.utils import dateformat, translation

from .models import Result

NUMERALS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    numeral = ""
    for value, letters in NUMERALS:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def honour_of(result: Result) -> str:
    """“Terbaik II · Top 5” where the tier prints places, else “Top 10”. Certificates speak Indonesian alone."""
    return f"Terbaik {roman(result.place)} · {result.tier}" if result.prints_place else result.tier


def innovation_name(result: Result) -> str:
    return f"{result.title} — {result.long_title}" if result.long_title else result.title


def indonesian_date(day: date) -> str:
    with translation.override("id"):
        return dateformat.format(day, "j F Y")
