"""The addresses of the application, as its resolver knows them."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def patterns_of(app: str, resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """The addresses of an app, whatever rooms its `urls` is put together from."""
    for entry in (resolver or get_resolver("kovablik.urls")).url_patterns:
        if isinstance(entry, URLPattern):
            if resolver:
                yield entry
        elif resolver or entry.app_name == app:
            yield from patterns_of(app, entry)
