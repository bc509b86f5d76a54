"""Which places of a proposal its agency may change: all of a draft, of what came back only what must be mended."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from competitions.models import DocumentRequirement, SectionTemplate

from .models import CheckItem, Proposal

CLOSED = _("Bagian ini sudah sesuai dan tidak perlu diperbaiki, jadi tidak dapat diubah.")


@dataclass(frozen=True)
class OpenPlaces:
    """The places that are open. `everything` when nothing was checked yet, or when a remark speaks of the whole."""

    everything: bool = True
    identity: bool = True
    sections: frozenset[int] = frozenset()
    requirements: frozenset[int] = frozenset()

    def is_open(
        self, *, section: SectionTemplate | None = None, requirement: DocumentRequirement | None = None
    ) -> bool:
        """Without a section and a document it asks for the identity, and statements drawn from that follow it."""
        if self.everything:
            return True
        if section:
            return section.pk in self.sections
        if requirement:
            return requirement.pk in self.requirements or (self.identity and bool(requirement.letter))
        return self.identity


def open_places(proposal: Proposal) -> OpenPlaces:
    """What may be changed now: no query for what was never sent, one for what came back."""
    return places_of(proposal, proposal.check_items.standing())


def places_of(proposal: Proposal, items: Iterable[CheckItem]) -> OpenPlaces:
    """The same from remarks that are already read; only those of the latest round count."""
    rows = list(items) if _is_mended(proposal) else []
    latest = max((row.round for row in rows), default=0)
    wrong = [row for row in rows if row.round == latest and not row.is_ok]
    if not wrong or any(row.is_general for row in wrong):
        return OpenPlaces()
    return OpenPlaces(
        everything=False,
        identity=any(row.is_identity for row in wrong),
        sections=frozenset(row.section_id for row in wrong if row.section_id),
        requirements=frozenset(row.requirement_id for row in wrong if row.requirement_id),
    )


def _is_mended(proposal: Proposal) -> bool:
    return proposal.is_editable and proposal.was_sent


def require_open(
    proposal: Proposal, *, section: SectionTemplate | None = None, requirement: DocumentRequirement | None = None
) -> None:
    """Refuse a change at a place that the check found in order. Without a place it asks for the identity."""
    if not open_places(proposal).is_open(section=section, requirement=requirement):
        raise PermissionDenied(CLOSED)
