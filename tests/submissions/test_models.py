"""What the database refuses."""

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from submissions.models import Attachment, CheckItem, Proposal, Section, State
from tests.factories import (
    DocumentRequirementFactory,
    InnovationFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import START

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("sent", "values", "constraint"),
    [
        ({"sent": True}, {"state": "entah"}, "submissions_proposal_state_known"),
        ({}, {"group": "entah"}, "submissions_proposal_group_known"),
        ({}, {"submitted_at": START}, "submissions_proposal_sent_by_someone"),
        ({}, {"state": State.SUBMITTED}, "submissions_proposal_sent_when_past_draft"),
        ({}, {"state": State.VERIFIED}, "submissions_proposal_sent_when_past_draft"),
    ],
)
def test_a_proposal_that_cannot_be(sent, values, constraint):
    proposal = ProposalFactory(**sent)

    with refused(constraint), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**values)


def test_things_that_are_there_once():
    section = SectionFactory()
    proposal, innovation = section.proposal, section.proposal.innovation
    partnership = PartnershipFactory(innovation=innovation)

    with refused("submissions_proposal_once"), transaction.atomic():
        ProposalFactory(edition=proposal.edition, innovation=innovation)
    with refused("submissions_section_once"), transaction.atomic():
        SectionFactory(proposal=proposal, template=section.template)
    with refused("submissions_innovation_title"), transaction.atomic():
        InnovationFactory(opd=innovation.opd, title=innovation.title)
    with refused("submissions_partnership_once"), transaction.atomic():
        PartnershipFactory(innovation=innovation, opd=partnership.opd)


@pytest.mark.parametrize("both", [True, False])
def test_an_attachment_has_exactly_one_place(both):
    proposal = ProposalFactory()
    places = {
        "section": SectionTemplateFactory(edition=proposal.edition),
        "requirement": DocumentRequirementFactory(edition=proposal.edition),
    }

    with refused("submissions_attachment_one_place"), transaction.atomic():
        Attachment.objects.create(
            proposal=proposal,
            file=ContentFile(b"x", name="x"),
            name="x",
            content_type="x",
            size=1,
            sha256="0" * 64,
            uploaded_by=proposal.created_by,
            **(places if both else {}),
        )


def test_a_check_item_says_why_at_one_place():
    proposal = ProposalFactory()
    item = {"proposal": proposal, "round": 1, "created_by": proposal.created_by}
    section = SectionTemplateFactory(edition=proposal.edition)
    requirement = DocumentRequirementFactory(edition=proposal.edition)

    with refused("submissions_checkitem_says_why"), transaction.atomic():
        CheckItem.objects.create(note="", **item)
    with refused("submissions_checkitem_one_place"), transaction.atomic():
        CheckItem.objects.create(note="x", section=section, requirement=requirement, **item)


def test_a_section_counts_its_own_words():
    section = Section(text="Tiga kata – saja")

    section.count()

    assert section.words == 3
