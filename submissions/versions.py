"""A proposal frozen word for word, and the hash by which anyone can show that it was not touched."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Max

from accounts import clock
from accounts.models import User

from .letters import approval_of
from .models import Attachment, Innovation, Proposal, Section, Version, VersionKind
from .proposal_parts import DocumentPart, ProposalParts

Content = dict[str, Any]


def freeze(
    proposal: Proposal, parts: ProposalParts, kind: VersionKind, by: User, at: datetime | None = None
) -> Version:
    """Keep what is stored now as the next version. The caller holds the row, so that numbers do not clash."""
    return _keep(proposal, content_of(proposal, parts), kind, by, at or clock.now())


def freeze_moved(proposal: Proposal, parts: ProposalParts, by: User, at: datetime) -> Version:
    """Keep what stands under its new owner; a statement that was approved for the old one stands as it was sent."""
    last = proposal.versions.order_by("-number").first()
    approved = {row["id"]: row.get("approved") for row in last.content.get("documents", [])} if last else {}
    content = content_of(proposal, parts)
    for row in content["documents"]:
        row["approved"] = row["approved"] or (None if row["files"] else approved.get(row["id"]))
    return _keep(proposal, content, VersionKind.MOVED, by, at)


def content_hash(content: Content) -> str:
    return sha256(canonical(content)).hexdigest()


def _keep(proposal: Proposal, content: Content, kind: VersionKind, by: User, at: datetime) -> Version:
    last = proposal.versions.aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        proposal=proposal,
        number=last + 1,
        kind=kind,
        content=content,
        sha256=content_hash(content),
        frozen_at=at,
        frozen_by=by,
    )


def canonical(content: Content) -> bytes:
    """The bytes that the hash is over: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_of(proposal: Proposal, parts: ProposalParts) -> Content:
    """All that was sent, in plain JSON: what the jurors judge, and who wrote which part when.

    It suffices to print the proposal years later. NIP, phone and e-mail stay out: who reads a proposal reads this.
    """
    edition, innovation = proposal.edition, proposal.innovation
    return {
        "proposal": proposal.pk,
        "edition": {
            "id": edition.pk,
            "name": edition.name,
            "year": edition.year,
            "government": edition.government,
            "organiser": edition.organiser,
        },
        "is_sample": proposal.is_sample or edition.is_sample,
        "title": innovation.title,
        "long_title": innovation.long_title,
        "owners": _owners(innovation),
        "started_on": innovation.started_on and innovation.started_on.isoformat(),
        "category": proposal.category and {"id": proposal.category_id, "name": proposal.category.name},
        "group": str(proposal.group),
        "is_digital": proposal.is_digital,
        "sdgs": sorted(proposal.sdgs),
        "video_url": proposal.video_url,
        "place": None if proposal.latitude is None else [str(proposal.latitude), str(proposal.longitude)],
        "replicates": proposal.replicates,
        "innovators": [{"name": one.name, "part": one.part} for one in proposal.innovators.all()],
        "sections": [
            {
                "id": part.template.pk,
                "name": part.template.name,
                "text": part.text,
                "words": part.words,
                "limit": part.template.max_words,
                **_written(part.section),
                "files": _files(part.attachments),
            }
            for part in parts.sections
        ],
        "documents": [
            {
                "id": part.requirement.pk,
                "name": part.requirement.name,
                "files": _files(part.attachments),
                "approved": _approved(proposal, part),
            }
            for part in parts.documents
        ],
    }


def _owners(innovation: Innovation) -> list[Content]:
    """The leading body, then the partners with their part and whether they have confirmed it."""
    leading = {"id": innovation.opd_id, "name": innovation.opd.name, "abbr": innovation.opd.abbr}
    partners = [
        {
            "id": one.opd_id,
            "name": one.opd.name,
            "abbr": one.opd.abbr,
            "part": one.part,
            "is_confirmed": one.is_confirmed,
        }
        for one in innovation.partnerships.all()
    ]
    return [leading, *partners]


def _written(section: Section | None) -> Content:
    if section is None:
        return {"by": None, "at": None}
    return {"by": str(section.updated_by), "at": section.updated_at.isoformat()}


def _approved(proposal: Proposal, part: DocumentPart) -> Content | None:
    """Who approved the statement inside the application, where no signed file stands for it."""
    approval = None if part.attachments or not part.requirement.letter else approval_of(proposal, part.requirement)
    return {"by": str(approval.approved_by), "at": approval.approved_at.isoformat()} if approval else None


def _files(attachments: list[Attachment]) -> list[Content]:
    return [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in attachments]
