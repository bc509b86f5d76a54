"""The outbox against a mail server that answers as real ones do: each letter once, and none is lost."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts import clock
from accounts.invitations import send_invitation
from accounts.mail import deliver
from accounts.mail_body import PRIVATE
from accounts.models import Delivery, User
from accounts.outbox import MOST_ATTEMPTS, send, send_waiting
from tests.conftest import wait_until
from tests.factories import EditionFactory, UserFactory
from tests.mail_server import mail_server
from tests.threads import at_once

LETTER = ("accounts/mail/password", {"address": PRIVATE})


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 0.3
        settings.DEFAULT_FROM_EMAIL = "kovablik@batu.example"
        yield server


def write(*people, key="kabar:1", chain=""):
    deliver(key, people, "Kabar", *LETTER, chain=chain)
    return [Delivery.objects.get(key=key, reader=person) for person in people]


def without_password():
    person = UserFactory()
    User.objects.filter(pk=person.pk).update(password=make_password(None))
    return person


def state(letter):
    letter.refresh_from_db()
    named = {"sent": letter.sent_at, "waiting": letter.try_at, "refused": letter.refused_at}
    return next(name for name, moment in named.items() if moment)


def later(**step):
    return clock.at(clock.now() + timedelta(**step))


ANSWERS = {
    "taken": ({}, "sent", ""),
    "nobody of this name": ({"rcpt": "550 5.1.1 User unknown"}, "refused", "550 5.1.1 User unknown"),
    "greylisted": ({"rcpt": "450 4.2.0 Greylisted, come back"}, "waiting", "450 4.2.0 Greylisted"),
    "mailbox full": ({"rcpt": "452 4.2.2 Mailbox full"}, "waiting", "452 4.2.2 Mailbox full"),
    "taken for spam": ({"after_data": "554 5.7.1 Spam"}, "refused", "554 5.7.1 Spam"),
    "disk full": ({"after_data": "451 4.3.0 Try later"}, "waiting", "451 4.3.0 Try later"),
    "closing": ({"rcpt": "421 4.3.2 Closing"}, "waiting", "421 4.3.2 Closing"),
    "too busy to greet": ({"greeting": "421 4.3.2 Too busy"}, "waiting", "421 4.3.2 Too busy"),
    "no service for us": ({"greeting": "554 No SMTP service here"}, "waiting", "554 No SMTP service here"),
    "our own name refused": ({"sender_answer": "553 5.7.1 Not yours"}, "waiting", "553 5.7.1 Not yours"),
    "silent at the greeting": ({"hang": "greeting"}, "waiting", "tidak dapat dihubungi"),
    "silent after the letter": ({"hang": "DATA"}, "waiting", "tidak dapat dihubungi"),
    "hangs up at the greeting": ({"close_at": "greeting"}, "waiting", "tidak dapat dihubungi"),
    "hangs up before taking it": ({"close_at": "DATA"}, "waiting", "tidak dapat dihubungi"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("behaviour", "expected", "problem"), ANSWERS.values(), ids=ANSWERS)
def test_what_each_answer_makes_of_a_letter(server, behaviour, expected, problem):
    reader = UserFactory()
    for name, value in behaviour.items():
        if name == "rcpt":
            server.recipients[reader.email] = value
        elif name == "hang":
            server.hang = value.__eq__
        else:
            setattr(server, name, value)

    (letter,) = write(reader)

    assert state(letter) == expected
    assert letter.attempts == 1
    assert problem in letter.problem
    assert len(server.letters) == (expected == "sent")


@pytest.mark.django_db
def test_a_refused_address_keeps_nobody_else_from_the_letter_and_is_not_tried_again(server):
    first, refused, last = UserFactory.create_batch(3)
    server.recipients[refused.email] = "550 5.1.1 User unknown"

    letters = write(first, refused, last)
    with later(days=1):
        send_waiting()
        write(first, refused, last)

    assert [state(letter) for letter in letters] == ["sent", "refused", "sent"]
    assert [letter["To"] for letter in server.letters] == [first.email, last.email]
    assert letters[1].attempts == 1


@pytest.mark.django_db
def test_what_is_put_off_is_tried_later_and_later_and_arrives_once(server):
    reader = UserFactory()
    server.recipients[reader.email] = "450 4.2.0 Greylisted"
    (letter,) = write(reader)

    assert send_waiting() == 0  # its turn comes in a minute
    with later(minutes=2):
        assert send_waiting() == 1
        letter.refresh_from_db()
        assert letter.try_at == clock.now() + timedelta(minutes=5)
    server.recipients.clear()
    with later(minutes=10):
        assert [send_waiting(), send_waiting()] == [1, 0]

    assert state(letter) == "sent"
    assert letter.problem == ""
    assert len(server.letters) == 1


@pytest.mark.django_db
def test_after_five_days_it_is_given_up(server):
    reader = UserFactory()
    server.recipients[reader.email] = "450 4.2.0 Greylisted"
    (letter,) = write(reader)
    Delivery.objects.update(attempts=MOST_ATTEMPTS - 1)

    with later(days=5):
        send_waiting()

    assert state(letter) == "refused"
    assert letter.problem.startswith("Tidak terkirim setelah lima hari.")


@pytest.mark.django_db
def test_a_server_that_is_down_is_not_asked_for_each_letter(server):
    server.greeting = "421 4.3.2 Too busy"
    people = UserFactory.create_batch(5)

    letters = write(*people)

    assert server.connections == 2
    assert [letter.attempts for letter in letters] == [1, 1, 0, 0, 0]
    server.greeting = "220 ready"
    with later(minutes=2):
        send_waiting()
    assert {state(letter) for letter in letters} == {"sent"}
    assert len(server.letters) == 5


@pytest.mark.django_db
def test_a_server_that_takes_few_letters_at_a_time_gets_them_all(server):
    server.letters_per_connection = 2
    people = UserFactory.create_batch(5)

    write(*people)
    with later(minutes=2):
        send_waiting()

    assert sorted(letter["To"] for letter in server.letters) == sorted(person.email for person in people)


@pytest.mark.django_db
def test_it_goes_out_in_the_organisers_name_and_a_second_try_is_known_as_the_same(server):
    edition = EditionFactory(organiser="Bagian Organisasi, Setda", reply_to="organisasi@batu.example")
    server.hang = "taken".__eq__  # it takes the letter, but we never hear so
    (letter,) = write(UserFactory(), chain=edition.ledger_chain)
    server.hang = lambda _moment: False
    with later(minutes=2):
        send_waiting()

    first, second = server.letters
    assert str(first["From"]) == '"Bagian Organisasi, Setda" <kovablik@batu.example>'
    assert first["Reply-To"] == "organisasi@batu.example"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@batu.example>")
    assert state(letter) == "sent"


@pytest.mark.django_db
def test_a_private_link_is_made_as_the_letter_goes_out_and_stored_nowhere(server):
    reader = UserFactory()

    (letter,) = write(reader)

    (mailed,) = server.letters
    for part in ("plain", "html"):
        text = mailed.get_body((part,)).get_content()
        assert "/akun/lupa/" in text
        assert PRIVATE not in text
    assert "/akun/lupa/" not in letter.body
    assert PRIVATE in letter.body


@pytest.mark.django_db
def test_the_address_is_the_one_that_the_person_has_when_it_goes_out(server):
    reader = UserFactory(email="salah@contoh.example")
    server.recipients["salah@contoh.example"] = "450 4.2.0 Greylisted"
    (letter,) = write(reader)
    User.objects.filter(pk=reader.pk).update(email="benar@contoh.example")

    with later(minutes=2):
        send_waiting()

    assert [mailed["To"] for mailed in server.letters] == ["benar@contoh.example"]
    letter.refresh_from_db()
    assert letter.address == "benar@contoh.example"


@pytest.mark.django_db
def test_who_left_meanwhile_gets_nothing(server):
    reader = UserFactory()
    server.recipients[reader.email] = "450 4.2.0 Greylisted"
    (letter,) = write(reader)
    User.objects.filter(pk=reader.pk).update(is_active=False)

    with later(minutes=2):
        send_waiting()

    assert state(letter) == "refused"
    assert "tidak aktif" in letter.problem


@pytest.mark.django_db
def test_an_invitation_that_waited_is_dropped_once_there_is_a_password(server):
    stranger = without_password()
    server.recipients[stranger.email] = "450 4.2.0 Greylisted"
    send_invitation(stranger.pk)
    User.objects.filter(pk=stranger.pk).update(password=make_password("x"))
    server.recipients.clear()

    with later(minutes=2):
        send_waiting()

    assert server.letters == []
    assert "kata sandinya sudah dibuat" in Delivery.objects.get().problem


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_letter_send_it_once(server):
    reader = UserFactory()
    server.recipients[reader.email] = "450 4.2.0 Greylisted"
    (letter,) = write(reader)
    server.recipients.clear()

    at_once(*[lambda: send([letter.pk])] * 3)

    assert len(server.letters) == 1
    assert state(letter) == "sent"


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_the_server_greets_leaves_the_letter_waiting(worker, settings):
    """It was on the ledger as sent, and never went out."""
    stranger = without_password()
    with mail_server() as server:
        server.hang = "greeting".__eq__
        worker.stop()
        worker.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        worker.start()
        send_invitation.delay(stranger.pk)
        wait_until(lambda: server.connections, what="the worker to knock")
        assert Delivery.objects.waiting().count() == 1

        worker.kill()
        server.hang = lambda _moment: False
        worker.start()
        wait_until(lambda: Delivery.objects.sent().exists(), what="the second run")

        assert [letter["To"] for letter in server.letters] == [stranger.email]
        assert Delivery.objects.count() == 1


REFUSED = {
    "accounts_delivery_addressed": {"address": ""},
    "accounts_delivery_one_state": {"try_at": None},
    "accounts_delivery_one_state ": {"sent_at": clock.now()},
    "accounts_delivery_refused_says_why": {"try_at": None, "refused_at": clock.now()},
    "accounts_delivery_sent_was_tried": {"try_at": None, "sent_at": clock.now(), "attempts": 0},
    "accounts_delivery_sent_was_tried ": {"try_at": None, "sent_at": clock.now(), "attempts": 1, "problem": "x"},
    "accounts_delivery_once": {},
}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "values"), REFUSED.items(), ids=REFUSED)
def test_the_database_refuses_what_cannot_be(name, values):
    reader = UserFactory()
    row = {"key": "kabar:1", "reader": reader, "address": reader.email, "subject": "Kabar", "body": "", **values}
    if not values:
        Delivery.objects.create(**row)

    with pytest.raises(IntegrityError, match=f"{name.strip()}\\b"), transaction.atomic():
        Delivery.objects.create(**row)


@pytest.mark.django_db
def test_the_kind_of_a_letter_is_read_from_its_key(server):
    (letter,) = write(UserFactory(), key="verdict:12:1")

    letter.refresh_from_db()
    assert letter.kind == "verdict"


def test_letters_go_out_even_when_the_task_that_wrote_them_was_lost(settings):
    assert settings.CELERY_BEAT_SCHEDULE["send-waiting"]["task"] == send_waiting.name
