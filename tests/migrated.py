"""A database with every migration in it, to copy those of the tests from: migrating takes longer than most tests.

It lies beside the test databases under a name made of the migrations' own text, so that another text is another
database. Django still runs its `migrate` over each copy.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "migrated_"


def ensure() -> str:
    """The name of the database; whoever comes first makes it, the others wait for it."""
    name = PREFIX + _fingerprint()
    with (ROOT / "var" / "migrated.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if name not in _databases():
            _make(name)
    return name


def _fingerprint() -> str:
    """Of everything that migrating reads: our migrations, and the packages that bring some of their own."""
    digest = hashlib.sha256((ROOT / "requirements-test.txt").read_bytes())
    for migration in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(f"{migration.relative_to(ROOT)}\0".encode() + migration.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _make(name: str) -> None:
    """Migrate a draft and give it the name last, so that half a database never has it."""
    for old in _databases():
        if old.startswith(PREFIX):
            _run(f'DROP DATABASE "{old}"')
    draft = f"{PREFIX}draft"
    _run(f'CREATE DATABASE "{draft}"')
    subprocess.run(
        [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py", "migrate", "--verbosity", "0"],
        check=True,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": _address(draft)},
    )
    _run(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def _databases() -> list[str]:
    return [row[0] for row in _run("SELECT datname FROM pg_database")]


def _run(statement: str) -> list[tuple]:
    with closing(psycopg2.connect(_address("postgres"))) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _address(database: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


if __name__ == "__main__":
    ensure()
