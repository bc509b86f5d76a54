"""A proposal put together from its rows, part by part, in four queries at most however long it is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Q

from accounts.concurrency import tokens
from competitions.models import DocumentRequirement, SectionTemplate

from .editable_parts import OpenPlaces, open_places, places_of
from .models import Attachment, CheckItem, Proposal, Section


@dataclass(frozen=True)
class SectionPart:
    """One section: what is asked, what was written, the evidence, and the checker's remarks if asked for."""

    template: SectionTemplate
    section: Section | None
    attachments: list[Attachment] = field(default_factory=list)
    notes: list[CheckItem] = field(default_factory=list)
    is_open: bool = True

    @property
    def text(self) -> str:
        return self.section.text if self.section else ""

    @property
    def words(self) -> int:
        return self.section.words if self.section else 0

    @property
    def seen(self) -> dict[str, str]:
        return tokens({"text": self.text})

    @property
    def anchor(self) -> str:
        return f"bagian-{self.template.pk}"


@dataclass(frozen=True)
class DocumentPart:
    """One document that the edition asks for, and what was attached for it.

    `approved` is said of a version alone: who approved it inside and when; of what is stored now the letters tell.
    """

    requirement: DocumentRequirement
    attachments: list[Attachment] = field(default_factory=list)
    notes: list[CheckItem] = field(default_factory=list)
    is_open: bool = True
    approved: dict[str, Any] | None = None

    @property
    def approved_at(self) -> datetime | None:
        return datetime.fromisoformat(self.approved["at"]) if self.approved else None

    @property
    def anchor(self) -> str:
        return f"dokumen-{self.requirement.pk}"


@dataclass(frozen=True)
class ProposalParts:
    """Sections and documents in the edition's order; `notes` are those on the identity and on the whole."""

    sections: list[SectionPart]
    documents: list[DocumentPart]
    notes: list[CheckItem]
    places: OpenPlaces = field(default_factory=OpenPlaces)


@dataclass(frozen=True)
class Remark:
    """A place that the checker's latest round speaks of."""

    place: str
    anchor: str


def latest_remarks(parts: ProposalParts) -> list[Remark]:
    """The places to repair, in the order of the page, the proposal as a whole first."""
    placed = [([note], "identitas" if note.is_identity else "umum") for note in parts.notes]
    placed += [(part.notes, part.anchor) for part in parts.sections]
    placed += [(part.notes, part.anchor) for part in parts.documents]
    latest = max((note.round for notes, _anchor in placed for note in notes), default=0)
    return [Remark(note.place, anchor) for notes, anchor in placed for note in notes if note.round == latest]


def proposal_parts(proposal: Proposal, *, with_notes: bool = False, with_writers: bool = True) -> ProposalParts:
    """Everything the proposal's page shows. The checker's remarks come only for those who may see them."""
    attachments = _grouped(proposal.attachments.select_related("requirement"))
    standing = proposal.check_items.standing()
    items = list(standing.select_related("section", "requirement", "created_by")) if with_notes else []
    places = places_of(proposal, items) if with_notes else open_places(proposal)
    notes = _grouped(item for item in items if not item.is_ok)
    return ProposalParts(
        sections=[
            SectionPart(
                template,
                getattr(template, "written", None),
                attachments[template.pk, None],
                notes[template.pk, None],
                places.is_open(section=template),
            )
            for template in _written(proposal, "written__updated_by" if with_writers else "written")
        ],
        documents=[
            DocumentPart(
                requirement,
                attachments[None, requirement.pk],
                notes[None, requirement.pk],
                places.is_open(requirement=requirement),
            )
            for requirement in proposal.edition.document_requirements.all()
        ],
        notes=notes[None, None],
        places=places,
    )


def _written(proposal: Proposal, read: str) -> Iterable[Any]:
    """The headings, each with the section that this proposal has `written` under it; the others lack that attribute."""
    own = FilteredRelation("sections", condition=Q(sections__proposal=proposal))
    return proposal.edition.section_templates.annotate(written=own).select_related(read)


def _grouped(rows: Iterable[Any]) -> defaultdict[tuple[int | None, int | None], list[Any]]:
    groups: defaultdict[tuple[int | None, int | None], list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.section_id, row.requirement_id].append(row)
    return groups
