"""What a proposal still lacks before it can be sent: what the administrative check would send back anyway.

Plain reckoning over what `documents.proposal_parts` put together; it asks the database nothing but whether the
edition has categories.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import DocumentRequirement, SectionTemplate

from .models import Attachment, Proposal

IDENTITY = "identitas"


class WrittenPart(Protocol):
    @property
    def template(self) -> SectionTemplate: ...
    @property
    def words(self) -> int: ...
    @property
    def attachments(self) -> list[Attachment]: ...
    @property
    def anchor(self) -> str: ...


class AttachedPart(Protocol):
    @property
    def requirement(self) -> DocumentRequirement: ...
    @property
    def attachments(self) -> list[Attachment]: ...
    @property
    def anchor(self) -> str: ...


class Parts(Protocol):
    @property
    def sections(self) -> Sequence[Any]: ...
    @property
    def documents(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, and the place on the desk where it is put right."""

    code: str
    text: str
    anchor: str


def gaps(proposal: Proposal, parts: Parts) -> list[Gap]:
    """All that is missing, in the order of the page."""
    found = list(identity_gaps(proposal))
    for section in parts.sections:
        found.extend(section_gaps(section))
    for document in parts.documents:
        found.extend(document_gaps(document))
    return found


def identity_gaps(proposal: Proposal) -> Iterator[Gap]:
    if proposal.category_id is None and proposal.edition.categories.exists():
        yield Gap("category", _("Kategori belum dipilih"), IDENTITY)
    if proposal.innovation.started_on is None:
        yield Gap("started_on", _("Tanggal mulai diterapkan belum diisi"), IDENTITY)


def section_gaps(part: WrittenPart) -> Iterator[Gap]:
    name, limit = part.template.name, part.template.max_words
    if not part.words:
        yield Gap("empty", _("%(name)s belum diisi") % {"name": name}, part.anchor)
    if part.words > limit:
        over = part.words - limit
        text = ngettext("%(name)s kelebihan %(over)d kata", "%(name)s kelebihan %(over)d kata", over)
        yield Gap("too_long", text % {"name": name, "over": over}, part.anchor)
    if part.template.evidence_required and not part.attachments:
        yield Gap("evidence", _("Data dukung %(name)s belum dilampirkan") % {"name": name}, part.anchor)


def document_gaps(part: AttachedPart) -> Iterator[Gap]:
    if part.requirement.is_required and not part.attachments:
        yield Gap("document", _("%(name)s belum dilampirkan") % {"name": part.requirement.name}, part.anchor)
