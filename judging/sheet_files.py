"""The files of a proposal as they are opened from a sheet."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.urls import reverse

from submissions.models import Attachment
from submissions.proposal_parts import DocumentPart, ProposalParts, SectionPart

from .models import ScoreSheet


@dataclass(frozen=True)
class SheetFile:
    """A file beside the sheet from which it is opened; it reads like the attachment that it is."""

    opening: ClassVar[str] = "judging.open_attachment"

    sheet: ScoreSheet
    attachment: Attachment
    number: int = 0  # what is stored for the sheet's in a page that is kept for many

    def __getattr__(self, name: str) -> Any:
        return getattr(self.attachment, name)

    def get_absolute_url(self) -> str:
        return reverse("judging:attachment-detail", args=[self.number or self.sheet.pk, self.attachment.pk])


def opened_from(sheet: ScoreSheet, parts: ProposalParts, number: int) -> ProposalParts:
    """The same parts, each file with this sheet, by this number in its address."""

    def beside(part: Any) -> Any:
        return replace(part, attachments=[SheetFile(sheet, file, number) for file in part.attachments])

    sections: list[SectionPart] = [beside(part) for part in parts.sections]
    documents: list[DocumentPart] = [beside(part) for part in parts.documents]
    return replace(parts, sections=sections, documents=documents)
