"""The piagam itself: its words, its QR code, its one page, whatever the length of the texts."""

import io
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from awards import documents
from awards.models import Certificate
from awards.splitting import QR_SPEECH
from competitions.models import Edition
from tests.awards.ranked import draw_all, published
from tests.factories import OPDFactory

pytestmark = pytest.mark.django_db
LONG_NAME = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"
LONGEST = {
    "name": "Kompetisi Inovasi Pelayanan Publik di Lingkungan Pemerintah Kabupaten Contoh " * 2 + "Tahun 2026",
    "government": "Pemerintah Kabupaten Penukal Abab Lematang Ilir Provinsi Sumatera Selatan dan Sekitarnya",
    "city": "Kota Contoh yang Namanya Panjang",
    "signatory_position": "KEPALA DINAS PEMBERDAYAAN PEREMPUAN, PERLINDUNGAN ANAK DAN PENGENDALIAN PENDUDUK",
    "signatory_name": "RADEN AJENG SITI NURHALIZAH KUSUMANINGTYAS WIDYANINGRUM",
    "signatory_nip": "198001012005011001",
}


@pytest.fixture
def publication(settings):
    settings.BASE_URL = "https://kovablik.example.go.id"
    return published((1, 2, 3), government="Pemerintah Kota Contoh")


def pages(certificate):
    with certificate.pdf.open("rb") as pdf:
        return PdfReader(io.BytesIO(pdf.read()))


def words(certificate):
    return " ".join(pages(certificate).pages[0].extract_text().split())


def picture(certificate, scale=2):
    with certificate.pdf.open("rb") as pdf:
        return pypdfium2.PdfDocument(pdf.read())[0].render(scale=scale).to_pil()


def test_a_piagam_says_what_was_awarded_to_whom(publication):
    first = draw_all(publication)[0]

    text = words(first)

    for expected in (
        "Pemerintah Kota Contoh",
        "Piagam Penghargaan",
        "Nomor: 188.45/001/KEP/2026",
        first.recipient_name,
        "Terbaik I · Top 2",
        publication.edition.name,
        f"“{first.title}”",
        "Contoh, 17 Desember 2026",
        "WALI KOTA CONTOH,",
        "NAMA CONTOH",
    ):
        assert expected in text
    assert "kovablik.example.go.id/verifikasi/" in text.replace(" ", "")
    assert "NIP" not in text
    assert "BSrE" not in text
    assert "Contoh Top" not in text


def test_each_piagam_holds_its_own_words_alone(publication):
    texts = [words(certificate) for certificate in draw_all(publication)]

    numbers = [f"188.45/{turn:03}/KEP/2026" for turn in (1, 2, 3)]
    assert [[number in text for number in numbers] for text in texts] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_the_qr_code_leads_to_the_verification_of_this_very_piagam(publication):
    for certificate in draw_all(publication):
        (code,) = zxingcpp.read_barcodes(picture(certificate), formats=zxingcpp.BarcodeFormat.QRCode)
        assert code.text == f"https://kovablik.example.go.id/piagam/{certificate.token}/"


def test_the_qr_code_is_readable_from_a_coarse_scan(publication):
    certificate = draw_all(publication)[0]

    assert zxingcpp.read_barcodes(picture(certificate, scale=1.2))


def test_a_piagam_is_one_landscape_page_with_its_fonts_and_language(publication):
    reader = pages(draw_all(publication)[0])

    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    assert reader.trailer["/Root"]["/Lang"].startswith("id")
    assert reader.metadata.title == "Piagam Penghargaan 188.45/001/KEP/2026"
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    assert len(fonts) >= 3
    for font in fonts:
        assert "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"]


def test_a_screen_reader_finds_the_headline_and_the_qr_codes_meaning(publication):
    second = draw_all(publication)[1]
    root = pages(second).trailer["/Root"]

    elements = list(walk(root["/StructTreeRoot"]["/K"]))

    assert root["/MarkInfo"]["/Marked"]
    assert [element["/S"] for element in elements].count("/H1") == 1
    assert [element["/Alt"] for element in elements if element["/S"] == "/Figure"] == [QR_SPEECH]
    with second.pdf.open("rb") as pdf:
        assert len(pdf.read()) < 60_000, "pages of others came along"


def walk(element):
    element = element.get_object()
    yield element
    for kid in element["/K"]:
        if not isinstance(kid, int):
            yield from walk(kid)


def test_a_sample_says_so_and_nothing_else_does():
    sample, real = (published((1,), is_sample=is_sample, city="Batu") for is_sample in (True, False))

    assert "CONTOH " in words(draw_all(sample)[0]) + " "
    assert documents.sheet_of(draw_all(sample)[0]).is_sample
    assert not documents.sheet_of(draw_all(real)[0]).is_sample


def test_a_head_of_dinas_signs_with_nip():
    publication = published((1,), signatory_nip="198001012005011001")

    assert "NIP 198001012005011001" in words(draw_all(publication)[0])


def test_a_year_is_added_only_where_the_name_has_none():
    named = Edition(name="KOVABLIK Tahun 2026", year=2026, awarded_on=date(2026, 12, 1))
    bare = Edition(name="KOVABLIK", year=2026, awarded_on=date(2026, 12, 1))

    assert documents.competition_of(named) == "KOVABLIK Tahun 2026"
    assert documents.competition_of(bare) == "KOVABLIK Tahun 2026"


@pytest.mark.parametrize("name", ["Inspektorat", LONG_NAME, (LONG_NAME + " serta " + LONG_NAME)[:200]])
def test_long_names_stay_whole_on_the_one_page(name):
    publication = published((1,), **LONGEST)
    OPDFactory(name=name)
    Certificate.objects.update(
        recipient_name=name, title=("Sistem Pelayanan Terpadu " * 20)[:373], honour=("Best Support " * 20)[:150].strip()
    )

    (certificate,) = draw_all(publication)

    text = words(certificate)
    assert len(pages(certificate).pages) == 1
    assert name in text
    assert LONGEST["signatory_name"] in text
    assert_apart(certificate)


def assert_apart(certificate):
    """The lowest line of the award stands above the highest line of the signature."""
    with certificate.pdf.open("rb") as pdf:
        page = pypdfium2.PdfDocument(pdf.read())[0].get_textpage()
    award = _box(page, certificate.title[-20:])
    signature = _box(page, certificate.publication.edition.city)
    assert award[1] > signature[3], "the award runs into the signature"


def _box(page, text):
    """Left, bottom, right, top of the last place where a text stands."""
    found, searcher = None, page.search(text)
    while hit := searcher.get_next():
        found = hit
    assert found, text
    boxes = [page.get_charbox(index) for index in range(found[0], found[0] + found[1])]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
