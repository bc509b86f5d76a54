"""A partner's answer that came outside the application, written down by the secretariat."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, MembershipRole, Office, User
from competitions.models import PhaseKind
from submissions.entry.actions_partners import confirm_partnership, record_partner_answer
from submissions.entry.mail import send_partner_recorded_mail
from submissions.models import Partnership
from tests.awards.ranked import published
from tests.factories import AppointmentFactory, MembershipFactory, PartnershipFactory, ProposalFactory
from tests.moments import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return AppointmentFactory(role=Office.SECRETARIAT).user


@pytest.fixture
def partnership():
    return PartnershipFactory(innovation=ProposalFactory(verified=True).innovation)


def record(partnership, by, *, is_confirmed=True, reason="Surat 12/2026.", when=PhaseKind.PLENARY):
    with clock.at(moment(when)):
        proposal = partnership.innovation.proposals.get()
        return record_partner_answer(
            proposal=proposal, partnership=partnership, is_confirmed=is_confirmed, reason=reason, by=by
        )


def test_an_answer_is_recorded_turned_round_and_recorded_again(partnership, secretary):
    for answer in (True, False, True):
        record(partnership, secretary, is_confirmed=answer)
        row = Partnership.objects.get(pk=partnership.pk)
        assert (row.is_confirmed, row.reason, row.answered_by) == (
            answer,
            "" if answer else "Surat 12/2026.",
            secretary,
        )

    entries = AuditEntry.objects.filter(action="partnership.record")
    assert [entry.after["is_confirmed"] for entry in entries] == [True, False, True]
    assert {entry.note for entry in entries} == {"Surat 12/2026."}


def test_a_partner_itself_answers_until_the_result_is_there(partnership):
    user = MembershipFactory(opd=partnership.opd).user

    with clock.at(moment(PhaseKind.PLENARY)):
        confirm_partnership(
            proposal=partnership.innovation.proposals.get(),
            partnership=partnership,
            part="Data",
            by=User.objects.get(pk=user.pk),
        )

    assert Partnership.objects.get(pk=partnership.pk).is_confirmed


def test_once_published_an_answer_is_a_new_version(secretary):
    publication = published((1,), partner=True)
    row = PartnershipFactory(innovation=publication.results.get().proposal.innovation)

    with pytest.raises(ValidationError, match="sudah terbit"):
        record(row, secretary)


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_takes_its_ground(partnership, secretary, reason):
    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        record(partnership, secretary, reason=reason)


def test_the_same_answer_twice_and_by_others(partnership, secretary):
    record(partnership, secretary)
    with pytest.raises(ValidationError, match="sudah tercatat"):
        record(partnership, secretary)
    with pytest.raises(PermissionDenied):
        record(partnership, MembershipFactory(opd=partnership.opd).user, is_confirmed=False)


def test_both_bodies_are_told_once(partnership, secretary, mailoutbox):
    people = [
        MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
        for opd in (partnership.opd, partnership.innovation.opd)
    ]
    record(partnership, secretary)
    for _turn in range(2):
        send_partner_recorded_mail(
            partnership.innovation.proposals.get().pk, partnership.pk, AuditEntry.objects.get().pk
        )

    assert [letter.to for letter in mailoutbox] == [[person.email] for person in people]
    assert "Surat 12/2026." in mailoutbox[0].body


def test_the_page(client, partnership, secretary):
    client.force_login(secretary)
    proposal = partnership.innovation.proposals.get()
    page = reverse("submissions:partner-record", args=[proposal.pk, partnership.pk])

    with clock.at(moment(PhaseKind.PLENARY)):
        assert "Belum dijawab." in client.get(page).text
        refused = client.post(page, {"reason": "Surat."})
        done = client.post(page, {"answer": "ya", "reason": "Surat."}, follow=True)

    assert (refused.status_code, "Pilih jawabannya." in refused.text) == (422, True)
    assert "kedua OPD diberi tahu" in done.text
