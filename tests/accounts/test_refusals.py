"""A refused act says its sentence where the person reads it."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.refusals import refusable, refusable_form


class PlaceForm(forms.Form):
    name = forms.CharField()
    day = forms.DateField()


@pytest.fixture
def form():
    form = PlaceForm({"name": "Aula", "day": "2026-01-01"})
    assert form.is_valid()
    return form


@pytest.fixture
def request_with_messages(rf):
    request = rf.get("/")
    request.session = {}
    request._messages = FallbackStorage(request)  # noqa: SLF001  as Django's middleware does
    return request


def test_an_act_that_is_done_is_no_refusal():
    with refusable() as refusal:
        done = True

    assert (done, bool(refusal), refusal.sentence, refusal.code) == (True, False, "", "")


def test_a_refusal_keeps_its_sentences_and_code_and_goes_on():
    with refusable() as refusal:
        raise ValidationError("Sudah ditutup.", code="closed")

    assert (bool(refusal), refusal.sentence, refusal.code) == (True, "Sudah ditutup.", "closed")


def test_with_the_request_it_is_a_message(request_with_messages):
    with refusable(request_with_messages):
        raise ValidationError(["Satu.", "Dua."])

    assert [str(one) for one in get_messages(request_with_messages)] == ["Satu. Dua."]


def test_what_is_no_refusal_passes():
    with pytest.raises(PermissionDenied), refusable():
        raise PermissionDenied


@pytest.mark.parametrize(
    ("error", "options", "found"),
    [
        (ValidationError("Salah."), {}, {"__all__": ["Salah."]}),
        (ValidationError("Salah."), {"field": "name"}, {"name": ["Salah."]}),
        (ValidationError({"name": "Kosong."}), {}, {"name": ["Kosong."]}),
        (ValidationError({"elsewhere": "Salah."}), {}, {"__all__": ["Salah."]}),
        (ValidationError({"begins": "Salah."}), {"places": {"begins": "day"}}, {"day": ["Salah."]}),
    ],
)
def test_each_sentence_stands_at_its_field(form, error, options, found):
    with refusable_form(form, **options):
        raise error

    assert form.errors == found
