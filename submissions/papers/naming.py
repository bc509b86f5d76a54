"""What a file is called outside: safe on every disk, and it tells what it is."""

from django.utils.text import get_valid_filename, slugify

from submissions.models import Paper, PaperKind, Version

LONGEST = 60


def file_name(paper: Paper) -> str:
    """Expects the paper with its proposal, version and requirement."""
    title = slug(str(paper.proposal.innovation.title))
    if paper.kind == PaperKind.LETTER and paper.requirement:
        return f"{slug(paper.requirement.name)}-{title}.pdf"
    if paper.version is None:
        return f"draf-{title}.pdf"
    if paper.kind == PaperKind.BLIND:
        return manuscript_name(paper.version, f"{title}-tanpa-nama")
    if paper.kind == PaperKind.RECEIPT:
        return f"{get_valid_filename(paper.version.receipt_number)}.pdf"
    return manuscript_name(paper.version, paper.proposal.innovation.title)


def manuscript_name(version: Version, title: str) -> str:
    return f"{version.proposal_id:05}-{slug(title)}-v{version.number}.pdf"


def folder_name(abbr: str) -> str:
    return slug(abbr)


def slug(text: str) -> str:
    """Letters, digits and hyphens; a name in another script has a name too."""
    return slugify(text)[:LONGEST].strip("-") or "naskah"
