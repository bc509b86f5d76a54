"""How a proposal reads without names: title, text and files stay; whose it is does not. See judging.anonymise for when.

What goes: the agency, its partners and what they do, innovators, contact, place, video, an earlier award, letters of
statement (they are signed by name) and who wrote what; files are numbered instead of named. What the text itself says
stays as it is: the pre-flight warns of it.
"""

from dataclasses import replace
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import OPD
from competitions.models import DocumentRequirement, Edition

from .models import Attachment, Proposal
from .proposal_parts import ProposalParts

KINDS = {"pdf": "PDF", "docx": "DOCX", "jpg": "JPG", "jpeg": "JPG", "png": "PNG"}


def plain_name(number: int, name: str) -> str:
    """“Berkas 2 (PDF)” in place of a name that may tell whose it is. Indonesian, as on the papers."""
    kind = KINDS.get(name.rpartition(".")[2].lower())
    return f"Berkas {number} ({kind})" if kind else f"Berkas {number}"


def veil(proposal: Proposal, parts: ProposalParts) -> ProposalParts:
    """Take the names off these rows in memory, before a page is made of them; never store them afterwards."""
    innovation = proposal.innovation
    innovation.opd = OPD(pk=innovation.opd_id)
    innovation.past_award = proposal.video_url = proposal.contact_name = proposal.contact_phone = ""
    proposal.latitude = proposal.longitude = proposal.submitted_by = proposal.handed_by = None
    _without_rows(innovation, "partnerships")
    _without_rows(proposal, "innovators")
    documents = [part for part in parts.documents if not part.requirement.letter]
    places: list[Any] = [*parts.sections, *documents]
    numbered = [file for part in places for file in part.attachments]
    for number, file in enumerate(numbered, start=1):
        file.name = plain_name(number, file.name)
    return replace(parts, documents=documents, notes=[])


def _without_rows(owner: Any, relation: str) -> None:
    """As if it had been prefetched and were empty."""
    cache = owner.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[relation] = getattr(owner, relation).none()


def veiled_attachment(proposal: Proposal | int, pk: int) -> Attachment | None:
    """One file under its number, counted as the page counts; None for a letter and for what is not there."""
    for number, file in enumerate(_numbered(proposal), start=1):
        if file.pk == pk:
            file.name = plain_name(number, file.name)
            return file
    return None


def _numbered(proposal: Proposal | int) -> QuerySet[Attachment]:
    files = Attachment.objects.filter(Q(requirement=None) | Q(requirement__letter=""), proposal=proposal)
    order = (F("section__number").asc(nulls_last=True), "requirement__number", "pk")
    return files.select_related("requirement", "proposal").order_by(*order)


def veiled_content(content: dict[str, Any], edition: Edition) -> dict[str, Any]:
    """A version's content without names, its files numbered as on the page."""
    letters = set(DocumentRequirement.objects.filter(edition=edition).exclude(letter="").values_list("pk", flat=True))
    number = 0

    def numbered(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
        nonlocal number
        shown = []
        for file in files:
            number += 1
            shown.append({**file, "name": plain_name(number, file["name"])})
        return shown

    sections = [
        {**part, "by": None, "at": None, "files": numbered(part["files"])} for part in content.get("sections", [])
    ]
    documents = [
        {**part, "approved": None, "files": numbered(part["files"])}
        for part in content.get("documents", [])
        if part["id"] not in letters
    ]
    hidden: dict[str, Any] = {"owners": [], "innovators": [], "video_url": "", "place": None}
    return {**content, **hidden, "sections": sections, "documents": documents}
