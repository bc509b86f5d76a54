"""Attaching and removing files: what is taken, what is refused and why, what the ledger keeps."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts import clock, ledger
from accounts.models import AuditEntry
from submissions.attachments.actions import add_attachment, remove_attachment
from submissions.models import Proposal, State
from tests.factories import (
    DocumentRequirementFactory,
    MembershipFactory,
)
from tests.submissions import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]


def upload(content=None, name="bukti.pdf"):
    return ContentFile(samples.pdf() if content is None else content, name=name)


def test_add_attachment_knows_the_file_by_its_content(proposal, template, operator):
    attachment = add_attachment(
        proposal=proposal, section=template, file=upload(name="../Data <awal>.exe"), by=operator
    )

    assert (attachment.name, attachment.content_type) == ("Data awal.pdf", "application/pdf")
    assert attachment.size == len(attachment.file.read())
    attachment.file.close()
    assert "Data" not in attachment.file.name
    entry = ledger.head(proposal.ledger_chain)
    assert (entry.action, entry.after["sha256"]) == ("attachment.add", attachment.sha256)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (b"halo", "bukan PDF, DOCX, JPG atau PNG"),
        (samples.pdf()[:60], "rusak"),
        (samples.pdf(password="x"), "kata sandi"),
        (samples.docx({**samples.PARTS, "word/vbaProject.bin": b"x"}), "makro"),
        (samples.bomb(), "terlalu besar setelah dibuka"),
        (b"%PDF-" + b"0" * 1024 * 1024, "paling besar 1 MB"),
    ],
)
def test_add_attachment_says_why_not(proposal, template, operator, content, sentence):
    proposal.edition.max_file_mb = 1
    proposal.edition.save()

    with pytest.raises(ValidationError, match=sentence):
        add_attachment(proposal=proposal, section=template, file=upload(content), by=operator)

    assert not proposal.attachments.exists()
    assert not AuditEntry.objects.exists()


def test_add_attachment_stops_at_ten_in_one_place(proposal, template, operator):
    for _ in range(10):
        add_attachment(proposal=proposal, section=template, file=upload(), by=operator)

    with pytest.raises(ValidationError, match="Paling banyak 10"):
        add_attachment(proposal=proposal, section=template, file=upload(), by=operator)


def test_add_attachment_refuses_strangers_and_places_of_another_edition(proposal, template, operator):
    with pytest.raises(PermissionDenied):
        add_attachment(proposal=proposal, section=template, file=upload(), by=MembershipFactory().user)
    with pytest.raises(PermissionDenied):
        add_attachment(proposal=proposal, requirement=DocumentRequirementFactory(), file=upload(), by=operator)


def test_remove_attachment_takes_the_file_and_leaves_its_hash(
    proposal, template, operator, django_capture_on_commit_callbacks
):
    attachment = add_attachment(proposal=proposal, section=template, file=upload(), by=operator)
    stored = attachment.file.name

    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(attachment=attachment, by=operator)

    assert not proposal.attachments.exists()
    assert not default_storage.exists(stored)
    entry = ledger.head(proposal.ledger_chain)
    assert (entry.action, entry.before["sha256"]) == ("attachment.remove", attachment.sha256)


def test_remove_attachment_refuses_once_sent(proposal, template, operator):
    attachment = add_attachment(proposal=proposal, section=template, file=upload(), by=operator)
    Proposal.objects.update(state=State.SUBMITTED, submitted_at=clock.now(), submitted_by=operator)

    with pytest.raises(PermissionDenied):
        remove_attachment(attachment=attachment, by=operator)

    assert proposal.attachments.exists()
