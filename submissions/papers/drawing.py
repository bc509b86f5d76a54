"""A paper as PDF: A4, serif, tagged for screen readers. Nothing is fetched but our own files."""

import atexit
from functools import cache
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from submissions.models import PaperKind

from .contents import Context

VARIANT = "pdf/ua-1"
QUIET_ZONE = 4  # modules, as ISO 18004 asks


def draw(kind: str, context: Context) -> bytes:
    """The file of one paper, in Indonesian whatever the reader's language."""
    import weasyprint  # noqa: PLC0415  slow to load, and only the worker draws

    style, fonts = _style()
    with translation.override("id"):
        html = render_to_string(f"submissions/pdf/{PaperKind(kind).value}.html", _shown(context))
    document = weasyprint.HTML(string=html, base_url=None, url_fetcher=_own_files())
    return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)


def _shown(context: Context) -> Context:
    return {**context, "qr": _qr(context["link"])} if "link" in context else context


def _qr(address: str) -> SafeString:
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=QUIET_ZONE, omitsize=True, light="#fff", dark="#000", svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308  drawn by segno from our own address


@cache
def _style() -> tuple[Any, Any]:
    """The style sheet and its fonts, read once in each process."""
    import weasyprint  # noqa: PLC0415  as above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  as above

    fonts = FontConfiguration()
    atexit.register(_style.cache_clear)  # lets the fonts' temporary folder go while that is still possible
    text = render_to_string("submissions/pdf/paper.css").replace("{fonts}", settings.NODE_MODULES.as_uri())
    return weasyprint.CSS(string=text, font_config=fonts, url_fetcher=_own_files()), fonts


@cache
def _own_files() -> Any:
    """Fetches files of the checkout and nothing from the network."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  as above

    return URLFetcher(allowed_protocols=["file", "data"])
