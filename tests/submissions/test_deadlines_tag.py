"""What the strip says of the time that is left: the calendar's, or what was set for this agency alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import clock
from competitions.models import PhaseKind
from tests.factories import ExtensionFactory, MembershipFactory, PartnershipFactory, ProposalFactory
from tests.moments import moment, opening

pytestmark = pytest.mark.django_db

CLOSE = opening(PhaseKind.ADMINISTRATION)


def strip_of(client, proposal, user, when):
    client.force_login(user)
    with clock.at(when):
        page = client.get(reverse("submissions:proposal-detail", args=[proposal.pk])).text
    return page[page.index('class="strip"') : page.index("<main")]


@pytest.mark.parametrize(
    ("traits", "extended", "when", "sentence"),
    [
        ({}, False, moment(PhaseKind.REGISTRATION), "<b>Pendaftaran</b> dibuka sampai"),
        ({}, True, moment(PhaseKind.REGISTRATION), "<b>Diperpanjang</b> untuk OPD Anda sampai <b>Rabu 21 Januari"),
        ({}, True, CLOSE + timedelta(days=1), "<b>Diperpanjang</b> untuk OPD Anda sampai <b>Rabu 21 Januari"),
        ({}, True, CLOSE + timedelta(days=2), "<b>Seleksi administrasi</b> dibuka sampai"),
        ({"returned": True}, False, CLOSE, "<b>Perbaikan</b> ditunggu sampai <b>Senin 26 Januari"),
        (
            {"returned": True, "mend_until": CLOSE + timedelta(days=1)},
            False,
            CLOSE,
            "<b>Perbaikan</b> ditunggu sampai <b>Selasa 20 Januari",
        ),
        ({"sent": True}, True, CLOSE, "<b>Seleksi administrasi</b> dibuka sampai"),
    ],
)
def test_the_strip_says_until_when_this_proposal_is_open(client, traits, extended, when, sentence):
    proposal = ProposalFactory(**traits)
    if extended:
        ExtensionFactory(edition=proposal.edition, opd=proposal.innovation.opd)

    text = strip_of(client, proposal, MembershipFactory(opd=proposal.innovation.opd).user, when)

    assert sentence in text


def test_a_partner_reads_the_calendar(client):
    proposal = ProposalFactory()
    ExtensionFactory(edition=proposal.edition, opd=proposal.innovation.opd)
    partner = MembershipFactory(opd=PartnershipFactory(innovation=proposal.innovation).opd).user

    text = strip_of(client, proposal, partner, moment(PhaseKind.REGISTRATION))

    assert "<b>Pendaftaran</b> dibuka sampai" in text


def test_the_strip_carries_the_servers_clock_and_the_moment(client):
    proposal = ProposalFactory()

    text = strip_of(
        client, proposal, MembershipFactory(opd=proposal.innovation.opd).user, moment(PhaseKind.REGISTRATION)
    )

    assert 'data-now="2026-01-15T13:00:00.000+00:00"' in text
    assert 'data-deadline="2026-01-19T01:00:00.000+00:00"' in text
    assert "Pendaftaran ditutup pukul 08.00 WIB." in text
