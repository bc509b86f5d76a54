"""The ledger's page tells that a file was attached, never what an agency called it while its text is sealed."""

import pytest
from django.urls import reverse

from accounts import clock, ledger
from competitions.models import PhaseKind
from submissions.models import Attachment
from tests.factories import AppointmentFactory, ProposalFactory, SectionTemplateFactory
from tests.moments import moment

pytestmark = pytest.mark.django_db


def test_the_names_of_sealed_files_stay_with_the_agency(client):
    proposal = ProposalFactory()
    section = SectionTemplateFactory(edition=proposal.edition)
    file = Attachment.objects.create(
        proposal=proposal,
        section=section,
        file="x",
        name="stunting turun 40 persen.pdf",
        size=1,
        sha256="0",
        uploaded_by=proposal.created_by,
    )
    ledger.record("attachment.add", file, by=file.uploaded_by, chain=proposal.ledger_chain, after={"size": 1})
    client.force_login(AppointmentFactory().user)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        pages = [client.get(reverse("ledger-list", args=[proposal.edition.slug])), client.get(reverse("home"))]

    assert "Melampirkan berkas" in pages[0].text
    assert all("stunting" not in page.text for page in pages)
