"""The contents of the desk: one line for each place, how far it is, and the way there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from submissions.preflight.entry import Finding
from submissions.proposal_parts import DocumentPart, ProposalParts, Remark, SectionPart

IDENTITY_PLACES = (("identitas", _("Identitas")), ("inovator", _("Inovator")), ("mitra", _("OPD mitra")))


@dataclass(frozen=True)
class ContentsLine:
    """One place of the desk. `words` of `limit` where it is written, `total` findings, and the state they make."""

    name: str
    anchor: str
    state: str = ""  # blocked, mend, warned, closed, filled, empty; or nothing to say
    total: int = 0
    words: int | None = None
    limit: int = 0


@dataclass(frozen=True)
class Contents:
    """The lines in the order of the page; `filled` of `sections` hold a text; `to_mend` places came back."""

    lines: list[ContentsLine] = field(default_factory=list)
    filled: int = 0
    sections: int = 0
    to_mend: int = 0


def contents(parts: ProposalParts, found: Sequence[Finding], remarks: Sequence[Remark] = ()) -> Contents:
    """What the desk holds. `found` is what the agency can mend now, `remarks` what the check sent back."""
    lines = [_line(str(name), anchor, found) for anchor, name in IDENTITY_PLACES] if parts.places.is_open() else []
    lines += [_of_section(part, found) for part in parts.sections]
    lines += [_of_document(part, found) for part in parts.documents]
    returned = {remark.anchor for remark in remarks}
    lines = [replace(line, state="mend") if _comes_back(line, returned) else line for line in lines]
    return Contents(lines, sum(bool(part.words) for part in parts.sections), len(parts.sections), len(returned))


def _comes_back(line: ContentsLine, returned: Collection[str]) -> bool:
    return line.anchor in returned and line.state != "blocked"


def _of_section(part: SectionPart, found: Sequence[Finding]) -> ContentsLine:
    otherwise = "filled" if part.words else "empty"
    extra = {"words": part.words, "limit": part.template.max_words}
    return _line(part.template.name, part.anchor, found, otherwise if part.is_open else "closed", **extra)


def _of_document(part: DocumentPart, found: Sequence[Finding]) -> ContentsLine:
    return _line(part.requirement.name, part.anchor, found, _standing(part))


def _standing(part: DocumentPart) -> str:
    """A statement without a file may have been approved instead, so that nothing is said of it."""
    if not part.is_open:
        return "closed"
    return "filled" if part.attachments else ""


def _line(name: str, anchor: str, found: Sequence[Finding], otherwise: str = "", **extra: int) -> ContentsLine:
    here = [finding for finding in found if finding.anchor == anchor]
    state = ("blocked" if any(finding.blocks for finding in here) else "warned") if here else otherwise
    return ContentsLine(name, anchor, state, len(here), **extra)
