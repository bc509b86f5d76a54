"""A file on its way: begun, received piece by piece, put together, or given up."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.locks import lock, lock_all, lock_free
from accounts.models import User
from accounts.queue import task
from competitions.models import DocumentRequirement, SectionTemplate
from submissions.locks import lock_proposal
from submissions.models import Proposal, Upload
from submissions.upload_pieces import LostPieceError, keep_piece, put_together, remove_pieces

from .actions import add_attachment, require_fitting, require_place

MOST_UNFINISHED = 20  # of one person
KEPT_FOR = timedelta(hours=24)  # since the last piece
LONGEST_NAME = 255


class OffsetError(Exception):
    """The piece does not follow what was received: the sender asks again from where to go on."""


@transaction.atomic
def begin_upload(
    *,
    proposal: Proposal,
    name: str,
    size: int,
    by: User,
    section: SectionTemplate | None = None,
    requirement: DocumentRequirement | None = None,
) -> Upload:
    """Announce a file of `size` bytes for a place; refused at once for all that can be known before its content."""
    proposal = lock_proposal(proposal.pk)
    require_place(proposal, section, requirement, by)
    require_fitting(proposal, section, requirement, size)
    lock(User.objects.all(), by.pk, no_key=True)  # two pages of one person count one after the other
    if Upload.objects.filter(uploaded_by=by, attachment=None).count() >= MOST_UNFINISHED:
        raise ValidationError(
            _("Masih ada %(most)d unggahan Anda yang belum selesai. Lanjutkan atau buang sebagian dahulu."),
            params={"most": MOST_UNFINISHED},
            code="unfinished",
        )
    return Upload.objects.create(
        proposal=proposal,
        section=section,
        requirement=requirement,
        name=name.replace("\0", "")[:LONGEST_NAME],
        size=size,
        uploaded_by=by,
    )


def receive_piece(*, upload: Upload, offset: int, piece: File, by: User) -> Upload:
    """Keep a piece. With the last one the file is attached; one that is refused then leaves nothing behind."""
    try:
        return _receive(upload, offset, piece, by)
    except ValidationError:
        discard_upload(upload=upload, by=by)
        raise


@transaction.atomic
def _receive(upload: Upload, offset: int, piece: File, by: User) -> Upload:
    """One transaction up to the attachment: a server killed in the middle has the last piece sent again."""
    upload = _lock(upload, by)
    require_place(upload.proposal, upload.section, upload.requirement, by)
    if offset != upload.received or upload.is_complete:
        raise OffsetError
    keep_piece(upload, piece)
    upload.received += piece.size
    upload.touched_at = clock.now()
    if upload.is_complete:
        _attach(upload, by)
    upload.save(update_fields=["received", "touched_at", "attachment"])
    return upload


def _attach(upload: Upload, by: User) -> None:
    try:
        with put_together(upload) as file:
            upload.attachment = add_attachment(
                proposal=upload.proposal, file=file, by=by, section=upload.section, requirement=upload.requirement
            )
    except LostPieceError as error:
        raise ValidationError(
            _("Berkas ini tidak sampai dengan utuh. Unggah sekali lagi."), code="incomplete"
        ) from error
    _clear(upload)


@transaction.atomic
def discard_upload(*, upload: Upload, by: User) -> None:
    """Give up a file on its way; what was received of it goes. Anyone who comes second finds it gone."""
    if upload.uploaded_by_id != by.pk:
        raise PermissionDenied
    Upload.objects.filter(pk=upload.pk).delete()
    _clear(upload)


@task("submissions.clear_uploads")
def clear_uploads() -> int:
    """Forget the files that nobody sent on for a day, and those that arrived; how many."""
    stale = Upload.objects.filter(touched_at__lt=clock.now() - KEPT_FOR)
    count = 0
    for pk in list(stale.values_list("pk", flat=True)):
        with transaction.atomic():
            upload = lock_free(stale.filter(pk=pk)).first()
            if upload:
                upload.delete()
                _clear(upload)
                count += 1
    return count


def _lock(upload: Upload, by: User) -> Upload:
    rows = lock_all(Upload.objects.select_related("section", "requirement").filter(pk=upload.pk, uploaded_by=by))
    if not rows:
        raise OffsetError
    (found,) = rows
    found.proposal = Proposal.objects.with_details().get(pk=found.proposal_id)
    return found


def _clear(upload: Upload) -> None:
    # Robust: a storage out of reach leaves pieces that nobody finds, no error after the act is done.
    token = upload.token
    transaction.on_commit(lambda: remove_pieces(token), robust=True)
