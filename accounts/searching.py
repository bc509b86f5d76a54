"""Finding what somebody looks for as people type it: without accents, case, kinds of quotes and double spaces."""

import unicodedata
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Concat

from .keys import ReadAs
from .texts import key

M = TypeVar("M", bound=models.Model)
MARKS = "\u0300-\u036f"  # the accents that stand above and below letters
MOST_WORDS = 8


class Folded(ReadAs):
    """`fold` in SQL."""

    template = f"regexp_replace(normalize({ReadAs.template}, NFD), '[{MARKS}]', '', 'g')"


class HoldsAll(models.Func):
    """Whether a text holds each of these patterns; the text is folded once for all of them."""

    template = "(%(expressions)s))"
    arg_joiner = " LIKE ALL("
    output_field = models.BooleanField()


def fold(text: str) -> str:
    """The same for what reads the same but for its accents."""
    letters = unicodedata.normalize("NFD", key(text.replace("\x00", "")))
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")


def words_of(text: str) -> list[str]:
    return fold(text).split()[:MOST_WORDS]


def holds(text: str, query: str) -> bool:
    """Whether a text that is at hand holds each word of a query."""
    folded = fold(text)
    return all(word in folded for word in words_of(query))


def matching(rows: "models.QuerySet[M]", query: str, *fields: str) -> "models.QuerySet[M]":
    """Those of these rows whose fields hold each word of the query, in any of them; none for a query of no word."""
    if not (words := words_of(query)):
        return rows.none()
    texts = [part for field in fields for part in (models.F(field), models.Value(" "))]
    patterns = models.Value([f"%{_escaped(word)}%" for word in words], ArrayField(models.TextField()))
    return rows.filter(HoldsAll(Folded(Concat(*texts, output_field=models.TextField())), patterns))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
