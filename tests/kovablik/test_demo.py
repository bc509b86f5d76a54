import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kovablik import demo

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def part(tmp_path, monkeypatch):
    """A process of the demo that only waits."""
    monkeypatch.setattr(demo, "LOGS", tmp_path)
    part = demo.DemoProcess("penunggu", ["timeit", "-n1", "-r1", "import time; time.sleep(60)"], dict(os.environ))
    yield part
    part.process.kill()
    part.end()


def test_a_port_in_use_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(demo.DemoError, match=f"Port {port} .* bin/demo --port {port + 1}"):
            demo._claim_port(port)  # noqa: SLF001


def test_a_second_demo_in_the_same_folder_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "HOME", tmp_path)

    with demo._only_one(), pytest.raises(demo.DemoError, match="sudah berjalan"), demo._only_one():  # noqa: SLF001
        pass


def test_a_process_that_dies_is_started_again(part, capsys):
    first = part.process.pid
    part.process.kill()
    part.process.wait()

    part.look_after()

    assert part.process.pid != first
    assert "Proses penunggu berhenti (kode -9)" in capsys.readouterr().out


def test_a_process_that_keeps_dying_ends_the_demo(part):
    part.starts = demo.RESTARTS + 1
    part.process.kill()
    part.process.wait()

    with pytest.raises(demo.DemoError, match=r"penunggu berhenti berulang kali; lihat .*penunggu\.log"):
        part.look_after()


def test_no_process_outlives_a_killed_demo(tmp_path):
    code = f"""
import os, pathlib, time
from kovablik import demo
demo.LOGS = pathlib.Path({str(tmp_path)!r})
part = demo.DemoProcess("a", ["timeit", "-n1", "-r1", "import time; time.sleep(60)"], dict(os.environ))
print(part.process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with parent:
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_secrets_are_made_once_and_for_the_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "HOME", tmp_path)

    first, second = demo._secret_key(), demo._secret_key()  # noqa: SLF001

    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_long_step_shows_that_it_lives(monkeypatch, capsys):
    monkeypatch.setattr(demo, "ALIVE_SECONDS", 0.05)

    code = demo._see_through(subprocess.Popen(["sleep", "0.3"]))  # noqa: SLF001

    assert code == 0
    assert capsys.readouterr().out.count("  … ") >= 3


def test_a_step_that_is_broken_off_ends(monkeypatch):
    step = subprocess.Popen(["sleep", "60"])
    monkeypatch.setattr(demo, "ALIVE_SECONDS", 0.05)

    def ctrl_c(*_args, **_options):
        raise demo.Stopped

    monkeypatch.setattr(demo, "print", ctrl_c, raising=False)

    with pytest.raises(demo.Stopped):
        demo._see_through(step)  # noqa: SLF001

    assert step.poll() is not None
