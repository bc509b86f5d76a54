"""What a person has in later apps: seats, letters. Those apps say it when Django starts (ADR 0004)."""

from collections.abc import Callable, Iterable

from accounts.agencies.belongings import RegisterFact
from accounts.models import User

Asks = Callable[[User], Iterable[RegisterFact]]
_stands: list[Asks] = []


def stands(function: Asks) -> Asks:
    if function not in _stands:
        _stands.append(function)
    return function


def standing(user: User) -> list[RegisterFact]:
    return [one for ask in _stands for one in ask(user)]
