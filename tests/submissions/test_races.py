"""Acts at the same moment, on real connections: one happens, the other is told."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts import clock, ledger
from accounts.models import AuditEntry, MembershipRole, User
from competitions.models import PhaseKind
from submissions import workflow
from submissions.actions import (
    Identity,
    register_proposal,
    save_section,
)
from submissions.models import Proposal
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    SectionFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db(transaction=True)


def actions_recorded():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def at_once(*acts):
    """Run acts in threads that start together, each on its own connection; what each raised, or None."""
    barrier, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        try:
            barrier.wait(10)
            with clock.at(moment(PhaseKind.REGISTRATION)):
                act()
        except (ValidationError, PermissionDenied) as error:
            raised[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


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
