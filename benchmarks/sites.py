"""A database with its Redis, and the processes that work on them."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench"
HOST = "127.0.0.1"
PATIENCE = 90  # seconds for a server to come up
SECRET_KEY = secrets.token_urlsafe(48)
CELERY = ["-m", "celery", "-A", "kovablik", "worker", "--loglevel=INFO", "--without-gossip", "--without-mingle"]


@dataclass(frozen=True)
class Site:
    """One edition of `size` proposals in a database of its own: being judged, or published."""

    kind: str
    size: int
    number: int  # of its Redis database

    @property
    def name(self) -> str:
        return f"bench_{self.kind}_{self.size}"

    @cached_property
    def port(self) -> int:
        with socket.socket() as candidate:
            candidate.bind((HOST, 0))
            return candidate.getsockname()[1]

    @property
    def database_url(self) -> str:
        return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.name}"))

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": f"{os.environ['REDIS_URL'].rpartition('=')[0]}={self.number}",
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "KOVABLIK_DEMO": "1",
            "DEBUG": "0",
            "SECRET_KEY": SECRET_KEY,
            "BASE_URL": f"http://{HOST}:{self.port}",
            "MEDIA_ROOT": str(HOME / "media" / self.name),
            "STATIC_ROOT": str(HOME / "static"),
            "EMAIL_URL": f"filemail://{HOME / 'surat'}",
            "WEB_BIND": f"{HOST}:{self.port}",
            "WEB_CONCURRENCY": "2",
            "GUNICORN_CMD_ARGS": "--keep-alive 60",
            "PYTHONUNBUFFERED": "1",
        }

    def manage(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True, stdout=sys.stderr
        )

    def inside(self, task: str, *arguments: object) -> Any:
        """Run a task of `benchmarks.inside` in a process of its own; it answers in JSON."""
        command = [sys.executable, "-m", "benchmarks.inside", task, *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout.splitlines()[-1])

    @contextlib.contextmanager
    def web(self) -> Iterator[int]:
        """Gunicorn with two workers, as in production; gives the number of the process that leads them."""
        with self._running("web", ["-m", "gunicorn"]) as process:
            deadline = time.monotonic() + PATIENCE
            while not _answers(self.port):
                _wait(deadline, self.log("web"))
            yield process.pid

    @contextlib.contextmanager
    def worker(self) -> Iterator[int]:
        """Celery with two worker processes; gives the number of the process that leads them."""
        self.log("worker").unlink(missing_ok=True)
        with self._running("worker", [*CELERY, "--concurrency=2"]) as process:
            deadline = time.monotonic() + PATIENCE
            while " ready." not in self.log("worker").read_text():
                _wait(deadline, self.log("worker"))
            yield process.pid

    @contextlib.contextmanager
    def _running(self, name: str, command: list[str]) -> Iterator[subprocess.Popen]:
        self.log(name).parent.mkdir(parents=True, exist_ok=True)
        with self.log(name).open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait()

    def log(self, name: str) -> Path:
        return HOME / "log" / f"{self.name}-{name}.log"


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
        return True
    return False


def _wait(deadline: float, log: Path) -> None:
    if time.monotonic() > deadline:
        raise TimeoutError(f"Not up after {PATIENCE} seconds: {log}")
    time.sleep(0.2)
