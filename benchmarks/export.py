"""All marks of an edition as a file: from the request to the last byte, each run in a process of its own."""

import resource
import time
from dataclasses import dataclass
from typing import Any

from . import seeding
from .pages import LARGE, SMALL
from .timing import Timing, timing

ROUNDS = 5
KINDS = ("csv", "xlsx")


@dataclass(frozen=True)
class Figure:
    kind: str
    size: int
    marks: int
    time: Timing
    megabytes: float  # of the process at its peak
    weight: int  # bytes of the file
    queries: int


def measure() -> list[Figure]:
    sites = (SMALL, LARGE)
    for site in sites:
        seeding.ensure(site)
    turns = [(kind, site) for kind in KINDS for site in sites]
    runs: dict[Any, list[dict]] = {turn: [] for turn in turns}
    for _round in range(ROUNDS):
        for kind, site in turns:
            runs[kind, site].append(site.inside("take_marks", kind))
    return [_figure(kind, site, runs[kind, site]) for kind, site in turns]


def _figure(kind: str, site, runs: list[dict]) -> Figure:
    time = timing([run["seconds"] for run in runs])
    peak = max(run["megabytes"] for run in runs)
    return Figure(kind, site.size, site.inside("facts")["marks"], time, peak, runs[0]["bytes"], runs[0]["queries"])


def take_marks(kind: str) -> dict[str, Any]:
    """The view itself, and its file to the last piece."""
    from django.db import connection  # noqa: PLC0415  known once Django is set up
    from django.test import RequestFactory  # noqa: PLC0415  as above

    from accounts.models import Office, User  # noqa: PLC0415  as above
    from judging.scoring.views_list import scoresheet_list  # noqa: PLC0415  as above

    from .web import QueryCounter  # noqa: PLC0415  as above

    request = RequestFactory().get("/penilaian/", {"unduh": kind})
    request.user = User.objects.filter(appointments__role=Office.SECRETARIAT).first()
    counter, start = QueryCounter(), time.perf_counter()
    with connection.execute_wrapper(counter):
        weight = sum(len(piece) for piece in scoresheet_list(request).streaming_content)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, "bytes": weight, "queries": counter.count}
