"""How an honour, an innovation and a date are put into words, on the piagam and on the pages."""

from datetime import date

from django.utils import dateformat, translation

from accounts.formats import roman

from .models import Result


def honour_of(result: Result) -> str:
    """“Terbaik II · Top 5” where the tier prints places, else “Top 10”. Certificates speak Indonesian alone."""
    return f"Terbaik {roman(result.place)} · {result.tier}" if result.prints_place else result.tier


def innovation_name(result: Result) -> str:
    return f"{result.title} — {result.long_title}" if result.long_title else result.title


def indonesian_date(day: date) -> str:
    with translation.override("id"):
        return dateformat.format(day, "j F Y")


def balanced(text: str, *, width: int) -> list[str]:
    """A text that is wider than `width` characters as two lines of about the same length, else as one."""
    if len(text) <= width or " " not in text:
        return [text]
    spaces = [at for at, char in enumerate(text) if char == " "]
    middle = min(spaces, key=lambda at: abs(at - len(text) // 2))
    return [text[:middle], text[middle + 1 :]]
