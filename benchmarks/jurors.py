"""Sixty jurors mark at once: every mark is stored as it is typed, then each sheet is locked."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from accounts.concurrency import token

from . import seeding
from .crowd import ask
from .sites import Site
from .timing import Timing, timing

JURORS, PROPOSALS, EACH = 60, 155, 3
PAUSE = 1.0  # seconds between two marks of one juror, on average: each hurries
SITE = Site("marking", PROPOSALS, 6)


@dataclass(frozen=True)
class Marker:
    """A juror who is signed in, with the criteria of each sheet to fill."""

    session: str
    user: int
    sheets: dict[str, list[int]]


@dataclass
class Answers:
    """What the server said, gathered by all threads."""

    points: dict[str, str] = field(default_factory=dict)
    final: set[str] = field(default_factory=set)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"mark": [], "lock": []})
    counts: Counter = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Crowd:
    """Times while all marked at once, and what was kept of what had been confirmed."""

    mark: Timing
    lock: Timing
    marks: int
    sheets: int
    lost: int
    doubled: int
    failed: int
    seconds: float


def measure() -> Crowd:
    seeding.ensure(SITE, anew=True)
    with SITE.web(), SITE.worker():
        markers = [Marker(**row) for row in SITE.inside("markers", JURORS, EACH)]
        answers, start = Answers(), time.perf_counter()
        threads = [
            threading.Thread(target=_judge, args=(one, answers, random.Random(turn)))  # noqa: S311  the same crowd every time
            for turn, one in enumerate(markers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
    kept = SITE.inside("marks_kept")
    lost = sum(kept["points"].get(place) != points for place, points in answers.points.items())
    return Crowd(
        mark=timing(answers.seconds["mark"]),
        lock=timing(answers.seconds["lock"]),
        marks=answers.counts["marked"],
        sheets=len(answers.final),
        lost=lost + len(answers.final ^ set(kept["final"])),
        doubled=kept["entries"] - answers.counts["marked"],
        failed=answers.counts["failed"],
        seconds=seconds,
    )


def _judge(marker: Marker, answers: Answers, dice: random.Random) -> None:
    time.sleep(dice.uniform(0, PAUSE))
    for sheet, criteria in marker.sheets.items():
        for criterion in criteria:
            points = f"{dice.randint(5500, 9500) / 100:.2f}"
            sent = {f"nilai-{criterion}": points, f"seen[nilai-{criterion}]": token(None)}
            if _send(marker, answers, "mark", f"/penilaian/lembar/{sheet}/kriteria/{criterion}/", sent) == 200:
                with answers.lock:
                    answers.points[f"{sheet}/{criterion}"] = points
                    answers.counts["marked"] += 1
            time.sleep(dice.uniform(0.5, 1.5) * PAUSE)
        if _send(marker, answers, "lock", f"/penilaian/lembar/{sheet}/kunci/", {}) == 302:
            with answers.lock:
                answers.final.add(sheet)


def _send(marker: Marker, answers: Answers, what: str, address: str, data: dict[str, str]) -> int:
    start = time.perf_counter()
    status, _queries = ask(SITE, marker.session, "POST", address, data, {"X-Writer": str(marker.user)})
    took = time.perf_counter() - start
    with answers.lock:
        answers.seconds[what].append(took)
        answers.counts["failed"] += status not in (200, 302)
    return status
