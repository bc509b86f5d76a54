"""The desk's acts, with and without htmx: sections stored, files taken, handed out and removed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import clock
from competitions.models import PhaseKind
from submissions.models import Section
from tests.factories import (
    DocumentRequirementFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import moment
from tests.submissions import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]
HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def test_a_section_is_stored_by_a_plain_post(client, operator, proposal, template):
    response = client.post(url("section-update", proposal.pk, template.pk), {"text": "dua kata", "version": ""})

    assert response.url == f"{proposal.get_absolute_url()}#bagian-{template.pk}"
    assert Section.objects.get().words == 2


def test_a_section_is_stored_by_htmx(client, operator, proposal, template):
    response = client.post(url("section-update", proposal.pk, template.pk), {"text": "dua kata"}, headers=HTMX)

    assert response.status_code == 200
    assert "Tersimpan" in response.text
    assert '<div id="instrumen" class="instrument" hx-swap-oob="true">' in response.text
    assert "<html" not in response.text
    assert "<textarea" not in response.text
    assert Section.objects.get().words == 2


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_section_over_its_limit_is_refused_at_its_place_and_nothing_is_lost(
    client, operator, proposal, template, headers
):
    text = "satu dua tiga empat lima <b>enam</b>"

    response = client.post(url("section-update", proposal.pk, template.pk), {"text": text}, headers=headers)

    assert "paling banyak 5 kata, tulisan Anda 6 kata" in response.text
    assert not Section.objects.exists()
    if not headers:
        assert "satu dua tiga empat lima &lt;b&gt;enam&lt;/b&gt;</textarea>" in response.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_section_that_somebody_changed_meanwhile_is_not_overwritten(client, operator, proposal, template, headers):
    SectionFactory(proposal=proposal, template=template, text="milik rekan")

    response = client.post(
        url("section-update", proposal.pk, template.pk), {"text": "milik saya", "version": "lama"}, headers=headers
    )

    assert "baru saja mengubah bagian ini" in response.text
    assert Section.objects.get().text == "milik rekan"


def test_a_section_of_another_edition_is_not_there(client, operator, proposal):
    address = url("section-update", proposal.pk, SectionTemplateFactory().pk)

    assert client.post(address, {"text": "x"}).status_code == 404


def test_a_section_after_the_close_is_refused(client, operator, proposal, template):
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        response = client.post(url("section-update", proposal.pk, template.pk), {"text": "terlambat"})

    assert response.status_code == 403
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
