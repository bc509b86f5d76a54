"""The press: HTML and one of our style sheets in, a PDF out. Nothing is fetched but our own files."""

import atexit
from functools import cache
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # modules, as ISO 18004 asks


def print_pdf(html: str, style_sheet: str, **options: Any) -> bytes:
    """A PDF of `html` under the style sheet of that template; `options` are those of WeasyPrint's `write_pdf`."""
    import weasyprint  # noqa: PLC0415  slow to load, and only the worker draws

    style, fonts = _style(style_sheet)
    document = weasyprint.HTML(string=html, base_url=None, url_fetcher=own_files())
    return document.write_pdf(stylesheets=[style], font_config=fonts, **options)


def qr_code(address: str) -> SafeString:
    """A QR code as SVG, black on white whatever lies beneath."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=QUIET_ZONE, omitsize=True, light="#fff", dark="#000", svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308  drawn by segno from our own address


@cache
def _style(style_sheet: str) -> tuple[Any, Any]:
    """A style sheet and its fonts, read once in each process."""
    import weasyprint  # noqa: PLC0415  as above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  as above

    fonts = FontConfiguration()
    atexit.register(_style.cache_clear)  # lets the fonts' temporary folder go while that is still possible
    text = render_to_string(style_sheet).replace("{fonts}", settings.NODE_MODULES.as_uri())
    return weasyprint.CSS(string=text, font_config=fonts, url_fetcher=own_files()), fonts


@cache
def own_files() -> Any:
    """Fetches files of the checkout and nothing from the network."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  as above

    return URLFetcher(allowed_protocols=["file", "data"])
