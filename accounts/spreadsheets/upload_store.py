"""The file between its preview and its storing: private, of one person, for an hour, and never more than one."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import BinaryIO, cast
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts import clock
from accounts.models import User
from accounts.queue import task

FOLDER = "impor"
KEPT_FOR = timedelta(hours=1)
TOKEN = re.compile(r"(\d{10})-[0-9a-f]{32}")


def keep(file: File, user: User) -> str:
    """Keep a file in place of the one before it; the token leads back to it, this person alone."""
    forget_all_of(user)
    token = f"{int(clock.now().timestamp()):010}-{uuid4().hex}"
    file.seek(0)
    default_storage.save(_path(user.pk, token), file)
    return token


def open_kept(token: str, user: User) -> BinaryIO | None:
    """The file of this token, or None when it is over, gone or somebody else's."""
    if _is_over(token):
        return None
    try:
        return cast("BinaryIO", default_storage.open(_path(user.pk, token)))
    except FileNotFoundError:
        return None


def forget_all_of(user: User) -> None:
    for token in _list(f"{FOLDER}/{user.pk}")[1]:
        default_storage.delete(_path(user.pk, token))


@task("accounts.forget_workbooks")
def forget_old() -> int:
    """Delete what is kept longer than promised; says how many files that were."""
    old = [
        f"{FOLDER}/{owner}/{token}"
        for owner in _list(FOLDER)[0]
        for token in _list(f"{FOLDER}/{owner}")[1]
        if _is_over(token)
    ]
    for path in old:
        default_storage.delete(path)
    return len(old)


def _path(user_pk: int, token: str) -> str:
    return f"{FOLDER}/{user_pk}/{token}"


def _is_over(token: str) -> bool:
    found = TOKEN.fullmatch(token)
    return not found or int(found[1]) + KEPT_FOR.total_seconds() <= clock.now().timestamp()


def _list(folder: str) -> tuple[list[str], list[str]]:
    with suppress(FileNotFoundError):
        return default_storage.listdir(folder)
    return [], []
