"""One page of a tagged document as a document of its own, which a screen reader reads as it read the whole."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

QR_SPEECH = "Kode QR menuju halaman pemeriksaan piagam ini"


def single_page(batch: pikepdf.Pdf, index: int, sheet: pikepdf.Pdf) -> pikepdf.Pdf:
    """The page at an index with the part of the tag tree that speaks of it, on top of the sheet's only page."""
    pdf = pikepdf.new()
    pdf.pages.append(batch.pages[index])
    page = pdf.pages[0]
    _lay_beneath(page, pdf.copy_foreign(sheet.pages[0].as_form_xobject()))
    _graft_tags(pdf, page, batch.Root.StructTreeRoot.K[0].K[index])
    return pdf


def _lay_beneath(page: pikepdf.Page, artwork: Any) -> None:
    """Ornament says nothing, so it is marked as such."""
    name = page.add_resource(artwork, Name.XObject)
    page.contents_add(b"/Artifact BMC q %s Do Q EMC" % bytes(name), prepend=True)


def _graft_tags(pdf: pikepdf.Pdf, page: pikepdf.Page, section: Any) -> None:
    del section.P  # else the whole tree comes along, with everybody's pages
    section = pdf.copy_foreign(section)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array([section])))
    section.P = root.K
    marked = dict(_marked(section))
    parents = pdf.make_indirect(Array([marked[number] for number in sorted(marked)]))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, parents])))
    root.ParentTreeNextKey = 1
    page.obj.StructParents = 0
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _marked(element: Any) -> Iterator[tuple[int, Any]]:
    """The numbers of marked content in the page, each with the element that it belongs to."""
    if element.S == "/Figure":
        element.Alt = QR_SPEECH
    for kid in element.K:
        if isinstance(kid, int):
            yield kid, element
        else:
            yield from _marked(kid)
