"""Whether an innovation won before. Later apps that know of results register their answer (docs/adr/0004)."""

from collections.abc import Callable, Collection

from competitions.models import Edition
from submissions.models import Innovation

Witness = Callable[[Collection[int], Edition], dict[int, str]]
_witnesses: list[Witness] = []


def witness(function: Witness) -> Witness:
    """Have a function asked what innovations, by their keys, won before an edition: the award of each in words."""
    if function not in _witnesses:
        _witnesses.append(function)
    return function


def earlier_award(innovation: Innovation, edition: Edition) -> str:
    return earlier_awards([innovation], edition).get(innovation.pk, "")


def earlier_awards(innovations: Collection[Innovation], edition: Edition) -> dict[int, str]:
    """What the organiser's list says of each, else what the first witness knows; in as many queries as witnesses."""
    listed = {one.pk: one.past_award for one in innovations if one.past_award}
    found: dict[int, str] = {}
    if rest := [one.pk for one in innovations if one.pk not in listed]:
        for ask in _witnesses:
            found = ask(rest, edition) | found
    return found | listed
