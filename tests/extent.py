"""How far a run goes: to each case at every run, to all that is drawn, spoilt or walked with `bin/test --full`."""

import os
from collections.abc import Iterable
from typing import TypeVar

FULL = os.environ.get("KOVABLIK_TEST_FULL") == "1"
FEWEST = 10
Thing = TypeVar("Thing")


def examples(count: int) -> int:
    """How many examples a property draws: a fifth of them in a quick run."""
    return count if FULL else max(count // 5, min(count, FEWEST))


def share(things: Iterable[Thing], number: int, of: int) -> list[Thing]:
    """The things of case `number` where `of` cases share them in a quick run; in a full one each has all."""
    every = list(things)
    return every if FULL else every[number % of :: of]
