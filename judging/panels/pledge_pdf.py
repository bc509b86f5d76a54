"""The papers of the jury as PDF."""

from django.template.loader import render_to_string
from django.utils import translation

from judging.models import Pledge
from submissions.papers.contents import address_of, moment_in_full
from submissions.papers.drawing import VARIANT
from submissions.papers.pdf import print_pdf

from .pledge_text import blocks


def pledge_pdf(pledge: Pledge) -> bytes:
    """The pledge as it was accepted: its words from the row alone, with time and fingerprint."""
    edition = pledge.edition
    with translation.override("id"):
        context = {
            "title": "Pakta Integritas",
            "author": str(pledge.user),
            "government": edition.government,
            "organiser": edition.organiser,
            "competition": edition.name if str(edition.year) in edition.name else f"{edition.name} {edition.year}",
            "is_sample": edition.is_sample,
            "blocks": list(blocks(pledge.text)),
            "name": str(pledge.user),
            "accepted_at": moment_in_full(pledge.accepted_at),
            "sha256": pledge.sha256,
            "address": address_of("judging:pledge-detail", edition.slug),
        }
        html = render_to_string("judging/panels/pdf/pledge.html", context)
    return print_pdf(html, "judging/panels/pdf/pledge.css", pdf_variant=VARIANT)
