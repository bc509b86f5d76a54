"""One proposal from draft to verdict: the operator on a phone, a partner, the head, the verifier, the worker."""

import io
import re
import zipfile

import pytest
from pypdf import PdfReader

from accounts import ledger
from kovablik.seeding.people import HOME_OPD
from submissions.models import Proposal, State, Version

from . import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def test_a_proposal_from_draft_to_verdict(running, sign_in, as_person, worker, assert_accessible):
    edition = running("pengajuan")
    own = Proposal.objects.get(edition=edition, innovation__opd__abbr=HOME_OPD)
    operator, head = sign_in("operator", viewport=PHONE), sign_in("kepala", viewport=DESK)
    secretariat, verifier = sign_in("sekretariat", viewport=DESK), sign_in("verifikator", viewport=DESK)

    write(operator, own, assert_accessible)
    agree(as_person("operator-dinkes", viewport=PHONE), own, assert_accessible)
    give_back(head, operator, own, assert_accessible)
    watch(secretariat, edition, own, assert_accessible)
    approve_and_send(head, own, assert_accessible)
    steps.start_phase(secretariat, "Seleksi administrasi", edition.slug)
    return_one_place(verifier, own, assert_accessible)
    mend(operator, head, own, assert_accessible)
    pass_it(verifier, own, assert_accessible)
    gather(secretariat, edition, assert_accessible)

    own.refresh_from_db()
    assert own.state == State.VERIFIED
    assert list(ledger.breaks(edition.ledger_chain)) == []


def write(operator, own, assert_accessible):
    operator.goto(own.get_absolute_url())
    assert_accessible(operator)
    steps.name_partner(operator, "Dinas Kesehatan")
    steps.name_innovator(operator, "Inovator Kedua", "198001012005011001")
    statement = operator.locator(".document", has=operator.get_by_role("heading", name="Surat Pernyataan Inovator"))
    statement.locator("summary", has_text="Hapus").press("Enter")
    statement.get_by_role("button", name="Ya, hapus berkas ini").press("Enter")
    statement.get_by_role("link", name="Surat Pernyataan Inovator.pdf").wait_for(state="detached")
    steps.write_section(operator, "Sumber Daya", "Tim inti enam pegawai, dengan anggaran dinas dan sarana yang ada.")
    steps.hand_over(operator)
    assert_accessible(operator)


def agree(partner, own, assert_accessible):
    partner.get_by_role("link", name=re.compile("Benarkan")).first.press("Enter")
    partner.wait_for_url(re.compile(f"/usulan/{own.pk}/"))
    assert_accessible(partner)
    partner.get_by_label("peran", exact=False).first.fill("Menyediakan petugas puskesmas.")
    steps.follow(partner, partner.get_by_role("button", name="Kami ikut memiliki inovasi ini"))

    assert own.innovation.partnerships.get().is_confirmed


def give_back(head, operator, own, assert_accessible):
    head.goto(own.get_absolute_url())
    assert_accessible(head)
    head.locator("summary", has_text="Kembalikan ke operator").press("Enter")
    head.get_by_label("Yang perlu dilengkapi").fill("Sebutkan jumlah anggarannya.")
    steps.follow(head, head.get_by_role("button", name="Kembalikan dengan catatan ini"))

    operator.goto(own.get_absolute_url())
    assert operator.get_by_text("Sebutkan jumlah anggarannya.").first.is_visible()
    steps.write_section(operator, "Sumber Daya", "Tim inti enam pegawai, dengan anggaran dinas lima puluh juta rupiah.")
    steps.hand_over(operator)


def watch(secretariat, edition, own, assert_accessible):
    """Before the close the secretariat sees that it exists and how far it is, and not a word of it."""
    secretariat.goto(f"/kelola/{edition.slug}/rekap/")
    assert secretariat.get_by_text(own.innovation.opd.name).first.is_visible()
    assert_accessible(secretariat)
    assert secretariat.goto(own.get_absolute_url()).status == 403
    assert_accessible(secretariat)


def approve_and_send(head, own, assert_accessible):
    head.goto(own.get_absolute_url())
    statement = head.locator(".document", has=head.get_by_role("heading", name="Surat Pernyataan Inovator"))
    statement.locator("summary", has_text="Setujui di sini").press("Enter")
    statement.get_by_role("button", name="Ya, setujui surat ini").press("Enter")
    statement.get_by_text("Disetujui Kepala OPD").wait_for()
    assert_accessible(head)
    steps.send(head, own.get_absolute_url())

    version = Version.objects.get(proposal=own)
    receipt = words_of(drawn(head, f"/usulan/{own.pk}/versi/{version.number}/tanda-terima.pdf"))
    assert version.receipt_number in receipt
    assert version.sha256 in receipt.replace(" ", "")


def return_one_place(verifier, own, assert_accessible):
    verifier.goto("/administrasi/")
    assert_accessible(verifier)
    verifier.goto(f"/administrasi/{own.pk}/")
    assert_accessible(verifier)
    steps.look_at(verifier, "Signifikansi", "Tidak sesuai", "Sebutkan angka sebelum dan sesudah.")
    steps.confirm(verifier, "Kembalikan", "Ya, kembalikan usulan ini")
    verifier.get_by_text("dikembalikan untuk diperbaiki").first.wait_for()


def mend(operator, head, own, assert_accessible):
    """Only the place that was named is open."""
    operator.goto(own.get_absolute_url())
    assert_accessible(operator)
    assert operator.get_by_text("Sebutkan angka sebelum dan sesudah.").first.is_visible()
    assert operator.locator("section.writing textarea").count() == 1
    steps.write_section(operator, "Signifikansi", "Sebelum 14 hari, sesudah 1 hari kerja menurut survei triwulan.")
    steps.hand_over(operator)
    steps.send(head, own.get_absolute_url())


def pass_it(verifier, own, assert_accessible):
    verifier.goto(f"/usulan/{own.pk}/riwayat/")
    assert verifier.locator("ins", has_text="survei triwulan").first.is_visible()
    assert_accessible(verifier)
    verifier.goto(f"/administrasi/{own.pk}/")
    steps.look_at(verifier, "Signifikansi", "Sesuai")
    steps.confirm(verifier, "Loloskan", "Ya, loloskan usulan ini")
    paper = words_of(drawn(verifier, f"/usulan/{own.pk}/naskah.pdf"))
    assert "survei triwulan" in paper
    assert "198001012005011001" not in paper


def gather(secretariat, edition, assert_accessible):
    secretariat.goto(f"/kelola/{edition.slug}/naskah/")
    assert_accessible(secretariat)
    secretariat.get_by_role("button", name="Kumpulkan semua naskah").press("Enter")
    link = secretariat.get_by_role("link", name="Unduh semua (ZIP)")
    link.wait_for(timeout=120_000)
    assert_accessible(secretariat)
    with secretariat.expect_download() as download:
        link.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        papers = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(papers) == Proposal.objects.filter(edition=edition, submitted_at__isnull=False).count()


def drawn(page, address):
    """The PDF at an address, asked for again until the worker has drawn it."""
    for _second in range(120):
        answer = page.request.get(address)
        if answer.headers.get("content-type", "").startswith("application/pdf"):
            return answer.body()
        page.wait_for_timeout(500)
    pytest.fail(f"{address} is not drawn.")


def words_of(pdf):
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages).split())
