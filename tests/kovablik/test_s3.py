"""Files in a bucket, on a server that answers like S3: in by the desk, out by the views, and nowhere else."""

import io
import uuid
from base64 import b64encode
from hashlib import sha256
from zipfile import ZipFile

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from moto.server import ThreadedMotoServer

from accounts import clock
from awards import documents
from awards.actions import certificates as acts
from awards.actions.certificates import archive_certificates, draw_certificates
from awards.models import Certificate, Publication
from competitions.models import PhaseKind
from kovablik.s3 import BucketStorage
from kovablik.storage_settings import in_bucket
from submissions.models import Attachment
from tests.awards.ranked import draw_all, published, secretary
from tests.factories import MembershipFactory, ProposalFactory, SectionTemplateFactory
from tests.moments import moment
from tests.submissions import samples

pytestmark = pytest.mark.django_db
BUCKET = {"region_name": "ap-southeast-3", "access_key": "kunci", "secret_key": "rahasia"}
OUT_OF_REACH = {**BUCKET, "endpoint_url": "http://127.0.0.1:9", "bucket_name": "uji"}


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, settings, monkeypatch):
    """An empty bucket, and all files of the tests in it."""
    options = {**BUCKET, "endpoint_url": endpoint, "bucket_name": f"uji-{uuid.uuid4()}"}
    settings.STORAGES = {**settings.STORAGES, **in_bucket(options)}
    for field in (Certificate.pdf.field, Publication.archive.field):  # they chose their storage when they were made
        monkeypatch.setattr(field, "storage", storages["certificates"])
    bucket = default_storage.bucket
    bucket.create(CreateBucketConfiguration={"LocationConstraint": BUCKET["region_name"]})
    return bucket


def keys(bucket):
    return sorted(entry.key for entry in bucket.objects.all())


@pytest.fixture
def attachment(client, bucket):
    with clock.at(moment(PhaseKind.REGISTRATION)):
        proposal = ProposalFactory()
        section = SectionTemplateFactory(edition=proposal.edition)
        client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)
        data = {"file": SimpleUploadedFile("bukti.pdf", samples.pdf()), "section": section.pk}
        client.post(reverse("submissions:attachment-create", args=[proposal.pk]), data)
        yield proposal.attachments.get()


def download(client, attachment):
    return client.get(reverse("submissions:attachment-detail", args=[attachment.pk]))


def test_an_attachment_goes_in_by_the_desk_and_out_by_the_view(client, bucket, attachment):
    response = download(client, attachment)

    content = b"".join(response)
    assert sha256(content).hexdigest() == attachment.sha256
    assert response["Content-Length"] == str(attachment.size) == str(len(content))
    assert response["Cache-Control"] == "private, no-cache"
    assert keys(bucket) == [attachment.file.name]
    response.close()


def test_a_part_of_an_attachment_leaves_the_bucket(client, bucket, attachment):
    address = reverse("submissions:attachment-detail", args=[attachment.pk])

    response = client.get(address, headers={"Range": "bytes=5-9"})

    assert response.status_code == 206
    assert b"".join(response) == samples.pdf()[5:10]


def test_a_file_comes_in_pieces_into_the_bucket(client, bucket, attachment, django_capture_on_commit_callbacks):
    content, tus = samples.big_pdf(50_000), {"Tus-Resumable": "1.0.0"}
    place = b64encode(str(attachment.section_id).encode()).decode()
    begun = client.post(
        reverse("submissions:upload-create", args=[attachment.proposal_id]),
        headers={**tus, "Upload-Length": str(len(content)), "Upload-Metadata": f"section {place}"},
    )

    def send(offset, part):
        headers = {**tus, "Upload-Offset": str(offset)}
        return client.patch(begun["Location"], part, content_type="application/offset+octet-stream", headers=headers)

    statuses = [send(0, content[:20_000]).status_code, send(0, content[:9]).status_code]
    waiting = [key for key in keys(bucket) if key.startswith("unggahan/")]
    with django_capture_on_commit_callbacks(execute=True):
        statuses.append(send(20_000, content[20_000:]).status_code)

    assert statuses == [204, 409, 204]
    assert len(waiting) == 1
    whole = attachment.proposal.attachments.last()
    assert whole.sha256 == sha256(content).hexdigest()
    assert keys(bucket) == sorted([attachment.file.name, whole.file.name])


