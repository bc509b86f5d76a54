"""Two texts made one where two people wrote at once. No Django: texts in, one text out."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

MOST = 300  # lines of both that are compared one by one: more than that no request has time for


def merge(theirs: str, mine: str) -> str:
    """Every paragraph of both, what they share only once, in the order of the texts: nothing is left out."""
    one, other = theirs.split("\n"), mine.split("\n")
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    rest = len(one) - end
    middle = _joined(one[start:rest], other[start : len(other) - end])
    return "\n".join([*one[:start], *middle, *one[rest:]])


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines at the beginning are the same."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _joined(one: list[str], other: list[str]) -> Iterator[str]:
    if len(one) + len(other) > MOST:
        yield from _behind(one, other)
        return
    for _name, start, end, other_start, other_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield from _behind(one[start:end], other[other_start:other_end])


def _behind(one: list[str], other: list[str]) -> Iterator[str]:
    """The lines of the one, then those of the other that it has not."""
    known = set(one)
    yield from one
    yield from (line for line in other if line not in known)
