"""The list of proposals: state, completeness and end of the own ones; to others only that they exist."""

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Office
from competitions.models import PhaseKind
from tests.factories import (
    AppointmentFactory,
    ExtensionFactory,
    MembershipFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db

REGISTRATION, ADMINISTRATION = PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION


def list_of(client, user, when=REGISTRATION):
    client.force_login(user)
    with clock.at(moment(when)):
        return client.get(reverse("submissions:proposal-list")).text


@pytest.mark.parametrize(
    ("traits", "extended", "when", "end"),
    [
        ({}, False, REGISTRATION, "sampai 19 Jan 2026 08.00 WIB"),
        ({"handed": True}, False, REGISTRATION, "sampai 19 Jan 2026 08.00 WIB"),
        ({}, True, REGISTRATION, "sampai 21 Jan 2026 08.00 WIB"),
        ({"returned": True}, False, ADMINISTRATION, "sampai 26 Jan 2026 08.00 WIB"),
        ({"sent": True}, False, REGISTRATION, None),
        ({}, False, ADMINISTRATION, None),
    ],
)
def test_an_agency_reads_until_when_its_own_can_be_brought_on(client, traits, extended, when, end):
    proposal = ProposalFactory(**traits)
    if extended:
        ExtensionFactory(edition=proposal.edition, opd=proposal.innovation.opd)

    text = list_of(client, MembershipFactory(opd=proposal.innovation.opd).user, when)

    rows = text[text.index("<tbody") :]
    assert (end in rows) if end else ("sampai" not in rows)


def test_a_partner_has_no_end_of_its_own(client):
    proposal = ProposalFactory()
    partner = MembershipFactory(opd=PartnershipFactory(innovation=proposal.innovation).opd).user

    text = list_of(client, partner)

    assert "sampai" not in text[text.index("<tbody") :]


@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.LEADER, Office.VERIFIER])
def test_before_the_close_others_see_that_it_exists_and_how_complete_it_is(client, office):
    section = SectionFactory(text="Rahasia dapur")
    SectionTemplateFactory(edition=section.proposal.edition)

    text = list_of(client, AppointmentFactory(role=office).user)

    assert "1 dari 2" in text
    assert "Draf" in text
    assert "Rahasia dapur" not in text
