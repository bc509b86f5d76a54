"""Text as it comes in, cleaned by what it is meant for; and when two texts read the same. No Django.

Nobody sees a zero-width space, a soft hyphen or whether “é” is one letter or two, yet a database tells them apart.
So each text is cleaned on its way in, and what must be unique is compared by its `key`, here and in PostgreSQL
(`accounts.keys`), which must agree.
"""

import re
import unicodedata

INVISIBLE = (  # what takes no room on the page: joiners, marks of direction, fillers, variation selectors, tags
    *((0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F)),  # control characters that are no space
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
SPACE = r"[\s\x1c-\x1f\x85\u1680\u2028\u2029]+"
LOOKALIKES = str.maketrans("‘’‚‛ʹʻʼʽ′`´“”„‟″‐‑‒–—―−", "'" * 11 + '"' * 5 + "-" * 7)
WORD_BULLETS = str.maketrans("\uf0b7\uf0a7\uf0fc\uf0d8\x0b", "•▪✓➢\n")  # what Word draws with its own fonts
JOINERS = "\u200c\u200d"  # some scripts are written with them

_class = "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in INVISIBLE)
_invisible = re.compile(rf"[{_class}\ud800-\udfff]")
_invisible_but_joiners = re.compile(rf"(?![{JOINERS}])[{_class}\ud800-\udfff]")
_space = re.compile(SPACE)
_grouping = re.compile(rf"{SPACE}|[.'-]")


def identifier(text: str) -> str:
    """What names somebody to a machine, an address or a number: plain letters and nothing between them."""
    return _without(text, _space)


def _without(text: str, left_out: re.Pattern[str]) -> str:
    """Composed before, so that what looks like it is found, and after, for what now stands side by side."""
    plain = unicodedata.normalize("NFKC", _invisible.sub("", text))
    return unicodedata.normalize("NFKC", left_out.sub("", plain))


def digits(text: str) -> str:
    """A number that people group: without the spaces, dots, dashes and quotes between its figures."""
    return _without(identifier(text).translate(LOOKALIKES), _grouping)


def email_address(text: str) -> str:
    """An address in small letters: no post office tells Rina@ from rina@."""
    return identifier(identifier(text).lower()).removeprefix("mailto:")


def title(text: str) -> str:
    """One line that people read, a name or a heading: composed letters, single spaces, nothing that nobody sees."""
    return unicodedata.normalize("NFC", _space.sub(" ", _invisible.sub("", text)).strip())


def running(text: str) -> str:
    """Text with its lines, as it is written: composed letters, one kind of line end, the bullets of Word as bullets."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(WORD_BULLETS)
    text = unicodedata.normalize("NFC", _invisible_but_joiners.sub("", text))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def key(text: str) -> str:
    """The same for what reads the same: without case, invisible letters, double spaces, kinds of quotes and dashes."""
    plain = unicodedata.normalize("NFKC", _invisible.sub("", text).translate(LOOKALIKES))
    return _space.sub(" ", "".join(map(_small, plain))).strip(" ")


def _small(letter: str) -> str:
    """One small letter for one, as PostgreSQL has it."""
    small = letter.lower()
    return small if len(small) == 1 else small[0]
