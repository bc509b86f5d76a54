"""The house keeps its own order: names that are unique, papers that name what is there, tasks that the worker knows."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "competitions", "submissions", "judging", "awards", "kovablik")
SOURCES = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FIXED = {"Command", "Meta"}  # what Django calls them


def test_no_two_classes_above_the_models_share_a_name():
    found = defaultdict(set)
    for path in SOURCES:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name not in FIXED:
                found[node.name].add(str(path.relative_to(ROOT)))

    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_a_package_hands_no_names_on():
    """But for the models, where Django asks for it."""
    written = [path for path in SOURCES if path.name == "__init__.py" and path.parent.name != "models"]

    assert [str(path.parent.relative_to(ROOT)) for path in written if "import" in path.read_text()] == [
        "kovablik",  # Celery's application
        "kovablik/embedded",  # its own code
    ]


def named_in(paper):
    """What stands in backticks and looks like a path or a module of ours."""
    apps, folders = "|".join(APPS), "static|templates|tests|bin|docs"
    for quoted in re.findall(r"`([\w./]+)`", paper.read_text()):
        is_path = re.match(rf"({apps}|{folders})/", quoted)
        if is_path or (re.match(rf"({apps})\.[a-z_.]+$", quoted) and not quoted.endswith(".example")):
            yield quoted


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_papers_name_what_is_there(paper):
    assert [name for name in named_in(paper) if not is_there(name)] == []


def is_there(name):
    """A file, a folder, a module, or a name within one; else the name of a right, a task or an act."""
    if "/" in name:
        return any((ROOT / f"{name}{end}").exists() for end in ("", ".py"))
    path = ROOT / name.replace(".", "/")
    if path.exists() or path.with_suffix(".py").exists():
        return True
    inside = path.parent.with_suffix(".py")
    if inside.exists():
        return re.search(rf"\b{path.name}\b", inside.read_text()) is not None
    return any(f'"{name}"' in source.read_text() for source in SOURCES)


def test_the_worker_knows_every_task():
    declared = {
        name for path in SOURCES for name in re.findall(r'^@task\(\s*"([\w.]+)"', path.read_text(), flags=re.MULTILINE)
    }
    script = "from kovablik.celery import app; app.loader.import_default_modules(); print(*app.tasks)"

    known = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert len(declared) > 20
    assert {name for name in known.split() if name.split(".")[0] in APPS} == declared


def test_beat_asks_for_tasks_that_there_are():
    declared = {name for path in SOURCES for name in re.findall(r'@task\(\s*"([\w.]+)"', path.read_text())}

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= declared
