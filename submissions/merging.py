"""Two texts made one where two people wrote at once. No Django: texts in, one text out."""

from difflib import SequenceMatcher


def merge(theirs: str, mine: str) -> str:
    """Every paragraph of both, what they share only once, in the order of the texts: nothing is left out."""
    one, other = theirs.split("\n"), mine.split("\n")
    joined: list[str] = []
    for _name, start, end, other_start, other_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        joined += one[start:end]
        joined += [line for line in other[other_start:other_end] if line not in one[start:end]]
    return "\n".join(joined)
