"""What a rehearsal takes along of the real edition: its parts with their keys, and the secretariat's accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts import clock
from accounts.models import Appointment, Office, User
from accounts.rehearsal import REAL
from competitions.copying import parts, rows_of
from competitions.models import Edition, Participant

KEPT = ("django_content_type", "auth_permission")  # their keys are remembered by each process


@dataclass(frozen=True)
class Taken:
    """Rows read in the real schema, each kind before those that point to it."""

    edition: Edition
    rows: list[list[Any]]


def take_along(edition: Edition, today: date) -> Taken:
    """Read it all: asked outside of the rehearsal."""
    office = Appointment.objects.current(today).filter(role=Office.SECRETARIAT)
    people = list(User.objects.filter(pk__in=office.values("user")))
    taken: list[list[Any]] = [people, list(office), [edition]]
    for model in parts():
        if model is Participant:  # sample agencies take part, none of the real ones
            continue
        taken.append(list(rows_of(model, edition)))
        for field in model._meta.many_to_many:
            through: Any = field.remote_field.through
            taken.append(list(rows_of(through, edition)))
    return Taken(edition, taken)


def make_tables() -> None:
    """Every table as migrating makes it: asked inside. Content types and permissions keep their real keys."""
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in reversed(KEPT):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  one of KEPT
        for table in KEPT:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {REAL}.{table}")  # noqa: S608  as above


@transaction.atomic
def write_again(taken: Taken) -> Edition:
    """Write what was taken, as a sample that is not open yet and that nobody signs in to: asked inside."""
    taken.edition.is_sample, taken.edition.opened_at = True, None
    taken.edition.created_at = clock.now()
    for rows in taken.rows:
        _write(rows)
    _go_on_counting()
    return Edition.objects.get(pk=taken.edition.pk)


def _write(rows: Iterable[Any]) -> None:
    rows = list(rows)
    for row in rows:
        row._state.adding = True  # noqa: SLF001  as Django itself sets it
        if isinstance(row, User):
            row.password = make_password(None)
    if rows:
        type(rows[0])._default_manager.bulk_create(rows)


def _go_on_counting() -> None:
    """The next key of each table follows those that were copied."""
    kinds: list[type[models.Model]] = list(apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)
