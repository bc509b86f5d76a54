from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import clock

EVENING = datetime(2020, 12, 31, 18, 0, tzinfo=UTC)


def test_now_is_the_real_time_unless_told():
    before = timezone.now()

    assert before <= clock.now() <= timezone.now()


def test_at_stands_still_until_the_block_ends():
    with clock.at(EVENING):
        assert clock.now() == clock.now() == EVENING

    assert clock.now() > EVENING


def test_at_returns_to_the_moment_around_it():
    with clock.at(EVENING):
        with clock.at(EVENING + timedelta(days=1)):
            pass

        assert clock.now() == EVENING


def test_at_ends_with_an_error_too():
    with pytest.raises(ZeroDivisionError), clock.at(EVENING):
        _ = 1 / 0

    assert clock.now() > EVENING


def test_today_is_the_day_in_the_city():
    with clock.at(EVENING):
        assert clock.today() == date(2021, 1, 1)


def test_tick_moves_on():
    with clock.at(EVENING):
        clock.tick(timedelta(minutes=5))

        assert clock.now() == EVENING + timedelta(minutes=5)


def test_the_real_clock_cannot_be_moved():
    with pytest.raises(RuntimeError, match="cannot be moved"):
        clock.tick(timedelta(minutes=5))
