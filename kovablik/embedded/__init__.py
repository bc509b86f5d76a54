"""A real PostgreSQL and a real Redis out of wheels, for the demo, the tests and the benchmarks.

    python -m kovablik.embedded -- COMMAND …          on the data in var/dev
    python -m kovablik.embedded --test -- pytest …    on a throw-away database, in var/test

Anyone who comes first starts the pair, anyone who leaves last stops it. "Being there" is a shared lock on a file, which
the system takes back from a killed process too, so nothing has to be tidied up after kill -9.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .places import EmbeddedError, make_folder
from .postgres import Postgres
from .redis import Redis

__all__ = ["BASE_DIR", "EmbeddedError", "Postgres", "Redis", "erase", "running"]

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATABASE = "kovablik"


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
    make_folder(home.parent, mode=0o755)
    make_folder(home, mode=0o711)
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
