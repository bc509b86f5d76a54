"""The contents of the desk: a line for each place, and what stands there."""

import pytest

from accounts import clock
from competitions.models import PhaseKind
from submissions.entry.contents import contents
from submissions.models import Attachment
from submissions.preflight.entry import Finding
from submissions.proposal_parts import Remark, proposal_parts
from tests.factories import (
    DocumentRequirementFactory,
    EditionFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import moment
from tests.people import everyone

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return ProposalFactory(edition=EditionFactory())


def states(proposal, found=()):
    return {line.name: line.state for line in contents(proposal_parts(proposal), found).lines}


def test_identity_comes_first_then_sections_then_documents(proposal):
    SectionTemplateFactory(edition=proposal.edition, name="Ringkasan")
    DocumentRequirementFactory(edition=proposal.edition, name="Surat")

    assert list(states(proposal)) == ["Identitas", "Inovator", "OPD mitra", "Ringkasan", "Surat"]


def test_a_section_is_filled_or_empty(proposal):
    written, blank = SectionTemplateFactory.create_batch(2, edition=proposal.edition)
    SectionFactory(proposal=proposal, template=written)

    told = contents(proposal_parts(proposal), [])

    assert (told.filled, told.sections) == (1, 2)
    assert (states(proposal)[written.name], states(proposal)[blank.name]) == ("filled", "empty")


def test_a_document_is_filled_once_a_file_is_there(proposal):
    given, open_one = DocumentRequirementFactory.create_batch(2, edition=proposal.edition)
    Attachment.objects.create(
        proposal=proposal,
        requirement=given,
        name="Surat.pdf",
        file="surat.pdf",
        size=1,
        sha256="0" * 64,
        content_type="application/pdf",
        uploaded_by=proposal.created_by,
    )

    assert (states(proposal)[given.name], states(proposal)[open_one.name]) == ("filled", "")


@pytest.mark.parametrize(("blocks", "state"), [(True, "blocked"), (False, "warned")])
def test_what_was_found_at_a_place_stands_at_its_line(proposal, blocks, state):
    found = [Finding("panjang", "Terlalu panjang", "identitas", blocks), Finding("isi", "Isi", "identitas", False)]

    line = contents(proposal_parts(proposal), found).lines[0]

    assert (line.state, line.total) == (state, 2)


def test_what_came_back_is_told_before_what_is_filled(proposal):
    section = SectionFactory(proposal=proposal, template=SectionTemplateFactory(edition=proposal.edition))
    remark = Remark(section.template.name, f"bagian-{section.template_id}")

    told = contents(proposal_parts(proposal), [], [remark])

    assert (told.to_mend, told.lines[-1].state) == (1, "mend")


def test_the_desk_shows_them_and_its_refreshed_instrument_brings_them_along(client, proposal):
    template = SectionTemplateFactory(edition=proposal.edition)
    client.force_login(everyone(proposal)["operator"])

    with clock.at(moment(PhaseKind.REGISTRATION)):
        desk = client.get(proposal.get_absolute_url()).text
        fresh = client.get(f"{proposal.get_absolute_url()}keadaan/").text

    assert f'<a href="#bagian-{template.pk}">' in desk.split('id="daftar-isi"')[1]
    assert 'id="daftar-isi"' in fresh
