"""Inviting: a letter with a link and no password, once, only to whom it helps; again by the secretariat alone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import clock
from accounts.actions import invite_again
from accounts.invitations import send_invitation
from accounts.models import AuditEntry, Delivery, User
from tests.factories import AppointmentFactory, ProposalFactory, UserFactory
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db

LIST = "/akun/undangan/"
QUERIES = 6


@pytest.fixture
def stranger():
    user = UserFactory(username="siti@contoh.example", name="Siti Aminah", email="siti@contoh.example")
    User.objects.filter(pk=user.pk).update(password=make_password(None))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


def link_in(letter):
    return re.search(rf"{re.escape(settings.BASE_URL)}(/akun/lupa/[^/\s]+-[^/\s]+/)", letter.body)[1]


def test_the_letter_holds_a_link_and_how_long_it_holds(stranger):
    send_invitation(stranger.pk)

    (letter,) = mail.outbox
    assert letter.to == ["siti@contoh.example"]
    assert letter.subject == "Undangan ke Kovablik"
    assert "Yth. Siti Aminah," in letter.body
    assert link_in(letter)
    assert "berlaku satu kali, selama 3 hari sejak e-mail ini dikirim" in letter.body


def test_the_link_sets_a_password_once_and_signs_in(stranger):
    send_invitation(stranger.pk)
    client, link = Client(), link_in(mail.outbox[0])
    password = "arsip-kota-yang-rapi"

    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    response = client.post(reverse("account_login"), {"login": "siti@contoh.example", "password": password})

    assert response["Location"] == reverse("home")
    assert "tidak berlaku lagi" in Client().get(link, follow=True).text


def test_the_link_is_over_after_its_time(stranger, monkeypatch):
    send_invitation(stranger.pk)
    link = link_in(mail.outbox[0])
    later = timezone.localtime() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 1)

    monkeypatch.setattr(
        "django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda _self: later.replace(tzinfo=None)
    )

    assert "tidak berlaku lagi" in Client().get(link, follow=True).text


def test_a_second_run_sends_nothing(stranger):
    assert [send_invitation(stranger.pk), send_invitation(stranger.pk)] == [True, False]
    assert len(mail.outbox) == 1


def test_a_letter_that_did_not_leave_may_leave_with_the_retry(stranger, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there

    send_invitation(stranger.pk)
    assert Delivery.objects.waiting().count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert send_invitation(stranger.pk)
    assert [letter.to for letter in mail.outbox] == [["siti@contoh.example"]]
    assert Delivery.objects.sent().count() == 1


def test_asked_again_later_there_is_another_letter(stranger):
    send_invitation(stranger.pk, clock.now().isoformat())
    Delivery.objects.update(sent_at=clock.now() - timedelta(minutes=2))

    send_invitation(stranger.pk, clock.now().isoformat())

    assert len(mail.outbox) == 2


@pytest.mark.parametrize("values", [{"is_active": False}, {"password": "x"}, {"email": "siti@demo.test"}])
def test_nobody_is_invited_whom_it_does_not_help(stranger, values):
    User.objects.filter(pk=stranger.pk).update(**values)

    assert not send_invitation(stranger.pk)
    assert mail.outbox == []


def test_an_invitation_is_sent_again(client, secretary, stranger, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(send_invitation, "delay", lambda user, _moment: asked.append(user))

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{LIST}{stranger.pk}/kirim/", follow=True)

    assert "Undangan untuk Siti Aminah sedang dikirim." in response.text
    assert asked == [stranger.pk]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.actor) == ("user.invite", f"accounts.user:{stranger.pk}", secretary)


def test_who_has_a_password_is_not_invited_again(client, secretary):
    person = UserFactory()

    with pytest.raises(ValidationError):
        invite_again(user=person, by=User.objects.get(pk=secretary.pk))
    response = client.post(f"{LIST}{person.pk}/kirim/", follow=True)

    assert "tidak memerlukan undangan" in response.text
    assert AuditEntry.objects.count() == 0


def test_only_the_secretariat_invites(client, stranger):
    codes = {}
    for role, person in everyone(ProposalFactory()).items():
        client.force_login(person)
        codes[role] = client.post(f"{LIST}{stranger.pk}/kirim/").status_code

    assert codes == {role: 302 if role == "secretariat" else 403 for role in ROLES}


def test_the_act_itself_asks_for_the_right(stranger):
    with pytest.raises(PermissionDenied):
        invite_again(user=stranger, by=UserFactory())
