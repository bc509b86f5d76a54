"""The pictures of the watch as figures for SVG: cells, dots and bars. Colours and sizes are the style sheet's."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from judging.monitoring.agreement.habits import Habits
from judging.monitoring.agreement.reliability import ICC_FAIR, ICC_STRONG, Agreement, AgreementVerdict, verdict_of

from .measuring import JurorFigures, Measured
from .progress import STATES, MapRow

WIDE, MIDDLING, NARROW = 22, 14, 10  # the side of a cell: up to 16 jurors, up to 32, more
GAP = 2
LEAST_REACH = 10.0  # points to each side that the picture of severity shows at least
# What is drawn in a cell, in hundredths of its side: a tick, a half-full bar, nothing, a dash.
MARKS = {
    "final": "m24 52l18 18l34-38",
    "begun": "m50 24v52",
    "open": "",
    "excused": "m30 50h40",
}


@dataclass(frozen=True)
class MapLine:
    """A row of the map: one path of squares and one of marks for each state."""

    row: MapRow
    paths: list[tuple[str, str, str]]
    label: str


@dataclass(frozen=True)
class HeatMap:
    width: int
    height: int
    side: int
    jurors: list[tuple[int, int, str]]  # number, x of the middle, name
    lines: list[MapLine]

    @property
    def has_numbers(self) -> bool:
        return self.side >= MIDDLING


def heat_map(rows: Sequence[MapRow], jurors: Sequence[tuple[int, str]]) -> HeatMap:
    """Jurors from left to right in their order; anyone who is not named any more (all excused) follows at the end."""
    known = [pk for pk, _name in jurors]
    order = [*known, *sorted({pk for row in rows for pk in row.states} - set(known))]
    side = WIDE if len(order) <= 16 else MIDDLING if len(order) <= 32 else NARROW
    at = {pk: number * (side + GAP) + 1 for number, pk in enumerate(order)}
    numbered = [(number, at[pk] + side // 2, name) for number, (pk, name) in enumerate(jurors, start=1)]
    lines = [MapLine(row, list(_paths(row, at, side)), _spoken(row)) for row in rows]
    return HeatMap(len(order) * (side + GAP) + 2, side + 2, side, numbered, lines)


def _paths(row: MapRow, at: dict[int, int], side: int) -> list[tuple[str, str, str]]:
    found = []
    for state, mark in MARKS.items():
        cells = [at[juror] for juror, one in row.states.items() if one == state]
        if cells:
            squares = "".join(f"M{x} 1h{side}v{side}h-{side}z" for x in cells)
            marks = "".join(_mark(mark, x, side) for x in cells)
            found.append((state, squares, marks))
    return found


def _mark(mark: str, x: int, side: int) -> str:
    """A mark of hundredths, set into the cell at x."""
    if not mark:
        return ""
    parts, number = [], ""
    for letter in mark + " ":
        if letter.isdigit() or letter == "-":
            if letter == "-" and number:
                parts.append(f"{int(number) * side / 100:g} ")
                number = ""
            number += letter
        else:
            if number:
                parts.append(f"{int(number) * side / 100:g}")
                number = ""
            parts.append(letter)
    return f"M{x} 1" + "".join(parts).strip()


def _spoken(row: MapRow) -> str:
    counts = {state: list(row.states.values()).count(state) for state in STATES}
    return ", ".join(f"{count} {STATES[state]}" for state, count in counts.items() if count)


@dataclass(frozen=True)
class AgreementLine:
    """A column of marks in words and figures."""

    name: str
    found: Agreement
    verdict: AgreementVerdict | None
    word: str
    tone: str


WORDS: dict[AgreementVerdict, str | Promise] = {
    AgreementVerdict.STRONG: gettext_lazy("Kuat"),
    AgreementVerdict.FAIR: gettext_lazy("Sedang"),
    AgreementVerdict.WEAK: gettext_lazy("Lemah"),
    AgreementVerdict.CHANCE: gettext_lazy("Tidak ada"),
}
TONES = {
    AgreementVerdict.STRONG: "success",
    AgreementVerdict.FAIR: "info",
    AgreementVerdict.WEAK: "warn",
    AgreementVerdict.CHANCE: "danger",
}
MEANINGS: dict[AgreementVerdict, str | Promise] = {
    AgreementVerdict.STRONG: gettext_lazy(
        "Kuat: para juri melihat mutu usulan dengan cara yang sama; nilai rata-rata mereka dapat diandalkan."
    ),
    AgreementVerdict.FAIR: gettext_lazy(
        "Sedang: urutan besarnya dapat dipercaya, tetapi selisih tipis antarusulan belum tentu berarti. "
        "Bahas yang berdekatan di pleno."
    ),
    AgreementVerdict.WEAK: gettext_lazy(
        "Lemah: juri yang berbeda akan memberi urutan yang cukup berbeda. Samakan dahulu pengertian kriterianya."
    ),
    AgreementVerdict.CHANCE: gettext_lazy(
        "Tidak ada: nilai para juri tidak lebih sejalan daripada nilai yang diundi. Periksa rubrik dan pembagiannya."
    ),
}


def agreement_lines(measured: Measured) -> list[AgreementLine]:
    """The total first, then the criteria in the rubric's order."""
    return [_line(str(_("Nilai total")), measured.total), *(_line(name, one) for name, one in measured.criteria)]


