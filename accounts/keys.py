"""What reads the same is the same: held by the database for names, abbreviations and addresses (ADR 0031)."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.db.models.lookups import Contains, Exact

from .texts import INVISIBLE, LOOKALIKES, key

M = TypeVar("M", bound=models.Model)


def _class() -> str:
    """The invisible letters as a class of PostgreSQL's expressions; it stores no zero."""
    return "".join(rf"\U{max(first, 1):08x}-\U{last:08x}" for first, last in INVISIBLE)


def _quoted(letters: str) -> str:
    return letters.replace("'", "''")


class ReadAs(models.Func):
    """`accounts.texts.key` in SQL, immutable: it does not depend on the locale of the database.

    An index holds it: who changes it rebuilds the indexes with a migration.
    """

    output_field = models.CharField()
    template = (
        f"btrim(regexp_replace(lower(normalize(translate(regexp_replace(%(expressions)s, '[{_class()}]', '', 'g'), "
        f"'{_quoted(''.join(map(chr, LOOKALIKES)))}', '{_quoted(''.join(map(chr, LOOKALIKES.values())))}'), NFKC)"
        r""" COLLATE "pg_c_utf8"), '[\s\u001c-\u001f\u0085\u1680\u2028\u2029]+', ' ', 'g'))"""
    )


def reading(rows: "models.QuerySet[M]", field: str, text: str) -> "models.QuerySet[M]":
    """Those of these rows whose field reads like this text."""
    asked = Cast(models.Value(text.replace("\x00", "")), models.TextField())
    return rows.filter(Exact(ReadAs(models.F(field)), ReadAs(asked)))


def colliding(rows: "models.QuerySet[M]", field: str, *within: str) -> Iterator[str]:
    """For a migration: those of these rows that read the same, in words. They are a decision and no repair."""
    read = rows.exclude(**{field: ""}).annotate(read=ReadAs(field)).order_by(*within, "read", "pk")
    for _key, alike in groupby(read.values_list(*within, "read", "pk", field), key=lambda row: row[:-2]):
        if len(same := list(alike)) > 1:
            told = ", ".join(f"{text!a} (nomor {pk})" for *_shared, pk, text in same)
            yield f"{rows.model._meta.db_table}.{field} terbaca sama: {told}"


class OnceAsRead(models.UniqueConstraint):
    """No two rows whose field reads the same. The refusal says what the other one says: its `taken(field)`."""

    def __init__(self, *, field: str, name: str, where_given: bool = False) -> None:
        condition = ~models.Q(**{field: ""}) if where_given else None
        super().__init__(ReadAs(field), name=name, condition=condition)
        self.field, self.where_given = field, where_given

    def deconstruct(self) -> Any:
        path, _args, _kwargs = super().deconstruct()
        return path, (), {"field": self.field, "name": self.name, "where_given": self.where_given}

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = "default"
    ) -> None:
        text = getattr(instance, self.field)
        if (exclude and self.field in exclude) or (self.where_given and not text):
            return
        others = model._default_manager.using(using).exclude(pk=instance.pk)
        if other := reading(others, self.field, text).first():
            raise ValidationError({self.field: ValidationError(other.taken(self.field), code="unique")})  # type: ignore[attr-defined]  # promised above


def containing(rows: "models.QuerySet[M]", fields: Iterable[str], text: str) -> "models.QuerySet[M]":
    """Those of these rows one of whose fields holds this text, as people read it; all of them for no text."""
    if not (wanted := key(text.replace("\x00", ""))):
        return rows
    found = models.Q()
    for field in fields:
        found |= models.Q(Contains(ReadAs(models.F(field)), wanted))
    return rows.filter(found)
