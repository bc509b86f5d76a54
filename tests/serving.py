"""Gunicorn in its own process on the database of the tests, to be killed and started again."""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from tests.conftest import ROOT, wait_until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The web server as in production, with one worker process, at an address of its own."""

    def __init__(self, log: Path) -> None:
        self.log = log
        port = free_port()
        self.url = f"http://localhost:{port}"
        parts = urlsplit(os.environ["DATABASE_URL"])
        self.environment = {
            **os.environ,
            "DATABASE_URL": urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}")),
            "REDIS_URL": settings.REDIS_URL,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "BASE_URL": self.url,
            "WEB_BIND": f"127.0.0.1:{port}",
            "WEB_CONCURRENCY": "1",
        }

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._answers, seconds=60, what=f"a server ({self.log})")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), urlopen(f"{self.url}/masuk/", timeout=5) as page:  # noqa: S310  our own
            return page.status == 200
        return False

    def kill(self) -> None:
        """Power off: neither master nor worker gets to finish a request."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()
