"""A place on the globe as people write it: decimals with point or comma, or degrees, minutes and seconds."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

MILLIONTH = Decimal("0.000001")  # about a hand's breadth
PLAIN = r"\d{1,3}(?:\.\d{1,15})?"
COMMA = r"\d{1,3}(?:,\d{1,15})?"
EITHER = r"(?<!\d)\d{1,3}(?:[.,]\d{1,15})?(?!\d)"
PAIRS = (  # tried in this order: “-7,112” is a pair, “-7,8671, 112,5239” too
    re.compile(rf"([+-]?{PLAIN})\s*[,;\s]\s*([+-]?{PLAIN})"),
    re.compile(rf"([+-]?{EITHER})(?:\s*;\s*|\s+)([+-]?{EITHER})"),
    re.compile(rf"([+-]?{COMMA})\s*,\s*([+-]?{COMMA})"),
)
HEMISPHERES = {
    **dict.fromkeys(("N", "U", "LU"), ("latitude", 1)),
    **dict.fromkeys(("S", "LS"), ("latitude", -1)),
    **dict.fromkeys(("E", "T", "BT"), ("longitude", 1)),
    **dict.fromkeys(("W", "B", "BB"), ("longitude", -1)),
}
ANGLE = rf"""([+-]?)({EITHER})\s*°?\s*(?:({EITHER})\s*'\s*)?(?:({EITHER})\s*"\s*)?(LU|LS|BT|BB|[NUSETWB])?"""
ANGLES = re.compile(rf"{ANGLE}\s*[,;]?\s*{ANGLE}")
SIGNS = str.maketrans(
    {"−": "-", "–": "-", "º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"'}
)


class Point(NamedTuple):
    latitude: Decimal
    longitude: Decimal

    def __str__(self) -> str:
        """Decimals with a point, which every map understands."""
        return ", ".join(f"{part.normalize():f}" for part in self)

    @property
    def address(self) -> str:
        """What follows “geo:” (RFC 5870)."""
        return str(self).replace(" ", "")


class UnreadablePlaceError(ValueError):
    """`code` tells why: unreadable, off_globe, or swapped where it would fit the other way round."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_point(text: str) -> Point:
    """Read latitude and longitude in degrees, south and west negative, to six places.

    Raises UnreadablePlaceError.
    """
    text = text.strip().removeprefix("geo:").strip("()[] ").translate(SIGNS).replace("''", '"')
    for pair in PAIRS:
        if found := pair.fullmatch(text):
            return _point(*(Decimal(part.replace(",", ".")) for part in found.groups()))
    if found := ANGLES.fullmatch(text.upper()):
        return _from_angles(found.groups())
    raise UnreadablePlaceError("unreadable")


def _from_angles(parts: tuple[str | None, ...]) -> Point:
    first, second = _angle(*parts[:5]), _angle(*parts[5:])
    axes = [HEMISPHERES[letter][0] if letter else "" for letter in (parts[4], parts[9])]
    if axes[0] and axes[0] == axes[1]:
        raise UnreadablePlaceError("unreadable")
    return _point(second, first) if axes[0] == "longitude" or axes[1] == "latitude" else _point(first, second)


def _angle(
    sign: str | None, degrees: str | None, minutes: str | None, seconds: str | None, letter: str | None
) -> Decimal:
    whole, minute, second = (Decimal((part or "0").replace(",", ".")) for part in (degrees, minutes, seconds))
    if minute >= 60 or second >= 60:
        raise UnreadablePlaceError("unreadable")
    value = whole + minute / 60 + second / 3600
    return value * (-1 if sign == "-" else 1) * (HEMISPHERES[letter][1] if letter else 1)


def _point(latitude: Decimal, longitude: Decimal) -> Point:
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise UnreadablePlaceError("swapped" if abs(longitude) <= 90 and abs(latitude) <= 180 else "off_globe")
    return Point(_rounded(latitude), _rounded(longitude))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(MILLIONTH, ROUND_HALF_UP) + 0  # no minus zero
