"""One way to write to people: once to each, in the organiser's name, with their agency and part."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.invitations import send_password_mail, send_unknown_account
from accounts.mail import Mailing, deliver, written
from accounts.models import Delivery, MembershipRole
from accounts.outbox import is_reached
from competitions.mail_head import head_of
from tests.factories import EditionFactory, MembershipFactory, OPDFactory, ProposalFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def templates(settings, tmp_path):
    (tmp_path / "kabar.html").write_text(
        '{% extends "mail/base.html" %}{% block content %}<p>Sudah {{ word }}.</p>{% endblock %}'
        "{% block label %}Lihat{% endblock %}"
    )
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]


def send(readers, key="kabar:1", chain="", about=None, **context):
    deliver(key, readers, "Kabar", "kabar", {"word": "selesai", **context}, chain=chain, about=about)


def test_each_reader_gets_a_letter_of_their_own_once(templates):
    readers = [UserFactory(name="Siti"), UserFactory(name="Budi")]

    for _turn in range(2):
        send(readers)

    assert [(one.to, one.body.split("\n\n")[1:3]) for one in mail.outbox] == [
        ([readers[0].email], ["Yth. Siti,", "Sudah selesai."]),
        ([readers[1].email], ["Yth. Budi,", "Sudah selesai."]),
    ]
    assert Delivery.objects.sent().filter(key="kabar:1").count() == 2


def test_another_letter_to_the_same_person_goes_out(templates):
    reader = UserFactory()

    send([reader])
    send([reader], key="kabar:2")

    assert len(mail.outbox) == 2


def test_a_letter_has_both_forms(templates):
    send([UserFactory()], address="https://contoh.example/")

    (letter,) = mail.outbox
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert "Sudah selesai." in html
    assert "Lihat:\nhttps://contoh.example/" in letter.body


def test_the_head_is_the_editions_and_says_whom_to_ask(templates):
    edition = EditionFactory(
        name="KOVABLIK Kota Batu 2026",
        government="Pemerintah Kota Batu",
        organiser="Bagian Organisasi",
        contact="Siti, 0341-512345",
        reply_to="organisasi@batu.example",
    )

    send([UserFactory()], chain=edition.ledger_chain)

    (letter,) = mail.outbox
    assert letter.body.startswith("Pemerintah Kota Batu\nBagian Organisasi\nKOVABLIK Kota Batu 2026\n")
    assert "Hubungi Siti, 0341-512345." in letter.body
    assert letter.reply_to == ["organisasi@batu.example"]
    assert letter.from_email.startswith("Bagian Organisasi <")


def test_a_letter_of_no_edition_bears_the_city_that_opened_last():
    EditionFactory(government="Pemerintah Kota Batu", opened_at=None)
    assert head_of("") == head_of("edition-0") == head_of("general")

    EditionFactory(government="Pemerintah Kota Batu", organiser="Bagian Organisasi", name="KOVABLIK")

    assert (head_of("").government, head_of("").edition) == ("Pemerintah Kota Batu", "")


def test_it_names_the_agency_and_the_part_in_it(templates):
    opd = OPDFactory(name="Dinas Kesehatan")
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
    MembershipFactory(opd=opd, user=head, role=MembershipRole.OPERATOR)
    MembershipFactory(user=head, role=MembershipRole.OPERATOR)

    send([head], agency=opd)

    (letter,) = mail.outbox
    assert "\nKepala OPD / Operator OPD, Dinas Kesehatan\n" in letter.body
    assert "sebagai Kepala OPD / Operator OPD, Dinas Kesehatan." in letter.body


def test_it_names_the_role_of_who_is_of_no_agency(templates):
    send([UserFactory(name="Budi")], role="Juri tahap Presentasi")

    (letter,) = mail.outbox
    assert "Yth. Budi,\nJuri tahap Presentasi\n" in letter.body
    assert "sebagai Juri tahap Presentasi." in letter.body


def test_the_outbox_knows_what_it_is_about(templates):
    proposal, other = ProposalFactory.create_batch(2)
    opd = proposal.innovation.opd

    send([UserFactory()], chain=proposal.ledger_chain, about=[proposal, other], agency=opd)

    row = Delivery.objects.get()
    assert row.chain == proposal.ledger_chain
    assert row.about == [
        f"submissions.proposal:{proposal.pk}",
        f"submissions.proposal:{other.pk}",
        f"accounts.opd:{opd.pk}",
    ]
    assert Delivery.objects.naming(f"accounts.opd:{opd.pk}", f"submissions.proposal:{proposal.pk}").count() == 1
    assert not Delivery.objects.naming("accounts.opd:0").exists()


def test_what_people_typed_stays_words(templates):
    send([UserFactory(name="<b>Siti</b>")], word='<a href="https://jahat.example">klik</a>')

    (letter,) = mail.outbox
    ((html, _kind),) = letter.alternatives
    assert "Yth. <b>Siti</b>," in letter.body
    assert "<b>" not in html
    assert 'href="https://jahat.example"' not in html


def test_seen_ahead_nothing_is_kept_or_sent(templates):
    reader = UserFactory(name="Siti")

    mailing = Mailing("kabar:1", [reader], "Kabar\nbaik", "kabar", {"word": "selesai"})
    (letter,) = written(mailing, mailing.readers)

    assert "Yth. Siti," in letter.body
    assert letter.subject == "Kabar baik"
    assert not Delivery.objects.exists()
    assert mail.outbox == []


def test_nobody_of_the_demo_is_written_to_outside_of_it(templates):
    send([UserFactory(email="juri1@demo.test"), UserFactory(is_active=False)])

    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("has", "reached"), [({}, True), ({"is_active": False}, False), ({"email": ""}, False)])
def test_who_is_reached(has, reached):
    assert is_reached(UserFactory.build(**has)) is reached


@pytest.mark.parametrize("is_known", [True, False])
def test_who_forgot_the_password_is_answered_the_same_and_gets_the_fitting_letter(
    client, monkeypatch, django_capture_on_commit_callbacks, is_known
):
    user = UserFactory()
    for task in (send_password_mail, send_unknown_account):
        monkeypatch.setattr(task, "delay", task)
    typed = {"email": user.email if is_known else "siapa@contoh.example"}

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("account_reset_password"), typed)

    (letter,) = mail.outbox
    assert response.status_code == 302
    assert letter.to == [typed["email"]]
    assert ("/akun/lupa/" in letter.body) is is_known
    assert ("tidak ada akun Kovablik" in letter.body) is not is_known
    assert Delivery.objects.filter(kind="password").exists() is is_known
