"""From figures to sentences: what was measured, against which goal, and whether it holds."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import seeding
from .sites import HOME, ROOT

RESULTS = HOME / "results"
TARGET = ROOT / "docs" / "benchmarks.md"
GROWTH, FASTER, FLAT, REBUILD, SLOWEST, EXPORT = 1.3, 4.0, 1.3, 1.0, 1.0, 2.0
PACKAGES = ("django", "psycopg2-binary", "gunicorn", "celery", "weasyprint", "pikepdf")
SMALL, LARGE = 155, 4000
PLANNED, PLAN = 600, 1.0  # proposals of the plan with a goal, and its seconds
ACTS = ("bare view", "empty page", "storing a mark", "juror's sheet")  # not lists, so growth is no goal of theirs

HEAD = """# Benchmarks

What `bin/bench` measured. It writes this page; do not edit it. The goals stand beside them.

Times depend on the machine and on what else it does, so the goals are ratios within one run: requests of all pages
and of both sizes take turns (A B A B), over HTTP with keep-alive, to gunicorn with two workers and without DEBUG. Two
yardsticks belong to the same server and the same person: the *bare view* answers two bytes through all middleware,
the *empty page* renders the base template and nothing else. The goals are multiples of the bare view; against the
empty page every page would look slower as soon as the frame became quicker. Who is not signed in is measured against
the organiser's. Every edition has five jurors and eight criteria. Figures are p50 (p95) in milliseconds.
"""
PAGES = """
Why goals are missed: the bare view became quicker too, since it reads the person with a statement that is built once,
and what is left above it is spread thinly. Processor time of the web process for a request at 4,000, before and after
the SQL of each page was built once (bare view 2.2 ms): empty page 9.9 → 5.7, ranking 29 → 25, juror's list 28 → 27,
juror's sheet 51 → 26, storing a mark 15 → 9, proposals 69 → 29, grid 48 → 40, certificates 100 → 29, front page
18 → 10, innovations 23 → 16. A profile of the process gave the template two fifths of the juror's list and half of the
ranking; PostgreSQL took 10 to 17 ms beside it on the pages of a juror and 7 on storing a mark. Other programs ran on
the machine (load 3 to 8), which lengthens a long request more than a short one.
"""
CERTIFICATES = """
From enqueueing until the last one is drawn, hashed and stored; workers and loops are warm. The *naive loop* makes one
WeasyPrint document of each piagam, border and words together, in one process and from the same templates, and reads
style and fonts once. *One by one* is the application's own drawing without batches and without a second process.
"""


def keep(name: str, figures: Any) -> None:
    """Remember a benchmark's figures with where and when they were taken."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) for one in figures] if isinstance(figures, list) else asdict(figures)
    note = {"about": about(), "figures": rows}
    (RESULTS / f"{name}.json").write_text(json.dumps(note, indent=1))


def about() -> str:
    commit = _output("git", "rev-parse", "--short", "HEAD")
    processor = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{date.today().isoformat()}, commit {commit}. {os.cpu_count()} × {processor}, {memory:.0f} GB"  # noqa: DTZ011  this machine's day
        f" (load {os.getloadavg()[2]:.1f} over the last 15 minutes). Python {platform.python_version()}, "
        f"PostgreSQL {seeding.server_version()}, {packages}."
    )


def write() -> None:
    """Put the page together from the latest figures of each benchmark."""
    parts = [section(name) for name in SECTIONS if (RESULTS / f"{name}.json").exists()]
    TARGET.write_text("\n".join([HEAD, *parts]))
    print(f"Written: {TARGET.relative_to(ROOT)}")


def section(name: str) -> str:
    note = json.loads((RESULTS / f"{name}.json").read_text())
    return "\n".join([*SECTIONS[name](note["figures"]), "", f"Taken {note['about']}", ""])


def _pages(figures: list[dict]) -> Iterator[str]:
    yield "## Pages\n"
    sizes = " | ".join(f"{size:,} proposals | × bare view | × empty page" for size in (SMALL, LARGE))
    yield f"| Page | Who | {sizes} | Queries | Growth | Goal |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|"
    found = {(one["page"]["name"], one["page"]["who"], one["size"]): one for one in figures}
    for name, who in dict.fromkeys((name, who) for name, who, _size in found):
        yield _page(found[name, who, SMALL], found[name, who, LARGE])
    yield PAGES


