"""Building the ranking again: the action as a whole, in a process of its own."""

from dataclasses import dataclass

from . import seeding
from .pages import LARGE, SMALL
from .timing import Timing, timing

ROUNDS = 3  # runs of a process, in turn on both sites
BUILDS = 5  # in each


@dataclass(frozen=True)
class Figure:
    size: int
    sheets: int
    marks: int
    time: Timing
    queries: int


def measure() -> list[Figure]:
    sites = (SMALL, LARGE)
    for site in sites:
        seeding.ensure(site)
    runs = [(site, site.inside("rebuild", BUILDS)) for _round in range(ROUNDS) for site in sites]
    return [_figure(site, [run for other, run in runs if other == site]) for site in sites]


def _figure(site, runs: list[dict]) -> Figure:
    facts = site.inside("facts")
    seconds = [second for run in runs for second in run["seconds"]]
    return Figure(site.size, facts["sheets"], facts["marks"], timing(seconds), max(run["queries"] for run in runs))
