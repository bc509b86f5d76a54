"""A refused right speaks through the first condition that fails, or hides."""

from types import SimpleNamespace

import pytest
import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.policy import hides, require, says, why_not

RIGHT = "accounts.try_policy"


@hides
def is_there(user, thing):
    return thing.is_there


@says("Belum buka.")
def is_open(user, thing):
    return thing.is_open


@says(lambda user, _thing: f"{user.name} terlalu muda.")
def is_grown(user, thing):
    return user.age > thing.age


class Person(SimpleNamespace):
    def has_perm(self, right, thing):
        return rules.has_perm(right, self, thing)


@pytest.fixture(params=[is_there & is_open & is_grown, is_there & (is_open & is_grown)], ids=["left", "right"])
def right(request):
    rules.add_perm(RIGHT, request.param)
    yield RIGHT
    rules.remove_perm(RIGHT)


PERSON = Person(name="Ani", age=20)


@pytest.mark.parametrize(
    ("thing", "sentence", "raised"),
    [
        ({}, "", None),
        ({"is_there": False, "is_open": False}, "", Http404),
        ({"is_open": False, "age": 30}, "Belum buka.", PermissionDenied),
        ({"age": 30}, "Ani terlalu muda.", PermissionDenied),
    ],
)
def test_the_first_that_fails_speaks(right, thing, sentence, raised):
    thing = SimpleNamespace(**{"is_there": True, "is_open": True, "age": 18, **thing})

    assert why_not(right, PERSON, thing) == sentence
    assert PERSON.has_perm(right, thing) == (raised is None)
    if raised:
        with pytest.raises(raised, match=sentence or None):
            require(right, PERSON, thing)
    else:
        require(right, PERSON, thing)


def test_what_is_joined_by_or_speaks_with_one_voice():
    rules.add_perm(RIGHT, says("Salah satu saja.")(is_open | is_grown))

    assert why_not(RIGHT, PERSON, SimpleNamespace(is_open=False, age=30)) == "Salah satu saja."
    assert why_not(RIGHT, PERSON, SimpleNamespace(is_open=True, age=30)) == ""
    rules.remove_perm(RIGHT)


def test_a_right_of_plain_predicates_hides():
    rules.add_perm(RIGHT, rules.always_false)

    with pytest.raises(Http404):
        require(RIGHT, PERSON, None)
    rules.remove_perm(RIGHT)
