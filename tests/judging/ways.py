"""Every way in: the addresses of the application, filled with the keys of one world of rows."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.extent import FULL

APPS = ("judging", "submissions", "awards", "competitions", "kovablik", "accounts")
# Whose answer is not the application's: the framework's own pages, and what ends the session that walks.
LEFT_OUT = {
    "account_logout",
    "set_language",
    "demo-login",
}


def addresses() -> Iterator[tuple[str, Any, list[str]]]:
    """Name, view and the names of the arguments of every address of ours."""
    yield from _of(get_resolver(), "")


def _of(resolver: URLResolver, space: str) -> Iterator[tuple[str, Any, list[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from _of(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name not in LEFT_OUT and _view(pattern).__module__.startswith(APPS):
            yield f"{space}{pattern.name}", pattern.callback, list(pattern.pattern.converters)


def _view(pattern: URLPattern) -> Any:
    return getattr(pattern.callback, "view_class", pattern.callback)


def is_public(view: Any) -> bool:
    """What anyone reads is public: there is nothing to hide from a juror."""
    return not getattr(view, "login_required", True)


def filled(name: str, arguments: list[str], keys: dict[str, list[Any]]) -> Iterator[str]:
    """The address with every key that an argument of this name may stand for.

    A KeyError names an argument that nobody has said the meaning of: add it to the world, so that it is walked.
    """
    for values in product(*(keys[argument] for argument in arguments)):
        yield reverse(name, kwargs=dict(zip(arguments, values, strict=True)))


NO_ROW = 1_987_654_321
LOOKED_UP = re.compile(rf'"(\w+)"\."(\w+)" = {NO_ROW}\b')
REFUSED = (403, 404, 405)


def telling(ask: Callable[[str, str], tuple[int, str]], name: str, arguments: list[str], world: Any) -> dict[str, Any]:
    """The keys of the world without those that this address finds no row by, seen from what it asks of PostgreSQL.

    An address that looks its `pk` up among the sheets finds by the key of a visit what it finds by the number of no
    row; one that refuses before it looks refuses every key. Where neither is certain every key stays, and so in a full
    run.
    """
    if "pk" not in arguments or FULL:
        return world.keys
    with _statements() as sent:
        status, _text = ask(name, next(filled(name, arguments, {**world.keys, "pk": [NO_ROW]})))
    tables = _looked_up(sent)
    if tables is None or not (tables or status in REFUSED):
        return world.keys
    found = sorted({pk for table in tables for pk in world.rows.get(table, [])})
    return {**world.keys, "pk": found or [NO_ROW]}


@contextmanager
def _statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, *many_and_context: Any) -> Any:
        many, context = many_and_context
        sent.append(context["cursor"].mogrify(sql, None if many else params).decode())
        return execute(sql, params, *many_and_context)

    with connection.execute_wrapper(note):
        yield sent


def _looked_up(statements: list[str]) -> set[str] | None:
    """The tables among whose rows the key was looked up; None when it was used in another way, too."""
    text = "\n".join(statements)
    places = LOOKED_UP.findall(text)
    tables = {_table_of(*place) for place in places}
    return None if None in tables or len(places) != text.count(str(NO_ROW)) else tables


def _table_of(table: str, column: str) -> str | None:
    """Whose rows a column names: its own table's, or those that a foreign key leads to."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields if model._meta.db_table == table else ():
            if field.column == column:
                leads_on = field.related_model and not field.primary_key
                return field.related_model._meta.db_table if leads_on else table if field.primary_key else None
    return None
