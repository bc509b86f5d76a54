"""Attaching evidence and documents: taken for what their content is, kept under a name nobody typed."""

from hashlib import sha256
from typing import BinaryIO, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.models import User
from competitions.models import DocumentRequirement, Edition, SectionTemplate
from submissions.models import Attachment, Proposal
from submissions.places import require_open
from submissions.sniffing import FileKind, UnfitFileError, inspect, safe_name

MEGABYTE = 1024 * 1024
MOST_PER_PLACE = 10
REFUSALS = {
    "unknown": _("Berkas ini bukan PDF, DOCX, JPG atau PNG. Jenis berkas dilihat dari isinya, bukan dari namanya."),
    "broken": _("Berkas ini rusak atau tidak utuh. Simpan ulang dari aplikasi asalnya, lalu unggah kembali."),
    "locked": _("Berkas ini terkunci dengan kata sandi. Buka kuncinya, lalu unggah kembali."),
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
    proposal = Proposal.objects.select_for_update(of=("self",)).with_details().get(pk=proposal.pk)
    place = section or requirement
    if (
        not by.has_perm("submissions.change_proposal", proposal)
        or place is None
        or place.edition_id != proposal.edition_id
    ):
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))
    require_open(proposal, section=section, requirement=requirement)
    if proposal.attachments.filter(section=section, requirement=requirement).count() >= MOST_PER_PLACE:
        raise ValidationError(
            _("Paling banyak %(most)d berkas di satu tempat."), params={"most": MOST_PER_PLACE}, code="too_many"
        )
    kind = _inspected(file, proposal.edition)
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
    )
    attachment.file.save(attachment.name, file, save=False)
    attachment.save()

    ledger.record("attachment.add", attachment, by=by, chain=proposal.ledger_chain, after=_summary(attachment))
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User) -> Proposal:
    """Take a file away; the ledger keeps its fingerprint. Whoever comes second finds it gone."""
    proposal = Proposal.objects.select_for_update(of=("self",)).with_details().get(pk=attachment.proposal_id)
    if not by.has_perm("submissions.change_proposal", proposal):
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))
    if not proposal.attachments.filter(pk=attachment.pk).exists():
        return proposal
    require_open(proposal, section=attachment.section, requirement=attachment.requirement)
    ledger.record("attachment.remove", attachment, by=by, chain=proposal.ledger_chain, before=_summary(attachment))
    stored = attachment.file
    attachment.delete()
    # Robust: a bucket out of reach leaves a file that nobody finds, no error page after the act is done.
    transaction.on_commit(lambda: stored.storage.delete(stored.name), robust=True)
    return proposal


def _inspected(file: File, edition: Edition) -> FileKind:
    if not file.size:
        raise ValidationError(_("Berkas ini kosong."), code="empty")
    if file.size > edition.max_file_mb * MEGABYTE:
        raise ValidationError(
            _("Berkas terlalu besar: paling besar %(limit)d MB."), params={"limit": edition.max_file_mb}, code="too_big"
        )
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