def _page(small: dict, large: dict) -> str:
    page = large["page"]
    growth = large["time"]["p50"] / small["time"]["p50"]
    queries = (
        f"{large['queries']}" if small["queries"] == large["queries"] else f"{small['queries']} → {large['queries']}"
    )
    goals = []
    if page["goal"]:
        goals.append(_verdict(f"≤ {page['goal']:g} × bare", _ratio(large, "bare") <= page["goal"]))
    if page["most_queries"]:
        holds = small["queries"] == large["queries"] <= page["most_queries"]
        goals.append(_verdict(f"≤ {page['most_queries']} queries, constant", holds))
    if page["name"] not in ACTS:
        goals.append(_verdict(f"growth ≤ {GROWTH}", growth <= GROWTH))
    cells = [
        page["name"],
        page["who"] or "anybody",
        *(cell for one in (small, large) for cell in _multiples(one)),
        queries,
        f"{growth:.2f}",
        "; ".join(goals),
    ]
    return f"| {' | '.join(cells)} |"


def _multiples(one: dict) -> tuple[str, str, str]:
    return _times(one["time"]), f"{_ratio(one, 'bare'):.1f}", f"{_ratio(one, 'empty'):.2f}"


def _ratio(one: dict, yardstick: str) -> float:
    return one["time"]["p50"] / one[yardstick]["p50"]


def _ranking(figures: list[dict]) -> Iterator[str]:
    yield "## Building the ranking anew\n"
    yield "The whole action: lock, right, reckoning, places, ledger.\n"
    yield "| Proposals | Sheets | Marks | Time | Queries | Goal |"
    yield "|--:|--:|--:|--:|--:|---|"
    constant = len({one["queries"] for one in figures}) == 1
    for one in figures:
        goal = ""
        if one["size"] == LARGE:
            goal = "; ".join(
                [
                    _verdict(f"≤ {REBUILD:g} s", one["time"]["p50"] <= REBUILD),
                    _verdict("constant queries", constant),
                ]
            )
        cells = [f"{one[name]:,}" for name in ("size", "sheets", "marks")]
        yield f"| {' | '.join(cells)} | {_times(one['time'])} | {one['queries']} | {goal} |"


EXPORTED = """
From the request to the last byte, in a process of its own: every sheet of the edition a row, every criterion a column.
The peak is the whole process with Django in it.
"""


def _export(figures: list[dict]) -> Iterator[str]:
    yield "## All marks as a file"
    yield EXPORTED
    yield "| File | Proposals | Marks | Time | Size | Peak | Queries | Goal |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    least = {one["kind"]: one["megabytes"] for one in figures if one["size"] == SMALL}
    for one in figures:
        goals = []
        if one["size"] == LARGE:
            growth = one["megabytes"] / least[one["kind"]]
            goals.append(_verdict(f"flat, ≤ {FLAT} × the small one ({growth:.2f})", growth <= FLAT))
            if one["kind"] == "csv":
                goals.append(_verdict(f"≤ {EXPORT:g} s", one["time"]["p50"] <= EXPORT))
        cells = [
            *(one["kind"], f"{one['size']:,}", f"{one['marks']:,}", _times(one["time"])),
            *(f"{one['weight'] / 2**20:.1f} MB", f"{one['megabytes']:.0f} MB", f"{one['queries']}", "; ".join(goals)),
        ]
        yield f"| {' | '.join(cells)} |"


RUSH = """
The last minute of a registration: 200 operators autosave, each about every five seconds, and 155 heads send, two
thirds of them in the last twenty seconds; some come a second too late, and everybody goes on trying after the close.
Gunicorn has two workers, and a Celery worker runs; every request comes over a new connection, and the crowd
runs on the same two cores.
*Lost* is what was confirmed and is not stored; *late* is what was stored with a moment after the close; *refused in
time* is what was sent before the close but came to its turn after it.
"""


JURORS = """
Sixty jurors mark 155 proposals, three sheets for each, all at the same time and each about one mark a second, a
request for every mark over a new connection; then each locks the sheet. Gunicorn has two workers, a Celery worker
keeps the ranking up to date, and the crowd runs on the same two cores. *Lost* is what was confirmed and is not
stored, *doubled* what is stored on the ledger more often than it was confirmed.
"""


UPLOADS = """
The memory of the hungrier of gunicorn's two worker processes while PDF files come in pieces of 1 MB, next to what it
takes at rest ({rest:.0f} MB) after both have taken files. The time includes looking into the file and its SHA-256.
"""


def _rush(figures: dict) -> Iterator[str]:
    yield "## Autosave and the last minute\n"
    ratio = figures["quiet_save"]["p50"] / figures["quiet_page"]["p50"]
    yield f"One person alone: an autosave takes {_times(figures['quiet_save'])} ms, the empty page"
    yield f"{_times(figures['quiet_page'])} ms: {ratio:.2f} × the empty page, {figures['queries']} queries."
    yield RUSH
    yield "| Act | Done | p50 (p95) ms | Goal |"
    yield "|---|--:|--:|---|"
    for name, label, done in (("save", "autosave", "saves"), ("send", "send", "sends")):
        goal = _verdict(f"p95 ≤ {SLOWEST:g} s", figures[name]["p95"] <= SLOWEST)
        yield f"| {label} | {figures[done]:,} | {_times(figures[name])} | {goal} |"
    holds = _verdict("none lost, none late", figures["lost"] == figures["late"] == 0)
    yield f"\nLost {figures['lost']}, late {figures['late']}: {holds}."
    yield f"Refused in time {figures['refused_in_time']}, failed {figures['failed']}."


