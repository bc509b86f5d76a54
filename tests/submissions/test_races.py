"""Acts at the same moment, on real connections: one happens, the other is told."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts import ledger
from accounts.models import AuditEntry, MembershipRole, Office, User
from competitions.models import PhaseKind
from submissions import workflow
from submissions.actions import (
    Identity,
    register_proposal,
    save_section,
    verify_all,
)
from submissions.models import Proposal, State
from submissions.workflow import Note
from tests import threads
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    MembershipFactory,
    PhaseFactory,
    ProposalFactory,
    SectionFactory,
)

at_once = partial(threads.at_once, when=PhaseKind.REGISTRATION)

pytestmark = pytest.mark.django_db(transaction=True)


def actions_recorded():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_two_heads_who_send_at_the_same_time_take_one_step():
    section = SectionFactory()
    proposal = section.proposal
    heads = [MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user for _ in range(2)]

    raised = at_once(
        *(
            lambda head=head: workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk))
            for head in heads
        )
    )

    assert sorted(type(error) for error in raised if error) == [ValidationError]
    assert "berstatus “Terkirim”" in next(error for error in raised if error).messages[0]
    assert actions_recorded() == ["proposal.submit"]
    proposal.refresh_from_db()
    assert proposal.submitted_by == AuditEntry.objects.get().actor


def test_two_bodies_that_register_one_title_at_the_same_time():
    edition = EditionFactory()
    members = [MembershipFactory(), MembershipFactory()]

    raised = at_once(
        *(
            lambda member=member: register_proposal(
                edition=edition, opd=member.opd, identity=Identity("Sapa Warga"), by=User.objects.get(pk=member.user_id)
            )
            for member in members
        )
    )

    assert [type(error) for error in raised if error] == [ValidationError]
    assert Proposal.objects.count() == 1


def test_what_is_saved_while_the_head_sends_is_either_in_the_fingerprint_or_refused():
    section = SectionFactory()
    proposal = section.proposal
    opd = proposal.innovation.opd
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
    writer = MembershipFactory(opd=opd).user

    raised = at_once(
        lambda: workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk)),
        lambda: save_section(
            proposal=proposal, template=section.template, text="Kata baru", by=User.objects.get(pk=writer.pk)
        ),
    )

    section.refresh_from_db()
    assert raised[0] is None
    assert (section.text == "Kata baru") == (raised[1] is None)
    assert list(ledger.breaks(proposal.ledger_chain)) == []


def test_the_head_sends_while_the_operator_takes_it_back():
    section = SectionFactory(proposal__handed=True)
    proposal = section.proposal
    opd = proposal.innovation.opd
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
    writer = MembershipFactory(opd=opd).user

    sent, recalled = at_once(
        lambda: workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk)),
        lambda: workflow.take("recall", proposal=proposal, by=User.objects.get(pk=writer.pk)),
    )

    proposal.refresh_from_db()
    assert sent is None  # the head may send a draft too
    assert proposal.state == State.SUBMITTED
    assert actions_recorded() == (["proposal.recall", "proposal.submit"] if recalled is None else ["proposal.submit"])


@pytest.mark.parametrize("_again", range(3))
def test_one_verifier_returns_while_another_passes(_again):
    proposal = SectionFactory(proposal__sent=True).proposal
    first, second = (AppointmentFactory(role=Office.VERIFIER).user for _ in range(2))

    raised = at_once(
        lambda: workflow.take("verify", proposal=proposal, by=User.objects.get(pk=first.pk)),
        lambda: workflow.take(
            "return", proposal=proposal, by=User.objects.get(pk=second.pk), notes=[Note("Buram.", is_identity=True)]
        ),
        when=PhaseKind.ADMINISTRATION,
    )

    assert sorted(type(error) for error in raised if error) == [ValidationError]
    winner, loser = (first, 1) if raised[1] else (second, 0)
    assert f"{winner} sudah memutus usulan ini" in raised[loser].messages[0]
    assert proposal.check_items.values("round").distinct().count() == 1
    assert AuditEntry.objects.get().actor == winner


def test_two_verifiers_who_pass_the_same_ones_together_pass_each_once():
    edition = EditionFactory()
    rows = [ProposalFactory(edition=edition, sent=True, found_when_sent=0) for _ in range(4)]
    verifiers = [AppointmentFactory(role=Office.VERIFIER).user for _ in range(2)]
    results = {}

    def together(person, order):
        results[person.pk] = verify_all(proposals=order, by=User.objects.get(pk=person.pk))

    at_once(
        lambda: together(verifiers[0], rows),
        lambda: together(verifiers[1], rows[::-1]),
        when=PhaseKind.ADMINISTRATION,
    )

    assert sum(len(result.passed) for result in results.values()) == 4
    assert sum(len(result.refused) for result in results.values()) == 4
    assert Proposal.objects.verified().count() == 4
    assert list(ledger.breaks(edition.ledger_chain)) == []


@pytest.mark.parametrize(("seconds", "is_late"), [(0.2, False), (1.6, True)])
def test_what_waits_for_the_row_is_late_when_the_row_comes_after_the_close(seconds, is_late):
    """Asked before the close, but somebody held the proposal: the moment that counts is when the row was ours."""
    section = SectionFactory(proposal__edition=EditionFactory(phases=False))
    proposal = section.proposal
    now = timezone.now()
    PhaseFactory(edition=proposal.edition, opens_at=now - timedelta(days=1), closes_at=now + timedelta(seconds=1.3))
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    raised = []

    def send():
        try:
            workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk))
        except PermissionDenied as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=send)
    with transaction.atomic():
        Proposal.objects.select_for_update().get(pk=proposal.pk)
        thread.start()
        time.sleep(seconds)
    thread.join(30)

    proposal.refresh_from_db()
    assert bool(raised) == is_late
    assert (proposal.submitted_at is None) == is_late
    assert is_late or proposal.submitted_at < proposal.edition.phase(PhaseKind.REGISTRATION).closes_at
