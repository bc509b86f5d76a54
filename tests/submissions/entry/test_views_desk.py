"""The desk's acts, with and without htmx: sections stored, files taken, handed out and removed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import clock
from accounts.models import MembershipRole, Office
from competitions.models import PhaseKind
from submissions.entry.actions_section import save_section
from submissions.models import Revision, Section
from tests.factories import (
    AppointmentFactory,
    DocumentRequirementFactory,
    MembershipFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import moment
from tests.seen import saw, seen_in
from tests.submissions import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]
HTMX = {"HX-Request": "true"}
AUTOSAVE = {"X-Autosave": "1"}


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def test_a_section_is_stored_by_a_plain_post(client, operator, proposal, template):
    response = client.post(url("section-update", proposal.pk, template.pk), {"text": "dua kata"})

    assert response.url == f"{proposal.get_absolute_url()}#bagian-{template.pk}"
    assert Section.objects.get().words == 2


def test_an_autosave_gets_the_state_and_nothing_that_takes_time(client, operator, proposal, template):
    response = client.post(url("section-update", proposal.pk, template.pk), {"text": "dua kata"}, headers=AUTOSAVE)

    assert response.status_code == 200
    assert f"Tersimpan {timezone.localtime(clock.now()):%H.%M} WIB" in response.text
    assert seen_in(response) == saw(text="dua kata")
    assert f'<div id="bagian-{template.pk}-bentrok" data-oob></div>' in response.text
    assert not any(part in response.text for part in ("<html", "<textarea", "instrumen"))
    assert Section.objects.get().words == 2


def test_an_autosave_costs_the_same_however_much_the_proposal_holds(client, operator, proposal, template):
    def queries(text):
        with CaptureQueriesContext(connection) as asked:
            client.post(url("section-update", proposal.pk, template.pk), {"text": text, **shown}, headers=AUTOSAVE)
        return len(asked)

    shown = saw(text="")
    queries("pertama")
    shown = saw(text="pertama")
    few = queries("kedua")
    for section in SectionTemplateFactory.create_batch(5, edition=proposal.edition):
        SectionFactory(proposal=proposal, template=section)
    shown = saw(text="kedua")

    assert queries("ketiga") == few == 13


def test_a_section_over_its_limit_is_stored(client, operator, proposal, template):
    response = client.post(url("section-update", proposal.pk, template.pk), {"text": "a b c d e f"}, headers=AUTOSAVE)

    assert response.status_code == 200
    assert Section.objects.get().words == 6


@pytest.mark.parametrize("headers", [{}, AUTOSAVE], ids=["plain", "autosave"])
def test_a_section_beyond_all_measure_is_refused_at_its_place_and_nothing_is_lost(
    client, operator, proposal, template, headers
):
    text = "<b>enam</b>" * 10_000

    response = client.post(url("section-update", proposal.pk, template.pk), {"text": text}, headers=headers)

    assert response.status_code == 422
    assert "paling banyak 100000" in response.text
    assert not Section.objects.exists()
    if not headers:
        assert "&lt;b&gt;enam&lt;/b&gt;</textarea>" in response.text
        assert "1 dari 5 kata" in response.text


@pytest.mark.parametrize("headers", [{}, AUTOSAVE], ids=["plain", "autosave"])
def test_a_request_that_was_cut_short_empties_nothing(client, operator, proposal, template, headers):
    SectionFactory(proposal=proposal, template=template, text="tetap ada")

    response = client.post(url("section-update", proposal.pk, template.pk), {"seen[text]": "x"}, headers=headers)

    assert response.status_code == 422
    assert "tidak ikut terkirim" in response.text
    assert Section.objects.get().text == "tetap ada"


@pytest.mark.parametrize("headers", [{}, AUTOSAVE], ids=["plain", "autosave"])
@pytest.mark.parametrize("shown", [saw(text="lama"), {}], ids=["old", "none"])
def test_a_section_that_somebody_changed_meanwhile_shows_both_texts(
    client, operator, proposal, template, headers, shown
):
    section = SectionFactory(proposal=proposal, template=template, text="milik rekan")

    response = client.post(
        url("section-update", proposal.pk, template.pk), {"text": "milik <saya>", **shown}, headers=headers
    )

    assert response.status_code == 409
    assert f"{section.updated_by} juga mengubah bagian ini" in response.text
    assert 'name="text" value="milik rekan"' in response.text
    assert 'name="text" value="milik &lt;saya&gt;"' in response.text
    assert ("<html" in response.text) == (not headers)
    assert Section.objects.get().text == "milik rekan"


def test_the_chosen_text_is_stored_by_a_plain_post(client, operator, proposal, template):
    SectionFactory(proposal=proposal, template=template, text="milik rekan")
    chosen = {"text": "milik saya", **saw(text="milik rekan"), "apart": "on"}

    response = client.post(url("section-update", proposal.pk, template.pk), chosen)

    assert response.status_code == 302
    assert list(Revision.objects.values_list("text", flat=True)) == ["milik rekan", "milik saya"]


def test_what_one_person_typed_is_not_taken_from_the_session_of_another(client, operator, proposal, template):
    other = {**AUTOSAVE, "X-Writer": str(operator.pk + 1)}

    response = client.post(url("section-update", proposal.pk, template.pk), {"text": "x"}, headers=other)

    assert response.status_code == 403
    assert "diketik orang lain" in response.text
    assert not Section.objects.exists()


def test_a_section_of_another_edition_is_not_there(client, operator, proposal):
    address = url("section-update", proposal.pk, SectionTemplateFactory().pk)

    assert client.post(address, {"text": "x"}).status_code == 404


@pytest.mark.parametrize("headers", [{}, AUTOSAVE], ids=["plain", "autosave"])
def test_a_section_after_the_close_is_refused(client, operator, proposal, template, headers):
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        response = client.post(url("section-update", proposal.pk, template.pk), {"text": "terlambat"}, headers=headers)

    assert response.status_code == 403
    assert "sedang tidak dapat diubah" in response.text
    assert ("<html" in response.text) == (not headers)
    assert not Section.objects.exists()


def send(client, proposal, content, *, name="bukti.pdf", headers=None, **place):
    data = {"file": SimpleUploadedFile(name, content), **{key: row.pk for key, row in place.items()}}
    return client.post(url("attachment-create", proposal.pk), data, headers=headers or {})


def test_a_file_is_taken_by_a_plain_post_and_by_htmx(client, operator, proposal, template):
    requirement = DocumentRequirementFactory(edition=proposal.edition)

    plain = send(client, proposal, samples.pdf(), section=template)
    fragment = send(client, proposal, samples.JPG, name="foto.jpg", requirement=requirement, headers=HTMX)

    assert plain.url == f"{proposal.get_absolute_url()}#bagian-{template.pk}"
    assert "foto.jpg" in fragment.text
    assert "<html" not in fragment.text
    assert list(proposal.attachments.values_list("name", "section", "requirement")) == [
        ("bukti.pdf", template.pk, None),
        ("foto.jpg", None, requirement.pk),
    ]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (b"<html>halo</html>", "bukan PDF"),
        (samples.damaged_docx(), "rusak"),
        (samples.bomb(), "terlalu besar setelah dibuka"),
        (b"%PDF-" + b"0" * 1024 * 1024, "paling besar 1 MB"),
    ],
    ids=["empty", "html", "damaged", "bomb", "big"],
)
def test_an_unfit_file_is_refused_in_words_at_its_place(
    client, operator, proposal, template, content, sentence, headers
):
    proposal.edition.max_file_mb = 1
    proposal.edition.save()

    response = send(client, proposal, content, section=template, headers=headers)

    assert sentence in response.text
    assert not proposal.attachments.exists()


def test_no_file_and_no_place_are_refused_in_words(client, operator, proposal, template):
    nothing = client.post(url("attachment-create", proposal.pk), {"section": template.pk})
    nowhere = send(client, proposal, samples.pdf())

    assert "Pilih dahulu berkasnya" in nothing.text
    assert "Tempat berkas ini tidak dikenal" in nowhere.text


def test_a_file_is_removed_by_a_plain_post_and_by_htmx(client, operator, proposal, template):
    for _ in range(2):
        send(client, proposal, samples.pdf(), section=template)
    first, second = proposal.attachments.all()

    plain = client.post(url("attachment-delete", first.pk))
    fragment = client.post(url("attachment-delete", second.pk), headers=HTMX)

    assert plain.url == f"{proposal.get_absolute_url()}#bagian-{template.pk}"
    assert "bukti.pdf" not in fragment.text
    assert not proposal.attachments.exists()


@pytest.mark.parametrize(
    ("content", "disposition", "sandboxed"),
    [(samples.pdf(), "inline", False), (samples.PNG, "inline", True), (samples.docx(), "attachment", True)],
    ids=["pdf", "png", "docx"],
)
def test_a_file_is_handed_out_as_what_it_is(client, operator, proposal, template, content, disposition, sandboxed):
    send(client, proposal, content, section=template)
    attachment = proposal.attachments.get()

    response = client.get(url("attachment-detail", attachment.pk))

    assert b"".join(response) == content
    assert response["Content-Type"] == attachment.content_type
    assert response["Content-Disposition"].startswith(disposition)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert ("sandbox" in response["Content-Security-Policy"]) == sandboxed


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, operator, proposal, template):
    send(client, proposal, samples.pdf(), section=template)
    attachment = proposal.attachments.get()
    attachment.file.storage.delete(attachment.file.name)

    assert client.get(url("attachment-detail", attachment.pk)).status_code == 404


def test_the_list_of_what_is_missing_is_a_fragment_for_those_who_may_read(client, operator, proposal, template):
    mine = client.get(url("proposal-instrument", proposal.pk))
    client.force_login(AppointmentFactory().user)
    sealed = client.get(url("proposal-instrument", proposal.pk))

    assert mine.status_code == 200
    assert "<html" not in mine.text
    assert 'id="instrumen"' in mine.text
    assert sealed.status_code == 403


def test_the_session_says_who_is_signed_in_and_is_kept_nowhere(client, operator):
    response = client.get(url("session-detail"))

    assert response.json()["user"] == operator.pk
    assert response.json()["token"]
    assert "no-store" in response["Cache-Control"]
    client.logout()
    assert client.get(url("session-detail")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_costs_the_same_for_any_number_of_sittings(client, operator, proposal, template, count):
    for number in range(count):
        by = MembershipFactory(opd=proposal.innovation.opd).user
        save_section(proposal=proposal, template=template, text=f"teks {number}", by=by)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(url("section-history", proposal.pk, template.pk))

    assert response.text.count('class="sitting"') == count
    assert len(queries) == 8


def test_only_those_who_write_read_the_history(client, operator, proposal, template):
    save_section(proposal=proposal, template=template, text="dicoret kemudian", by=operator)
    revision = Revision.objects.get()
    history = url("section-history", proposal.pk, template.pk)
    restore = url("section-restore", proposal.pk, template.pk, revision.pk)

    for person, status in [
        (AppointmentFactory().user, 403),
        (AppointmentFactory(role=Office.AUDITOR).user, 403),
        (MembershipFactory().user, 404),
        (MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user, 200),
    ]:
        client.force_login(person)
        assert client.get(history).status_code == status
        assert client.post(restore).status_code == (302 if status == 200 else status)


def test_a_revision_of_another_section_is_not_there(client, operator, proposal, template):
    other = SectionTemplateFactory(edition=proposal.edition)
    save_section(proposal=proposal, template=other, text="lain", by=operator)

    response = client.post(url("section-restore", proposal.pk, template.pk, Revision.objects.get().pk))

    assert response.status_code == 404


def test_an_earlier_text_is_put_back_and_a_refusal_says_why(client, operator, proposal, template):
    save_section(proposal=proposal, template=template, text="dulu", by=operator)
    restore = url("section-restore", proposal.pk, template.pk, Revision.objects.get().pk)
    save_section(proposal=proposal, template=template, text="kini", by=operator, apart=True)

    response = client.post(restore)

    assert response.url == f"{proposal.get_absolute_url()}#bagian-{template.pk}"
    assert Section.objects.get().text == "dulu"
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        assert client.post(restore).status_code == 403


def test_signing_out_clears_what_the_browser_kept_unless_its_script_did(client, operator):
    by_hand = client.post(reverse("account_logout"))
    client.force_login(operator)
    by_script = client.post(reverse("account_logout"), {"emptied": "1"})
    nobody = client.post(reverse("account_logout"))

    assert by_hand["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in by_script
    assert "Clear-Site-Data" not in nobody
