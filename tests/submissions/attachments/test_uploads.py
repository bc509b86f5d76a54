"""Files that come in pieces by tus: taken up where they were cut, refused in words, and nobody else's."""

import threading
import uuid
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions.models import PhaseKind
from submissions import upload_pieces
from submissions.attachments.actions_upload import OffsetError, begin_upload, clear_uploads, receive_piece
from submissions.models import Attachment, CheckItem, Proposal, State, Upload
from tests.extent import examples
from tests.factories import (
    DocumentRequirementFactory,
    MembershipFactory,
    ProposalFactory,
    SectionTemplateFactory,
)
from tests.moments import moment
from tests.people import ROLES, everyone
from tests.submissions import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"
HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def told(**pairs):
    return ",".join(f"{key} {b64encode(str(value).encode()).decode()}" for key, value in pairs.items())


def begin(client, proposal, size, *, name="bukti.pdf", headers=None, **place):
    told_place = {key: row.pk for key, row in place.items()}
    sent = {**TUS, "Upload-Length": str(size), "Upload-Metadata": told(filename=name, **told_place), **(headers or {})}
    return client.post(url("upload-create", proposal.pk), headers=sent)


def piece(client, address, offset, content, *, content_type=PIECE, headers=None):
    sent = {**TUS, "Upload-Offset": str(offset), **(headers or {})}
    return client.patch(address, content, content_type=content_type, headers=sent)


def send(client, proposal, content, *, sizes=(), **options):
    """A whole file in pieces of these sizes and a last one with the rest; the last answer."""
    address = begin(client, proposal, len(content), **options)["Location"]
    offset, answer = 0, None
    for size in [*sizes, len(content)]:
        answer = piece(client, address, offset, content[offset : offset + size])
        offset = int(answer.headers.get("Upload-Offset", offset))
        if answer.status_code != 204 or offset == len(content):
            break
    return answer


def stored_pieces(upload):
    try:
        return default_storage.listdir(f"{upload_pieces.FOLDER}/{upload.token}")[1]
    except FileNotFoundError:
        return []


def test_a_file_comes_in_pieces_and_is_attached_whole(
    client, operator, proposal, template, django_capture_on_commit_callbacks
):
    content = samples.big_pdf(300_000)

    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, proposal, content, sizes=(100_000, 1, 70_000), section=template, name="Foto & <b>.exe")

    assert (answer.status_code, answer["Upload-Offset"]) == (204, str(len(content)))
    attachment = proposal.attachments.get()
    assert (attachment.name, attachment.section, attachment.size) == ("Foto b.pdf", template, len(content))
    assert attachment.sha256 == sha256(content).hexdigest()
    with attachment.file.open() as file:
        assert file.read() == content
    assert ledger.head(proposal.ledger_chain).action == "attachment.add"
    upload = Upload.objects.get()
    assert (upload.is_complete, upload.attachment) == (True, attachment)
    assert stored_pieces(upload) == []


def test_a_file_is_taken_for_a_document_too(client, operator, proposal):
    requirement = DocumentRequirementFactory(edition=proposal.edition)

    assert send(client, proposal, samples.PNG, requirement=requirement).status_code == 204
    assert proposal.attachments.get().requirement == requirement


def test_whoever_was_cut_off_asks_how_far_it_came(client, operator, proposal, template):
    content = samples.pdf()
    begun = begin(client, proposal, len(content), section=template)
    address = begun["Location"]
    piece(client, address, 0, content[:100])

    asked = client.head(address, headers=TUS)

    assert (begun.status_code, begun["Tus-Resumable"], begun["Upload-Offset"]) == (201, "1.0.0", "0")
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"]) == (200, "100", str(len(content)))
    assert asked["Cache-Control"] == "no-store"
    assert piece(client, address, 100, content[100:]).status_code == 204
    assert client.head(address, headers=TUS)["Upload-Offset"] == str(len(content))
    assert proposal.attachments.count() == 1


def test_a_piece_that_does_not_follow_is_a_conflict_and_changes_nothing(client, operator, proposal, template):
    content = samples.pdf()
    address = begin(client, proposal, len(content), section=template)["Location"]
    piece(client, address, 0, content[:100])

    again = piece(client, address, 0, content[:100])
    ahead = piece(client, address, 200, content[200:])

    assert (again.status_code, ahead.status_code) == (409, 409)
    assert Upload.objects.get().received == 100


