"""Rules about what is written: filler, personal data, the agency's own name."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from submissions.texts.likeness import FEWEST_WORDS, KEPT, commonest_word, folded, overlap, repeated_share, trigrams

from .entry import IDENTITY, Entry, Objection, Text
from .personal import NAMES, personal_data

# Text that people wrote repeats under a tenth of its runs of five words, and its commonest word ("dan", "yang") makes
# up under a tenth; a paragraph pasted twice repeats almost half of them. Between the two lies room for lists.
MOST_REPEATED = 0.3
MOST_OF_ONE_WORD = 0.25
SAME_TEXT = 0.9
STOPGAPS = re.compile(
    r"\b(?:lorem ipsum|dolor sit amet|qwerty\w*|asdf\w*|isi di sini|isi teks di sini)\b|([^\W\d_])\1{5,}", re.IGNORECASE
)


def text_is_no_filler(entry: Entry) -> Iterator[Objection]:
    """No stopgaps, no text that repeats itself, and no text that stands in two sections."""
    for part in entry.sections:
        if problem := filler_in(part.text):
            yield Objection(f"{part.name}: {problem}", part.anchor)
    for copy, original in copies(entry.sections):
        text = _("%(copy)s berisi teks yang sama dengan %(original)s")
        yield Objection(text % {"copy": copy.name, "original": original.name}, copy.anchor)


def filler_in(text: str) -> str:
    """Why a text looks like filler, or nothing."""
    if found := STOPGAPS.search(text):
        return _("masih ada teks pengisi “%(text)s”") % {"text": found.group()[:30]}
    word, share = commonest_word(text)
    if share > MOST_OF_ONE_WORD:
        return _("kata “%(word)s” diulang terlalu sering") % {"word": word[:30]}
    if repeated_share(text) > MOST_REPEATED:
        return _("kalimat yang sama diulang-ulang")
    return ""


def copies(sections: tuple[Text, ...]) -> Iterator[tuple[Text, Text]]:
    """Each section whose text stands in an earlier one too, wholly or nearly, with the first such section."""
    seen: list[tuple[Text, str, frozenset[str]]] = []
    for part in sections:
        if part.words < FEWEST_WORDS / 2:
            continue
        text, runs = _marks(part.text)
        same = (one for one, other, its in seen if text == other or overlap(runs, its) >= SAME_TEXT)
        if original := next(same, None):
            yield part, original
        seen.append((part, text, runs))


@lru_cache(KEPT)
def _marks(text: str) -> tuple[str, frozenset[str]]:
    return folded(text), trigrams(text)


def no_personal_data(entry: Entry) -> Iterator[Objection]:
    """Titles and texts are read by jurors and, for winners, by everyone (UU 27/2022)."""
    for name, anchor, text in _public_texts(entry):
        if kinds := [str(NAMES[kind]) for kind in personal_data(text)]:
            what = get_text_list(kinds, _("dan"))
            yield Objection(_("%(name)s memuat data pribadi: %(what)s") % {"name": name, "what": what}, anchor)


def agency_is_not_named(entry: Entry) -> Iterator[Objection]:
    """Where jurors read without knowing whose it is, no text has an owner's name or abbreviation, or an innovator's.

    A name of one word is too common to tell a person by; titles after a comma are not part of the name.
    """
    people = (name.partition(",")[0] for name in entry.innovator_names)
    given = {folded(name): name for name in (*(name for name in people if " " in name.strip()), *entry.owner_names)}
    names = sorted(set(given) - {""}, key=len, reverse=True)
    for place, anchor, text in _public_texts(entry):
        padded = f" {folded(text)} "
        if found := next((name for name in names if f" {name} " in padded), None):
            original = given[found]
            yield Objection(_("%(place)s menyebut “%(name)s”") % {"place": place, "name": original}, anchor)


def _public_texts(entry: Entry) -> Iterator[tuple[str, str, str]]:
    yield _("Judul"), IDENTITY, entry.title
    yield _("Kepanjangan judul"), IDENTITY, entry.long_title
    for part in entry.sections:
        yield part.name, part.anchor, part.text
