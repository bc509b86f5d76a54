"""The piagam as PDF: one WeasyPrint document for a whole batch, split into one file for each certificate.

What is the same on all of them is drawn once per process and laid beneath the words: the border with its hundreds
of petals costs more than all the letters.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import get_valid_filename

from competitions.models import Edition
from submissions.papers.pdf import print_pdf, qr_code

from .models import Certificate
from .wording import balanced, indonesian_date

LARGE, MEDIUM, SMALL, TINY = "large", "medium", "small", "tiny"
STYLE_SHEET = "awards/pdf/certificate.css"
DENSE_LINES = 10
ONE_LINE = 58  # characters of a recipient beside each other


@dataclass(frozen=True)
class PiagamWords:
    """The words of one piagam. Each text shrinks with its length, so that the longest still fits."""

    government: str
    number: str
    recipient: str
    honour: str
    competition: str
    title: str
    place: str
    date: str
    position: str
    signatory: str
    nip: str
    address: str
    is_sample: bool

    @property
    def recipient_size(self) -> str:
        return fitting(self.recipient, (40, LARGE), (ONE_LINE, MEDIUM), (150, SMALL), (999, TINY))

    @property
    def recipient_lines(self) -> list[str]:
        return balanced(self.recipient, width=ONE_LINE)

    @property
    def honour_size(self) -> str:
        return fitting(self.honour, (40, LARGE), (70, MEDIUM), (999, SMALL))

    @property
    def competition_size(self) -> str:
        return fitting(self.competition, (120, LARGE), (999, MEDIUM))

    @property
    def title_size(self) -> str:
        return fitting(self.title, (60, LARGE), (140, MEDIUM), (240, SMALL), (999, TINY))

    @property
    def is_dense(self) -> bool:
        """Whether so many texts are long at once that all of them must move closer."""
        lines = [(self.government, 60), (self.recipient, 60), (self.honour, 60), (self.competition, 110)]
        lines += [(self.title, 90), (self.position, 50), (self.signatory, 40)]
        return sum(-(-len(text) // width) for text, width in lines) > DENSE_LINES

    @property
    def short_address(self) -> str:
        """The page where the number or code of any piagam can be looked up."""
        parts = urlsplit(settings.BASE_URL)
        return f"{parts.netloc}{parts.path}{reverse('awards:certificate-lookup')}"

    @property
    def qr(self) -> SafeString:
        return qr_code(self.address)


def fitting(text: str, *sizes: tuple[int, str]) -> str:
    return next(size for up_to, size in sizes if len(text) <= up_to)


def sheet_of(certificate: Certificate) -> PiagamWords:
    edition = certificate.publication.edition
    return PiagamWords(
        government=edition.government,
        number=certificate.number,
        recipient=certificate.recipient_name,
        honour=certificate.honour,
        competition=competition_of(edition),
        title=certificate.title,
        place=edition.city,
        date=indonesian_date(edition.awarded_on),
        position=edition.signatory_position,
        signatory=edition.signatory_name,
        nip=edition.signatory_nip,
        address=settings.BASE_URL + certificate.get_absolute_url(),
        is_sample=certificate.is_sample,
    )


def competition_of(edition: Edition) -> str:
    return edition.name if str(edition.year) in edition.name else f"{edition.name} Tahun {edition.year}"


def file_name(certificate: Certificate) -> str:
    """A name that sorts by number and tells whose it is."""
    number = certificate.number.replace("/", "-")
    return get_valid_filename(f"{certificate.sequence:04}_{number}_{certificate.recipient_name[:80]}") + ".pdf"


def draw(certificates: Sequence[Certificate]) -> Iterator[tuple[Certificate, bytes]]:
    """Each certificate with its finished PDF."""
    import pikepdf  # noqa: PLC0415  slow to load, and only the worker draws

    from .splitting import single_page  # noqa: PLC0415  as above

    if not certificates:
        return
    sheets = [sheet_of(certificate) for certificate in certificates]
    html = render_to_string("awards/pdf/certificates.html", {"sheets": sheets})
    words = print_pdf(html, STYLE_SHEET, pdf_tags=True)
    with pikepdf.open(io.BytesIO(words)) as batch, pikepdf.open(io.BytesIO(artwork())) as sheet:
        if len(batch.pages) != len(certificates):
            raise ValueError(f"{len(certificates)} piagam take {len(batch.pages)} pages.")
        for index, certificate in enumerate(certificates):
            with single_page(batch, index, sheet) as pdf:
                yield certificate, _finished(pdf, certificate)


def _finished(pdf: Any, certificate: Certificate) -> bytes:
    """The file's bytes, with what a reader shows of it without opening it."""
    from pikepdf import Dictionary, ObjectStreamMode, String  # noqa: PLC0415  as above

    title = f"Piagam Penghargaan {certificate.number}"
    pdf.Root.Lang = String("id-ID")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = ["id"]
    pdf.docinfo["/Title"] = title
    pdf.docinfo["/Subject"] = f"{certificate.recipient_name}: {certificate.honour}"
    pdf.docinfo["/Creator"] = "Kovablik"
    pdf.docinfo["/CreationDate"] = pdf_date(certificate.issued_at)
    with io.BytesIO() as target:
        pdf.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        return target.getvalue()


def pdf_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")


@cache
def artwork() -> bytes:
    """The sheet beneath the words, drawn once in each process."""
    return print_pdf(render_to_string("awards/pdf/artwork.html", {"tiles": border_tiles()}), STYLE_SHEET)


def border_tiles() -> list[tuple[str, str]]:
    """Where the motifs of the border stand: a ring of 22 by 16 that fills the page to its edge."""
    columns, rows = range(22), range(16)
    ring = [(x, y) for x in columns for y in rows if x in (0, 21) or y in (0, 15)]
    return [(f"{13.5 * x:g}", f"{13.125 * y:g}") for x, y in ring]
