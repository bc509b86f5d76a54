"""A proposal frozen word for word, and the hash by which anyone can show that it was not touched."""

import json
from hashlib import sha256
from typing import Any

from django.db.models import Max

from accounts import clock
from accounts.models import User

from .documents import ProposalParts
from .models import Attachment, Proposal, Section, Version, VersionKind

Content = dict[str, Any]


def freeze(proposal: Proposal, parts: ProposalParts, kind: VersionKind, by: User) -> Version:
    """Keep what stands now as the next version. The caller holds the proposal's row, so that numbers do not clash."""
    content = content_of(proposal, parts)
    last = proposal.versions.aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        proposal=proposal,
        number=last + 1,
        kind=kind,
        content=content,
        sha256=content_hash(content),
        frozen_at=clock.now(),
        frozen_by=by,
    )


def content_hash(content: Content) -> str:
    """SHA-256 over the canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


def content_of(proposal: Proposal, parts: ProposalParts) -> Content:
    """All that was sent, in plain JSON: what the jurors judge, and who wrote which part when."""
    innovation = proposal.innovation
    return {
        "title": innovation.title,
        "long_title": innovation.long_title,
        "owners": [{"id": opd.pk, "name": opd.name, "abbr": opd.abbr} for opd in innovation.owners()],
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
                **_written(part.section),
                "files": _files(part.attachments),
            }
            for part in parts.sections
        ],
        "documents": [
            {"id": part.requirement.pk, "name": part.requirement.name, "files": _files(part.attachments)}
            for part in parts.documents
        ],
    }


def _written(section: Section | None) -> Content:
    if section is None:
        return {"by": None, "at": None}
    return {"by": str(section.updated_by), "at": section.updated_at.isoformat()}


def _files(attachments: list[Attachment]) -> list[Content]:
    return [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in attachments]
