"""What each person of the walk does, with mouse and keys, on the pages as they are."""

import io
import re
from pathlib import Path

import pikepdf
from playwright.sync_api import expect

NAME = "KOVABLIK Walk 2026"
SLUG = "kovablik-walk-2026"
SECTIONS = {
    "Ringkasan": 200,
    "Latar Belakang dan Tujuan": 300,
    "Kebaruan/Nilai Tambah": 600,
    "Implementasi Inovasi": 200,
    "Signifikansi": 600,
    "Adaptabilitas": 300,
    "Sumber Daya": 200,
    "Strategi Keberlanjutan": 500,
}
CRITERIA = list(SECTIONS)[1:]


def paper(folder: Path, name: str) -> Path:
    """A small real PDF."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    (folder / name).write_bytes(target.getvalue())
    return folder / name


def follow(page, pressed) -> None:
    """Press what leads to another page, and be there: a load state alone may still be the old page's."""
    with page.expect_navigation():
        pressed.press("Enter")


def confirm(page, summary: str, button: str) -> None:
    """An act that asks once more: open it, then say yes.

    Both by their key: while a page is still loading, its foot may move between the two halves of a click.
    """
    page.locator("summary", has_text=re.compile(rf"^\s*{re.escape(summary)}")).first.press("Enter")
    follow(page, page.get_by_role("button", name=button).first)


def make_edition(page, first_day: str) -> None:
    page.goto("/kelola/edisi/baru/")
    page.get_by_label("nama resmi", exact=False).first.fill("Kompetisi Inovasi Pelayanan Publik (KOVABLIK) Walk")
    page.get_by_label("nama singkat").fill(NAME)
    page.get_by_label("Pendaftaran mulai").fill(first_day)
    for label, value in (
        ("pemerintah", "Pemerintah Kota Batu"),
        ("penyelenggara", "Bagian Organisasi"),
        ("tempat penetapan", "Batu"),
        ("jabatan penanda tangan", "WALI KOTA BATU"),
        ("nama penanda tangan", "NAMA PEJABAT CONTOH"),
        ("tanggal piagam", "2026-12-17"),
    ):
        page.get_by_label(re.compile(rf"^{label}", re.IGNORECASE)).first.fill(value)
    page.get_by_role("button", name="Susun edisi").press("Enter")
    page.wait_for_url(f"**/kelola/{SLUG}/")


def seat_jury(page, jurors: dict[str, str], chair: str) -> None:
    page.goto(f"/kelola/{SLUG}/panel/")
    page.get_by_label("nama panel").fill("Panel A")
    page.get_by_role("button", name="Buat panel").press("Enter")
    for name, (body, role) in {
        **{one: (body, "Anggota") for one, body in jurors.items()},
        chair: ("Akademisi", "Ketua"),
    }.items():
        form = page.locator("form", has=page.get_by_role("button", name="Dudukkan juri"))
        if not form.is_visible():
            page.locator("summary", has_text="Tambah juri").press("Enter")
        form.get_by_label("Juri").fill(name)
        form.get_by_label("unsur").select_option(label=body)
        form.get_by_label("peran").select_option(label=role)
        follow(page, form.get_by_role("button", name="Dudukkan juri"))


def open_edition(page) -> None:
    page.goto(f"/kelola/{SLUG}/")
    confirm(page, "Buka edisi", "Buka edisi sekarang")
    page.get_by_text("Edisi dibuka.").wait_for()


def start_phase(page, name: str, slug: str = SLUG) -> None:
    page.goto(f"/kelola/{slug}/kalender/")
    row = page.locator("tr", has=page.get_by_role("rowheader", name=name))
    follow(page, row.get_by_role("link", name="Mulai sekarang"))
    page.get_by_label("Alasan").fill("Jadwal dipercepat.")
    follow(page, page.get_by_role("button", name=f"Mulai {name}"))


def register(page, title: str, *, partner: str = "") -> str:
    """Name the innovation; what else is asked of it is filled in on the desk."""
    page.goto("/usulan/baru/")
    page.get_by_label("judul inovasi").fill(title)
    page.get_by_label("Kepanjangan", exact=False).fill(f"Kepanjangan {title}")
    page.get_by_label("kategori", exact=False).select_option(label="Tata Kelola Pemerintahan")
    page.get_by_role("button", name="Daftarkan inovasi").press("Enter")
    page.wait_for_url(re.compile(r"/usulan/\d+/$"))
    describe(page, "Mulai diterapkan", "2024-03-01")
    describe(page, "Tautan video", "video.contoh.example/inovasi")
    if partner:
        name_partner(page, partner)
    return page.url


