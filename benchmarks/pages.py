"""Pages and acts over HTTP, all of them in turn on both sites, round after round (A B A B)."""

import contextlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from . import seeding
from .client import Answer, Visitor, connect
from .sites import Site
from .timing import Timing, timing

ROUNDS, WARM_UP = 60, 5
PER_PAGE = 50
SMALL, LARGE = Site("judged", 155, 1), Site("judged", 4000, 2)
PUBLISHED = (Site("published", 155, 3), Site("published", 4000, 4))
BARE, EMPTY = "bare view", "empty page"
ORGANISER, JUROR, VERIFIER, ANYBODY = "sekretariat", "juri1", "verifikator", ""

Ask = Callable[[bool], Answer]


@dataclass(frozen=True)
class Page:
    """A page as one person asks for it; `goal` is its p50 as a multiple of that person's bare view."""

    name: str
    who: str
    path: str
    goal: float | None = None
    most_queries: int | None = None


JUDGED_PAGES = (
    Page("ranking", ORGANISER, "/penilaian/{slug}/peringkat/", goal=8, most_queries=12),
    Page("ranking, last full page", ORGANISER, "/penilaian/{slug}/peringkat/?page={last}", goal=8, most_queries=12),
    Page("juror's list", JUROR, "/penilaian/", goal=8, most_queries=12),
    Page("juror's sheet", JUROR, "{sheet}", goal=9, most_queries=10),
    Page("storing a mark", JUROR, "{mark}", goal=4),
    Page("home", ORGANISER, "/beranda/"),
    Page("home", JUROR, "/beranda/"),
    Page("proposals", ORGANISER, "/usulan/", goal=10),
    Page("proposals, last full page", ORGANISER, "/usulan/?page={last}", goal=10),
    Page("proposals, searched", ORGANISER, "/usulan/?q=Sintetis+1", goal=10),
    Page("administrative check", VERIFIER, "/administrasi/"),
    Page("funnel", ORGANISER, "/kelola/{slug}/rekap/"),
    Page("assignments", ORGANISER, "/kelola/{slug}/penugasan/"),
    Page("plan", ORGANISER, "/kelola/{slug}/penugasan/tahap/{stage}/rencana/"),
    Page("watch", ORGANISER, "/kelola/{slug}/pantau/{stage}/"),
    Page("spread", ORGANISER, "/kelola/{slug}/pantau/{stage}/selisih/"),
    Page("agreement", ORGANISER, "/kelola/{slug}/pantau/{stage}/kesepakatan/"),
    Page("conflicts", ORGANISER, "/kelola/{slug}/benturan/"),
    Page("own conflicts", JUROR, "/penilaian/{slug}/benturan/"),
    Page("panels", ORGANISER, "/kelola/{slug}/panel/"),
    Page("grid", JUROR, "/penilaian/{slug}/tabel/{stage}/", goal=14),
    Page("all sheets", ORGANISER, "/penilaian/"),
    Page("ledger", ORGANISER, "/kelola/{slug}/jejak/"),
    Page("plenary", ORGANISER, "/pleno/{slug}/"),
)
# The pages of promotion and of the meetings are not here: these editions have one stage, in which all are judged.
# Not the page of a result: it shows all winners, and in these editions everybody wins.
PUBLIC_PAGES = (
    Page("front page", ANYBODY, "/", goal=3),
    Page("innovations", ANYBODY, "/inovasi/", goal=5),
    Page("agencies", ANYBODY, "/opd/"),
    Page("certificates", ORGANISER, "/kelola/{slug}/piagam/", goal=10),
)


@dataclass(frozen=True)
class Figure:
    """What a page took on one site: times, how many queries, and both yardsticks of the same person there."""

    page: Page
    size: int
    time: Timing
    queries: int
    bare: Timing
    empty: Timing


def measure() -> list[Figure]:
    for site in (SMALL, LARGE, *PUBLISHED):
        seeding.ensure(site)
    return [*_measure((SMALL, LARGE), JUDGED_PAGES), *_measure(PUBLISHED, PUBLIC_PAGES)]


def _measure(sites: tuple[Site, ...], pages: tuple[Page, ...]) -> Iterator[Figure]:
    people = list(dict.fromkeys(page.who for page in pages if page.who != ANYBODY))
    pages = (*(yardstick for who in people for yardstick in _yardsticks(who)), *pages)
    with contextlib.ExitStack() as stack:
        asks: dict[tuple[Page, int], Ask] = {}
        for site in sites:
            stack.enter_context(site.web())
            asks |= {(page, site.size): ask for page, ask in _asks(site, pages)}
        turns = {(page, site.size): asks[page, site.size] for page in pages for site in sites}
        queries = {turn: ask(True).queries or 0 for turn, ask in turns.items()}
        times = _rounds(turns)
    for (page, size), time in times.items():
        bare, empty = (times[yardstick, size] for yardstick in _yardsticks(page.who or people[0]))
        yield Figure(page, size, time, queries[page, size], bare, empty)


def _yardsticks(who: str) -> tuple[Page, Page]:
    """What everything else is measured against; for anybody it is the first person's of the same site."""
    return Page(BARE, who, "/_telanjang/"), Page(EMPTY, who, "/_kosong/", goal=2)


def _rounds(turns: dict[tuple[Page, int], Ask]) -> dict[tuple[Page, int], Timing]:
    seconds: dict[tuple[Page, int], list[float]] = defaultdict(list)
    for turn in range(WARM_UP + ROUNDS):
        for which, ask in turns.items():
            answer = ask(False)
            if turn >= WARM_UP:
                seconds[which].append(answer.seconds)
    return {which: timing(found) for which, found in seconds.items()}


def _asks(site: Site, pages: tuple[Page, ...]) -> Iterator[tuple[Page, Ask]]:
    connection, facts = connect(site), site.inside("facts")
    visitors = {ANYBODY: Visitor(connection)}
    for who in {page.who for page in pages} - {ANYBODY}:
        visitors[who] = Visitor(connection).sign_in(who)
    last = site.size // PER_PAGE  # a full one: at 155 proposals the very last has five lines, and at 4,000 fifty
    places = {"slug": facts["slug"], "stage": facts["stage"], "last": last}
    if JUROR in visitors:
        places |= _open_sheet(visitors[JUROR])
    for page in pages:
        visitor, path = visitors[page.who], page.path.format(**places)
        yield page, _mark(visitor, path) if page.path == "{mark}" else _get(visitor, path)


def _open_sheet(juror: Visitor) -> dict[str, str]:
    """The address of a sheet that is still open, and that of its first mark."""
    found = re.search(r"/penilaian/lembar/\d+/", juror.get("/penilaian/?status=terbuka").text)
    assert found, "this juror has no open sheet"
    field = re.search(rf"{found[0]}kriteria/\d+/", juror.get(found[0]).text)
    assert field, "this sheet has no mark to fill in"
    return {"sheet": found[0], "mark": field[0]}


def _get(visitor: Visitor, path: str) -> Ask:
    return lambda counting: visitor.get(path, counting=counting)


def _mark(visitor: Visitor, path: str) -> Ask:
    """Another value every time, so that it is stored and goes on the ledger."""
    name, turns = f"nilai-{path.split('/')[-2]}", count()
    return lambda counting: visitor.post(path, {name: str(50 + next(turns) % 50)}, counting=counting)
