"""Attaching evidence and documents: taken for what their content is, kept under a name nobody typed."""

from datetime import timedelta
from hashlib import sha256
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.locks import lock_all
from accounts.models import User
from accounts.queue import enqueue, task
from competitions.models import DocumentRequirement, SectionTemplate
from submissions import scanning
from submissions.editable_parts import require_open
from submissions.file_inspection.inspection import inspect, safe_name
from submissions.file_inspection.kinds import FileKind, UnfitFileError
from submissions.locks import lock_proposal
from submissions.models import Attachment, Proposal, Scan

PATIENCE = timedelta(minutes=5)  # with a task that was enqueued
MEGABYTE = 1024 * 1024
MOST_PER_PLACE = 10
CLOSED = _("Usulan ini sedang tidak dapat diubah.")
REFUSALS = {
    "unknown": _("Berkas ini bukan PDF, DOCX, JPG atau PNG. Jenis berkas dilihat dari isinya, bukan dari namanya."),
    "broken": _("Berkas ini rusak atau tidak utuh. Simpan ulang dari aplikasi asalnya, lalu unggah kembali."),
    "locked": _("Berkas ini terkunci dengan kata sandi. Buka kuncinya, lalu unggah kembali."),
    "active": _(
        "Berkas ini berisi bagian aktif: skrip, perintah, lampiran di dalamnya, atau isi yang diambil dari luar. "
        "Cetak ulang sebagai PDF biasa, lalu unggah kembali."
    ),
    "old": _("Ini dokumen Office lama (.doc, .xls atau .ppt). Simpan sebagai DOCX atau PDF, lalu unggah kembali."),
    "macro": _("Dokumen ini berisi makro. Simpan sebagai DOCX tanpa makro atau sebagai PDF, lalu unggah kembali."),
    "bomb": _("Isi berkas ini terlalu besar setelah dibuka. Perkecil gambarnya, lalu unggah kembali."),
}


@transaction.atomic
def add_attachment(
    *,
    proposal: Proposal,
    file: File,
    by: User,
    section: SectionTemplate | None = None,
    requirement: DocumentRequirement | None = None,
) -> Attachment:
    """Attach a file to a section or to a document that the edition asks for."""
    proposal = lock_proposal(proposal.pk)
    require_place(proposal, section, requirement, by)
    require_fitting(proposal, section, requirement, file.size)
    kind = _inspected(file)
    attachment = Attachment(
        proposal=proposal,
        section=section,
        requirement=requirement,
        name=safe_name(file.name or "", kind),
        content_type=kind.content_type,
        size=file.size,
        sha256=_digest(file),
        uploaded_at=clock.now(),
        uploaded_by=by,
        scan=Scan.WAITING if settings.CLAMAV_ADDRESS else Scan.UNASKED,
    )
    attachment.file.save(attachment.name, file, save=False)
    attachment.save()

    ledger.record("attachment.add", attachment, by=by, chain=proposal.ledger_chain, after=_summary(attachment))
    if attachment.scan == Scan.WAITING:
        enqueue(scan_attachment, attachment.pk)
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User) -> Proposal:
    """Take a file away; the ledger keeps its fingerprint. Anyone who comes second finds it gone."""
    proposal = lock_proposal(attachment.proposal_id)
    if not by.has_perm("submissions.change_proposal", proposal):
        raise PermissionDenied(CLOSED)
    require_open(proposal, section=attachment.section, requirement=attachment.requirement)
    if not lock_all(proposal.attachments.filter(pk=attachment.pk)):  # the scanner may have it
        return proposal
    ledger.record("attachment.remove", attachment, by=by, chain=proposal.ledger_chain, before=_summary(attachment))
    stored = attachment.file
    attachment.delete()
    # Robust: a bucket out of reach leaves a file that nobody finds, no error page after the act is done.
    transaction.on_commit(lambda: stored.storage.delete(stored.name), robust=True)
    return proposal


@task("submissions.scan_attachment")
def scan_attachment(attachment_id: int) -> None:
    """Ask the scanner about a file that waits for it. Safe to run twice; no row is locked while it reads."""
    attachment = Attachment.objects.filter(pk=attachment_id, scan=Scan.WAITING).first()
    if not attachment or not settings.CLAMAV_ADDRESS:
        return
    with attachment.file.open("rb") as file:
        verdict = scanning.scan(cast("BinaryIO", file.file), settings.CLAMAV_ADDRESS)
    _keep_verdict(attachment_id, verdict)


@transaction.atomic
def _keep_verdict(attachment_id: int, verdict: scanning.ScanVerdict) -> None:
    waiting = Attachment.objects.filter(pk=attachment_id, scan=Scan.WAITING).select_related("proposal")
    if not (held := lock_all(waiting)):
        return
    (attachment,) = held
    attachment.scan = Scan.CLEAN if verdict.is_clean else Scan.INFECTED
    attachment.threat, attachment.scanned_at = verdict.threat, clock.now()
    attachment.save(update_fields=["scan", "threat", "scanned_at"])
    ledger.record(
        "attachment.scan",
        attachment,
        by=None,
        chain=attachment.proposal.ledger_chain,
        after={**_summary(attachment), "scan": attachment.scan, "threat": attachment.threat},
    )


@task("submissions.scan_waiting")
def scan_waiting() -> int:
    """Ask again about files whose task was lost; without a scanner nothing waits for one. How many were asked."""
    waiting = Attachment.objects.filter(scan=Scan.WAITING)
    if not settings.CLAMAV_ADDRESS:
        waiting.update(scan=Scan.UNASKED)
        return 0
    ids = list(waiting.filter(uploaded_at__lt=clock.now() - PATIENCE).values_list("pk", flat=True))
    for attachment_id in ids:
        enqueue(scan_attachment, attachment_id)
    return len(ids)


def require_place(
    proposal: Proposal, section: SectionTemplate | None, requirement: DocumentRequirement | None, by: User
) -> None:
    """The person may change the proposal, and the place is one of its edition that is open."""
    place = section or requirement
    if (
        not by.has_perm("submissions.change_proposal", proposal)
        or place is None
        or place.edition_id != proposal.edition_id
    ):
        raise PermissionDenied(CLOSED)
    require_open(proposal, section=section, requirement=requirement)


def require_fitting(
    proposal: Proposal, section: SectionTemplate | None, requirement: DocumentRequirement | None, size: int
) -> None:
    """A file of this size may come to the place: neither empty nor too large, and not the eleventh."""
    if not size:
        raise ValidationError(_("Berkas ini kosong."), code="empty")
    limit = proposal.edition.max_file_mb
    if size > limit * MEGABYTE:
        raise ValidationError(
            _("Berkas terlalu besar: paling besar %(limit)d MB."), params={"limit": limit}, code="too_big"
        )
    if proposal.attachments.filter(section=section, requirement=requirement).count() >= MOST_PER_PLACE:
        raise ValidationError(
            _("Paling banyak %(most)d berkas di satu tempat."), params={"most": MOST_PER_PLACE}, code="too_many"
        )


def _inspected(file: File) -> FileKind:
    try:
        return inspect(cast("BinaryIO", file.file))
    except UnfitFileError as error:
        raise ValidationError(REFUSALS[error.code], code=error.code) from error


def _digest(file: File) -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _summary(attachment: Attachment) -> dict[str, str | int | None]:
    return {
        "proposal": attachment.proposal_id,
        "section": attachment.section_id,
        "requirement": attachment.requirement_id,
        "sha256": attachment.sha256,
        "size": attachment.size,
    }
