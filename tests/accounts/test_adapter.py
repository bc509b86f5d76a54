"""Nobody signs up, and a demo account is nobody outside the demo."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import demo
from accounts.checks import no_demo_accounts
from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_user():
    return User.objects.create_user("juri1", "juri1@demo.test", demo.PASSWORD, name="Juri 1")


def test_there_is_no_sign_up(client):
    before = User.objects.count()

    response = client.post(
        reverse("account_signup"),
        {"username": "baru", "email": "b@contoh.example", "password1": "kata-panjang-9", "password2": "kata-panjang-9"},
    )

    assert "Akun hanya lewat undangan" in response.text
    assert User.objects.count() == before


@pytest.mark.parametrize("name", ["juri1", "juri1@demo.test"])
def test_a_demo_account_signs_in_within_the_demo(client, demo_user, name, settings):
    settings.DEMO = True

    client.post(reverse("account_login"), {"login": name, "password": demo.PASSWORD})

    assert client.get(reverse("home")).status_code == 200


def test_a_demo_account_cannot_authenticate_outside_the_demo(client, demo_user):
    response = client.post(reverse("account_login"), {"login": "juri1", "password": demo.PASSWORD})

    assert authenticate(None, username="juri1", password=demo.PASSWORD) is None
    assert client.session.get("_auth_user_id") is None
    assert 'class="errors"' in response.text


def test_a_demo_account_is_signed_out_when_the_demo_ends(client, demo_user, settings):
    settings.DEMO = True
    client.force_login(demo_user)
    assert client.get(reverse("home")).status_code == 200

    settings.DEMO = False

    assert client.get(reverse("home")).status_code == 302


def test_an_ordinary_account_signs_in_with_name_or_address(client):
    user = UserFactory(username="siti", email="siti@contoh.example")

    for name in ("siti", "siti@contoh.example"):
        response = client.post(reverse("account_login"), {"login": name, "password": "rahasia-contoh"})
        assert response.headers["Location"] == reverse("home")
        assert client.session["_auth_user_id"] == str(user.pk)
        client.logout()


def test_a_wrong_password_is_refused_in_words(client):
    UserFactory(username="siti")

    response = client.post(reverse("account_login"), {"login": "siti", "password": "salah"})

    assert 'class="errors"' in response.text
    assert "_auth_user_id" not in client.session


def test_a_demo_address_is_refused_outside_the_demo(settings):
    user = UserFactory.build(email="siapa@demo.test")

    with pytest.raises(ValidationError, match="hanya ada di peragaan"):
        user.clean()

    settings.DEMO = True
    user.clean()


def test_a_server_does_not_start_on_a_database_of_the_demo(demo_user, settings):
    settings.TESTING = False

    assert [error.id for error in no_demo_accounts(databases=["default"])] == ["accounts.E001"]
    demo_user.delete()
    assert no_demo_accounts(databases=["default"]) == []


def test_the_demo_itself_may_hold_them(demo_user, settings):
    settings.TESTING, settings.DEMO = False, True

    assert no_demo_accounts(databases=["default"]) == []
