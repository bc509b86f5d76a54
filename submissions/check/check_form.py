"""What the check page puts together: a line per place, the rounds before, and what the agency changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from competitions.models import RuleKind
from submissions.models import CheckItem, Proposal, Reason, State, Undoing, Undone, Version, VersionKind
from submissions.preflight.entry import Finding
from submissions.proposal_parts import ProposalParts

from .forms import CheckLine

IDENTITY, GENERAL = "identitas", "umum"
UNDONE: dict[str, Any] = {
    Undone.VERIFY: _("lolos, ditarik kembali"),
    Undone.REJECT: _("ditolak, ditarik kembali"),
    Undone.RETURN: _("dikembalikan, ditarik kembali"),
}
REASONS: dict[str, Reason] = {
    RuleKind.SECTIONS: Reason.MISSING,
    RuleKind.DOCUMENTS: Reason.MISSING,
    RuleKind.LENGTH: Reason.INCOMPLETE,
    RuleKind.AGE: Reason.TOO_YOUNG,
    RuleKind.GROUP: Reason.INCOMPLETE,
    RuleKind.TITLE: Reason.DUPLICATE,
    RuleKind.SIMILAR: Reason.DUPLICATE,
    RuleKind.WINNER: Reason.WON_BEFORE,
    RuleKind.FILLER: Reason.FILLER,
}


@dataclass(frozen=True)
class Round:
    """One look at the whole: by whom, when, what came of it, and the places that were not in order."""

    number: int
    items: list[CheckItem]
    verdict: str

    @property
    def first(self) -> CheckItem:
        return self.items[0]

    @property
    def undoing(self) -> Undoing | None:
        """That the verdict was taken back, by whom and why."""
        return self.first.undoing

    @property
    def wrong(self) -> list[CheckItem]:
        return [item for item in self.items if not item.is_ok]


def rounds_of(proposal: Proposal, items: Sequence[CheckItem]) -> list[Round]:
    """The looks so far, the latest first. What a round came to can be told from what it found."""
    rounds = [(number, list(rows)) for number, rows in groupby(items, key=lambda item: item.round)]
    last = max((item.round for item in items if item.undoing_id is None), default=0)
    return [Round(number, rows, _verdict(proposal, rows, is_last=number == last)) for number, rows in reversed(rounds)]


def _verdict(proposal: Proposal, items: Sequence[CheckItem], *, is_last: bool) -> str:
    undone = next((item.undoing.step for item in items if item.undoing), None)
    if undone:
        return str(UNDONE[undone])
    if all(item.is_ok for item in items):
        return str(_("lolos"))
    return str(_("ditolak") if is_last and proposal.state == State.REJECTED else _("dikembalikan"))


def lines_of(
    proposal: Proposal, parts: ProposalParts, found: Sequence[Finding], items: Sequence[CheckItem]
) -> list[CheckLine]:
    """Every place in the order of the page, with what the rules and the earlier rounds say of it."""
    places: list[tuple[str, str, dict[str, Any]]] = [
        (IDENTITY, str(_("Identitas")), {"is_identity": True}),
        *((part.anchor, part.template.name, {"section": part.template}) for part in parts.sections),
        *((part.anchor, part.requirement.name, {"requirement": part.requirement}) for part in parts.documents),
        (GENERAL, str(_("Usulan secara umum")), {}),
    ]
    known = {anchor for anchor, _label, _place in places}
    changed = changed_places(proposal) if items else None
    lines = []
    for anchor, label, place in places:
        # What the rules say of fields that are no line of their own (people, partners, the map) is about the identity.
        hints = [one for one in found if (one.anchor if one.anchor in known else IDENTITY) == anchor]
        blocking = next((one for one in hints if one.blocks), None)
        lines.append(
            CheckLine(
                anchor,
                label,
                **place,
                hints=[one.text for one in hints],
                blocks=blocking is not None,
                reason=REASONS.get(blocking.kind, Reason.OTHER) if blocking else "",
                earlier=[item for item in items if anchor_of(item) == anchor and not item.is_ok],
                is_changed=None if changed is None or anchor == GENERAL else anchor in changed,
            )
        )
    return lines


def anchor_of(item: CheckItem) -> str:
    if item.section_id:
        return f"bagian-{item.section_id}"
    if item.requirement_id:
        return f"dokumen-{item.requirement_id}"
    return IDENTITY if item.is_identity else GENERAL


def changed_places(proposal: Proposal) -> set[str] | None:
    """Where the latest sending differs from what was returned before it; nothing to say without such a pair."""
    versions = list(proposal.versions.exclude(kind=VersionKind.MOVED).order_by("-number")[:2])
    if [version.kind for version in versions] != [VersionKind.CORRECTED, VersionKind.RETURNED]:
        return None
    now, then = (_by_place(version) for version in versions)
    return {anchor for anchor, content in now.items() if content != then.get(anchor)}


def _by_place(version: Version) -> dict[str, Any]:
    """A version's content by the places of the page, without what only counts or dates it."""
    content = dict(version.content)
    sections, documents = content.pop("sections", []), content.pop("documents", [])
    return {
        IDENTITY: content,
        **{f"bagian-{row['id']}": (row["text"], row["files"]) for row in sections},
        **{f"dokumen-{row['id']}": (row["files"], row.get("approved")) for row in documents},
    }
