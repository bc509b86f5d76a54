"""Races on a real database: acts in threads of their own, let go at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts import clock
from tests.moments import moment


def at_once(*acts: Callable[[], object], when: str | None = None) -> list[Exception | None]:
    """Run acts together, each on its own connection; what each was refused with, or None. Any other end fails here."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> Exception | None:
        try:
            gate.wait(20)
            with clock.at(moment(when)) if when else nullcontext():
                act()
        except (PermissionDenied, ValidationError) as refusal:
            return refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
