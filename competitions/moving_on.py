"""What a competition is called a year later: “KOVABLIK ke-5 Tahun 2026” is “KOVABLIK ke-6 Tahun 2027”. A suggestion."""

import re

ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
WORDS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
ORDINALS = ("pertama", *(f"ke{word}" for word in WORDS[1:]), *(f"ke{word} belas" for word in WORDS[1:9]))
AFTER = r"(?i:\b(?:ke-|angkatan |edisi |jilid |seri ))"  # a numeral that stands alone may be part of a name
FIGURE = re.compile(rf"({AFTER})(\d{{1,2}})\b")
NUMERAL = re.compile(rf"({AFTER})([IVXLC]{{1,7}})\b")
ORDINAL = re.compile(rf"\b(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b", re.IGNORECASE)


def moved_on(text: str, year: int, later: int) -> str:
    """The same words, with the year and the number of the competition moved on by as many years."""
    step = later - year
    for old in sorted((year - 1, year, year + 1), reverse=step > 0):  # “2025/2026” is one span
        text = re.sub(rf"(?<!\d){old}(?!\d)", str(old + step), text)
    text = FIGURE.sub(lambda found: found[1] + str(int(found[2]) + step), text)
    text = NUMERAL.sub(lambda found: found[1] + _numeral(_value(found[2]) + step), text)
    return ORDINAL.sub(lambda found: _like(found[0], _ordinal(found[0].lower(), step)), text)


def _value(numeral: str) -> int:
    total, rest = 0, numeral
    for worth, letters in ROMAN:
        while rest.startswith(letters):
            total, rest = total + worth, rest.removeprefix(letters)
    return total


def _numeral(value: int) -> str:
    digits = ""
    for worth, letters in ROMAN:
        count, value = divmod(max(value, 0), worth)
        digits += letters * count
    return digits


def _ordinal(word: str, step: int) -> str:
    place = ORDINALS.index(word) + step
    return ORDINALS[place] if 0 <= place < len(ORDINALS) else word


def _like(model: str, word: str) -> str:
    """Written large where the model is."""
    if model.isupper():
        return word.upper()
    if model.istitle():
        return word.title()
    return word.capitalize() if model[0].isupper() else word