def _jurors(figures: dict) -> Iterator[str]:
    yield "## Sixty jurors at once"
    yield JURORS
    yield "| Act | Done | p50 (p95) ms | Goal |"
    yield "|---|--:|--:|---|"
    for name, label, done in (("mark", "storing a mark", "marks"), ("lock", "locking a sheet", "sheets")):
        goal = _verdict(f"p95 ≤ {SLOWEST:g} s", figures[name]["p95"] <= SLOWEST)
        yield f"| {label} | {figures[done]:,} | {_times(figures[name])} | {goal} |"
    holds = _verdict("none lost, none doubled", figures["lost"] == figures["doubled"] == 0)
    yield f"\nLost {figures['lost']}, doubled {figures['doubled']}: {holds}. Failed {figures['failed']}."
    yield f"{figures['marks'] / figures['seconds']:.0f} marks a second, over {figures['seconds']:.0f} seconds."


def _uploads(figures: dict) -> Iterator[str]:
    rest, peaks = figures["rest"], figures["peaks"]
    yield "## Files in pieces"
    yield UPLOADS.format(rest=rest)
    yield "| What arrives | Peak | × at rest | Time | Goal |"
    yield "|---|--:|--:|--:|---|"
    for name, peak in peaks.items():
        goal = _verdict(f"flat, ≤ {FLAT} ×", peak / rest <= FLAT)
        yield f"| {name} | {peak:.0f} MB | {peak / rest:.2f} | {figures['seconds'][name]:.1f} s | {goal} |"


def _certificates(figures: dict) -> Iterator[str]:
    celery, naive, singly = figures["celery"], figures["naive"], figures["singly"]
    (few, little), (many, much) = sorted((int(count), memory) for count, memory in figures["memory"].items())
    yield "## Certificates"
    yield CERTIFICATES
    yield "| Way | Each | Times faster than the naive loop | Goal |"
    yield "|---|--:|--:|---|"
    goal = _verdict(f"≥ {FASTER:g} ×", naive / celery >= FASTER)
    yield f"| Celery, two worker processes | {celery:.1f} ms | {naive / celery:.1f} | {goal} |"
    yield f"| one by one | {singly:.1f} ms | {naive / singly:.1f} | |"
    yield f"| naive loop | {naive:.1f} ms | 1 | |\n"
    growth = much / little
    yield f"The hungriest worker process took {little:.0f} MB at its peak for {few} certificates and {much:.0f} MB"
    yield f"for {many:,} ({growth:.2f} times as much): {_verdict(f'flat, ≤ {FLAT} ×', growth <= FLAT)}."


ASSIGNMENT = """
Jurors of two bodies in turn, both required, each at home in two categories and in conflict with one proposal in
twenty. The time is the worker's whole act: reading the stage, arithmetic, explaining every pair, storing. *Impossible*
is the same where a required body has no juror: the rule, the ways out, each tried.
"""


def _assignment(figures: list[dict]) -> Iterator[str]:
    yield "## Plans of who judges what"
    yield ASSIGNMENT
    yield "| Proposals | Jurors | Sheets | Conflicts | Time | Impossible | Loads apart | Connected | Queries | Goal |"
    yield "|--:|--:|--:|--:|--:|--:|--:|---|--:|---|"
    constant = len({one["queries"] for one in figures}) == 1
    for one in figures:
        goals = []
        if one["proposals"] == PLANNED:
            goals = [
                _verdict(f"≤ {PLAN:g} s with explanation", one["time"]["p50"] <= PLAN),
                _verdict("constant queries", constant),
            ]
        cells = [
            f"{one['proposals']:,} × {one['per_proposal']}",
            f"{one['jurors']}",
            f"{one['proposals'] * one['per_proposal']:,}",
            f"{one['conflicts']:,}",
            _times(one["time"]),
            _times(one["impossible"]),
            f"{one['spread']}",
            "yes" if one["is_connected"] else "no",
            f"{one['queries']}",
            "; ".join(goals),
        ]
        yield f"| {' | '.join(cells)} |"


def _verdict(goal: str, holds: bool) -> str:  # noqa: FBT001  private
    return f"{goal} **{'holds' if holds else 'misses'}**"


def _times(time: dict) -> str:
    return f"{1000 * time['p50']:.1f} ({1000 * time['p95']:.1f})"


def _output(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


SECTIONS = {
    "pages": _pages,
    "rush": _rush,
    "jurors": _jurors,
    "uploads": _uploads,
    "ranking": _ranking,
    "export": _export,
    "assignment": _assignment,
    "certificates": _certificates,
}
