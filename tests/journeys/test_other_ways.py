"""The same work without JavaScript, and with the keyboard alone."""

import re

import pytest

from judging.models import ScoreSheet
from kovablik.seeding.people import HOME_OPD
from submissions.models import Proposal, State

from . import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_operator_and_head_need_no_script(running, sign_in, tmp_path):
    edition = running("pengajuan")
    own = Proposal.objects.get(edition=edition, innovation__opd__abbr=HOME_OPD)
    operator = sign_in("operator", java_script_enabled=False)

    operator.goto(f"/usulan/{own.pk}/")
    section = operator.locator("section.writing", has=operator.get_by_role("heading", name="Sumber Daya"))
    section.get_by_role("textbox").fill("kata " * 201)
    section.get_by_role("button", name="Simpan bagian").press("Enter")
    operator.get_by_role("link", name="Sumber Daya kelebihan 1 kata").wait_for()
    assert section.get_by_role("textbox").input_value().startswith("kata kata")

    section.get_by_role("textbox").fill("Enam pegawai dan sarana yang sudah ada.")
    section.get_by_role("button", name="Simpan bagian").press("Enter")
    document = operator.locator("form.upload", has=operator.get_by_text("Berkas Surat Kesediaan Replikasi"))
    document.locator("input[type=file]").set_input_files(steps.paper(tmp_path, "kesediaan.pdf"))
    document.get_by_role("button", name="Unggah").press("Enter")
    operator.get_by_role("link", name="kesediaan.pdf").wait_for()

    operator.get_by_role("button", name="Serahkan ke kepala OPD").press("Enter")
    operator.get_by_text("Menunggu kepala OPD").first.wait_for()

    head = sign_in("kepala", java_script_enabled=False)
    steps.send(head, f"/usulan/{own.pk}/")

    own.refresh_from_db()
    assert own.state == State.SUBMITTED


def test_juror_needs_no_script(running, sign_in):
    running("penilaian")
    juror = sign_in("juri1", java_script_enabled=False)
    juror.goto("/penilaian/")
    juror.get_by_role("link", name="Contoh Ruang Damai").press("Enter")

    for criterion in steps.CRITERIA[:-1]:
        juror.get_by_label(criterion, exact=True).fill("81,5")
    juror.get_by_label(steps.CRITERIA[-1], exact=True).fill("seratus")
    juror.get_by_role("button", name="Simpan nilai").press("Enter")
    juror.get_by_text("Isi angka 0–100").first.wait_for()
    assert juror.get_by_label(steps.CRITERIA[-1], exact=True).input_value() == "seratus"
    assert juror.get_by_label(steps.CRITERIA[0], exact=True).input_value() == "81,5"

    juror.get_by_label(steps.CRITERIA[-1], exact=True).fill("100")
    steps.lock_sheet(juror)
    assert juror.get_by_text(re.compile("^Dikunci")).first.is_visible()


def test_juror_marks_and_locks_with_the_keyboard_alone(running, sign_in):
    running("penilaian")
    sheet = ScoreSheet.objects.get(
        assignment__juror__username="juri1", assignment__proposal__innovation__title="Contoh Ruang Damai"
    )
    juror = sign_in("juri1")
    juror.goto("/penilaian/")
    tab_to(juror, "a", "Contoh Ruang Damai")
    juror.keyboard.press("Enter")
    juror.wait_for_url(f"**/lembar/{sheet.pk}/")

    tab_to(juror, "input.input-figure")
    for value in ("80", "81", "82", "83", "84", "85", "86"):
        juror.keyboard.type(value)
        juror.keyboard.press("Enter")
    juror.get_by_text("semua kriteria dinilai").wait_for()
    juror.keyboard.press("Enter")
    juror.wait_for_url("**/ringkasan/")
    tab_to(juror, "button", "Ya, kunci lembar ini")
    juror.keyboard.press("Enter")
    juror.get_by_text(re.compile("^Dikunci")).first.wait_for()

    sheet.refresh_from_db()
    assert sheet.is_final


# An outline on the element, or drawn around the whole row that it leads on from.
SEEN = """(element) => [getComputedStyle(element), getComputedStyle(element, "::after")].some(
    (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)"""


def tab_to(page, selector, text=""):
    """Press Tab until the focus is on such an element; it must be seen there."""
    for _press in range(80):
        page.keyboard.press("Tab")
        focus = page.locator("*:focus")
        if focus.count() and focus.evaluate("(e, s) => e.matches(s)", selector) and text in focus.inner_text():
            assert focus.evaluate(SEEN)
            return
    pytest.fail(f"Tab does not reach {selector} {text}")
