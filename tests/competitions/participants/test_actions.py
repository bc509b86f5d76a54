"""Calling a body and calling it no longer: while the edition is made, once it is open, and back again."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import OPD, AuditEntry, MembershipRole, Office
from competitions.models import Edition, Participant, PhaseKind
from competitions.participants.actions import add_participants, remove_participants
from submissions.entry.actions import Identity, register_proposal
from submissions.models import Proposal, State
from tests.awards.ranked import published
from tests.factories import AppointmentFactory, EditionFactory, MembershipFactory, OPDFactory, ProposalFactory
from tests.moments import moment
from tests.threads import at_once

pytestmark = pytest.mark.django_db
WHY = "Dibentuk pada bulan Mei"


@pytest.fixture(autouse=True)
def _sent_at_once(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True


def called(edition):
    return set(Edition.objects.get(pk=edition.pk).participants.values_list("opd", flat=True))


def acts(edition):
    return list(AuditEntry.objects.filter(chain=edition.ledger_chain).values_list("action", "before", "after", "note"))


def letters():
    return sorted((letter.subject, *letter.to) for letter in mail.outbox)


def test_a_new_edition_calls_who_takes_part_at_that_time(make_edition):
    here, guest = OPDFactory(), OPDFactory(is_participant=False)

    edition = make_edition()
    OPD.objects.filter(pk=here.pk).update(is_participant=False)
    later = OPDFactory(called=False)

    assert called(edition) == {here.pk}
    assert called(edition).isdisjoint({guest.pk, later.pk})


@pytest.mark.parametrize("is_open", [False, True])
def test_add_take_away_and_add_again(secretary, django_capture_on_commit_callbacks, is_open):
    """Free of reasons and letters while the edition is made; with both once it is open."""
    edition = EditionFactory(**{} if is_open else {"opened_at": None})
    opd = OPDFactory(called=False, abbr="Dinkes")
    reader = MembershipFactory(opd=opd).user
    why = WHY if is_open else ""

    for act in (add_participants, remove_participants, add_participants):
        with django_capture_on_commit_callbacks(execute=True):
            assert act(edition=edition, opds=[opd.pk], by=secretary, reason=why) == 1

    assert called(edition) == {opd.pk}
    own = {"participants": [opd.pk]}
    assert acts(edition) == [
        ("participant.add", None, own, why),
        ("participant.remove", own, None, why),
        ("participant.add", None, own, why),
    ]
    here, gone = f"Dinkes menjadi peserta {edition}", f"Dinkes tidak lagi menjadi peserta {edition}"
    assert letters() == (sorted([(here, reader.email), (gone, reader.email), (here, reader.email)]) if is_open else [])


def test_who_acts_for_two_of_them_gets_one_letter_with_both(secretary, django_capture_on_commit_callbacks):
    edition, both = EditionFactory(), OPDFactory.create_batch(2, called=False)
    reader = MembershipFactory(opd=both[0]).user
    MembershipFactory(opd=both[1], user=reader, role=MembershipRole.HEAD)
    other = MembershipFactory(opd=both[1]).user

    with django_capture_on_commit_callbacks(execute=True):
        add_participants(edition=edition, opds=[opd.pk for opd in both], by=secretary, reason=WHY)

    names = {letter.to[0]: letter.subject.split(" menjadi")[0] for letter in mail.outbox}
    assert names == {reader.email: f"{both[0].abbr}, {both[1].abbr}", other.email: both[1].abbr}
    assert all(WHY in letter.body for letter in mail.outbox)


@pytest.mark.parametrize("act", [add_participants, remove_participants])
def test_an_open_edition_asks_why(secretary, act):
    opd, edition = OPDFactory(), EditionFactory()
    opds = [opd.pk if act is remove_participants else OPDFactory(called=False).pk]

    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        act(edition=edition, opds=opds, by=secretary, reason=" ")

    assert called(edition) == {opd.pk}


@pytest.mark.parametrize("state", State)
def test_what_an_agency_entered_keeps_it_and_is_named(secretary, state):
    sent = {"submitted_at": clock.now(), "submitted_by": secretary} if state not in ("draft", "handed") else {}
    handed = {"handed_at": clock.now(), "handed_by": secretary} if state == State.HANDED else {}
    proposal = ProposalFactory(state=state, innovation__title="Antar Obat", **sent, **handed)
    edition, opd, free = proposal.edition, proposal.innovation.opd, OPDFactory()
    both = [opd.pk, free.pk]

    if state == State.WITHDRAWN:
        assert remove_participants(edition=edition, opds=both, by=secretary, reason=WHY) == 2
        return
    with pytest.raises(ValidationError) as refusal:
        remove_participants(edition=edition, opds=both, by=secretary, reason=WHY)

    assert refusal.value.messages == [f"{opd} sudah punya usulan di edisi ini: “Antar Obat”."]
    assert set(both) <= called(edition)
    assert acts(edition) == []


def test_nothing_to_do_is_said_and_leaves_no_trace(secretary):
    opd, edition = OPDFactory(), EditionFactory()

    with pytest.raises(ValidationError, match="sudah menjadi peserta"):
        add_participants(edition=edition, opds=[opd.pk], by=secretary, reason=WHY)
    with pytest.raises(ValidationError, match="bukan peserta lagi"):
        remove_participants(edition=edition, opds=[OPDFactory(called=False).pk], by=secretary, reason=WHY)

    assert acts(edition) == []


@pytest.mark.parametrize("role", [Office.VERIFIER, Office.LEADER, Office.AUDITOR])
@pytest.mark.parametrize("act", [add_participants, remove_participants])
def test_only_the_secretariat_decides_who_takes_part(role, act):
    opd, edition = OPDFactory(), EditionFactory()

    with pytest.raises(PermissionDenied):
        act(edition=edition, opds=[opd.pk], by=AppointmentFactory(role=role).user, reason=WHY)

    assert called(edition) == {opd.pk}


@pytest.mark.parametrize("act", [add_participants, remove_participants])
def test_once_the_result_is_there_the_list_stands(secretary, act):
    edition = published().edition
    before = called(edition)
    opds = [OPDFactory().pk if act is remove_participants else OPDFactory(called=False).pk]

    with pytest.raises(ValidationError, match="sudah terbit"):
        act(edition=edition, opds=opds, by=secretary, reason=WHY)

    assert called(edition) == before | set(opds if act is remove_participants else [])


def test_an_edition_calls_a_body_once():
    opd, edition = OPDFactory(), EditionFactory()

    with pytest.raises(IntegrityError, match="participant_once"), transaction.atomic():
        Participant.objects.create(edition=edition, opd=opd)


def test_an_agency_outside_the_list_cannot_enter_until_it_is_added(secretary):
    edition, opd = EditionFactory(), OPDFactory(called=False, name="Dinas Baru")
    operator = MembershipFactory(opd=opd).user

    with clock.at(moment(PhaseKind.REGISTRATION)):
        with pytest.raises(PermissionDenied, match="bukan peserta"):
            register_proposal(edition=edition, opd=opd, identity=Identity(title="Antar Obat"), by=operator)
        add_participants(edition=edition, opds=[opd.pk], by=secretary, reason=WHY)
        register_proposal(edition=edition, opd=opd, identity=Identity(title="Antar Obat"), by=operator)

    assert Proposal.objects.get().innovation.opd == opd


def test_the_list_of_proposals_says_why_nothing_can_be_entered(client):
    edition, opd = EditionFactory(), OPDFactory(called=False)
    client.force_login(MembershipFactory(opd=opd).user)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        assert f"OPD Anda bukan peserta {edition}." in client.get(reverse("submissions:proposal-list")).text
        assert client.get(reverse("submissions:proposal-create")).status_code == 403
    assert "bukan peserta" not in client.get(reverse("submissions:proposal-list")).text


def test_of_two_bodies_the_one_outside_cannot_enter_through_the_other():
    edition, inside, outside = EditionFactory(), OPDFactory(), OPDFactory(called=False, name="Dinas Baru")
    operator = MembershipFactory(opd=inside).user
    MembershipFactory(opd=outside, user=operator)

    with clock.at(moment(PhaseKind.REGISTRATION)), pytest.raises(PermissionDenied, match="Dinas Baru bukan peserta"):
        register_proposal(edition=edition, opd=outside, identity=Identity(title="Antar Obat"), by=operator)


@pytest.mark.django_db(transaction=True)
def test_who_enters_and_who_takes_off_the_list_at_once():
    """Never both: an agency off the list with a proposal in the edition."""
    edition, opd = EditionFactory(), OPDFactory()
    operator, by = MembershipFactory(opd=opd).user, AppointmentFactory().user

    refused = at_once(
        lambda: register_proposal(edition=edition, opd=opd, identity=Identity(title="Antar Obat"), by=operator),
        lambda: remove_participants(edition=edition, opds=[opd.pk], by=by, reason=WHY),
        when=PhaseKind.REGISTRATION,
    )

    assert sum(refusal is not None for refusal in refused) == 1
    assert Proposal.objects.exists() == (opd.pk in called(edition))
    assert list(ledger.breaks(edition.ledger_chain)) == []
