"""Whether an innovation won before. Later apps that know of results register their answer (docs/adr/0004)."""

from collections.abc import Callable

from competitions.models import Edition
from submissions.models import Innovation

Witness = Callable[[Innovation, Edition], str]
_witnesses: list[Witness] = []


def witness(function: Witness) -> Witness:
    """Have a function asked what an innovation won before an edition: the award in words, or an empty string."""
    if function not in _witnesses:
        _witnesses.append(function)
    return function


def earlier_award(innovation: Innovation, edition: Edition) -> str:
    """What the organiser's list says, else what the first witness knows."""
    return innovation.past_award or next(filter(None, (ask(innovation, edition) for ask in _witnesses)), "")
