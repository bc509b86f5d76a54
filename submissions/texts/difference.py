"""What changed between two texts, word by word. No Django, no clock: texts in, runs out.

Words are compared, white space is kept: the runs that are same or removed spell the text before, those that are
same or added the text after, character by character.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

PIECE = re.compile(r"(\w+(?:[-'’/.,:]\w+)*|[^\w\s])(\s*)")  # a word or one sign, and the space behind it
MOST = 12_000  # pieces beyond which the middle counts as rewritten: a request has no time for more
Step = tuple[str, int, int, int, int]  # as difflib has it: what, from and to before, from and to after
ISLAND = 2  # pieces that stay between two changes and are read as part of them


class RunKind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    kind: RunKind
    text: str


@dataclass(frozen=True)
class Piece:
    word: str
    space: str

    def __str__(self) -> str:
        return self.word + self.space


def compare(before: str, after: str) -> list[Run]:
    """The runs that lead from one text to the other; none of them empty, none beside another of its kind."""
    if before == after:
        return [Run(RunKind.SAME, after)] if after else []
    old, new = pieces(before), pieces(after)
    return list(_tidy(_runs(old, new)))


def pieces(text: str) -> list[Piece]:
    """The text cut behind each word; its leading white space is a piece without a word."""
    lead = text[: len(text) - len(text.lstrip())]
    found = [Piece(*match.groups()) for match in PIECE.finditer(text, len(lead))]
    return [Piece("", lead), *found] if lead else found


def _runs(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Run]:
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    yield from _kept(old[:start], new[:start])
    yield from _middle(old[start : len(old) - end], new[start : len(new) - end])
    yield from _kept(old[len(old) - end :], new[len(new) - end :])


def _shared(old: Sequence[Piece], new: Sequence[Piece]) -> int:
    """How many pieces at the beginning have the same word."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one.word != other.word:
            break
        count += 1
    return count


def _middle(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Run]:
    if len(old) + len(new) > MOST:
        yield from _changed(old, new)
        return
    # Words in every hundredth place anchor nothing (autojunk): that bounds the time, and "yang" is no anchor anyway.
    matcher = SequenceMatcher(None, [piece.word for piece in old], [piece.word for piece in new])
    steps = matcher.get_opcodes()
    for index, (name, start, end, new_start, new_end) in enumerate(steps):
        part = _kept if name == "equal" and not _is_island(steps, index) else _changed
        yield from part(old[start:end], new[new_start:new_end])


def _is_island(steps: Sequence[Step], index: int) -> bool:
    """A word or two that stayed by chance within a rewritten passage."""
    _name, start, end, _start, _end = steps[index]
    around = [*steps[max(index - 1, 0) : index], *steps[index + 1 : index + 2]]
    return len(around) > 1 and all(_size(step) > ISLAND * (end - start) for step in around) and end - start <= ISLAND


def _size(step: Step) -> int:
    _name, start, end, new_start, new_end = step
    return max(end - start, new_end - new_start)


def _kept(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Run]:
    """The same words; where only the space behind one changed, that space is the change."""
    for one, other in zip(old, new, strict=True):
        if one.space == other.space:
            yield Run(RunKind.SAME, str(one))
        else:
            yield Run(RunKind.SAME, one.word)
            yield Run(RunKind.REMOVED, one.space)
            yield Run(RunKind.ADDED, other.space)


def _changed(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Run]:
    yield Run(RunKind.REMOVED, "".join(map(str, old)))
    yield Run(RunKind.ADDED, "".join(map(str, new)))


def _tidy(runs: Iterator[Run]) -> Iterator[Run]:
    """Neighbours joined: within each change first all that went, then all that came."""
    for is_same, group in groupby((run for run in runs if run.text), key=lambda run: run.kind == RunKind.SAME):
        members = list(group)
        for kind in (RunKind.SAME,) if is_same else (RunKind.REMOVED, RunKind.ADDED):
            if text := "".join(run.text for run in members if run.kind == kind):
                yield Run(kind, text)
