import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from kovablik import health

pytestmark = pytest.mark.django_db


def test_health_is_green_when_everything_answers(client):
    health.worker_lives()

    response = client.get(reverse("health"))

    assert response.status_code == 200
    assert response.json() == {"ok": True, "database": True, "redis": True, "worker": True}


def test_health_is_red_without_a_worker(client):
    response = client.get(reverse("health"))

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": True, "redis": True, "worker": False}


def test_health_is_red_without_redis_and_keeps_its_address_to_itself(client, monkeypatch, caplog):
    def refuse(*args):
        raise ConnectionError("redis://:rahasia@redis:6379")

    monkeypatch.setattr(cache, "get", refuse)

    response = client.get(reverse("health"))

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": True, "redis": False, "worker": False}
    assert "rahasia" not in response.text + caplog.text


def test_health_costs_one_query_and_is_never_stored(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("health"))

    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_turns_health_red_within_thirty_seconds(client, worker):
    deadline = time.monotonic() + 30
    while client.get(reverse("health")).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)

    worker.kill()
    try:
        deadline = time.monotonic() + 30
        while client.get(reverse("health")).status_code != 503:
            assert time.monotonic() < deadline
            time.sleep(0.5)
    finally:
        worker.start()

    assert client.get(reverse("health")).json() == {"ok": True, "database": True, "redis": True, "worker": True}
