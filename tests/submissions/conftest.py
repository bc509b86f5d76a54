"""One proposal while the registration runs, and the people of its agency, signed in."""

import pytest

from accounts import clock
from accounts.models import MembershipRole
from competitions.models import PhaseKind
from tests.factories import MembershipFactory, ProposalFactory, SectionTemplateFactory
from tests.moments import moment


@pytest.fixture
def registration():
    with clock.at(moment(PhaseKind.REGISTRATION)):
        yield


@pytest.fixture
def proposal():
    return ProposalFactory()


@pytest.fixture
def template(proposal):
    return SectionTemplateFactory(edition=proposal.edition, name="Kebaruan", max_words=5)


@pytest.fixture
def operator(client, proposal):
    user = MembershipFactory(opd=proposal.innovation.opd).user
    client.force_login(user)
    return user


@pytest.fixture
def head(client, proposal):
    user = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    client.force_login(user)
    return user
