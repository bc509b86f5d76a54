"""Reminders and other letters: to whom, what they say, how often, and once to each."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, MembershipRole, Office
from competitions.models import PhaseKind
from submissions.funnel.actions import remind
from submissions.funnel.mail import send_reminder
from submissions.models import Reached, Reminder, State
from submissions.steps.mail import send_ready_mail
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    ExtensionFactory,
    MembershipFactory,
    OPDFactory,
    ProposalFactory,
    ReminderFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import START, moment

pytestmark = pytest.mark.django_db

HEAD = MembershipRole.HEAD


@pytest.fixture(autouse=True)
def _registration():
    with clock.at(moment(PhaseKind.REGISTRATION)):
        yield


@pytest.fixture
def edition():
    return EditionFactory(short_name="KOVABLIK Contoh")


@pytest.fixture
def opd():
    return OPDFactory(abbr="Dinkes", name="Dinas Kesehatan")


@pytest.fixture
def operator(opd):
    return MembershipFactory(opd=opd).user


@pytest.fixture
def head(opd):
    return MembershipFactory(opd=opd, role=HEAD).user


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


@pytest.fixture
def sending(django_capture_on_commit_callbacks, settings):
    """Reminders whose letters are written at once, as the worker does a moment later."""
    settings.CELERY_TASK_ALWAYS_EAGER = True

    def send(edition, *opds, by):
        before = len(outgoing.outbox)
        with django_capture_on_commit_callbacks() as callbacks:
            reminders = remind(edition=edition, opds=[opd.pk for opd in opds], by=by)
        for row in reminders:
            send_reminder(row.pk)
        assert callbacks
        return [letter.to[0] for letter in outgoing.outbox[before:]]

    return send


# To whom


def test_first_the_operators_then_the_head_too(sending, edition, opd, operator, head, secretary):
    first = sending(edition, opd, by=secretary)
    with clock.at(moment(PhaseKind.REGISTRATION) + timedelta(days=1)):
        second = sending(edition, opd, by=secretary)

    assert first == [operator.email]
    assert sorted(second) == sorted([operator.email, head.email])


def test_without_an_operator_the_head_is_written_to_at_once(sending, edition, opd, head, secretary):
    assert sending(edition, opd, by=secretary) == [head.email]


def test_what_waits_for_the_head_reaches_the_head_at_once(sending, edition, opd, operator, head, secretary):
    ProposalFactory(edition=edition, innovation__opd=opd, handed=True)

    assert sorted(sending(edition, opd, by=secretary)) == sorted([operator.email, head.email])


def test_nobody_else_hears_of_it(sending, edition, opd, operator, secretary):
    MembershipFactory(opd=opd, user__is_active=False)
    MembershipFactory(opd=opd, ends_on=clock.today())
    MembershipFactory(opd=opd, role=MembershipRole.STAFF)
    MembershipFactory(opd=opd, user__email="")
    MembershipFactory()
    AppointmentFactory(role=Office.VERIFIER)

    assert sending(edition, opd, by=secretary) == [operator.email]


def test_who_left_meanwhile_is_not_written_to(edition, opd, operator, secretary):
    (reminder,) = remind(edition=edition, opds=[opd.pk], by=secretary)
    operator.memberships.update(ends_on=clock.today())

    send_reminder(reminder.pk)

    assert outgoing.outbox == []


# What it says


def test_a_letter_says_that_there_is_no_proposal_yet_and_until_when(sending, edition, opd, operator, secretary):
    sending(edition, opd, by=secretary)

    letter = outgoing.outbox[0]
    assert letter.subject == "Pengingat KOVABLIK Contoh untuk Dinkes"
    assert f"Yth. {operator.name}," in letter.body
    assert "Belum ada usulan dari OPD Anda. Pendaftaran ditutup Senin 19 Januari 2026 pukul 08.00 WIB." in letter.body
    assert reverse("home") in letter.body


def test_a_letter_says_how_much_of_a_draft_is_there(sending, edition, opd, operator, secretary):
    proposal = ProposalFactory(edition=edition, innovation__opd=opd, innovation__title="Jebol <b>")
    SectionFactory(proposal=proposal, template=SectionTemplateFactory(edition=edition))
    SectionTemplateFactory(edition=edition)

    sending(edition, opd, by=secretary)

    assert "Usulan “Jebol <b>” masih draf: 1 dari 2 bagian terisi." in outgoing.outbox[0].body


def test_a_letter_says_until_when_to_mend(sending, edition, opd, operator, secretary):
    until = moment(PhaseKind.ADMINISTRATION) + timedelta(days=1)
    ProposalFactory(edition=edition, innovation__opd=opd, returned=True, mend_until=until)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        sending(edition, opd, by=secretary)

    assert "dikembalikan verifikator: perbaiki dan kirimkan lagi sebelum Jumat 23" in outgoing.outbox[0].body


def test_a_letter_names_the_longer_time_of_an_extension(sending, edition, opd, operator, secretary):
    ExtensionFactory(edition=edition, opd=opd)

    with clock.at(moment(PhaseKind.ADMINISTRATION) - timedelta(days=3)):
        sending(edition, opd, by=secretary)

    assert "Pendaftaran ditutup Rabu 21 Januari 2026 pukul 08.00 WIB" in outgoing.outbox[0].body


def test_who_has_done_it_meanwhile_hears_nothing(edition, opd, operator, secretary):
    (reminder,) = remind(edition=edition, opds=[opd.pk], by=secretary)
    ProposalFactory(edition=edition, innovation__opd=opd, sent=True)

    send_reminder(reminder.pk)

    assert outgoing.outbox == []


# How often, and when


def test_once_a_day(edition, opd, operator, secretary):
    remind(edition=edition, opds=[opd.pk], by=secretary)

    with pytest.raises(ValidationError, match=r"Sudah diingatkan Kamis 15 Januari 2026 pukul 20\.00 WIB; .* besok"):
        remind(edition=edition, opds=[opd.pk], by=secretary)

    assert Reminder.objects.count() == 1


@pytest.mark.parametrize("when", [PhaseKind.ADMINISTRATION, PhaseKind.REGISTRATION])
def test_nobody_is_reminded_of_what_cannot_be_done(edition, opd, operator, secretary, when):
    ProposalFactory(edition=edition, innovation__opd=opd, sent=when == PhaseKind.REGISTRATION)

    with clock.at(moment(when)), pytest.raises(ValidationError, match="tidak menunggak apa pun"):
        remind(edition=edition, opds=[opd.pk], by=secretary)


def test_an_agency_whom_no_letter_reaches_is_told_of(edition, opd, secretary):
    with pytest.raises(ValidationError, match="Tidak ada operator atau kepala OPD yang beralamat e-mail"):
        remind(edition=edition, opds=[opd.pk], by=secretary)


@pytest.mark.parametrize("when", [PhaseKind.SOCIALISATION, PhaseKind.JUDGING])
def test_outside_the_two_phases_nobody_reminds(edition, opd, operator, secretary, when):
    with clock.at(moment(when)), pytest.raises(PermissionDenied):
        remind(edition=edition, opds=[opd.pk], by=secretary)


def test_of_many_those_are_written_to_whom_it_concerns(edition, opd, operator, secretary):
    done = ProposalFactory(edition=edition, sent=True).innovation.opd
    MembershipFactory(opd=done)
    today = MembershipFactory().opd
    ReminderFactory(edition=edition, opd=today, sent_at=clock.now())
    unreachable = OPDFactory()

    reminders = remind(edition=edition, opds=[opd.pk, done.pk, today.pk, unreachable.pk, opd.pk], by=secretary)

    assert [row.opd for row in reminders] == [opd]


def test_each_reminder_is_in_the_ledger(edition, opd, operator, secretary):
    (reminder,) = remind(edition=edition, opds=[opd.pk], by=secretary)

    entry = AuditEntry.objects.get(action="reminder.send")
    assert (entry.chain, entry.actor, entry.after) == (
        edition.ledger_chain,
        secretary,
        {"opd": opd.pk, "reached": Reached.OPERATORS},
    )
    assert entry.target == f"submissions.reminder:{reminder.pk}"


# Once to each


def test_a_task_that_runs_twice_writes_once(edition, opd, operator, secretary):
    (reminder,) = remind(edition=edition, opds=[opd.pk], by=secretary)

    send_reminder(reminder.pk)
    send_reminder(reminder.pk)

    assert len(outgoing.outbox) == 1


class Refusing:
    """A mail server that refuses one address, as long as it does."""

    def __init__(self, monkeypatch, address):
        self.address, send = address, outgoing.EmailMessage.send

        def refuse(letter, *args, **kwargs):
            if letter.to == [self.address]:
                raise smtplib.SMTPServerDisconnected
            return send(letter, *args, **kwargs)

        monkeypatch.setattr(outgoing.EmailMessage, "send", refuse)


def test_a_retry_writes_to_those_only_whom_no_letter_reached(edition, opd, operator, secretary, monkeypatch):
    other = MembershipFactory(opd=opd).user
    (reminder,) = remind(edition=edition, opds=[opd.pk], by=secretary)
    server = Refusing(monkeypatch, operator.email)

    send_reminder(reminder.pk)
    server.address = ""
    send_reminder(reminder.pk)

    assert [letter.to for letter in outgoing.outbox] == [[other.email], [operator.email]]


def test_what_waits_for_two_heads_reaches_each_once(opd, head, monkeypatch):
    proposal = ProposalFactory(innovation__opd=opd, handed=True)
    second = MembershipFactory(opd=opd, role=HEAD).user
    server = Refusing(monkeypatch, second.email)

    send_ready_mail(proposal.pk, proposal.created_by.pk)
    server.address = ""
    send_ready_mail(proposal.pk, proposal.created_by.pk)

    assert [letter.to for letter in outgoing.outbox] == [[head.email], [second.email]]


def test_handed_over_again_the_head_hears_again(opd, head):
    proposal = ProposalFactory(innovation__opd=opd, handed=True)
    send_ready_mail(proposal.pk, proposal.created_by.pk)
    proposal.handed_at = START + timedelta(hours=1)
    proposal.save()

    send_ready_mail(proposal.pk, proposal.created_by.pk)

    assert len(outgoing.outbox) == 2


def test_whom_a_reminder_reached_is_known():
    with pytest.raises(IntegrityError, match="submissions_reminder_reached_known"), transaction.atomic():
        ReminderFactory(reached="entah")


# The page


def test_one_click_reminds_one_agency_and_returns_to_the_list(client, edition, opd, operator, secretary):
    url = reverse("submissions:reminder-create", args=[edition.slug, opd.pk])

    response = client.post(f"{url}?saring=belum", follow=True)

    assert response.redirect_chain[0][0].endswith("?saring=belum")
    assert "Pengingat untuk Dinas Kesehatan dikirim kepada operatornya." in response.text
    assert "Diingatkan hari ini" in response.text


def test_a_second_click_says_why_not(client, edition, opd, operator, secretary):
    url = reverse("submissions:reminder-create", args=[edition.slug, opd.pk])
    client.post(url)

    response = client.post(url, follow=True)

    assert "pengingat berikutnya paling cepat besok" in response.text
    assert Reminder.objects.count() == 1


def test_all_that_the_filter_shows_are_reminded(client, edition, opd, operator, secretary):
    draft = MembershipFactory(opd=ProposalFactory(edition=edition).innovation.opd).opd
    url = reverse("submissions:reminder-create-all", args=[edition.slug])
    page = client.get(reverse("submissions:overview-detail", args=[edition.slug]) + "?saring=draf")
    assert "Ya, ingatkan 1 OPD" in page.text

    response = client.post(f"{url}?saring=draf", follow=True)

    assert "1 OPD diingatkan." in response.text
    assert [row.opd for row in Reminder.objects.all()] == [draft]


@pytest.mark.parametrize("office", [Office.LEADER, Office.AUDITOR])
def test_who_only_watches_reminds_nobody(client, edition, opd, operator, office):
    client.force_login(AppointmentFactory(role=office).user)

    for url in (
        reverse("submissions:reminder-create", args=[edition.slug, opd.pk]),
        reverse("submissions:reminder-create-all", args=[edition.slug]),
    ):
        assert client.post(url).status_code == 403
    assert Reminder.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_reminding_costs_the_same_for_any_number_of_agencies(edition, secretary, count, django_assert_num_queries):
    opds = [MembershipFactory().opd.pk for _turn in range(count)]
    ProposalFactory(edition=edition, innovation__opd_id=opds[0], state=State.DRAFT)

    with django_assert_num_queries(17):
        remind(edition=edition, opds=opds, by=secretary)
