"""Every source of a conflict, made between a juror and a proposal; and the ties that are none."""

from datetime import date

from accounts import clock
from accounts.models import OPD
from judging.models import ConflictSource
from submissions.models import Proposal
from tests.factories import ConflictFactory, InnovatorFactory, OPDFactory, PartnershipFactory, ProposalFactory

LATELY, LONG_AGO = date(2025, 6, 1), date(2023, 6, 1)  # the registration of a factory's edition closes in January 2026


def serve(juror, opd, *, until=None):
    juror.memberships.create(opd=opd, role="staff", starts_on=date(2020, 1, 1), ends_on=until)


def above(opd):
    parent = OPDFactory()
    OPD.objects.filter(pk=opd.pk).update(parent=parent)
    return parent


def own(juror, proposal):
    serve(juror, proposal.innovation.opd)


def parent(juror, proposal):
    serve(juror, above(proposal.innovation.opd))


def grandparent(juror, proposal):
    serve(juror, above(above(proposal.innovation.opd)))


def child(juror, proposal):
    serve(juror, OPDFactory(parent=proposal.innovation.opd))


def partner(juror, proposal):
    serve(juror, PartnershipFactory(innovation=proposal.innovation).opd)


def partners_child(juror, proposal):
    serve(juror, OPDFactory(parent=PartnershipFactory(innovation=proposal.innovation).opd))


def left_lately(juror, proposal):
    serve(juror, proposal.innovation.opd, until=LATELY)


def left_above_lately(juror, proposal):
    serve(juror, above(proposal.innovation.opd), until=LATELY)


def innovator(juror, proposal):
    InnovatorFactory(proposal=proposal, nip=juror.nip)


def innovator_of_an_earlier_entry(juror, proposal):
    InnovatorFactory(proposal=ProposalFactory(innovation=proposal.innovation), nip=juror.nip)


def author(juror, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(created_by=juror)


def hander(juror, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(handed_by=juror, handed_at=clock.now())


def sender(juror, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(submitted_by=juror)


def colleague(juror, proposal):
    """Somebody who made another innovation together with the juror is an innovator of this one."""
    other, nip = ProposalFactory(), "198501012010012099"
    InnovatorFactory(proposal=other, nip=juror.nip)
    InnovatorFactory(proposal=other, nip=nip)
    InnovatorFactory(proposal=proposal, nip=nip)


def declared(juror, proposal):
    ConflictFactory(user=juror, opd=proposal.innovation.opd, source=ConflictSource.DECLARED)


def declared_of_a_partner(juror, proposal):
    ConflictFactory(user=juror, opd=PartnershipFactory(innovation=proposal.innovation).opd)


def declared_of_the_innovation(juror, proposal):
    ConflictFactory(user=juror, opd=None, innovation=proposal.innovation, source=ConflictSource.DECLARED)


def set_of_the_innovation(juror, proposal):
    ConflictFactory(user=juror, opd=None, innovation=proposal.innovation, source=ConflictSource.SET)


SOURCES = {
    made.__name__: made
    for made in (
        own,
        parent,
        grandparent,
        child,
        partner,
        partners_child,
        left_lately,
        left_above_lately,
        innovator,
        innovator_of_an_earlier_entry,
        author,
        hander,
        sender,
        colleague,
        declared,
        declared_of_a_partner,
        declared_of_the_innovation,
        set_of_the_innovation,
    )
}


def sister(juror, proposal):
    serve(juror, OPDFactory(parent=above(proposal.innovation.opd)))


def left_long_ago(juror, proposal):
    serve(juror, proposal.innovation.opd, until=LONG_AGO)


def left_below_lately(juror, proposal):
    serve(juror, OPDFactory(parent=proposal.innovation.opd), until=LATELY)


def not_begun(juror, proposal):
    juror.memberships.create(opd=proposal.innovation.opd, role="staff", starts_on=date(2027, 1, 1))


def partner_that_declined(juror, proposal):
    partnership = PartnershipFactory(
        innovation=proposal.innovation,
        is_confirmed=False,
        answered_at="2026-01-05T01:00:00Z",
        answered_by=proposal.created_by,
        reason="Bukan kami.",
    )
    serve(juror, partnership.opd)


def without_nip(juror, proposal):
    """Two people without a NIP are not the same person."""
    type(juror).objects.filter(pk=juror.pk).update(nip="")
    InnovatorFactory(proposal=proposal, nip="")


def anothers_conflict(juror, proposal):
    ConflictFactory(opd=proposal.innovation.opd)


def another_innovation_of_the_body(juror, proposal):
    other = ProposalFactory(innovation__opd=proposal.innovation.opd, edition=proposal.edition)
    set_of_the_innovation(juror, other)


NO_CONFLICT = {
    made.__name__: made
    for made in (
        sister,
        left_long_ago,
        left_below_lately,
        not_begun,
        partner_that_declined,
        without_nip,
        anothers_conflict,
        another_innovation_of_the_body,
    )
}
