"""What a person reads of a proposal: its rows, or what was frozen last where the rows are the agency's alone.

While a proposal that came back is being mended, nobody outside its owners reads what they are about to write.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import OPD, User
from competitions.models import Category

from .models import Attachment, Innovator, Partnership, Proposal, Section, Version
from .proposal_parts import DocumentPart, ProposalParts, SectionPart, proposal_parts
from .versions import Content


@dataclass(frozen=True)
class Reading:
    """What is shown to one person. `proposal` may be a copy in memory: rights are asked of the row, nothing is saved.

    Frozen without a version is empty: what nobody froze was never sent.
    """

    proposal: Proposal
    parts: ProposalParts
    is_frozen: bool = False
    version: Version | None = None


def reading_of(proposal: Proposal, user: User, *, with_notes: bool = False) -> Reading:
    """The caller has checked that this person may read the proposal at all."""
    parts = proposal_parts(proposal, with_notes=with_notes)
    if user.has_perm("submissions.read_working_copy", proposal):
        return Reading(proposal, parts)
    version = proposal.latest_version
    content = version.content if version else {}
    return Reading(_as_frozen(proposal, content), _frozen_parts(parts, content), is_frozen=True, version=version)


def _as_frozen(proposal: Proposal, content: Content) -> Proposal:
    """The identity as a version tells it. What no version holds (NIP, telephone, notes within the agency) is empty."""
    shown, innovation = copy(proposal), copy(proposal.innovation)
    innovation.title, innovation.long_title = content.get("title", ""), content.get("long_title", "")
    started_on = content.get("started_on")
    innovation.started_on = date.fromisoformat(started_on) if started_on else None
    _put(innovation, partnerships=[_partnership(owner) for owner in content.get("owners", [])[1:]])
    shown.innovation = innovation
    _put(shown, innovators=[Innovator(**one) for one in content.get("innovators", [])])

    category = content.get("category")
    shown.category = Category(pk=category["id"], name=category["name"]) if category else None
    for name, empty in (("group", ""), ("is_digital", None), ("sdgs", []), ("video_url", ""), ("replicates", "")):
        setattr(shown, name, content.get(name, empty))
    place = content.get("place")
    shown.latitude, shown.longitude = map(Decimal, place) if place else (None, None)
    shown.contact_name = shown.contact_phone = shown.head_note = ""
    return shown


def _put(instance: Any, **related: list[Any]) -> None:
    """Rows in memory as if they had been prefetched; what had been read of the working copy is forgotten."""
    instance._prefetched_objects_cache = related  # noqa: SLF001  what templates ask with .all() has no other door


def _partnership(owner: Content) -> Partnership:
    opd = OPD(pk=owner["id"], name=owner["name"], abbr=owner["abbr"])
    return Partnership(opd=opd, part=owner.get("part", ""), is_confirmed=owner.get("is_confirmed"))


def _frozen_parts(parts: ProposalParts, content: Content) -> ProposalParts:
    """The same places with what the version says of each."""
    sections = {row["id"]: row for row in content.get("sections", [])}
    documents = {row["id"]: row for row in content.get("documents", [])}
    return replace(
        parts,
        sections=[_section(part, sections.get(part.template.pk, {})) for part in parts.sections],
        documents=[_document(part, documents.get(part.requirement.pk, {})) for part in parts.documents],
    )


def _section(part: SectionPart, row: Content) -> SectionPart:
    section = Section(template=part.template, text=row.get("text", ""), words=row.get("words", 0))
    return replace(part, section=section, attachments=list(_files(part.attachments, row.get("files", []))))


def _document(part: DocumentPart, row: Content) -> DocumentPart:
    files = list(_files(part.attachments, row.get("files", [])))
    return replace(part, attachments=files, approved=row.get("approved"))


def _files(stored: Iterable[Attachment], frozen: Iterable[Content]) -> Iterator[Attachment]:
    """What was frozen, each with the stored file of that name and hash; what was removed since has no key."""
    left = list(stored)
    for file in frozen:
        same = next((one for one in left if (one.sha256, one.name) == (file["sha256"], file["name"])), None)
        if same:
            left.remove(same)
        yield same or Attachment(name=file["name"], size=file["size"], sha256=file["sha256"])
