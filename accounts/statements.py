"""Questions asked on nearly every page: their SQL is built once in a process, not once in a request.

Building the SQL of a queryset takes longer than PostgreSQL takes to answer it. A statement is written as the queryset
that it is, so that the rules of the models hold in it; it is built from stand-ins when it is first asked, and from
then on the real values take their places.
"""

from collections.abc import Callable, Hashable
from copy import copy
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
SHAPE: Any = object()  # the kind of a value that the SQL itself depends on: one is built for each
STAND_INS: dict[type, Callable[[int], object]] = {
    int: lambda number: -1_987_654_321 - number,
    str: lambda number: f"stand-in {number} ☃",
    date: lambda number: date(3, 2, 1 + number),
    datetime: lambda number: datetime(3, 2, 1 + number, tzinfo=UTC),
    list: lambda number: [-1_987_654_321 - number],
}


def built_once(**kinds: Any) -> Callable[[Callable[..., "models.QuerySet[Any, Row]"]], "Statement[Row]"]:
    """Turn a function that builds a queryset from these values into a statement that is asked with them."""
    return lambda build: Statement(build, kinds)


class Among(models.Func):
    """Whether a field is one of a list that is handed over whole: `field = ANY(list)` where a filter would say IN."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, field: str, values: list[int]) -> None:
        super().__init__(models.F(field), models.Value(values, ArrayField(models.BigIntegerField())))


class Statement(Generic[Row]):
    """Answers with the list of rows: nothing may be added to a built question, so it gives no queryset.

    What is part of the SQL itself, a LIMIT or an order, is of the kind SHAPE; all other values are handed to
    PostgreSQL as parameters. A list goes in by `Among`.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[Any, Row]"], kinds: dict[str, Any]) -> None:
        self.build = build
        self.shapes = [name for name, kind in kinds.items() if kind is SHAPE]
        self.stand_ins = {
            name: STAND_INS[kind](number) for number, (name, kind) in enumerate(kinds.items()) if kind is not SHAPE
        }
        self._built = lru_cache(maxsize=256)(self._build)
        self.__doc__ = build.__doc__

    def __call__(self, **values: Any) -> list[Row]:
        queryset, compiler, sql, parameters = self._built(*(values[name] for name in self.shapes))
        asked = copy(compiler)
        asked.connection = connections[queryset.db]
        filled = [values[name] if name else value for name, value in parameters]
        asked.as_sql = lambda *_, **__: (sql, filled)  # type: ignore[method-assign, assignment]  # built already
        queryset = queryset.all()  # a copy of its own to ask with
        queryset.query.get_compiler = lambda *_, **__: asked  # type: ignore[method-assign]  # as above
        return list(queryset)

    def _build(
        self, *shape: Hashable
    ) -> tuple["models.QuerySet[Any, Row]", SQLCompiler, str, list[tuple[str, object]]]:
        queryset = self.build(**self.stand_ins, **dict(zip(self.shapes, shape, strict=True)))
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, parameters = compiler.as_sql()
        named = [(self._name_of(value), value) for value in parameters]
        lost = self.stand_ins.keys() - {name for name, _value in named}
        assert not lost, f"not handed to PostgreSQL as it came: {lost}"
        return queryset, compiler, sql, named

    def _name_of(self, parameter: object) -> str:
        return next((name for name, value in self.stand_ins.items() if value == parameter), "")


def keep(owner: models.Model, relation: str, rows: list[Any]) -> None:
    """Have `owner.relation.all()` answer with these rows, as if prefetch_related had read them."""
    found = getattr(owner, relation).all()
    found._result_cache = rows  # noqa: SLF001  as Django itself does it
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = found