def test_a_piece_sent_twice_after_the_end_attaches_nothing_more(client, operator, proposal, template):
    content = samples.pdf()
    address = begin(client, proposal, len(content), section=template)["Location"]

    statuses = [piece(client, address, 0, content).status_code for _turn in range(2)]

    assert statuses == [204, 409]
    assert proposal.attachments.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>halo</html>", "bukan PDF"),
        (samples.pdf(password="x"), "kata sandi"),
        (samples.docx({**samples.PARTS, "word/vbaProject.bin": b"x"}), "makro"),
        (samples.pdf()[:-8], "rusak"),
    ],
    ids=["html", "locked", "macro", "cut"],
)
def test_an_unfit_file_is_refused_at_its_end_and_leaves_nothing(
    client, operator, proposal, template, content, sentence, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, proposal, content, sizes=(10,), section=template)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert answer["Content-Type"].startswith("text/plain")
    assert not proposal.attachments.exists()
    assert not Upload.objects.exists()
    assert not AuditEntry.objects.exists()


def test_what_is_too_large_or_empty_is_refused_before_a_byte_is_sent(client, operator, proposal, template):
    limit = proposal.edition.max_file_mb * 1024 * 1024

    large = begin(client, proposal, limit + 1, section=template)
    empty = begin(client, proposal, 0, section=template)

    assert (large.status_code, empty.status_code) == (413, 422)
    assert "paling besar 10 MB" in large.text
    assert "kosong" in empty.text
    assert begin(client, proposal, limit, section=template).status_code == 201


def test_more_bytes_than_announced_are_not_taken(client, operator, proposal, template):
    address = begin(client, proposal, 5, section=template)["Location"]

    answer = piece(client, address, 0, b"enam!!")

    assert answer.status_code == 413
    assert Upload.objects.get().received == 0


def test_a_place_with_ten_files_takes_no_eleventh(client, operator, proposal, template):
    for _file in range(10):
        send(client, proposal, samples.PNG, section=template)

    assert "Paling banyak 10" in begin(client, proposal, 5, section=template).text


def test_a_person_leaves_at_most_twenty_unfinished(client, operator, proposal, template):
    for _file in range(20):
        begin(client, proposal, 5, section=template)

    refused = begin(client, proposal, 5, section=template)
    client.delete(reverse("submissions:upload-detail", args=[Upload.objects.first().token]), headers=TUS)

    assert refused.status_code == 422
    assert "belum selesai" in refused.text
    assert begin(client, proposal, 5, section=template).status_code == 201


def test_a_place_of_another_edition_or_none_is_refused(client, operator, proposal, template):
    elsewhere = begin(client, proposal, 5, section=SectionTemplateFactory())
    nowhere = begin(client, proposal, 5)
    both = begin(
        client, proposal, 5, section=template, requirement=DocumentRequirementFactory(edition=proposal.edition)
    )

    assert [one.status_code for one in (elsewhere, nowhere, both)] == [422, 422, 422]
    assert "Tempat berkas ini tidak dikenal" in nowhere.text


ALLOWED = {"operator", "head"}
SEES = {"operator", "head", "partner", "conflicted_juror", "verifier", "secretariat", "auditor", "leader"}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_begin_an_upload(client, proposal, template, role):
    client.force_login(everyone(proposal)[role])

    status = begin(client, proposal, 5, section=template).status_code

    if role in {*ALLOWED, "conflicted_juror"}:  # who is also of the agency
        assert status == 201
    else:
        assert status == (403 if role in SEES else 404)


def test_an_upload_is_only_of_whoever_began_it(client, operator, proposal, template):
    address = begin(client, proposal, 5, section=template)["Location"]
    colleague = MembershipFactory(opd=proposal.innovation.opd).user
    stranger = MembershipFactory().user

    for other in (colleague, stranger):
        client.force_login(other)
        assert client.head(address, headers=TUS).status_code == 404
        assert piece(client, address, 0, b"halo!").status_code == 404
        assert client.delete(address, headers=TUS).status_code == 404
        assert client.post(url("upload-delete", Upload.objects.get().token)).status_code == 404
    assert Upload.objects.get().received == 0


