"""What the page of a proposal shows is in its hash, and nothing else that changes all the time."""

import pytest
from django.db import connection

from accounts.models import OPD, User
from competitions.models import Category, DocumentRequirement, Edition, SectionTemplate
from submissions.content_digest import content_digest
from submissions.models import Approval, Attachment, Innovation, Innovator, Partnership, Proposal, Section
from tests.factories import (
    CategoryFactory,
    DocumentRequirementFactory,
    InnovatorFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)

pytestmark = pytest.mark.django_db

CHANGES = {
    "title": lambda: Innovation.objects.update(title="Lain"),
    "agency": lambda: OPD.objects.filter(innovations__isnull=False).update(name="Dinas Lain"),
    "category": lambda: Category.objects.update(name="Lain"),
    "goals": lambda: Proposal.objects.update(sdgs=[3]),
    "digital": lambda: Proposal.objects.update(is_digital=True),
    "edition is a sample": lambda: Edition.objects.update(is_sample=True),
    "text": lambda: Section.objects.update(text="Lain."),
    "heading": lambda: SectionTemplate.objects.update(name="Lain"),
    "document asked for": lambda: DocumentRequirement.objects.update(name="Lain"),
    "one more document": lambda: DocumentRequirementFactory(edition=Proposal.objects.get().edition),
    "innovator": lambda: Innovator.objects.update(name="Lain"),
    "one innovator less": lambda: Innovator.objects.all().delete(),
    "partner's answer": lambda: Partnership.objects.update(
        is_confirmed=True, answered_at="2026-08-01T00:00Z", answered_by=User.objects.first()
    ),
    "partner's name": lambda: OPD.objects.filter(partnerships__isnull=False).update(abbr="LAIN"),
    "file": lambda: Attachment.objects.update(name="lain.pdf"),
    "the scanner's word": lambda: Attachment.objects.update(scan="infected", scanned_at="2026-08-01T00:00Z"),
    "approval": lambda: Approval.objects.update(key="0" * 64),
    "who approved": lambda: User.objects.filter(pk=Approval.objects.get().approved_by_id).update(name="Lain"),
}


@pytest.fixture
def proposal():
    proposal = ProposalFactory(category=CategoryFactory())
    template = SectionTemplateFactory(edition=proposal.edition)
    SectionFactory(proposal=proposal, template=template)
    requirement = DocumentRequirementFactory(edition=proposal.edition)
    InnovatorFactory(proposal=proposal)
    PartnershipFactory(innovation=proposal.innovation)
    Attachment.objects.create(
        proposal=proposal,
        section=template,
        file="x.pdf",
        name="x.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=proposal.created_by,
    )
    Approval.objects.create(proposal=proposal, requirement=requirement, key="1" * 64, approved_by=proposal.created_by)
    return proposal


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_the_page_shows_changes_the_hash(proposal, change):
    before = content_digest(proposal.pk)

    CHANGES[change]()

    assert content_digest(proposal.pk) != before


def test_what_belongs_to_others_does_not(proposal, django_assert_num_queries):
    before = content_digest(proposal.pk)
    other = ProposalFactory()
    SectionFactory(proposal=other)
    User.objects.update(last_login="2026-08-01T00:00Z")

    with django_assert_num_queries(1):
        assert content_digest(proposal.pk) == before
    assert content_digest(other.pk) != before


def test_texts_cannot_be_moved_from_one_place_to_the_next(proposal):
    """As two parts of one sum they would be the same."""
    InnovatorFactory(proposal=proposal, number=8, name="AB", part="C")
    before = content_digest(proposal.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE submissions_innovator SET name = 'A', part = 'BC' WHERE number = 8")

    assert content_digest(proposal.pk) != before
