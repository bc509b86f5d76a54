"""The measured editions, built once and kept as long as seeding stays the same; the schema follows by migration."""

import contextlib
import os
import time
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from .sites import ROOT, Site

KEEP_DAYS = 2  # an edition is built in the middle of a phase, which must still run when it is used again
SOURCES = [
    *(
        f"kovablik/seeding/{name}.py"
        for name in ("bulk_entries", "bulk_marks", "people", "scores", "synthetic", "texts")
    ),
    "competitions/data/*",
    "benchmarks/inside.py",
    "benchmarks/writing.py",
]


def ensure(site: Site, *, anew: bool = False) -> None:
    """Build what is missing, outdated or too old, or was used up (`again`); say how long it took."""
    wanted = _digest()
    digest, _, day = (_comment(site) or "").partition(" ")
    if not anew and digest == wanted and date.today().toordinal() - int(day) < KEEP_DAYS:  # noqa: DTZ011  this machine's days
        site.manage("migrate", "--verbosity=0")
        return
    print(f"  {site.name}: building {site.size} proposals …", flush=True)
    with _cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{site.name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{site.name}"')
    site.manage("migrate", "--verbosity=0")
    start = time.perf_counter()
    site.inside("seed", site.kind, site.size)
    print(f"  {site.name}: built in {time.perf_counter() - start:.0f} s", flush=True)
    with _cursor() as cursor:
        stamp = f"{wanted} {date.today().toordinal()}"  # noqa: DTZ011  as above
        cursor.execute(f'COMMENT ON DATABASE "{site.name}" IS %s', [stamp])


def server_version() -> str:
    with _cursor() as cursor:
        cursor.execute("SHOW server_version")
        return cursor.fetchone()[0].split()[0]


def _digest() -> str:
    digest = sha256()
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _comment(site: Site) -> str | None:
    with _cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [site.name])
        row = cursor.fetchone()
    return row[0] if row else None


@contextlib.contextmanager
def _cursor() -> Iterator:
    """On the server's own database, without a transaction: databases are not made inside of one."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor
