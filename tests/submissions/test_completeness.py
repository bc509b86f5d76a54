"""Each thing that can be missing, alone; and nothing when nothing is."""

import pytest
from django.core.files.base import ContentFile

from competitions.models import SectionTemplate
from submissions.completeness import gaps
from submissions.documents import proposal_parts
from submissions.models import Attachment
from tests.factories import (
    CategoryFactory,
    DocumentRequirementFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    """Complete: a category, a start, a section with its evidence, a required document."""
    proposal = ProposalFactory()
    proposal.category = CategoryFactory(edition=proposal.edition)
    proposal.save()
    template = SectionTemplateFactory(edition=proposal.edition, name="Kebaruan", evidence_required=True)
    SectionFactory(proposal=proposal, template=template)
    attach(proposal, section=template)
    attach(proposal, requirement=DocumentRequirementFactory(edition=proposal.edition, name="Surat Pernyataan"))
    return proposal


def attach(proposal, **place):
    return Attachment.objects.create(
        proposal=proposal,
        file=ContentFile(b"%PDF-", name="a.pdf"),
        name="a.pdf",
        content_type="application/pdf",
        size=5,
        sha256="0" * 64,
        uploaded_by=proposal.created_by,
        **place,
    )


def missing(proposal):
    return [(gap.code, gap.text, gap.anchor) for gap in gaps(proposal, proposal_parts(proposal))]


def test_nothing_is_missing(proposal):
    assert missing(proposal) == []


def test_a_category_is_missing_only_where_there_are_categories(proposal):
    proposal.category = None

    assert missing(proposal) == [("category", "Kategori belum dipilih", "identitas")]

    proposal.edition.proposals.update(category=None)
    proposal.edition.categories.all().delete()
    assert missing(proposal) == []


def test_the_start_is_missing(proposal):
    proposal.innovation.started_on = None

    assert missing(proposal) == [("started_on", "Tanggal mulai diterapkan belum diisi", "identitas")]


@pytest.mark.parametrize("text", ["", " \n – • "])
def test_a_section_is_empty(proposal, text):
    section = proposal.sections.get()
    section.text = text
    section.count()
    section.save()

    assert missing(proposal) == [("empty", "Kebaruan belum diisi", f"bagian-{section.template_id}")]


def test_a_section_is_longer_than_a_limit_that_was_lowered(proposal):
    section = proposal.sections.get()
    SectionTemplate.objects.update(max_words=2)

    assert missing(proposal) == [("too_long", "Kebaruan kelebihan 1 kata", f"bagian-{section.template_id}")]


def test_a_section_never_touched_is_empty(proposal):
    template = SectionTemplateFactory(edition=proposal.edition, name="Adaptabilitas")

    assert missing(proposal) == [("empty", "Adaptabilitas belum diisi", f"bagian-{template.pk}")]


def test_evidence_is_missing(proposal):
    proposal.attachments.filter(section__isnull=False).delete()

    template = proposal.edition.section_templates.get()
    assert missing(proposal) == [("evidence", "Data dukung Kebaruan belum dilampirkan", f"bagian-{template.pk}")]


def test_a_required_document_is_missing_and_an_optional_one_is_not(proposal):
    proposal.attachments.filter(requirement__isnull=False).delete()
    DocumentRequirementFactory(edition=proposal.edition, is_required=False)

    requirement = proposal.edition.document_requirements.first()
    assert missing(proposal) == [("document", "Surat Pernyataan belum dilampirkan", f"dokumen-{requirement.pk}")]


def test_parts_cost_the_same_however_long_a_proposal_is(proposal, django_assert_num_queries):
    for _ in range(3):
        SectionFactory(proposal=proposal)
        attach(proposal, requirement=DocumentRequirementFactory(edition=proposal.edition))
    proposal = type(proposal).objects.with_details().get(pk=proposal.pk)

    with django_assert_num_queries(5):
        parts = proposal_parts(proposal, with_notes=True)

    assert (len(parts.sections), len(parts.documents)) == (4, 4)
