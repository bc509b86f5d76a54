"""One whole competition, from the call to the verified certificate, each step by the person whose step it is."""

import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from accounts import clock, ledger
from awards.models import Certificate
from competitions.models import Edition

from . import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

JURORS = {"juri1": "Tim SAKIP", "juri3": "Akademisi", "juri4": "Praktisi"}
FIRST = ["90", "88,5", "91", "90", "89", "92", "90"]
SECOND = ["80", "79", "81", "80,25", "78", "82", "80"]


@pytest.fixture
def people(sign_in):
    """Sign people in as they are needed, and keep their browsers."""
    present = {}

    def get(name):
        if name not in present:
            present[name] = sign_in(name, viewport={"width": 1440, "height": 900})
        return present[name]

    return get


def test_a_whole_competition(people, worker, new_page, assert_accessible, tmp_path):
    prepare(people("sekretariat"), assert_accessible)
    first, second = enter_two(people, tmp_path, assert_accessible)
    check(people, first, second, assert_accessible)
    judge(people, assert_accessible)
    decide(people("sekretariat"), people("ketua"), assert_accessible)
    draw(people("sekretariat"), assert_accessible)
    verify_in_public(people("sekretariat"), new_page(), assert_accessible)
    look_on(people, assert_accessible)


def prepare(secretariat, assert_accessible):
    yesterday = clock.today() - timedelta(days=1)
    steps.make_edition(secretariat, yesterday.isoformat())
    assert secretariat.get_by_text(re.compile("panel", re.IGNORECASE)).count()
    assert_accessible(secretariat)

    steps.seat_jury(secretariat, JURORS, "ketua")
    assert_accessible(secretariat)
    steps.open_edition(secretariat)

    assert Edition.objects.get(slug=steps.SLUG).is_open


def enter_two(people, folder, assert_accessible):
    operator, head = people("operator"), people("kepala")
    first = steps.register(operator, "Jebol Pak Bahir", partner="Dinas Kesehatan")
    assert operator.get_by_role("button", name="Serahkan ke kepala OPD").is_disabled()
    steps.name_innovator(operator, "Inovator Contoh")
    steps.fill_proposal(operator, first, folder)
    assert_accessible(operator)
    steps.hand_over(operator)
    second = steps.register(operator, "PENAKK PKK")
    steps.fill_proposal(operator, second, folder)
    for url in (first, second):
        steps.send(head, url)
    assert_accessible(head)
    return first, second


def check(people, first, second, assert_accessible):
    secretariat, verifier, operator, head = map(people, ("sekretariat", "verifikator", "operator", "kepala"))
    steps.start_phase(secretariat, "Seleksi administrasi")
    number = {url: urlsplit(url).path.strip("/").split("/")[-1] for url in (first, second)}

    verifier.goto("/administrasi/")
    assert_accessible(verifier)
    verifier.goto(f"/administrasi/{number[first]}/")
    assert_accessible(verifier)
    steps.look_at(verifier, "Signifikansi", "Tidak sesuai", "Sebutkan angka sebelum dan sesudah.")
    steps.confirm(verifier, "Kembalikan", "Ya, kembalikan usulan ini")
    verifier.get_by_text("dikembalikan untuk diperbaiki").first.wait_for()

    operator.goto(first)
    assert operator.get_by_text("Sebutkan angka sebelum dan sesudah.").first.is_visible()
    steps.write_section(operator, "Signifikansi", "Sebelum 14 hari, sesudah 1 hari kerja.")
    steps.send(head, first)

    for url in (first, second):
        verifier.goto(f"/administrasi/{number[url]}/")
        steps.look_at(verifier, "Identitas", "Sesuai")  # no partner has answered, so the rules ask for a look
        steps.look_at(verifier, "Signifikansi", "Sesuai")
        steps.confirm(verifier, "Loloskan", "Ya, loloskan usulan ini")


def judge(people, assert_accessible):
    secretariat = people("sekretariat")
    steps.start_phase(secretariat, "Penilaian proposal")
    secretariat.goto(f"/kelola/{steps.SLUG}/penugasan/")
    steps.follow(secretariat, secretariat.get_by_role("button", name="Tugaskan semua"))
    assert_accessible(secretariat)

    steps.pledge(people("ketua"))
    for name in JURORS:
        juror = people(name)
        steps.pledge(juror)
        juror.goto("/penilaian/")
        assert_accessible(juror)
        for title, points in (("Jebol Pak Bahir", FIRST), ("PENAKK PKK", SECOND)):
            juror.goto("/penilaian/")
            steps.follow(juror, juror.get_by_role("link", name=title))
            steps.fill_sheet(juror, points)
            steps.finalise(juror)
    assert_accessible(juror)


