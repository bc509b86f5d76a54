"""More time for one agency: what it changes for whom, to the second, and what is refused."""

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import clock
from accounts.models import AuditEntry, MembershipRole, Office, User
from competitions.models import Edition, PhaseKind
from submissions.deadline import accepts_corrections, accepts_entries, closes_at
from submissions.funnel.actions_extension import end_extension, extend
from submissions.funnel.mail import send_extension_ended_mail, send_extension_mail
from submissions.models import Extension, Proposal
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    ExtensionFactory,
    MembershipFactory,
    OPDFactory,
    ProposalFactory,
)
from tests.moments import START, moment, opening

pytestmark = pytest.mark.django_db

CLOSE = opening(PhaseKind.ADMINISTRATION)  # of the registration: phases follow each other
UNTIL = CLOSE + timedelta(days=2)
SECOND = timedelta(seconds=1)


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def opd():
    return OPDFactory(name="Dinas Kesehatan", abbr="Dinkes")


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


def grant(edition, opd, by, until=UNTIL, reason="Listrik padam.", when=PhaseKind.REGISTRATION):
    with clock.at(when if hasattr(when, "tzinfo") else moment(when)):
        return extend(edition=edition, opd=opd, until=until, reason=reason, by=by)


# What it changes


@pytest.mark.parametrize(
    ("at", "open_for_it", "open_for_others"),
    [
        (CLOSE - SECOND, True, True),
        (CLOSE, True, False),
        (CLOSE + SECOND, True, False),
        (UNTIL - SECOND, True, False),
        (UNTIL, False, False),
        (UNTIL + SECOND, False, False),
    ],
)
def test_an_extension_moves_the_close_of_one_agency_to_the_second(
    edition, opd, secretary, at, open_for_it, open_for_others
):
    grant(edition, opd, secretary)
    proposal = ProposalFactory(edition=edition, innovation__opd=opd)
    other = ProposalFactory(edition=edition)
    writer = MembershipFactory(opd=opd).user
    outsider = MembershipFactory(opd=other.innovation.opd).user

    with clock.at(at):
        found = Edition.objects.get(pk=edition.pk)
        assert accepts_entries(found, opd) is open_for_it
        assert accepts_entries(found, other.innovation.opd) is open_for_others
        for user, row, is_open in ((writer, proposal, open_for_it), (outsider, other, open_for_others)):
            person, row = User.objects.get(pk=user.pk), Proposal.objects.with_details().get(pk=row.pk)  # noqa: PLW2901
            assert person.has_perm("submissions.change_proposal", row) is is_open
            assert person.has_perm("submissions.add_proposal", found) is is_open


def test_the_latest_counts_and_may_be_shorter(edition, opd, secretary):
    grant(edition, opd, secretary)
    grant(edition, opd, secretary, until=CLOSE + timedelta(hours=1), when=CLOSE)
    proposal = ProposalFactory(edition=edition, innovation__opd=opd)

    with clock.at(CLOSE + timedelta(hours=1)):
        assert not accepts_entries(Edition.objects.get(pk=edition.pk), opd)
    with clock.at(CLOSE):
        assert closes_at(Proposal.objects.get(pk=proposal.pk)) == CLOSE + timedelta(hours=1)


@pytest.mark.parametrize(("extended", "open_for_it"), [(True, True), (False, False)])
def test_an_extension_also_holds_for_mending(edition, opd, secretary, extended, open_for_it):
    proposal = ProposalFactory(edition=edition, innovation__opd=opd, returned=True, mend_until=CLOSE + SECOND)
    if extended:
        grant(edition, opd, secretary)

    with clock.at(CLOSE + 2 * SECOND):
        assert accepts_corrections(Proposal.objects.get(pk=proposal.pk)) is open_for_it


def test_a_proposal_knows_its_own_end(edition, opd):
    draft = ProposalFactory(edition=edition, innovation__opd=opd)
    returned = ProposalFactory(edition=edition, returned=True, mend_until=CLOSE + timedelta(days=3))
    plain = ProposalFactory(edition=edition, returned=True)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        assert closes_at(draft) == CLOSE
        assert closes_at(returned) == CLOSE + timedelta(days=3)
        assert closes_at(plain) == opening(PhaseKind.JUDGING)


# What is refused


@pytest.mark.parametrize(
    ("until", "when", "sentence"),
    [
        (CLOSE, PhaseKind.REGISTRATION, "sesudah pendaftaran ditutup, Senin 19 Januari 2026 pukul 08.00 WIB"),
        (opening(PhaseKind.JUDGING), PhaseKind.REGISTRATION, "sebelum seleksi administrasi ditutup"),
        (CLOSE + timedelta(hours=1), CLOSE + timedelta(hours=1), "yang akan datang"),
    ],
)
def test_an_extension_ends_between_the_close_and_the_end_of_the_check(edition, opd, secretary, until, when, sentence):
    with pytest.raises(ValidationError, match=sentence):
        grant(edition, opd, secretary, until=until, when=when)


