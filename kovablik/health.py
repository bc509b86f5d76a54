"""Is the house in order? /sehat/ asks the database, Redis and whether a worker is alive, and says so to anyone."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BEAT_SECONDS = 5
SILENCE_SECONDS = 15  # after which a worker that says nothing counts as dead
WORKER_KEY = "health:worker"

logger = logging.getLogger(__name__)


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Green is 200, red is 503; what is wrong in detail stands in the log, not on the page."""
    parts = {name: _passes(name, probe) for name, probe in PROBES.items()}
    return JsonResponse({"ok": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)


def worker_lives() -> None:
    cache.set(WORKER_KEY, 1, SILENCE_SECONDS)


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _redis_answers() -> bool:
    cache.set("health:redis", 1, SILENCE_SECONDS)
    return cache.get("health:redis") == 1


def _worker_answers() -> bool:
    return cache.get(WORKER_KEY) is not None


PROBES = {"database": _database_answers, "redis": _redis_answers, "worker": _worker_answers}


def _passes(name: str, probe) -> bool:
    try:
        return probe()
    except Exception as error:  # noqa: BLE001  whatever it is, the answer is red
        logger.error("%s does not answer: %s", name, type(error).__name__)  # noqa: TRY400  an address may hold a password
        return False
