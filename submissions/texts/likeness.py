"""How alike two texts are, and whether a text repeats itself. Texts in, numbers out.

Likeness is that of PostgreSQL's pg_trgm (https://www.postgresql.org/docs/current/pgtrgm.html): every word is written
in small letters with two spaces before and one behind it, cut into runs of three characters, and two texts are as
alike as the share of runs that they have in common. The order of the words does not matter. Reckoned here because the
embedded server comes without extensions.
"""

import re
from collections import Counter
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
RUN = 5  # words that must stand in the same order to count as a repetition
FEWEST_WORDS = 20  # below that a share says nothing
KEPT = 512  # texts whose figures are remembered: a list is drawn again with every save, and one text has changed


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def folded(text: str) -> str:
    """A text without its case, its punctuation and its white space: what stays when somebody pastes it again."""
    return " ".join(words_of(text))


def trigrams(text: str) -> frozenset[str]:
    padded = "".join(f"  {word} " for word in words_of(text))
    runs = {padded[start : start + 3] for start in range(len(padded) - 2)}
    return frozenset(run for run in runs if run[1:] != "  ")  # those lie across two words


def likeness(one: str, other: str) -> float:
    """From 0 to 1; 1 for the same words in any order, 0 where one of them has no word."""
    return overlap(trigrams(one), trigrams(other))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


@lru_cache(KEPT)
def repeated_share(text: str) -> float:
    """Which share of the text's runs of five words stood in it before, from 0 to 1; 0 for a short text."""
    words = words_of(text)
    if len(words) < FEWEST_WORDS:
        return 0.0
    runs = [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
    return 1 - len(set(runs)) / len(runs)


@lru_cache(KEPT)
def commonest_word(text: str) -> tuple[str, float]:
    """The word that stands most often in a text, and its share of all words; nothing for a short text."""
    words = words_of(text)
    if len(words) < FEWEST_WORDS:
        return "", 0.0
    word, times = Counter(words).most_common(1)[0]
    return word, times / len(words)
