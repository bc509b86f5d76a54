"""Academic titles in a name: none is printed on a piagam (Permendagri 1/2023 pasal 44). Letters in, letters out.

What is no academic title stays: H. and Hj., K.H., R. and Rr., Tb., Pdt., and the initials that people write before
their names (A.H., M., S.H. Mintardja). Where a name could be meant as well as a degree, the name is believed.
"""

import re
from collections.abc import Iterator

BEFORE = re.compile(
    r"(?<![^\W_])(?:prof|dr|drg|drh|drs|dra|ir|ns|apt|bdn)\.(?=[\s,.\w]|$)|^(?:prof|dr|drs)(?=\s)", re.IGNORECASE
)
FIELDS = (
    "H|E|T|P|S|I|Si|Sos|Kom|Pd|PdI|PdK|Ag|IP|AP|AB|Ak|Kes|KM|Hum|Psi|Sc|Eng|TP|IK|IKom|Kn|Ked|Kep|Farm|Gz|Hut|Pi|Pt|Sn"
    "|Stat|Mat|STP|Tr[A-Za-z]*|Ars|PWK|HI|EI|EK|Th|Fil|Or|Sy|Han|Hub|Int|M|A|Par|Ptn|Vet|KH|Biomed|Epid|AR"
)
DEGREE = re.compile(
    rf"(?:[SM](?:{FIELDS})|A(?:Md|Ma|Ks|k)[A-Za-z]*|Sp[A-Z][A-Za-z]*|PhD|DEA|LL[BM]|B(?:A|Sc|Eng|BA|Ec|Com)|MBA|MPA"
    r"|MPP|MPH|MURP|CA|CPA|CHRP|Dr|EdD|Ners|Apt|Psikolog)",
    re.IGNORECASE,
)
# Of those written without dots and without a comma before them, only what is nobody's name.
UNMISTAKABLE = re.compile(
    r"S(?:H|Si|Sos|Kom|Pd|IP|STP|KM|Psi|Ag|Farm)|M(?:H|M|Si|Sos|Kom|Pd|Kes|Hum|BA|PA|Kn|AP)|PhD|AMd"
)
NO_DEGREE = frozenset({"jr", "sr", "h", "hj", "kh"})


def academic_titles(name: str) -> list[str]:
    """The titles that stand before or behind a name, as they are written there."""
    front, _comma, behind = name.partition(",")
    return [found.group() for found in BEFORE.finditer(front)] + list(_trailing(front)) + list(_after_comma(behind))


def _trailing(front: str) -> Iterator[str]:
    """Degrees at the end of the name itself: “Budi S.H. M.Si.”, “Budi SH”."""
    words, found = front.split(), []
    while len(words) > 1 and _is_degree(words[-1]):
        found.append(words.pop())
    yield from reversed(found)


def _is_degree(word: str) -> bool:
    if "." in word:
        bare = word.replace(".", "")
        return len(bare) > 1 and bool(DEGREE.fullmatch(bare)) and not BEFORE.fullmatch(word)
    return bool(UNMISTAKABLE.fullmatch(word))


def _after_comma(behind: str) -> Iterator[str]:
    for piece in behind.split(","):
        bare = piece.replace(".", "").replace(" ", "")
        if len(bare) > 1 and bare.lower() not in NO_DEGREE and ("." in piece or DEGREE.fullmatch(bare)):
            yield piece.strip()
