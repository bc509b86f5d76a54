"""The whole of Kovablik on one machine: web, worker and beat on embedded servers. bin/demo hands over to this."""

import argparse
import contextlib
import ctypes
import fcntl
import http.client
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO, NoReturn
from urllib.parse import quote

from accounts.demo import PASSWORD

from . import embedded

HOME = embedded.BASE_DIR / "var" / "demo"
LOGS = HOME / "log"
STAGES = ("pengajuan", "penilaian", "pleno", "pengumuman")
ACCOUNTS = "sekretariat verifikator operator kepala juri1 … juri5 ketua pimpinan auditor admin"
HOST = "127.0.0.1"
ALIVE_SECONDS = 10  # after which a step of the preparation shows that it lives
START_SECONDS = 90  # until /sehat/ must be green
STOP_SECONDS = 15  # for a process to end by itself
RESTARTS = 5  # of one process in a row, before we give up
STEADY_SECONDS = 60  # a process that lived so long counts as well again


class DemoError(Exception):
    """The demo cannot go on; the sentence says what to do."""


class Stopped(Exception):  # noqa: N818  not an error: somebody asked for it
    """Ctrl-C, or a signal that asks for the same."""


class DemoProcess:
    """One process of the house: it ends with us, even when we are killed, and is started again when it dies."""

    def __init__(self, name: str, command: list[str], settings: dict[str, str]) -> None:
        self.name, self.command, self.settings = name, command, settings
        self.starts = 0
        self.start()

    def start(self) -> None:
        self.starts += 1
        self.since = time.monotonic()
        with (LOGS / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", *self.command],
                cwd=embedded.BASE_DIR,
                env=self.settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C in the terminal reaches us alone, and we end the parts in order
                close_fds=False,  # the lock that says the servers are in use
                preexec_fn=_end_with_parent,  # noqa: PLW1509  no threads here
            )

    def look_after(self) -> None:
        code = self.process.poll()
        if code is None:
            return
        if time.monotonic() - self.since > STEADY_SECONDS:
            self.starts = 0
        if self.starts > RESTARTS:
            raise DemoError(f"Proses {self.name} berhenti berulang kali; lihat {LOGS / self.name}.log.")
        print(f"Proses {self.name} berhenti (kode {code}); dijalankan kembali.", flush=True)
        self.start()

    def end(self) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # what is left of it, or of its children
        self.process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/demo", description="Menjalankan Kovablik di komputer ini.")
    parser.add_argument("--port", type=int, default=8000, help="pangkalan web (8000)")
    parser.add_argument("--stage", choices=STAGES, help="tahap KOVABLIK 2026 yang sedang berjalan")
    parser.add_argument("--reset", action="store_true", help="hapus data demo dan mulai dari awal")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with _only_one():
            _claim_port(arguments.port)
            if arguments.reset:
                _reset()
            LOGS.mkdir(parents=True, exist_ok=True)
            print("Menyalakan PostgreSQL dan Redis …", flush=True)
            with embedded.running(HOME) as urls:
                settings = _settings(urls, arguments.port)
                _prepare({**os.environ, **settings}, arguments.stage)
                with _noted(settings):
                    _serve({**os.environ, **settings}, arguments.port)
    except Stopped:
        print("Kovablik berhenti.")
        return 0
    except (DemoError, embedded.EmbeddedError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.strerror}: {error.filename or HOME}; periksa ruang dan izin tulis folder itu.", file=sys.stderr)
    return 1


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError("Demo dari folder ini sudah berjalan; hentikan dahulu dengan Ctrl-C.") from None
        yield


def _claim_port(port: int) -> None:
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except (OSError, OverflowError) as error:
            other = port + 1 if port < 65535 else 8000
            raise DemoError(
                f"Port {port} tidak dapat dipakai ({error}); pilih yang lain, misalnya: bin/demo --port {other}"
            ) from None


def _reset() -> None:
    embedded.erase(HOME)
    for name in ("media", "surat", "log"):
        shutil.rmtree(HOME / name, ignore_errors=True)


