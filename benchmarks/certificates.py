"""Certificates through Celery against the loop that one writes first, and what they cost in memory."""

import threading
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from . import seeding
from .pages import PUBLISHED
from .sites import Site

SITE = PUBLISHED[1]
ROUNDS = 3
WARM_UP, DRAWN, NAIVE = 120, 300, 40
FEW, MANY = 30, 3000


@dataclass(frozen=True)
class Figures:
    """Milliseconds for each certificate, and the most memory that one worker process took, in MB."""

    celery: float
    naive: float
    singly: float
    memory: dict[int, float]


def measure() -> Figures:
    seeding.ensure(SITE)
    ways: dict[str, list[float]] = {"through_celery": [], "naive": [], "singly": []}
    with SITE.worker():
        SITE.inside("through_celery", WARM_UP)  # both processes have read fonts and drawn the border
        for _round in range(ROUNDS):
            for way, certificates in (("through_celery", DRAWN), ("naive", NAIVE), ("singly", NAIVE)):
                seconds = SITE.inside(way, certificates)["seconds"]
                ways[way].append(1000 * seconds / certificates)
    each = {way: median(milliseconds) for way, milliseconds in ways.items()}
    memory = {count: _memory(SITE, count) for count in (FEW, MANY)}
    return Figures(each["through_celery"], each["naive"], each["singly"], memory)


def _memory(site: Site, certificates: int) -> float:
    """The peak of the hungriest process of a fresh worker."""
    with site.worker() as leader:
        watch = Watch(leader)
        watch.start()
        site.inside("through_celery", certificates)
        return watch.end()


class Watch(threading.Thread):
    """Looks at a worker's processes while they draw, for one that reached its limit is replaced."""

    def __init__(self, leader: int) -> None:
        super().__init__(daemon=True)
        self.leader, self.peak, self.over = leader, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.2):
            self.look()

    def look(self) -> None:
        for number in _read(f"/proc/{self.leader}/task/{self.leader}/children").split():
            for line in _read(f"/proc/{number}/status").splitlines():
                if line.startswith("VmHWM:"):
                    self.peak = max(self.peak, int(line.split()[1]))

    def end(self) -> float:
        self.look()
        self.over.set()
        self.join()
        return self.peak / 1024


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:  # it ended meanwhile
        return ""
