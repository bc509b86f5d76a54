"""Files in pieces to a real gunicorn: what its hungriest worker process takes, next to what it takes at rest."""

import http.client
import io
import os
import threading
import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from . import seeding
from .sites import HOST, Site

MEGABYTE = 1024 * 1024
PIECE = MEGABYTE
SMALL, LARGE, CROWD = 10, 100, 8  # megabytes, and how many of the small ones come at once
SITE = Site("writing", 12, 6)
TOKEN = "u" * 32


@dataclass(frozen=True)
class Uploads:
    """Megabytes of the hungriest worker process: at rest, and at the peak of each kind; seconds for each kind."""

    rest: float
    peaks: dict[str, float]
    seconds: dict[str, float]


@dataclass(frozen=True)
class Person:
    session: str
    proposal: int
    template: int


def measure() -> Uploads:
    seeding.ensure(SITE)
    SITE.inside("raise_file_limit", LARGE)
    people = [Person(row["session"], row["proposal"], row["template"]) for row in SITE.inside("writers")]
    small, large = _paper(SMALL), _paper(LARGE)
    peaks: dict[str, float] = {}
    seconds: dict[str, float] = {}
    with SITE.web() as leader:
        for person in people * 2:  # both processes have read what they read once
            _upload(person, _paper(1))
        rest = _memory(leader, "VmRSS")
        acts = {
            "one of 10 MB": lambda: _upload(people[0], small),
            "one of 100 MB": lambda: _upload(people[1], large),
            "eight of 10 MB at once": lambda: _crowd(people[2 : 2 + CROWD], small),
        }
        for name, act in acts.items():
            _forget_peaks(leader)
            start = time.perf_counter()
            act()
            seconds[name] = time.perf_counter() - start
            peaks[name] = _memory(leader, "VmHWM")
    SITE.inside("forget_files")
    return Uploads(rest, peaks, seconds)


def _paper(megabytes: int) -> bytes:
    """A PDF a little smaller than so many megabytes, of noise that does not shrink."""
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root["/Noise"] = document.make_stream(os.urandom(megabytes * MEGABYTE - 128 * 1024))
        document.save(target)
    return target.getvalue()


def _crowd(people: list[Person], content: bytes) -> None:
    failed: list[BaseException] = []

    def run(person: Person) -> None:
        try:
            _upload(person, content)
        except BaseException as error:  # noqa: BLE001  told below, in the thread that asked
            failed.append(error)

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _upload(person: Person, content: bytes) -> None:
    """As the page sends a file: announced, then piece after piece over one connection."""
    connection = http.client.HTTPConnection(HOST, SITE.port, timeout=120)
    told = {"filename": "bukti.pdf", "section": str(person.template)}
    metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())
    headers = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    address = _ask(connection, person, "POST", f"/usulan/{person.proposal}/unggahan/", b"", headers, status=201)
    for offset in range(0, len(content), PIECE):
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        _ask(connection, person, "PATCH", address, content[offset : offset + PIECE], headers, status=204)
    connection.close()


def _ask(
    connection: http.client.HTTPConnection,
    person: Person,
    method: str,
    address: str,
    body: bytes,
    headers: dict[str, str],
    *,
    status: int,
) -> str:
    cookies = f"sessionid={person.session}; csrftoken={TOKEN}"
    connection.request(
        method, address, body, {**headers, "Tus-Resumable": "1.0.0", "Cookie": cookies, "X-CSRFToken": TOKEN}
    )
    response = connection.getresponse()
    text = response.read().decode()
    if response.status != status:
        raise RuntimeError(f"{method} {address}: {response.status} instead of {status}\n{text[:500]}")
    return response.headers.get("Location", "")


def _workers(leader: int) -> list[str]:
    return Path(f"/proc/{leader}/task/{leader}/children").read_text().split()


def _memory(leader: int, name: str) -> float:
    """Megabytes of the hungriest of the server's processes."""
    lines = [line for number in _workers(leader) for line in Path(f"/proc/{number}/status").read_text().splitlines()]
    return max(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def _forget_peaks(leader: int) -> None:
    for number in _workers(leader):
        with suppress(OSError):
            Path(f"/proc/{number}/clear_refs").write_text("5")