def decide(secretariat, chair, assert_accessible):
    steps.start_phase(secretariat, "Pleno akhir")
    secretariat.goto(f"/penilaian/{steps.SLUG}/peringkat/")
    steps.follow(secretariat, secretariat.get_by_role("button", name="Hitung sekarang"))
    assert_accessible(secretariat)
    rows = [
        row.inner_text() for row in secretariat.locator("table.ranking tbody tr").all() if row.locator("td").count()
    ]
    assert [("Jebol" in rows[0], "89,73" in rows[0]), ("PENAKK" in rows[1], "79,68" in rows[1])] == [(True, True)] * 2

    chair.goto(f"/penilaian/{steps.SLUG}/peringkat/")
    assert chair.get_by_text("Jebol Pak Bahir").is_visible()
    assert_accessible(chair)

    secretariat.goto(f"/pleno/{steps.SLUG}/")
    assert_accessible(secretariat)
    steps.confirm(secretariat, "Tetapkan peringkat", "Tetapkan sekarang")
    assert_accessible(secretariat)
    steps.confirm(secretariat, "Terbitkan hasil", "Terbitkan sekarang")


def draw(secretariat, assert_accessible):
    """One certificate each: the partner that never confirmed gets none. The bar follows until all are drawn."""
    secretariat.goto(f"/kelola/{steps.SLUG}/piagam/")
    secretariat.get_by_text("2 dari 2 piagam selesai digambar").wait_for(timeout=60_000)
    secretariat.get_by_role("link", name="Unduh semua (ZIP)").wait_for(timeout=60_000)
    assert_accessible(secretariat)
    with secretariat.expect_download() as download:
        secretariat.get_by_role("link", name="Unduh semua (ZIP)").press("Enter")
    with zipfile.ZipFile(download.value.path()) as archive:
        papers = {name: archive.read(name) for name in archive.namelist()}
    assert len(papers) == 2

    texts = [" ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split()) for pdf in papers.values()]
    assert sum("Jebol Pak Bahir" in text for text in texts) == 1
    assert all("Dinas Kependudukan dan Pencatatan Sipil" in text for text in texts)
    assert not any("Dinas Kesehatan" in text for text in texts)
    assert {qr_of(pdf) for pdf in papers.values()} == {
        f"{secretariat.url.split('/kelola')[0]}{certificate.get_absolute_url()}"
        for certificate in Certificate.objects.all()
    }


def qr_of(pdf: bytes) -> str:
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    return zxingcpp.read_barcodes(picture)[0].text


def verify_in_public(secretariat, stranger, assert_accessible):
    certificate = Certificate.objects.select_related("recipient").order_by("sequence").first()
    for path in ("/", "/hasil/", f"/hasil/{steps.SLUG}/", "/inovasi/", "/opd/", "/verifikasi/"):
        stranger.goto(path)
        assert_accessible(stranger)
    stranger.goto(certificate.get_absolute_url())
    assert stranger.get_by_text("Piagam ini asli dan berlaku").is_visible()
    assert stranger.get_by_text("Jebol Pak Bahir").first.is_visible()
    assert_accessible(stranger)
    stranger.get_by_role("link", name="Jebol Pak Bahir").press("Enter")
    stranger.get_by_role("heading", name="Jebol Pak Bahir").wait_for()
    assert_accessible(stranger)

    secretariat.goto(f"/kelola/{steps.SLUG}/piagam/")
    row = secretariat.locator("tr", has_text=certificate.number)
    row.get_by_role("link", name="Cabut").press("Enter")
    row.get_by_label("alasan", exact=False).fill("Nama penerima keliru.")
    steps.follow(secretariat, row.get_by_role("button", name="Cabut piagam"))

    stranger.goto(certificate.get_absolute_url())
    assert stranger.get_by_text("Piagam ini sudah dicabut").is_visible()
    assert_accessible(stranger)
    assert stranger.goto("/piagam/tidak-ada/").status == 404
    assert_accessible(stranger)


def look_on(people, assert_accessible):
    for name in ("pimpinan", "auditor", "sekretariat", "operator", "juri1", "verifikator", "admin"):
        person = people(name)
        person.goto("/beranda/")
        assert_accessible(person)
    auditor = people("auditor")
    auditor.goto(f"/kelola/{steps.SLUG}/jejak/")
    assert_accessible(auditor)
    edition = Edition.objects.get(slug=steps.SLUG)
    assert list(ledger.breaks(edition.ledger_chain)) == []
