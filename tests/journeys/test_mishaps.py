"""An edition in which all goes wrong that goes wrong in a city's year, and that ends as it should all the same."""

import io
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from accounts import clock, ledger
from accounts.models import OPD, AuditEntry, Delivery
from awards.models import Certificate, Publication
from competitions.models import Phase, PhaseKind
from judging.models import Assignment
from submissions.models import Proposal

from . import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOVED, OTHER = "Contoh Antar Obat", "Contoh Siaga Hujan"  # second and third; both of one agency once the first is moved
SIGNATORY = "PENGGANTI PEJABAT CONTOH"
WHY = "Contoh alasan yang dibaca kemudian."


@pytest.fixture
def office(running, sign_in, worker):
    """The secretariat in an edition that is being judged: three sheets of one juror are open."""
    edition = running("penilaian")
    return sign_in("sekretariat", viewport={"width": 1440, "height": 900}), edition


def test_an_edition_that_goes_wrong_everywhere(office, assert_accessible):
    page, edition = office

    postpone_by_a_week(page, edition, assert_accessible)
    excuse_by_mistake(page, edition)
    juror_falls_ill(page, edition, assert_accessible)
    change_the_signatory(page, edition, assert_accessible)
    move_to_its_agency(page, edition, assert_accessible)
    let_the_plenary_lapse(page, edition, assert_accessible)
    change_the_cap_after_judging(page, edition, assert_accessible)
    publish(page, edition)
    certificates_are_right(page, edition)
    ledger_tells_all_of_it(edition)


def address(edition, path=""):
    return f"/kelola/{edition.slug}/{path}"


def phase(edition, kind):
    return Phase.objects.get(edition=edition, kind=kind)


def press(page, name):
    steps.follow(page, page.get_by_role("button", name=name).first)


def postpone_by_a_week(page, edition, assert_accessible):
    before = phase(edition, PhaseKind.JUDGING).closes_at
    page.goto(address(edition, "kalender/"))
    steps.follow(page, page.get_by_role("link", name="Geser semua"))
    page.get_by_label("hari", exact=False).first.fill("7")
    page.get_by_label("Alasan").fill(WHY)
    press(page, "Lihat pratinjau")
    assert_accessible(page)
    assert phase(edition, PhaseKind.JUDGING).closes_at == before  # nothing is stored by looking
    press(page, re.compile("^Simpan"))

    assert phase(edition, PhaseKind.JUDGING).closes_at == before + timedelta(days=7)


def sheets(edition, **about):
    return Assignment.objects.in_edition(edition).filter(**about).order_by("pk")


def juror_page(page, edition):
    late = Assignment.objects.unfinished().filter(stage__edition=edition).first() or sheets(edition).first()
    page.goto(address(edition, f"penugasan/tahap/{late.stage_id}/juri/{late.juror_id}/"))
    return late


def excuse_by_mistake(page, edition):
    juror_page(page, edition)
    row = page.locator("tr", has_text=MOVED)
    row.locator("summary", has_text="Bebaskan").press("Enter")
    row.get_by_label("alasan", exact=False).fill(WHY)
    steps.follow(page, row.get_by_role("button", name="Bebaskan dari lembar ini"))
    assert sheets(edition, excused_at__isnull=False).count() == 1

    row = page.locator("tr", has_text=MOVED)
    row.locator("summary", has_text="Batalkan pembebasan").press("Enter")
    row.get_by_label("alasan", exact=False).fill(WHY)
    steps.follow(page, row.get_by_role("button", name="Batalkan pembebasan"))
    assert not sheets(edition, excused_at__isnull=False).exists()


def juror_falls_ill(page, edition, assert_accessible):
    juror_page(page, edition)
    page.locator("summary", has_text="Bebaskan dari semua lembar terbuka").press("Enter")
    form = page.locator("form", has=page.get_by_role("button", name="Bebaskan dari semuanya"))
    form.get_by_label("alasan", exact=False).fill("Juri sakit pada hari penilaian.")
    steps.follow(page, form.get_by_role("button", name="Bebaskan dari semuanya"))
    assert_accessible(page)

    assert sheets(edition, excused_at__isnull=False).count() == 3
    assert not Assignment.objects.unfinished().filter(stage__edition=edition).exists()


def change_the_signatory(page, edition, assert_accessible):
    page.goto(address(edition, "identitas/"))
    name = page.get_by_label(re.compile("nama penanda tangan", re.IGNORECASE))
    name.fill("Dr. Pejabat Contoh, M.Si.")
    press(page, "Simpan")
    assert_accessible(page)
    expect(name).to_have_value("Dr. Pejabat Contoh, M.Si.")  # refused at its place, and nothing is lost
    name.fill(SIGNATORY)
    press(page, "Simpan")

    edition.refresh_from_db()
    assert edition.signatory_name == SIGNATORY


