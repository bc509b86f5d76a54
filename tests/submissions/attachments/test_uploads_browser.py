"""Files in a real browser: dropped together, cut off, taken up again, refused each at its place."""

import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts import clock
from competitions.models import Edition, Phase, PhaseKind
from submissions.models import Attachment, Scan, Upload
from tests.conftest import wait_until
from tests.factories import (
    DocumentRequirementFactory,
    MembershipFactory,
    ProposalFactory,
    SectionTemplateFactory,
)
from tests.submissions import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DROP = """([selector, files]) => {
  const data = new DataTransfer();
  for (const [name, size] of files) {
    const bytes = new Uint8Array(size);
    bytes.set(window.sample);
    data.items.add(new File([bytes.slice(0, Math.max(size, window.sample.length))], name));
  }
  const place = document.querySelector(selector);
  for (const kind of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
    if (kind === "dragover") window.wasDropping = Boolean(place.closest("[data-dropping]"));
  }
}"""


@pytest.fixture
def proposal():
    proposal = ProposalFactory()
    now = clock.now()
    Phase.objects.filter(kind=PhaseKind.REGISTRATION).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    return proposal


@pytest.fixture
def template(proposal):
    return SectionTemplateFactory(edition=proposal.edition, name="Kebaruan", max_words=50)


@pytest.fixture
def operator(proposal):
    return MembershipFactory(opd=proposal.innovation.opd).user


def open_desk(page, proposal, operator, live_server):
    client = Client()
    client.force_login(operator)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.goto(proposal.get_absolute_url())
    return page


@pytest.fixture
def desk(page, proposal, template, operator, live_server):
    return open_desk(page, proposal, operator, live_server)


@pytest.fixture
def rough_desk(browser, proposal, template, operator, live_server):
    """A page whose console may tell of failed requests: here they are the point."""
    context = browser.new_context(base_url=live_server.url, locale="id-ID")
    yield open_desk(context.new_page(), proposal, operator, live_server)
    context.close()


def pick(page, template, *files):
    page.locator(f"#bagian-{template.pk}-pilih").set_input_files(list(files))


def drop(page, selector, *files):
    page.evaluate("bytes => { window.sample = new Uint8Array(bytes) }", list(samples.JPG))
    page.evaluate(DROP, [selector, [list(file) for file in files]])


def rows(page):
    return page.locator(".sending")


def test_two_files_dropped_at_once_arrive_and_the_others_go_on(desk, proposal, template, assert_accessible):
    drop(desk, f"#bagian-{template.pk} h2", ("foto satu.jpg", 3_000_000), ("foto dua.jpg", 2_000))

    expect(desk.get_by_role("link", name="foto satu.jpg")).to_be_visible()
    expect(desk.get_by_role("link", name="foto dua.jpg")).to_be_visible()
    expect(rows(desk)).to_have_count(0)
    assert desk.evaluate("window.wasDropping")
    assert sorted(proposal.attachments.values_list("size", flat=True)) == [2_000, 3_000_000]
    assert_accessible(desk)


