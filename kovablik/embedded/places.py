"""Where things of the embedded servers lie: packages, folders of ours, sockets with short enough paths."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
from pathlib import Path

SOCKET_LIMIT = 107  # bytes in the path of a Unix socket, on Linux
PATIENCE = 60  # seconds that a server may take to come up on a busy machine


class EmbeddedError(RuntimeError):
    """The pair cannot run here; the sentence says what to do."""


def package_folder(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if not found or not found.origin:
        raise EmbeddedError(f"Paket {name} belum terpasang; jalankan bin/demo atau bin/test sekali.")
    return Path(found.origin).parent


def make_folder(folder: Path, *, mode: int, owner: pwd.struct_passwd | None = None) -> None:
    """Make a folder of ours, or refuse one that somebody else put in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    status = folder.stat(follow_symlinks=False)
    expected = {os.geteuid(), owner.pw_uid if owner else os.geteuid()}
    if status.st_uid not in expected:
        raise EmbeddedError(f"Folder {folder} milik pengguna lain; hapus folder itu atau pakai salinan proyek sendiri.")
    folder.chmod(mode)
    if owner and status.st_uid != owner.pw_uid:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def socket_folder(data: Path, name: str) -> Path:
    """Sockets lie beside the data, or in /tmp when the path of the checkout is too long for one."""
    if len(os.fsencode(data / name)) <= SOCKET_LIMIT:
        return data
    return Path("/tmp") / f"kovablik-{os.geteuid()}-{short_hash(data)}"  # noqa: S108  0700, owner checked


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def tail(log: Path, lines: int = 5) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return ""
