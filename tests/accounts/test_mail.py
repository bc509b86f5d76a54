"""One way to write to people."""

import smtplib

import pytest
from django.core import mail

from accounts.mail import deliver, is_reached
from accounts.models import Delivery
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def templates(settings, tmp_path):
    (tmp_path / "plain.txt").write_text("Salam, {{ reader }}: {{ word }}.")
    (tmp_path / "both.txt").write_text("Salam.")
    (tmp_path / "both.html").write_text("<p>Salam.</p>")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]


def test_each_reader_gets_a_letter_of_their_own_once(templates):
    readers = [UserFactory(name="Siti"), UserFactory(name="Budi")]

    for _turn in range(2):
        deliver("kabar:1", readers, "Kabar", "plain", {"word": "selesai"})

    assert [(one.to, one.body) for one in mail.outbox] == [
        ([readers[0].email], "Salam, Siti: selesai."),
        ([readers[1].email], "Salam, Budi: selesai."),
    ]
    assert Delivery.objects.filter(key="kabar:1").count() == 2


def test_another_letter_to_the_same_person_goes_out(templates):
    reader = UserFactory()

    deliver("kabar:1", [reader], "Kabar", "plain", {})
    deliver("kabar:2", [reader], "Kabar", "plain", {})

    assert len(mail.outbox) == 2


def test_it_has_a_second_form_where_there_is_a_template_for_it(templates):
    deliver("kabar:1", [UserFactory()], "Kabar", "both", {})
    deliver("kabar:2", [UserFactory()], "Kabar", "plain", {})

    assert [[kind for _body, kind in one.alternatives] for one in mail.outbox] == [["text/html"], []]


def test_one_refused_address_keeps_nobody_else_from_the_letter(templates, monkeypatch):
    first, refused, last = readers = UserFactory.create_batch(3)
    send = mail.EmailMessage.send

    def sending(letter, *args, **kwargs):
        if letter.to == [refused.email]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(letter, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", sending)

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        deliver("kabar:1", readers, "Kabar", "plain", {})

    assert [one.to for one in mail.outbox] == [[first.email], [last.email]]
    assert not Delivery.objects.filter(user=refused).exists()


@pytest.mark.parametrize(("has", "reached"), [({}, True), ({"is_active": False}, False), ({"email": ""}, False)])
def test_who_is_reached(has, reached):
    assert is_reached(UserFactory.build(**has)) is reached
