"""What the tests themselves stand on: rows swept away, refusals drawn once."""

import pytest
from django.apps import apps
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry
from tests import refusals
from tests.factories import ScoreSheetFactory
from tests.moments import START
from tests.sweeping import sweep


def counted():
    return {model: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


@pytest.mark.django_db(transaction=True)
def test_every_row_goes_whatever_guards_it_and_what_migrating_made_stays():
    start = counted()
    ScoreSheetFactory(final=True)
    AuditEntry.objects.create(chain="contoh", number=1, at=START, action="contoh", target="contoh", hash="0" * 64)
    assert counted() != start

    sweep()

    assert counted() == start
    assert start[Permission] > 0


@pytest.fixture
def refused(rf):
    """What somebody reads who is refused at an address."""
    refusals.drawn.clear()

    def ask(sentence, *waiting):
        request = rf.get("/usulan/1/")
        request.user, request.csp_nonce, request.resolver_match = AnonymousUser(), "", None
        request._messages = CookieStorage(request)  # noqa: SLF001  where Django's middleware puts it
        for text in waiting:
            messages.info(request, text)
        return refusals.handler403(request, PermissionDenied(sentence)).content.decode()

    return ask


@pytest.mark.django_db
def test_the_next_refusal_is_read_as_its_sentence(refused):
    first, second = refused("Bukan bagian Anda."), refused("Rahasia kedua.")

    assert "<html" in first
    assert "Bukan bagian Anda." in first
    assert second == "Rahasia kedua."


@pytest.mark.django_db
def test_a_refusal_is_drawn_again_where_a_message_waits(refused):
    refused("Bukan bagian Anda.")

    assert "Pesan dari langkah lain" in refused("Bukan bagian Anda.", "Pesan dari langkah lain")