def _line(name: str, found: Agreement) -> AgreementLine:
    verdict = verdict_of(found.alpha)
    word = str(WORDS[verdict]) if verdict else str(_("Belum dapat dihitung"))
    return AgreementLine(name, found, verdict, word, TONES[verdict] if verdict else "neutral")


def meaning_of(line: AgreementLine) -> str:
    return str(MEANINGS[line.verdict]) if line.verdict else ""


def mean_in_words(found: Agreement) -> str:
    """What the mean of the jurors is worth, beside what one of them is."""
    verdict = verdict_of(found.mean, strong=ICC_STRONG, fair=ICC_FAIR)
    return str(WORDS[verdict]) if verdict else ""


@dataclass(frozen=True)
class JurorPicture:
    """A juror's dot and bar in per cent of the picture's width; more to the right marks higher than the others."""

    one: JurorFigures
    dot: str
    start: str
    width: str
    lenience: float | None
    hints: list[str]

    @property
    def direction(self) -> str:
        if self.lenience is None or abs(self.lenience) < 0.05:
            return "level"
        return "above" if self.lenience > 0 else "below"

    @property
    def size(self) -> float:
        return abs(self.lenience or 0.0)


def juror_picture(measured: Measured) -> tuple[list[JurorPicture], int]:
    """The rows of the picture, and how many points it reaches to each side."""
    ends = [
        abs(one.figures.severity) + (one.figures.rest or 0)
        for one in measured.jurors
        if one.figures.severity is not None
    ]
    reach = max([LEAST_REACH, *ends])
    reach = int(-(-reach // 5) * 5)
    return [_picture(one, reach) for one in measured.jurors], reach


def _picture(one: JurorFigures, reach: int) -> JurorPicture:
    severity, rest = one.figures.severity, one.figures.rest
    if severity is None:
        return JurorPicture(one, "", "", "", None, hints_of(one.habits))
    middle, half = 50 - 50 * severity / reach, 50 * (rest or 0) / reach
    return JurorPicture(
        one, f"{middle:.2f}%", f"{middle - half:.2f}%", f"{2 * half:.2f}%", -severity, hints_of(one.habits)
    )


def hints_of(habits: Habits) -> list[str]:
    """What to ask about, each in a sentence that accuses nobody."""
    found = []
    if habits.is_flat:
        sentence = ngettext(
            "%(count)d dari %(sheets)d lembar bernilai sama di semua kriteria.",
            "%(count)d dari %(sheets)d lembar bernilai sama di semua kriteria.",
            habits.flat,
        )
        found.append(sentence % {"count": habits.flat, "sheets": habits.sheets})
    if habits.is_same:
        sentence = ngettext(
            "%(count)d dari %(sheets)d lembar berisi deretan nilai yang persis sama.",
            "%(count)d dari %(sheets)d lembar berisi deretan nilai yang persis sama.",
            habits.same,
        )
        found.append(sentence % {"count": habits.same, "sheets": habits.sheets})
    if habits.is_fast:
        sentence = ngettext(
            "%(count)d dari %(sheets)d lembar dikunci lebih cepat daripada naskahnya dapat dibaca sekilas.",
            "%(count)d dari %(sheets)d lembar dikunci lebih cepat daripada naskahnya dapat dibaca sekilas.",
            habits.fast,
        )
        found.append(sentence % {"count": habits.fast, "sheets": habits.timed})
    return found