def test_once_sent_no_piece_is_taken(client, operator, proposal, template):
    address = begin(client, proposal, 5, section=template)["Location"]
    Proposal.objects.update(state=State.SUBMITTED, submitted_at=clock.now(), submitted_by=operator)

    assert piece(client, address, 0, b"halo!").status_code == 403
    assert begin(client, proposal, 5, section=template).status_code == 403


def test_after_the_close_no_piece_is_taken(client, operator, proposal, template):
    address = begin(client, proposal, 5, section=template)["Location"]

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        assert piece(client, address, 0, b"halo!").status_code == 403


def test_only_places_to_mend_take_files_of_what_came_back(client, operator, proposal, template):
    other = SectionTemplateFactory(edition=proposal.edition)
    Proposal.objects.update(state=State.RETURNED, submitted_at=clock.now(), submitted_by=operator)
    proposal.refresh_from_db()
    CheckItem.objects.create(proposal=proposal, section=template, note="Kurang jelas.", round=1, created_by=operator)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        assert begin(client, proposal, 5, section=template).status_code == 201
        assert begin(client, proposal, 5, section=other).status_code == 403


def test_a_person_whose_session_ended_is_told_so(client, proposal, template):
    answer = begin(client, proposal, 5, section=template)

    assert answer.status_code == 401
    assert "Masuk lagi" in answer.text


def test_a_foreign_site_cannot_send_in_our_name(operator, proposal, template):
    client = Client(enforce_csrf_checks=True)
    client.force_login(operator)

    assert begin(client, proposal, 5, section=template).status_code == 403
    assert not Upload.objects.exists()


def test_an_older_page_is_told_to_load_anew(client, operator, proposal, template):
    answer = begin(client, proposal, 5, section=template, headers={"Tus-Resumable": "0.2.0"})

    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


def test_an_upload_given_up_leaves_nothing(client, operator, proposal, template, django_capture_on_commit_callbacks):
    address = begin(client, proposal, 5, section=template)["Location"]
    piece(client, address, 0, b"ha")
    upload = Upload.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(address, headers=TUS).status_code == 204

    assert stored_pieces(upload) == []
    assert client.head(address, headers=TUS).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_an_unfinished_upload_is_listed_at_its_place_and_discarded(client, operator, proposal, template, headers):
    begin(client, proposal, 5_000_000, section=template, name="rencana.pdf")
    upload = Upload.objects.get()
    page = client.get(proposal.get_absolute_url())

    answer = client.post(url("upload-delete", upload.token), headers=headers, follow=True)

    assert "rencana.pdf" in page.text
    assert "Pilih berkas yang sama untuk melanjutkan" in page.text
    assert "rencana.pdf" not in answer.text
    assert ("<html" in answer.text) == (not headers)
    assert not Upload.objects.exists()


def test_a_colleague_does_not_see_what_another_is_sending(client, operator, proposal, template):
    begin(client, proposal, 5, section=template, name="rencana.pdf")
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    assert "rencana.pdf" not in client.get(proposal.get_absolute_url()).text


def test_the_files_of_a_place_come_as_a_fragment_with_the_instrument(client, operator, proposal, template):
    send(client, proposal, samples.PNG, section=template, name="foto.png")

    answer = client.get(url("attachment-list", proposal.pk, f"bagian-{template.pk}"))

    assert "foto.png" in answer.text
    assert 'id="instrumen"' in answer.text
    assert "<html" not in answer.text
    assert client.get(url("attachment-list", proposal.pk, "bagian-999999")).status_code == 404


def test_the_fragment_costs_the_same_for_one_file_and_three(client, operator, proposal, template):
    address, counts = url("attachment-list", proposal.pk, f"bagian-{template.pk}"), []
    client.get(address)  # what a process asks once

    for files in (1, 2):
        for _file in range(files):
            send(client, proposal, samples.PNG, section=template)
            begin(client, proposal, 5, section=template, name="rencana.pdf")
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert answer.text.count('class="file"') == answer.text.count("data-unfinished") == 3


def test_a_day_old_upload_is_forgotten_with_its_pieces(
    client, operator, proposal, template, django_capture_on_commit_callbacks
):
    start = clock.now()
    begin(client, proposal, 5, section=template, name="lama.pdf")
    old = Upload.objects.get()
    piece(client, url("upload-detail", old.token), 0, b"ha")
    with clock.at(start + timedelta(hours=2)):
        begin(client, proposal, 5, section=template, name="baru.pdf")

    with clock.at(start + timedelta(hours=25)), django_capture_on_commit_callbacks(execute=True):
        clear_uploads()

    assert [upload.name for upload in Upload.objects.all()] == ["baru.pdf"]
    assert stored_pieces(old) == []


