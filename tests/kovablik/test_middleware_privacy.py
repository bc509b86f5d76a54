"""Who signs out leaves nothing for whoever presses "back"."""

import pytest
from django.urls import reverse

from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_page_of_somebody_signed_in_is_kept_by_nobody(client):
    client.force_login(MembershipFactory().user)

    response = client.get(reverse("submissions:proposal-list"))

    assert response.headers["Cache-Control"] == "no-store, private"


def test_a_public_page_may_be_kept(client):
    response = client.get(reverse("landing"))

    assert "no-store" not in response.headers.get("Cache-Control", "")