def test_an_extension_has_a_reason(edition, opd, secretary):
    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        grant(edition, opd, secretary, reason="  ")


@pytest.mark.parametrize("when", [PhaseKind.SOCIALISATION, PhaseKind.JUDGING])
def test_nobody_extends_before_the_registration_or_once_judging_began(edition, opd, secretary, when):
    with pytest.raises(PermissionDenied):
        grant(edition, opd, secretary, when=when)


def test_only_the_secretariat_extends(edition, opd):
    with pytest.raises(PermissionDenied):
        grant(edition, opd, MembershipFactory(opd=opd, role=MembershipRole.HEAD).user)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"reason": ""}, "submissions_extension_says_why"),
        ({"until": START, "granted_at": START}, "submissions_extension_forwards"),
    ],
)
def test_an_extension_that_cannot_be(values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ExtensionFactory(**values)


# Who hears of it


def test_an_extension_is_in_the_ledger(edition, opd, secretary):
    grant(edition, opd, secretary, until=CLOSE + timedelta(days=1))
    extension = grant(edition, opd, secretary)

    entry = AuditEntry.objects.filter(action="extension.grant").last()
    assert (entry.chain, entry.note) == (edition.ledger_chain, "Listrik padam.")
    assert entry.before == {"until": (CLOSE + timedelta(days=1)).isoformat()}
    assert entry.after == {"opd": opd.pk, "until": UNTIL.isoformat()}
    assert entry.target == f"submissions.extension:{extension.pk}"


def test_operators_and_heads_of_the_agency_are_told_once(edition, opd, secretary):
    people = [MembershipFactory(opd=opd, role=role).user for role in (MembershipRole.OPERATOR, MembershipRole.HEAD)]
    MembershipFactory(opd=opd, role=MembershipRole.STAFF)
    MembershipFactory(opd=opd, user__is_active=False)
    MembershipFactory()
    extension = grant(edition, opd, secretary)

    for _turn in range(2):
        send_extension_mail(extension.pk)

    assert sorted(letter.to[0] for letter in outgoing.outbox) == sorted(user.email for user in people)
    assert "sampai Rabu 21 Januari 2026 pukul 08.00 WIB" in outgoing.outbox[0].body
    assert "Alasannya:\n\n  Listrik padam." in outgoing.outbox[0].body


# The page


def typed(moment_):
    return f"{timezone.localtime(moment_):%Y-%m-%dT%H:%M}"


def address(edition, opd):
    return reverse("submissions:extension-create", args=[edition.slug, opd.pk])


def test_the_secretariat_extends_by_a_form(client, edition, opd, secretary):
    with clock.at(moment(PhaseKind.REGISTRATION)):
        assert client.get(address(edition, opd)).status_code == 200
        response = client.post(address(edition, opd), {"until": typed(UNTIL), "reason": "Banjir."}, follow=True)

    assert Extension.objects.get().until == UNTIL
    assert "Waktu Dinas Kesehatan diperpanjang" in response.text
    assert "Diperpanjang sampai 21 Jan 2026 08.00 WIB" in response.text


@pytest.mark.parametrize(
    ("until", "reason", "sentence"),
    [
        (typed(CLOSE), "Banjir.", "Pilih waktu sesudah pendaftaran ditutup"),
        (typed(UNTIL), "", "Tuliskan alasannya."),
        ("besok", "Banjir.", "tanggal/waktu"),
        ("9999-12-31T23:59", "Banjir.", "di antara 2000 dan 2100"),
        ("", "Banjir.", "Pilih waktunya."),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_the_rest(client, edition, opd, secretary, until, reason, sentence):
    with clock.at(moment(PhaseKind.REGISTRATION)):
        response = client.post(address(edition, opd), {"until": until, "reason": reason})

    assert response.status_code == 422
    assert sentence in response.text
    assert reason in response.text
    assert Extension.objects.count() == 0


@pytest.mark.parametrize("office", [Office.AUDITOR, Office.LEADER])
def test_who_only_watches_extends_nothing(client, edition, opd, office):
    client.force_login(AppointmentFactory(role=office).user)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        assert client.get(address(edition, opd)).status_code == 403
        assert client.post(address(edition, opd), {"until": typed(UNTIL), "reason": "x"}).status_code == 403


# Ended before its time


def end(extension, by, reason="Sudah selesai.", when=CLOSE):
    with clock.at(when):
        return end_extension(extension=Extension.objects.get(pk=extension.pk), reason=reason, by=by)


def test_extra_time_is_granted_ended_and_granted_again(edition, opd, secretary):
    for turn in range(2):
        extension = grant(edition, opd, secretary, when=CLOSE + turn * SECOND)
        end(extension, secretary, when=CLOSE + turn * SECOND + SECOND / 2)
        with clock.at(CLOSE + turn * SECOND + SECOND / 2):
            assert not accepts_entries(Edition.objects.get(pk=edition.pk), opd)

    actions = AuditEntry.objects.filter(chain=edition.ledger_chain).values_list("action", flat=True)
    assert list(actions) == ["extension.grant", "extension.end"] * 2
    last = AuditEntry.objects.filter(action="extension.end").last()
    assert (last.before, last.note) == ({"until": UNTIL.isoformat()}, "Sudah selesai.")
    assert last.after == {"opd": opd.pk, "until": (CLOSE + SECOND + SECOND / 2).isoformat()}


def test_an_earlier_longer_one_does_not_come_back(edition, opd, secretary):
    grant(edition, opd, secretary, until=UNTIL + timedelta(days=1))
    end(grant(edition, opd, secretary), secretary)

    with clock.at(CLOSE):
        assert not accepts_entries(Edition.objects.get(pk=edition.pk), opd)


@pytest.mark.parametrize("what", ["ended", "over", "outdated"])
def test_what_holds_no_longer_is_not_ended(edition, opd, secretary, what):
    extension, when = grant(edition, opd, secretary), CLOSE + SECOND
    if what == "ended":
        end(extension, secretary)
    elif what == "outdated":
        grant(edition, opd, secretary, when=CLOSE)
    else:
        when = UNTIL

    with pytest.raises(ValidationError, match="tidak berlaku"):
        end(extension, secretary, when=when)


def test_ending_takes_a_reason_and_the_secretariat(edition, opd, secretary):
    extension = grant(edition, opd, secretary)

    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        end(extension, secretary, reason=" ")
    with pytest.raises(PermissionDenied):
        end(extension, MembershipFactory(opd=opd, role=MembershipRole.HEAD).user)


def test_the_agency_is_told_that_its_time_is_over(edition, opd, secretary):
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
    extension = end(grant(edition, opd, secretary), secretary)

    for _turn in range(2):
        send_extension_ended_mail(extension.pk)

    assert [letter.to for letter in outgoing.outbox] == [[head.email]]
    assert "semula sampai Rabu 21 Januari 2026 pukul 08.00 WIB" in outgoing.outbox[0].body
    assert "Alasannya:\n\n  Sudah selesai." in outgoing.outbox[0].body


def test_a_shorter_time_is_told_as_such(edition, opd, secretary):
    MembershipFactory(opd=opd, role=MembershipRole.HEAD)
    grant(edition, opd, secretary)
    send_extension_mail(grant(edition, opd, secretary, until=CLOSE + SECOND, when=CLOSE).pk)

    assert "dipersingkat" in outgoing.outbox[0].subject


@pytest.mark.parametrize(
    "values",
    [
        {"was_until": UNTIL + SECOND},
        {"end_reason": "Selesai."},
        {"was_until": UNTIL - SECOND, "end_reason": "Selesai.", "by": True},
        {"was_until": UNTIL + SECOND, "by": True},
    ],
)
def test_an_end_that_cannot_be(secretary, values):
    ended_by = secretary if values.pop("by", False) else None

    with pytest.raises(IntegrityError, match="submissions_extension_ended_early"), transaction.atomic():
        ExtensionFactory(until=UNTIL, granted_at=START, ended_by=ended_by, **values)


def test_the_page_ends_it_and_says_what_is_left(client, edition, opd, secretary):
    ProposalFactory(edition=edition, innovation__opd=opd, innovation__title="Klik Sehat")
    grant(edition, opd, secretary)
    ending = reverse("submissions:extension-end", args=[edition.slug, opd.pk])
    with clock.at(CLOSE):
        page = client.get(address(edition, opd))
        unsaid = client.post(ending, {"akhiri-reason": ""})
        done = client.post(ending, {"akhiri-reason": "Sudah dikirim."}, follow=True)
        again = client.post(ending, {"akhiri-reason": "Sudah dikirim."}, follow=True)

    assert "Akhiri sekarang" in page.text
    assert "Klik Sehat" in page.text
    assert (unsaid.status_code, "Tuliskan alasannya." in unsaid.text) == (422, True)
    assert "Perpanjangan Dinas Kesehatan diakhiri" in done.text
    assert "Sudah dikirim." in done.text
    assert "Akhiri sekarang" not in done.text
    assert "tidak berlaku" in again.text