def test_what_a_killed_server_left_of_a_piece_gives_way(client, operator, proposal, template):
    content = samples.pdf()
    address = begin(client, proposal, len(content), section=template)["Location"]
    piece(client, address, 0, content[:100])
    upload = Upload.objects.get()
    upload_pieces.keep_piece(upload, ContentFile(b"half of it"))  # stored, then killed before the row said so

    assert piece(client, address, 100, content[100:]).status_code == 204
    assert proposal.attachments.get().sha256 == sha256(content).hexdigest()


def test_a_piece_that_the_storage_lost_is_told(client, operator, proposal, template):
    content = samples.pdf()
    address = begin(client, proposal, len(content), section=template)["Location"]
    piece(client, address, 0, content[:100])
    upload_pieces.remove_pieces(Upload.objects.get().token)

    answer = piece(client, address, 100, content[100:])

    assert answer.status_code == 422
    assert "tidak sampai dengan utuh" in answer.text
    assert not Upload.objects.exists()


def test_a_file_is_never_held_in_memory(client, operator, proposal, template):
    """The pieces are larger than the whole of what tracing may find; each comes and goes in blocks."""
    import tracemalloc  # noqa: PLC0415  for this alone

    upload = begin_upload(proposal=proposal, name="a.pdf", size=8_000_000, by=operator, section=template)
    with default_storage.open("besar", "wb") as target:
        target.write(b"\0" * 4_000_000)
    tracemalloc.start()
    with default_storage.open("besar") as source:
        source.size = 4_000_000
        receive_piece(upload=upload, offset=0, piece=source, by=operator)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1_000_000


@pytest.mark.django_db(transaction=True)
def test_two_pages_that_send_the_same_piece_store_it_once():
    proposal = ProposalFactory()
    template = SectionTemplateFactory(edition=proposal.edition)
    operator = MembershipFactory(opd=proposal.innovation.opd).user
    content = samples.pdf()
    upload = begin_upload(proposal=proposal, name="a.pdf", size=len(content), by=operator, section=template)
    barrier, outcomes = threading.Barrier(4), []

    def run():
        try:
            barrier.wait(10)
            with clock.at(moment(PhaseKind.REGISTRATION)):
                receive_piece(upload=upload, offset=0, piece=ContentFile(content, "a.pdf"), by=operator)
            outcomes.append("kept")
        except OffsetError:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["conflict"] * 3 + ["kept"]
    assert Attachment.objects.count() == 1


NONSENSE = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    st.sampled_from(["-1", "0", "5", "1e9", "9" * 18, "9" * 40, "\u0661", "0x10", "+1", " 1", ""]),
)


METADATA = st.lists(
    st.tuples(st.sampled_from(["filename", "section", "requirement", "", "x"]), st.binary(max_size=20)), max_size=4
).map(lambda pairs: ",".join(f"{key} {b64encode(value).decode()}" for key, value in pairs))
REQUESTS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["POST", "HEAD", "PATCH", "DELETE", "GET", "PUT"]),
        "data": st.binary(max_size=40),
        "content_type": st.sampled_from(
            [PIECE, "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"]
        ),
        "headers": st.fixed_dictionaries(
            {
                "Tus-Resumable": st.sampled_from(["1.0.0", "1.0.0", "1.0.0", "", "2"]),
                "Upload-Length": NONSENSE,
                "Upload-Offset": NONSENSE,
                "Upload-Metadata": st.one_of(NONSENSE, METADATA),
            }
        ),
    }
)


@settings(max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=REQUESTS)
def test_no_request_breaks_the_upload(client, operator, proposal, template, request):
    upload = begin_upload(proposal=proposal, name="a.pdf", size=30, by=operator, section=template)
    addresses = [
        url("upload-create", proposal.pk),
        url("upload-detail", upload.token),
        url("upload-detail", uuid.uuid4()),
        url("attachment-create", proposal.pk),
    ]

    for address in addresses:
        assert client.generic(path=address, **request).status_code < 500, address
    Upload.objects.all().delete()
