"""A rehearsal of an edition: a schema of its own in the same database, entered by one context manager (ADR 34).

Who is inside works over a connection of its own, opened for it and closed behind it, whose `search_path` names that
schema alone. The usual connection of the thread never sees another path, so that none can be left on it; and a table
that the schema lacks is an error, never the real one.
"""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from django.core.cache.backends.base import default_key_func
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

REAL, FOLDER = "public", "gladi"
NAME = re.compile(r"gladi_[0-9a-f]{8}")
WAITING, PLAYING, READY, FAILED = "waiting", "playing", "ready", "failed"
# Rows of the real schema that the other lacks: a table, a migration.
LACKING = """
    SELECT EXISTS (
        SELECT tablename FROM pg_tables WHERE schemaname = %(real)s
        EXCEPT SELECT tablename FROM pg_tables WHERE schemaname = %(schema)s
    ) OR EXISTS (
        SELECT app, name FROM {real}.django_migrations EXCEPT SELECT app, name FROM {schema}.django_migrations
    )
"""


class GoneError(Exception):
    """The rehearsal was thrown away, or was made before tables changed."""


@dataclass(frozen=True)
class Rehearsal:
    """What the comment of a schema says of it: no row of ours keeps that there is one."""

    schema: str
    slug: str  # of the edition that is rehearsed
    title: str
    stage: str
    by: int
    state: str = WAITING
    step: str = ""
    problem: str = ""

    @property
    def is_ready(self) -> bool:
        return self.state == READY

    @property
    def is_under_way(self) -> bool:
        return self.state in {WAITING, PLAYING}


def current() -> str:
    """The schema in which this thread works; nothing when it works on what is real."""
    return getattr(connections[DEFAULT_DB_ALIAS], "rehearsal", "")


@contextmanager
def inside(schema: str, *, is_whole: bool = True) -> Iterator[None]:
    """Work in a rehearsal. Refuses, with GoneError, one that lacks a table; but while it is made it lacks them all."""
    _check_name(schema)
    real = connections[DEFAULT_DB_ALIAS]
    if current():
        raise RuntimeError("A rehearsal is entered from outside alone.")
    if real.in_atomic_block:
        raise RuntimeError("A rehearsal is entered before a transaction, never within.")
    inner = _connection_to(real, schema)
    connections[DEFAULT_DB_ALIAS] = inner
    try:
        if is_whole:
            _refuse_lacking(schema)
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = real
        inner.close()


def _connection_to(real: BaseDatabaseWrapper, schema: str) -> BaseDatabaseWrapper:
    options = real.settings_dict["OPTIONS"]
    path = f"{options.get('options', '')} -c search_path={schema}".strip()
    own = {**real.settings_dict, "OPTIONS": {**options, "options": path}, "CONN_MAX_AGE": 0}
    inner = type(real)(own, DEFAULT_DB_ALIAS)
    inner.rehearsal = schema  # type: ignore[attr-defined]  # read by `current`
    return inner


def _refuse_lacking(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"{schema}.django_migrations"])
        if cursor.fetchone() == (None,):
            raise GoneError(schema)
        cursor.execute(LACKING.format(real=REAL, schema=schema), {"real": REAL, "schema": schema})
        if cursor.fetchone() != (False,):
            raise GoneError(schema)


def find() -> Rehearsal | None:
    """The one rehearsal that there is, if any."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname LIKE %s",
            [r"gladi\_%"],
        )
        found = [(name, said) for name, said in cursor.fetchall() if NAME.fullmatch(name) and said]
    return Rehearsal(**{**json.loads(found[0][1]), "schema": found[0][0]}) if found else None


def create(slug: str, title: str, stage: str, by: int) -> Rehearsal:
    """An empty schema that says whose rehearsal it is. What a late task wrote for an earlier one goes now."""
    _remove(FOLDER)
    made = Rehearsal(f"gladi_{secrets.token_hex(4)}", slug, title, stage, by)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_check_name(made.schema)}")
    note(made)
    return made


def empty(schema: str) -> None:
    """Take all out of it that a first attempt left."""
    said = find()
    drop(schema)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_check_name(schema)}")
    if said:
        note(said)


def note(rehearsal: Rehearsal, **changes: str) -> Rehearsal:
    """Say how far it has come. GoneError when it was thrown away meanwhile."""
    said = replace(rehearsal, **changes)  # type: ignore[arg-type]  # all that changes is text
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s)", [_check_name(said.schema)])
        if cursor.fetchone() == (None,):
            raise GoneError(said.schema)
        cursor.execute(f"COMMENT ON SCHEMA {said.schema} IS %s", [json.dumps(asdict(said))])
    return said


def drop(schema: str) -> None:
    """Throw it away with all that is in it, its files too. Nothing of it stays anywhere."""
    if current():
        raise RuntimeError("A rehearsal is thrown away from outside.")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {_check_name(schema)} CASCADE")
    _remove(f"{FOLDER}/{schema}")
    _remove_if_empty(FOLDER)


def _remove(folder: str) -> None:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in folders:
        _remove(f"{folder}/{name}")
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def _remove_if_empty(folder: str) -> None:
    try:
        if default_storage.listdir(folder) == ([], []):
            default_storage.delete(folder)
    except FileNotFoundError:
        return


def named(name: str) -> str:
    """What an advisory lock is called here: those of the database are shared by all its schemas."""
    schema = current()
    return f"{schema}:{name}" if schema else name


def placed(name: str) -> str:
    """Where a file of this name lies here."""
    schema = current()
    return f"{FOLDER}/{schema}/{name}" if schema else name


def cache_key(key: str, prefix: str, version: int) -> str:
    """The key of a kept value: rows of a rehearsal have the keys of real ones."""
    return default_key_func(named(key), prefix, version)


def _check_name(schema: str) -> str:
    """It goes into SQL as it is."""
    if not NAME.fullmatch(schema):
        raise ValueError(schema)
    return schema
