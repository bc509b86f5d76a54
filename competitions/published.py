"""Whether an edition has its result: until then its calendar and rules may be changed, after that only corrected.

What is published is known in a later app, which registers the question when Django starts (ADR 0004).
"""

from collections.abc import Callable, Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from .models import Edition

PUBLISHED = gettext_lazy("Hasil edisi ini sudah terbit; yang perlu diubah kini diterbitkan sebagai versi baru.")
Asks = Callable[[Collection[int]], set[int]]
_asks: list[Asks] = []


def result_register(function: Asks) -> Asks:
    """Have a function asked which of these editions, by their keys, have a published result."""
    if function not in _asks:
        _asks.append(function)
    return function


def published_among(edition_ids: Collection[int]) -> set[int]:
    """Which of these editions have their result: one query for any number of them."""
    return {pk for ask in _asks for pk in ask(edition_ids)}


def is_published(edition: Edition) -> bool:
    return edition.pk in published_among([edition.pk])


def refuse_published(edition: Edition) -> None:
    """Raise ValidationError once the result is there. Ask it with the edition locked: publishing locks it too."""
    if is_published(edition):
        raise ValidationError(PUBLISHED, code="published")
