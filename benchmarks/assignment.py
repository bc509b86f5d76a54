"""Drawing a plan of who judges what: reading, arithmetic and explaining, in a process of its own."""

from dataclasses import dataclass

from . import seeding
from .sites import Site
from .timing import Timing, timing

ROUNDS = 3  # runs of a process, in turn on all sites
DRAWN = 5  # plans in each
SIZES = ((155, 3, 12), (600, 5, 30), (4000, 3, 60))  # proposals, jurors for each, jurors in all


@dataclass(frozen=True)
class Figure:
    """`time` is the whole act as the worker does it, `impossible` the same where one rule forbids every plan."""

    proposals: int
    per_proposal: int
    jurors: int
    conflicts: int
    time: Timing
    impossible: Timing
    spread: int
    is_connected: bool
    queries: int


def measure() -> list[Figure]:
    sites = [(Site("assignment", size, 11 + number), k, m) for number, (size, k, m) in enumerate(SIZES)]
    for site, _k, jurors in sites:
        seeding.ensure(site)
        site.inside("seat_jurors", jurors)
    runs = [(site, site.inside("draw_plans", k, DRAWN)) for _round in range(ROUNDS) for site, k, _jurors in sites]
    return [_figure(site, k, m, [run for other, run in runs if other == site]) for site, k, m in sites]


def _figure(site: Site, per_proposal: int, jurors: int, runs: list[dict]) -> Figure:
    last = runs[-1]
    return Figure(
        site.size,
        per_proposal,
        jurors,
        last["conflicts"],
        timing([second for run in runs for second in run["seconds"]]),
        timing([second for run in runs for second in run["impossible"]]),
        last["spread"],
        last["is_connected"],
        max(run["queries"] for run in runs),
    )
