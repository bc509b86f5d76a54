"""Files in a bucket of S3, or of a server that answers like it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from accounts.rehearsal import placed

CLIENT = Config(
    signature_version="s3v4",
    connect_timeout=5,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 3},
    # Younger checksums that servers of other makers refuse.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
IN_MEMORY = 1024 * 1024  # of one file while it is read; what is larger waits in a temporary file


class BucketStorage(S3Storage):
    """Fails as a disk does: what passes by itself is an OSError, which the tasks try again."""

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "client_config": CLIENT, "max_memory_size": IN_MEMORY}

    def exists(self, name: str) -> bool:
        with _as_on_disk():
            return super().exists(name)

    def delete(self, name: str) -> None:
        with _as_on_disk():
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _as_on_disk():
            return super().listdir(name)

    def _normalize_name(self, name: str) -> str:
        """What a rehearsal writes lies in a folder of its own."""
        return super()._normalize_name(placed(name))

    def url(self, name: str, *args: object, **kwargs: object) -> str:
        """None: an address would hand the file to anyone who holds it, past the view that asks for the right."""
        raise ValueError("A file has no address of its own; it leaves through a view.")

    def _open(self, name: str, mode: str = "rb") -> File:
        """Fetched here and whole: a connection lost later would leave an answer or an archive half-written."""
        with _as_on_disk():
            file = super()._open(name, mode)
            try:
                return file.open()
            except BaseException:
                file.close()
                raise

    def _save(self, name: str, content: File) -> str:
        with _as_on_disk():
            return super()._save(name, content)


@contextmanager
def _as_on_disk() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise OSError(f"The bucket does not answer as it should: {error}") from error