def test_each_refusal_stands_at_its_place_with_the_name(desk, proposal, template, assert_accessible):
    requirement = DocumentRequirementFactory(edition=proposal.edition)
    Edition.objects.update(max_file_mb=1)
    desk.reload()

    pick(
        desk,
        template,
        {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"<html>bukan</html>"},
        {"name": "besar.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"0" * 1_100_000},
        {"name": "baik.jpg", "mimeType": "image/jpeg", "buffer": samples.JPG},
    )

    expect(desk.get_by_role("link", name="baik.jpg")).to_be_visible()
    expect(rows(desk).filter(has_text="surat.pdf")).to_contain_text("bukan PDF, DOCX, JPG atau PNG")
    expect(rows(desk).filter(has_text="besar.pdf")).to_contain_text("paling besar 1 MB")
    assert desk.locator(f"#dokumen-{requirement.pk} .sending").count() == 0
    assert_accessible(desk)
    rows(desk).filter(has_text="surat.pdf").get_by_role("button", name="Tutup").press("Enter")
    expect(rows(desk)).to_have_count(1)
    assert proposal.attachments.count() == 1


def test_a_cut_is_told_and_the_file_goes_on_by_itself(rough_desk, proposal, template):
    content = samples.big_pdf(5_000_000)
    sent = []

    def cut_the_third(route):
        sent.append(route.request.headers.get("upload-offset"))
        if len(sent) == 3:
            rough_desk.context.set_offline(True)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    rough_desk.route(
        "**/usulan/unggahan/*/",
        lambda route: cut_the_third(route) if route.request.method == "PATCH" else route.continue_(),
    )
    pick(rough_desk, template, {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": content})
    expect(rows(rough_desk)).to_contain_text("Sambungan terputus")
    received = Upload.objects.get().received

    rough_desk.context.set_offline(False)

    expect(rough_desk.get_by_role("link", name="laporan.pdf")).to_be_visible()
    assert received == 2 * 1024 * 1024
    assert sent.count("0") == 1  # what had arrived was not sent again
    with proposal.attachments.get().file.open() as file:
        assert file.read() == content


def test_after_the_browser_was_closed_the_same_file_goes_on(rough_desk, proposal, template, tmp_path):
    file = tmp_path / "laporan.pdf"
    file.write_bytes(samples.big_pdf(5_000_000))
    os.utime(file, (1_700_000_000, 1_700_000_000))
    offsets = []

    def cut_after_two(route):
        offset = route.request.headers.get("upload-offset")
        if route.request.method == "PATCH":
            offsets.append(offset)
        if route.request.method == "PATCH" and len(offsets) > 2:
            route.abort("connectionfailed")
        else:
            route.continue_()

    rough_desk.route("**/usulan/unggahan/*/", cut_after_two)
    pick(rough_desk, template, file)
    expect(rows(rough_desk)).to_contain_text("Sambungan terputus")
    rough_desk.unroute("**/usulan/unggahan/*/")
    again = rough_desk.context.new_page()
    rough_desk.close()
    again.goto(proposal.get_absolute_url())
    expect(again.get_by_text("Pilih berkas yang sama untuk melanjutkan")).to_be_visible()
    again.on(
        "request",
        lambda request: offsets.append(request.headers.get("upload-offset")) if request.method == "PATCH" else None,
    )

    pick(again, template, file)

    expect(again.get_by_role("link", name="laporan.pdf")).to_be_visible()
    expect(again.get_by_text("Pilih berkas yang sama")).to_have_count(0)
    assert offsets.count("0") == 1
    assert Attachment.objects.get().size == file.stat().st_size


def test_a_file_is_paused_resumed_and_given_up(rough_desk, proposal, template):
    slow = []

    def hold(route):
        if route.request.method == "PATCH" and not slow:
            slow.append(route)  # neither answered nor refused
        else:
            route.continue_()

    rough_desk.route("**/usulan/unggahan/*/", hold)
    files = [
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": samples.big_pdf(1_500_000)} for name in "ab"
    ]
    with rough_desk.expect_request(lambda request: request.method == "PATCH"):
        pick(rough_desk, template, files[0])
    row = rows(rough_desk).filter(has_text="a.pdf")
    expect(row).to_contain_text("Mengirim")

    row.get_by_role("button", name="Jeda").press("Enter")
    expect(row).to_contain_text("Dijeda")
    expect(row.get_by_role("button", name="Lanjutkan")).to_be_focused()
    row.get_by_role("button", name="Lanjutkan").press("Enter")
    expect(rough_desk.get_by_role("link", name="a.pdf")).to_be_visible()

    slow.clear()
    with rough_desk.expect_request(lambda request: request.method == "PATCH"):
        pick(rough_desk, template, files[1])
    rows(rough_desk).get_by_role("button", name="Batal").press("Enter")
    expect(rows(rough_desk)).to_have_count(0)
    wait_until(lambda: Upload.objects.filter(attachment=None).count() == 0)
    assert proposal.attachments.count() == 1


def test_a_session_that_ended_is_told_and_waited_for(rough_desk, proposal, template, operator, live_server):
    cookies = rough_desk.context.cookies()
    rough_desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    pick(rough_desk, template, {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": samples.JPG})
    expect(rows(rough_desk)).to_contain_text("Dilanjutkan setelah Anda masuk lagi")
    rough_desk.context.add_cookies(cookies)

    expect(rough_desk.get_by_role("link", name="foto.jpg")).to_be_visible()


def test_a_file_dropped_beside_a_place_leaves_the_page_where_it_is(desk, proposal):
    address = desk.url

    drop(desk, "h1", ("foto.jpg", 2000))

    assert desk.url == address
    assert rows(desk).count() == 0


def test_what_the_scanner_found_is_told_at_the_place(desk, proposal, template, operator, assert_accessible):
    common = {"proposal": proposal, "section": template, "size": 1, "sha256": "0", "uploaded_by": operator}
    Attachment.objects.create(**common, file="a", name="baru.pdf", scan=Scan.WAITING)
    Attachment.objects.create(
        **common, file="b", name="buruk.pdf", scan=Scan.INFECTED, threat="Eicar-Test", scanned_at=clock.now()
    )

    desk.reload()

    expect(desk.get_by_text("Sedang dipindai")).to_be_visible()
    expect(desk.get_by_text("Pemindai virus menemukan Eicar-Test")).to_be_visible()
    assert_accessible(desk)


def test_without_a_script_several_files_go_by_the_button(browser, proposal, template, operator, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = open_desk(context.new_page(), proposal, operator, live_server)
    pick(
        page,
        template,
        {"name": "satu.jpg", "mimeType": "image/jpeg", "buffer": samples.JPG},
        {"name": "dua.pdf", "mimeType": "application/pdf", "buffer": b"halo"},
        {"name": "tiga.png", "mimeType": "image/png", "buffer": samples.PNG},
    )

    page.locator(f"#bagian-{template.pk}").get_by_role("button", name="Unggah").press("Enter")

    expect(page.get_by_role("link", name="satu.jpg")).to_be_visible()
    expect(page.get_by_role("link", name="tiga.png")).to_be_visible()
    expect(page.locator(f"#bagian-{template.pk} .field-error")).to_contain_text("dua.pdf: Berkas ini bukan PDF")
    context.close()
