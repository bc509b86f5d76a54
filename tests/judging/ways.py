"""Every way in: the addresses of the application, filled with the keys of one world of rows."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

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
