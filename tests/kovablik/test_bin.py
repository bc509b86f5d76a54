"""The commands in bin/ that work on their own checkout, tried on a folder that looks like one."""

import shutil
import subprocess
from pathlib import Path

import pytest

from kovablik import demo

ROOT = Path(__file__).resolve().parent.parent.parent
URLS = {"DATABASE_URL": "postgresql://postgres@/kovablik?host=%2Ftmp", "REDIS_URL": "unix:///tmp/folder'x $(id)?db=0"}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    for name in (".venv", "manage.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setattr(demo, "HOME", tmp_path / "var" / "demo")
    for name in (*URLS, "KOVABLIK_TEST"):
        monkeypatch.delenv(name)
    return tmp_path


def run(checkout, name, *arguments):
    return subprocess.run([checkout / "bin" / name, *arguments], check=False, capture_output=True, text=True)


def test_manage_works_on_the_running_demo(checkout):
    ask = "from django.conf import settings; print(settings.BASE_URL, settings.DEMO, settings.REDIS_URL)"

    with demo._only_one(), demo._noted(demo._settings(URLS, 8123)):  # noqa: SLF001
        done = run(checkout, "manage", "shell", "--no-imports", "-c", ask)

    assert done.stdout == f"http://localhost:8123 True {URLS['REDIS_URL']}\n", done.stderr


def test_manage_says_so_when_no_demo_runs(checkout):
    never = run(checkout, "manage", "check")
    with demo._only_one(), demo._noted({}):  # noqa: SLF001
        note = demo.HOME / "settings"
        assert note.stat().st_mode & 0o777 == 0o600
    ended = run(checkout, "manage", "check")
    note.touch()
    killed = run(checkout, "manage", "check")

    for done in (never, ended, killed):
        assert (done.returncode, done.stdout) == (1, "")
        assert "Demo tidak sedang berjalan" in done.stderr
