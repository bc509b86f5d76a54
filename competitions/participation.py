"""What keeps a body among the participants of an edition.

Each later app says it for what it knows, by a function that it registers when Django starts
(docs/adr/0004-checklist-registry.md): what was entered is known there.
"""

from collections.abc import Callable, Collection, Mapping

from .models import Edition

Tie = Callable[[Edition, Collection[int]], Mapping[int, str]]
_ties: list[Tie] = []


def tie(function: Tie) -> Tie:
    """Have a function asked which of these bodies cannot leave the edition, each with the sentence that says why."""
    if function not in _ties:
        _ties.append(function)
    return function


def ties(edition: Edition, opd_ids: Collection[int]) -> dict[int, str]:
    """Which of these bodies cannot leave, and why: what comes last is said of them."""
    return {opd: sentence for ask in _ties for opd, sentence in ask(edition, opd_ids).items()}