def _settings(urls: dict[str, str], port: int) -> dict[str, str]:
    """What the parts find in their environment; real servers named there are used instead of the embedded ones."""
    return {
        **{name: os.environ.get(name, url) for name, url in urls.items()},
        "DJANGO_SETTINGS_MODULE": "kovablik.settings",
        "KOVABLIK_DEMO": "1",
        "DEBUG": "0",
        "SECRET_KEY": _secret_key(),
        "BASE_URL": f"http://localhost:{port}",
        "MEDIA_ROOT": str(HOME / "media"),
        "STATIC_ROOT": str(HOME / "static"),
        "EMAIL_URL": f"filemail://{quote(str(HOME / 'surat'))}",
        "SESSION_COOKIE_NAME": f"kovablik_{port}",
        "WEB_BIND": f"{HOST}:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def _secret_key() -> str:
    """Made once, so that anyone who is signed in stays so over a restart."""
    note = HOME / "secret_key"
    if not note.exists():
        draft = note.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        draft.rename(note)
    return note.read_text()


@contextlib.contextmanager
def _noted(settings: dict[str, str]) -> Iterator[None]:
    """Leave the settings where bin/manage reads them, for as long as the parts run."""
    note = HOME / "settings"
    note.unlink(missing_ok=True)
    note.touch(mode=0o600)
    note.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items()))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def _prepare(settings: dict[str, str], stage: str | None) -> None:
    steps = {
        "Menyiapkan basis data": ["migrate", "--no-input"],
        "Menyusun katalog bahasa Inggris": ["catalogue", "--compile"],
        "Mengumpulkan berkas peramban": ["collectstatic", "--no-input"],
        "Mengisi contoh kompetisi": ["seed", *(["--stage", stage] if stage else [])],
    }
    for title, command in steps.items():
        print(f"{title} …", flush=True)
        with (LOGS / "persiapan.log").open("w+") as log:
            step = subprocess.Popen(  # noqa: S603
                [sys.executable, "manage.py", *command],
                cwd=embedded.BASE_DIR,
                env=settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  no threads here
            )
            if _see_through(step):
                raise DemoError(f"{title} gagal; selengkapnya di {log.name}:\n{_last_lines(log)}")


def _see_through(step: subprocess.Popen) -> int:
    """Wait for a step and give its code; one that takes long shows every ten seconds that it lives."""
    since = time.monotonic()
    try:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return step.wait(ALIVE_SECONDS)
            print(f"  … {time.monotonic() - since:.0f} detik", flush=True)
    finally:  # Ctrl-C: its servers are about to end
        step.kill()
        step.wait()


def _serve(settings: dict[str, str], port: int) -> None:
    celery = ["celery", "-A", "kovablik"]
    calm = ["--loglevel=INFO", "--without-gossip", "--without-mingle"]
    print("Menyalakan web, worker, dan beat …", flush=True)
    parts: list[DemoProcess] = []
    try:
        parts.append(DemoProcess("web", ["gunicorn"], settings))
        parts.append(DemoProcess("worker", [*celery, "worker", "--concurrency=2", *calm], settings))
        parts.append(DemoProcess("beat", [*celery, "beat", "--pidfile=", f"--schedule={HOME / 'beat'}"], settings))
        _wait_until_green(parts, port)
        print(_welcome(port), flush=True)
        while True:
            time.sleep(1)
            for part in parts:
                part.look_after()
    finally:
        for part in parts:
            part.process.terminate()
        for part in parts:
            part.end()


def _wait_until_green(parts: list[DemoProcess], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not (state := _health(port)).get("ok"):
        for part in parts:
            part.look_after()
        if time.monotonic() > deadline:
            red = ", ".join(name for name, good in state.items() if name != "ok" and not good) or "web"
            raise DemoError(f"Belum siap setelah {START_SECONDS} detik: {red}; lihat {LOGS}.")
        time.sleep(0.3)


def _health(port: int) -> dict[str, bool]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException, ValueError):
        connection.request("GET", "/sehat/", headers={"Host": f"localhost:{port}"})
        return json.loads(connection.getresponse().read())
    return {}


def _welcome(port: int) -> str:
    return (
        f"\nKovablik siap di http://localhost:{port}/\n"
        f"Masuk dengan satu klik di http://localhost:{port}/masuk/ sebagai\n  {ACCOUNTS}\n"
        f"(kata sandi semuanya: {PASSWORD})\n"
        f"Catatan proses ada di {LOGS}; e-mail keluar ada di {HOME / 'surat'}.\n"
        "Tekan Ctrl-C untuk menghentikan semuanya."
    )


def _last_lines(log: IO[str], count: int = 8) -> str:
    log.seek(0)
    return "\n".join(log.read().splitlines()[-count:])


def _stop(*_: object) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the end is not interrupted
    raise Stopped


def _end_with_parent() -> None:
    """Ask Linux to end this child when we die, however we die."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


if __name__ == "__main__":
    sys.exit(main())
