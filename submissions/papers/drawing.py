"""A paper as PDF: A4, serif, tagged for screen readers."""

from django.template.loader import render_to_string
from django.utils import translation

from submissions.models import PaperKind

from .contents import Context
from .pdf import print_pdf, qr_code

VARIANT = "pdf/ua-1"
TEMPLATES = {PaperKind.BLIND.value: PaperKind.PROPOSAL.value}  # the same paper with less on it


def draw(kind: str, context: Context) -> bytes:
    """The file of one paper, in Indonesian whatever the reader's language."""
    if "link" in context:
        context = {**context, "qr": qr_code(context["link"])}
    with translation.override("id"):
        html = render_to_string(f"submissions/papers/pdf/{TEMPLATES.get(kind, kind)}.html", context)
    return print_pdf(html, "submissions/papers/pdf/paper.css", pdf_variant=VARIANT)
