"""Every page speaks UTF-8, and so does anyone who answers it.

Django reads address and body in whatever alphabet a header names, Python's transforms such as base64 included. It
breaks down over those that are none before any middleware is asked, so the door is kept by what is stored before it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

ALPHABETS = {"", "utf-8", "utf8", "us-ascii", "ascii"}
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def only_utf8(application: Application) -> Application:
    def door(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if _charset(environ.get("CONTENT_TYPE", "")).lower() in ALPHABETS:
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Only UTF-8 is read here.\n"]

    return door


def _charset(content_type: str) -> str:
    try:
        return parse_header_parameters(content_type)[1].get("charset", "")
    except ValueError:  # too long to be one
        return content_type