def test_nobody_reads_the_bucket_without_its_keys(bucket, attachment):
    stranger = default_storage.unsigned_connection

    with pytest.raises(ClientError, match="403"):
        stranger.Object(bucket.name, attachment.file.name).get()
    with pytest.raises(ValueError, match="leaves through a view"):
        attachment.file.url  # noqa: B018  asking is the test


def test_a_file_that_is_gone_from_the_bucket_is_not_found(client, bucket, attachment):
    bucket.Object(attachment.file.name).delete()

    assert download(client, attachment).status_code == 404


def test_a_removed_attachment_leaves_the_bucket(client, bucket, attachment, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("submissions:attachment-delete", args=[attachment.pk]))

    assert keys(bucket) == []


def test_a_removed_attachment_stays_removed_while_the_bucket_is_out_of_reach(
    client, attachment, settings, django_capture_on_commit_callbacks
):
    settings.STORAGES = {**settings.STORAGES, **in_bucket(OUT_OF_REACH)}

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("submissions:attachment-delete", args=[attachment.pk]))

    assert response.status_code == 302
    assert not Attachment.objects.exists()


def test_an_attachment_is_never_overwritten_a_certificate_is(bucket):
    for storage in (default_storage, storages["certificates"]):
        storage.save("berkas", ContentFile(b"lama"))

    taken = default_storage.save("berkas", ContentFile(b"baru"))

    assert taken != "berkas"
    assert storages["certificates"].save("berkas", ContentFile(b"baru")) == "berkas"
    with default_storage.open("berkas") as file:
        assert file.read() == b"baru"


def test_certificates_are_drawn_gathered_and_handed_out(client, bucket):
    publication = published((1, 2, 3))

    certificates = draw_all(publication)
    assert archive_certificates(publication.pk) is True

    publication.refresh_from_db()
    assert keys(bucket) == sorted([publication.archive.name, *(one.pdf.name for one in certificates)])
    client.force_login(secretary())
    one = client.get(reverse("awards:certificate-detail", args=[certificates[0].token]))
    assert sha256(b"".join(one)).hexdigest() == certificates[0].sha256
    whole = client.get(reverse("awards:archive-detail", args=[publication.edition.slug]))
    with ZipFile(io.BytesIO(b"".join(whole))) as archive:
        found = {entry.filename: sha256(archive.read(entry)).hexdigest() for entry in archive.infolist()}
    assert found == {documents.file_name(one): one.sha256 for one in certificates}
    assert int(whole["Content-Length"]) > sum(one.pdf.size for one in certificates)
    one.close()
    whole.close()


def test_a_file_larger_than_memory_should_hold_comes_back_whole(bucket):
    content = bytes(range(256)) * 40_000  # ten megabytes, sent and fetched in parts
    name = default_storage.save("besar", ContentFile(content))

    with default_storage.open(name) as file:
        bucket.Object(name).delete()  # what is open was fetched whole
        assert b"".join(file.chunks()) == content


@pytest.mark.parametrize("problem", ["no bucket", "no server"])
def test_what_passes_by_itself_is_an_error_that_the_tasks_try_again(bucket, problem, monkeypatch):
    publication = published((1,))
    certificate = publication.certificates.get()
    if problem == "no bucket":
        bucket.delete()
    else:
        monkeypatch.setattr(Certificate.pdf.field, "storage", BucketStorage(**OUT_OF_REACH))

    with pytest.raises(OSError, match="bucket does not answer") as raised:
        draw_certificates([certificate.pk])

    assert isinstance(raised.value, acts.draw_certificates.autoretry_for)
    assert BUCKET["secret_key"] not in str(raised.value)
    certificate.refresh_from_db()
    assert (certificate.drawn_at, certificate.failures) == (None, 0)
