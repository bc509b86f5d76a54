"""The pieces of a file on its way: each an object of its own in the storage, for a bucket appends to nothing."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts.models import User

from .models import Proposal, Upload

FOLDER = "unggahan"
BLOCK = 64 * 1024  # what is held in memory of a file, however large it is


class LostPieceError(Exception):
    """What was received is not there any more: the file must be sent again."""


def unfinished_uploads(proposal: Proposal, user: User) -> list[Upload]:
    """What this person began to send to a proposal and did not end."""
    return list(Upload.objects.filter(proposal=proposal, uploaded_by=user, attachment=None))


def copy(source: Any, target: IO[bytes], most: int) -> int:
    """Copy up to `most` bytes block by block; how many came."""
    copied = 0
    while copied < most and (block := source.read(min(BLOCK, most - copied))):
        target.write(block)
        copied += len(block)
    return copied


def keep_piece(upload: Upload, piece: File) -> None:
    """Store the bytes that follow those received; what a killed process left at their place gives way."""
    name = _name(upload, upload.received)
    default_storage.delete(name)
    if default_storage.save(name, piece) != name:
        raise OSError(f"{name} was taken meanwhile.")


@contextmanager
def put_together(upload: Upload) -> Iterator[File]:
    """The whole file as a temporary one, under the name that its owner gave it."""
    with tempfile.TemporaryFile() as whole:
        offset = 0
        while offset < upload.size:
            try:
                with default_storage.open(_name(upload, offset)) as piece:
                    came = copy(piece, whole, upload.size - offset)
            except FileNotFoundError as error:
                raise LostPieceError from error
            if not came:
                raise LostPieceError
            offset += came
        whole.seek(0)
        file = File(whole, name=upload.name)
        file.size = upload.size
        yield file


def remove_pieces(token: object) -> None:
    """Take everything away that was received of an upload, also what no row knows of."""
    folder = f"{FOLDER}/{token}"
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    with suppress(OSError):  # a bucket has no folders
        default_storage.delete(folder)


def _name(upload: Upload, offset: int) -> str:
    return f"{FOLDER}/{upload.token}/{offset:015}"