def move_to_its_agency(page, edition, assert_accessible):
    proposal = Proposal.objects.get(edition=edition, innovation__title=MOVED)
    right = OPD.objects.get(abbr="BPBD")
    page.goto(f"/usulan/{proposal.pk}/pindahkan/")
    page.get_by_label("OPD yang benar").select_option(label=right.name)
    press(page, "Lihat akibatnya")
    assert_accessible(page)
    page.get_by_label("Alasan").fill(WHY)
    press(page, "Ya, pindahkan ke BPBD")

    proposal = Proposal.objects.select_related("innovation").get(pk=proposal.pk)
    assert proposal.innovation.opd_id == right.pk


def let_the_plenary_lapse(page, edition, assert_accessible):
    """It ran over a long weekend, and nobody met: the clock closed it. The home page says so, with the ways out."""
    now, hour = clock.now(), timedelta(hours=1)
    Phase.objects.filter(edition=edition, kind=PhaseKind.JUDGING).update(closes_at=now - 28 * hour)
    Phase.objects.filter(edition=edition, kind=PhaseKind.PLENARY).update(
        opens_at=now - 24 * hour, closes_at=now - 4 * hour
    )
    page.goto("/beranda/")
    assert_accessible(page)
    assert page.get_by_text("Peringkat belum ditetapkan").first.is_visible()
    page.goto(address(edition, "kalender/"))
    row = page.locator("tr", has=page.get_by_role("rowheader", name="Pleno akhir"))
    steps.follow(page, row.get_by_role("link", name="Buka lagi"))
    page.get_by_label("Alasan").fill(WHY)
    press(page, "Lihat pratinjau")
    assert_accessible(page)
    press(page, re.compile("^Simpan"))
    assert phase(edition, PhaseKind.PLENARY).is_running()

    page.goto(f"/penilaian/{edition.slug}/peringkat/")
    press(page, "Hitung")
    confirm_ranking(page, edition)


def confirm_ranking(page, edition):
    page.goto(f"/pleno/{edition.slug}/")
    steps.confirm(page, "Tetapkan peringkat", "Tetapkan sekarang")
    assert page.get_by_text("Peringkat sudah ditetapkan").first.is_visible()


def change_the_cap_after_judging(page, edition, assert_accessible):
    """One winner for each agency: refused while the ranking is confirmed, then shown whom it touches, then done."""
    cap = set_cap(page, edition, "1")
    assert "penetapan" in page.locator("main").inner_text().lower()
    page.goto(f"/pleno/{edition.slug}/")
    page.locator("summary", has_text="Batalkan penetapan").press("Enter")
    form = page.locator("form", has=page.get_by_role("button", name="Batalkan penetapan sekarang"))
    form.get_by_label("alasan", exact=False).fill(WHY)
    steps.follow(page, form.get_by_role("button", name="Batalkan penetapan sekarang"))

    cap = set_cap(page, edition, "1")
    assert not cap.is_visible()
    assert page.get_by_text(OTHER).first.is_visible()  # below the other of its agency from now on
    assert_accessible(page)
    page.get_by_label("Alasan").fill(WHY)
    press(page, "Terapkan perubahan")

    edition.refresh_from_db()
    assert edition.winners_per_opd == 1
    confirm_ranking(page, edition)


def set_cap(page, edition, value):
    page.goto(address(edition, "identitas/"))
    cap = page.get_by_label(re.compile("batas pemenang per OPD", re.IGNORECASE))
    cap.fill(value)
    press(page, "Simpan")
    return cap


def publish(page, edition):
    page.goto(f"/pleno/{edition.slug}/")
    steps.confirm(page, "Terbitkan hasil", "Terbitkan sekarang")
    page.goto(address(edition, "piagam/"))
    page.get_by_role("link", name="Unduh semua (ZIP)").wait_for(timeout=90_000)


def certificates_are_right(page, edition):
    publication = Publication.objects.get(edition=edition)
    titles = dict(publication.certificates.values_list("title", "recipient_name"))
    moved = next(recipient for title, recipient in titles.items() if MOVED in title)
    drawn = Certificate.objects.filter(publication=publication, title__contains=MOVED).get()
    with drawn.pdf.open("rb") as pdf:
        text = " ".join(PdfReader(io.BytesIO(pdf.read())).pages[0].extract_text().split())

    assert moved == OPD.objects.get(abbr="BPBD").name
    assert not any(OTHER in title for title in titles)  # the cap
    assert len(titles) == publication.results.winners().count() == 12
    assert SIGNATORY in text
    assert moved in text


def ledger_tells_all_of_it(edition):
    acts = set(AuditEntry.objects.filter(chain=edition.ledger_chain).values_list("action", flat=True))

    assert list(ledger.breaks(edition.ledger_chain)) == []
    assert {"edition.reschedule", "assignment.excuse", "edition.update", "result.publish"} <= acts
    assert Delivery.objects.filter(sent_at=None).count() == 0
