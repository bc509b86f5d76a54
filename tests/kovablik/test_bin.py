"""The commands in bin/ that work on their own checkout, tried on a folder that looks like one."""

import os
import re
import shutil
import subprocess
from hashlib import sha256
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
    for name in ("Dockerfile", "docker-compose.yml"):
        shutil.copy(ROOT / name, tmp_path)
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


def digest(image):
    return "sha256:" + sha256(image.encode()).hexdigest()


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """A program on PATH that answers for a registry, as skopeo or docker would."""
    monkeypatch.setenv("PATH", f"{tmp_path}/registry:{os.environ['PATH']}")

    def answer(name, script):
        (tmp_path / "registry").mkdir(exist_ok=True)
        program = tmp_path / "registry" / name
        program.write_text(f"#!/bin/sh\nfor image; do :; done\n{script}\n")
        program.chmod(0o755)

    return answer


def images(checkout):
    """What the two files build on, aside from our own image."""
    text = "\n".join((checkout / name).read_text() for name in ("Dockerfile", "docker-compose.yml"))
    return [image for image in re.findall(r"^(?:FROM| +image:) (\S+)", text, re.MULTILINE) if "$" not in image]


@pytest.mark.parametrize("program", ["skopeo", "docker"])
def test_each_base_image_is_pinned_by_its_digest_and_pinned_again(checkout, registry, program):
    before = images(checkout)
    for _ in range(2):
        registry(program, 'printf "sha256:%s\\n" "$(printf %s "${image#docker://}" | sha256sum | cut -c 1-64)"')
        assert run(checkout, "pin-images").returncode == 0

        assert images(checkout) == [f"{image}@{digest(image)}" for image in before]
    assert len(before) == 6


@pytest.mark.parametrize(
    "script", ["exit 1", "echo caddy:2", 'case $image in *valkey*) exit 1;; *) echo "sha256:$(printf %064d 1)"; esac']
)
def test_without_every_digest_nothing_changes(checkout, registry, script):
    before = images(checkout)
    registry("skopeo", script)

    done = run(checkout, "pin-images")

    assert done.returncode == 1
    assert "tidak ada yang diubah" in done.stderr
    assert images(checkout) == before


def test_a_step_of_minutes_shows_that_it_lives_and_keeps_its_code(checkout):
    (checkout / "sleep").write_text('#!/bin/sh\nexec /bin/sleep "0.$1"\n')  # a second is a hundredth
    (checkout / "sleep").chmod(0o755)
    script = '. bin/_setup.sh; PATH=$PWD:$PATH; alive sh -c "sleep 25; exit 3"'

    done = subprocess.run(["sh", "-c", script], cwd=checkout, check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr.splitlines()) == (3, ["  … 10 detik", "  … 20 detik"])
