"""The last minute of a registration: 200 operators still write, 155 heads send, and then the clock strikes."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from accounts.concurrency import token

from . import seeding
from .crowd import ask
from .sites import Site
from .timing import Timing, timing

WRITERS, SENDERS = 200, 155
MINUTE, AFTER = 60, 4  # seconds before the close, and how long people go on trying
PAUSE = 5.0  # seconds between two autosaves of one person, on average
LULL = 40  # rounds of the quiet comparison
SITE = Site("writing", WRITERS + SENDERS, 5)


@dataclass(frozen=True)
class Person:
    """Somebody signed in, with the one proposal this person works on."""

    session: str
    proposal: int
    template: int
    text: str


@dataclass
class Answers:
    """What the server said, gathered by all threads."""

    saved: dict[int, str] = field(default_factory=dict)
    sent: set[int] = field(default_factory=set)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"save": [], "send": []})
    counts: Counter = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Rush:
    """Times while all came at once, and what was kept of what had been confirmed."""

    save: Timing
    send: Timing
    saves: int
    sends: int
    lost: int
    late: int
    refused_in_time: int
    failed: int
    quiet_save: Timing
    quiet_page: Timing
    queries: int


def measure() -> Rush:
    seeding.ensure(SITE, anew=True)
    with SITE.web(), SITE.worker():
        people = [Person(**row) for row in SITE.inside("writers")]
        quiet_save, quiet_page, queries = _quietly(people[0])
        answers, closes_at = _crowd(people)
    kept = SITE.inside("kept", closes_at)
    lost = [pk for pk, text in answers.saved.items() if kept["texts"][str(pk)] != sha256(text.encode()).hexdigest()]
    return Rush(
        save=timing(answers.seconds["save"]),
        send=timing(answers.seconds["send"]),
        saves=answers.counts["saved"],
        sends=len(answers.sent),
        lost=len(lost) + len(answers.sent ^ set(kept["sent"])),
        late=kept["late"],
        refused_in_time=answers.counts["refused in time"],
        failed=answers.counts["failed"],
        quiet_save=quiet_save,
        quiet_page=quiet_page,
        queries=queries,
    )


def _quietly(person: Person) -> tuple[Timing, Timing, int]:
    """One person alone: an autosave against the empty page, in turn."""
    saves, pages, text = [], [], person.text
    for turn in range(LULL):
        start = time.perf_counter()
        ask(SITE, person.session, "GET", "/_kosong/")
        pages.append(time.perf_counter() - start)
        new = _longer(person, turn)
        start = time.perf_counter()
        status, _queries = _save(person, text, new)
        saves.append(time.perf_counter() - start)
        assert status == 200, status
        text = new
    _status, queries = _save(person, text, person.text, counting=True)
    return timing(saves[5:]), timing(pages[5:]), queries


def _crowd(people: list[Person]) -> tuple[Answers, str]:
    answers, dice = Answers(), random.Random(1)  # noqa: S311  the same crowd every time
    closes_at = SITE.inside("close_in", MINUTE)
    close = time.monotonic() + MINUTE - (time.time() - closes_at["asked_at"])
    threads = [
        threading.Thread(target=_write, args=(person, answers, close, random.Random(turn)))  # noqa: S311  as above
        for turn, person in enumerate(people[:WRITERS])
    ]
    threads += [
        threading.Thread(target=_send, args=(person, answers, close, close - MINUTE + when))
        for person, when in zip(people[WRITERS:], _moments(dice), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, closes_at["closes_at"]


def _moments(dice: random.Random) -> Iterator[float]:
    """When each head sends, in seconds from now: two thirds in the last twenty, some too late."""
    for turn in range(SENDERS):
        yield dice.uniform(3, MINUTE - 20) if turn % 3 == 0 else dice.uniform(MINUTE - 20, MINUTE + 1)


def _write(person: Person, answers: Answers, close: float, dice: random.Random) -> None:
    text, turn = person.text, 0
    time.sleep(dice.uniform(0, PAUSE))
    while time.monotonic() < close + AFTER:
        new, asked = _longer(person, turn), time.monotonic()
        start = time.perf_counter()
        status, _queries = _save(person, text, new)
        took = time.perf_counter() - start
        with answers.lock:
            _note(answers, "save", took, status == 200, status, asked, close)
            if status == 200:
                answers.saved[person.proposal] = text = new
                answers.counts["saved"] += 1
        turn += 1
        time.sleep(dice.uniform(0.6, 1.4) * PAUSE)


def _send(person: Person, answers: Answers, close: float, when: float) -> None:
    time.sleep(max(0.0, when - time.monotonic()))
    asked, start = time.monotonic(), time.perf_counter()
    status, _queries = ask(SITE, person.session, "POST", f"/usulan/{person.proposal}/kirim/", {})
    took = time.perf_counter() - start
    with answers.lock:
        _note(answers, "send", took, status == 302, status, asked, close)
        if status == 302:
            answers.sent.add(person.proposal)


def _note(answers: Answers, what: str, took: float, done: bool, status: int, asked: float, close: float) -> None:  # noqa: FBT001  private
    if asked < close:
        answers.seconds[what].append(took)
    if not done and status not in (403, 409):
        answers.counts["failed"] += 1
    elif not done and asked < close:
        answers.counts["refused in time"] += 1


def _longer(person: Person, turn: int) -> str:
    return f"{person.text} Kata {turn}."


def _save(person: Person, before: str, text: str, *, counting: bool = False) -> tuple[int, int]:
    address = f"/usulan/{person.proposal}/bagian/{person.template}/"
    more = {"X-Count-Queries": "1"} if counting else {}
    return ask(SITE, person.session, "POST", address, {"text": text, "seen[text]": token(before)}, more)