def describe(page, label: str, value: str) -> None:
    """Fill a field of the identity, which stores itself."""
    with stored(page, "/identitas/"):
        page.locator("#identitas").get_by_label(label).fill(value)


def name_innovator(page, name: str, nip: str = "") -> None:
    row = page.locator("#inovator [data-row]").last
    with stored(page, "/inovator/"):
        row.get_by_label("Nama").fill(name)
        row.get_by_label("NIP").fill(nip)


def name_partner(page, partner: str) -> None:
    page.get_by_label("Tambah OPD mitra").fill(partner)
    page.locator("#mitra").get_by_role("button", name="Tambah", exact=True).press("Enter")
    page.locator("#mitra .partner", has_text=partner).wait_for()


def stored(page, address: str):
    """The moment at which the page has been told that what was typed is stored."""
    return page.expect_response(
        lambda response: address in response.url and response.request.method == "POST" and response.status == 200
    )


def write_section(page, name: str, text: str) -> None:
    """Type, and wait until the page has stored it by itself and says so."""
    section = page.locator("section.writing", has=page.get_by_role("heading", name=name, exact=True))
    with stored(page, "/bagian/"):
        section.get_by_role("textbox").fill(text)
    section.get_by_text(re.compile(r"Tersimpan \d\d\.\d\d WIB")).wait_for()


def attach(page, place: str, file: Path) -> None:
    page.get_by_label(f"Pilih berkas: {place}").set_input_files(file)
    page.get_by_role("link", name=re.compile(re.escape(file.stem))).first.wait_for()


def fill_proposal(page, url: str, folder: Path) -> None:
    page.goto(url)
    for name in SECTIONS:
        write_section(page, name, f"Teks contoh bagian {name}. Warga dilayani dalam satu hari kerja.")
    for document in ("Surat Pernyataan Implementasi", "Surat Pernyataan Inovator"):
        attach(page, f"Berkas {document}", paper(folder, f"{document}.pdf"))


def hand_over(page) -> None:
    button = page.get_by_role("button", name="Serahkan ke kepala OPD")
    expect(button).to_be_enabled()  # what was missing is asked anew a little after the last text was stored
    button.press("Enter")
    page.get_by_text("Menunggu kepala OPD").first.wait_for()


def send(page, url: str) -> None:
    page.goto(url)
    confirm(page, "Kirim usulan", "Ya, kirim usulan ini")
    page.get_by_text("Terkirim", exact=True).first.wait_for()


def look_at(page, place: str, finding: str, note: str = "") -> None:
    """The verifier's look at one place: in order, or not and why."""
    line = page.locator(
        "fieldset.check", has=page.locator("legend", has_text=re.compile(rf"^\s*{re.escape(place)}\s*$"))
    )
    line.get_by_label(finding, exact=True).check()
    if note:
        line.get_by_role("combobox").select_option(label="Tidak lengkap")
        line.get_by_role("textbox").fill(note)


def pledge(page) -> None:
    """Read and accept the integrity pledge, from the home page, which asks for the seat's answer first."""
    page.goto("/penilaian/undangan/")
    page.get_by_role("button", name="Saya bersedia").press("Enter")
    page.get_by_label("Saya telah membaca").press("Space")
    page.get_by_role("button", name="Setujui pakta").press("Enter")
    page.get_by_text("Pakta integritas Anda tersimpan").wait_for()


def fill_sheet(page, points: list[str]) -> None:
    """Type every mark and go on with Tab; each is stored as it is typed."""
    for criterion, value in zip(CRITERIA, points, strict=True):
        page.get_by_label(criterion, exact=True).fill(value)
        page.keyboard.press("Tab")
    page.get_by_text("semua kriteria dinilai").wait_for()
    page.get_by_text(re.compile(r"Tersimpan \d\d\.\d\d WIB")).wait_for()


def lock_sheet(page) -> None:
    """By way of the summary, which shows everything once more."""
    page.get_by_role("button", name="Kunci lembar").press("Enter")
    page.wait_for_url("**/ringkasan/")
    follow(page, page.get_by_role("button", name="Ya, kunci lembar ini"))


def finalise(page) -> None:
    lock_sheet(page)
    page.get_by_text(re.compile("^Dikunci")).first.wait_for()
