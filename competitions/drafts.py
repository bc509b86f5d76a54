"""What goes with an edition that was never opened, and who had already heard of it.

Its own parts go by themselves (they cascade). What a later app keeps for it in rows that protect it, and whom that app
has written to, is named by the app when Django starts (ADR 0004).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.models import User

from .copying import Model, counted
from .models import Edition, Phase

Goes = Callable[[Edition], QuerySet[Any]]
Heard = Callable[[Edition], Iterable[User]]
_go: list[Goes] = []
_heard: list[Heard] = []


def goes_with_draft(rows: Goes) -> Goes:
    """Have these rows deleted with a draft: those registered last go first, for they point to the others."""
    if rows not in _go:
        _go.append(rows)
    return rows


def heard_of_draft(people: Heard) -> Heard:
    """Have these people told when a draft is deleted."""
    if people not in _heard:
        _heard.append(people)
    return people


def rows_that_go(edition: Edition) -> Iterator[QuerySet[Any]]:
    for rows in reversed(_go):
        yield rows(edition)


def who_heard(edition: Edition) -> list[User]:
    return list({user.pk: user for people in _heard for user in people(edition)}.values())


def what_goes(edition: Edition) -> list[tuple[str, int]]:
    """All that is lost with a draft, each kind with its number."""
    counts: list[tuple[Model, int]] = [(Phase, edition.phases.count()), *counted(edition)]
    counts += [(rows.model, rows.count()) for rows in rows_that_go(edition)]
    return [(str(model._meta.verbose_name), count) for model, count in counts if count]
