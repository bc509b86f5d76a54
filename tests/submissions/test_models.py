"""What the database refuses."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from submissions.models import (
    Approval,
    Attachment,
    Bundle,
    CheckItem,
    Extension,
    Innovator,
    Paper,
    PaperKind,
    Partnership,
    Proposal,
    Reached,
    Reminder,
    Revision,
    Scan,
    Section,
    State,
    Upload,
)
from tests.factories import (
    DocumentRequirementFactory,
    ExtensionFactory,
    InnovationFactory,
    InnovatorFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
    UserFactory,
    VersionFactory,
)
from tests.moments import START

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


SENT, DRAFT = {"sent": True}, {}
TOLD = {"answered_at": START}


@pytest.mark.parametrize(
    ("made", "values", "constraint"),
    [
        (SENT, {"state": "entah"}, "submissions_proposal_state_known"),
        (DRAFT, {"group": "entah"}, "submissions_proposal_group_known"),
        (DRAFT, {"submitted_at": START}, "submissions_proposal_sent_by_someone"),
        (DRAFT, {"state": State.SUBMITTED}, "submissions_proposal_sent_when_past_draft"),
        (DRAFT, {"state": State.VERIFIED}, "submissions_proposal_sent_when_past_draft"),
        (DRAFT, {"handed_at": START}, "submissions_proposal_handed_by_someone"),
        (DRAFT, {"state": State.HANDED}, "submissions_proposal_handed_when_waiting"),
        (DRAFT, {"mend_until": START}, "submissions_proposal_mended_when_sent"),
        (DRAFT, {"found_when_sent": 0}, "submissions_proposal_examined_when_sent"),
        (DRAFT, {"sdgs": [0]}, "submissions_proposal_sdgs_known"),
        (DRAFT, {"sdgs": [18]}, "submissions_proposal_sdgs_known"),
        (DRAFT, {"latitude": 1}, "submissions_proposal_on_the_globe"),
        (DRAFT, {"latitude": 91, "longitude": 1}, "submissions_proposal_on_the_globe"),
        (DRAFT, {"latitude": 1, "longitude": -181}, "submissions_proposal_on_the_globe"),
    ],
)
def test_a_proposal_that_cannot_be(made, values, constraint):
    proposal = ProposalFactory(**made)

    with refused(constraint), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**values)


def row_of(model):
    """One row of a part of a proposal, as it is in order."""
    section = SectionFactory()
    proposal, by = section.proposal, section.proposal.created_by
    made = {
        Attachment: lambda: Attachment.objects.create(
            proposal=proposal,
            section=section.template,
            file=ContentFile(b"x", name="x"),
            name="x",
            content_type="x",
            size=1,
            sha256="0" * 64,
            uploaded_by=by,
        ),
        Upload: lambda: Upload.objects.create(
            proposal=proposal, section=section.template, name="x", size=2, uploaded_by=by
        ),
        CheckItem: lambda: CheckItem.objects.create(proposal=proposal, round=1, note="x", created_by=by),
        Revision: lambda: Revision.objects.create(section=section, begun_at=START, written_at=START, written_by=by),
        Extension: ExtensionFactory,
        Partnership: PartnershipFactory,
        Innovator: lambda: InnovatorFactory(proposal=proposal),
        Paper: lambda: Paper.objects.create(proposal=proposal, kind=PaperKind.RECEIPT, key="0" * 64),
        Bundle: lambda: Bundle.objects.create(edition=proposal.edition, asked_by=by),
        Reminder: lambda: Reminder.objects.create(
            edition=proposal.edition, opd=proposal.innovation.opd, reached=Reached.HEADS, sent_by=by
        ),
    }
    return made[model]()


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Attachment, {"scan": "entah", "scanned_at": START}, "submissions_attachment_scan_known"),
        (Attachment, {"scan": Scan.CLEAN}, "submissions_attachment_scanned_when_told"),
        (Attachment, {"scanned_at": START}, "submissions_attachment_scanned_when_told"),
        (Upload, {"section": None}, "submissions_upload_one_place"),
        (Upload, {"received": 3}, "submissions_upload_within"),
        (CheckItem, {"reason": "entah"}, "submissions_checkitem_reason_known"),
        (CheckItem, {"note": ""}, "submissions_checkitem_says_why"),
        (CheckItem, {"note": "", "reason": "other"}, "submissions_checkitem_says_why"),
        (CheckItem, {"is_ok": True, "reason": "incomplete"}, "submissions_checkitem_says_why"),
        (Revision, {"written_at": START - timedelta(seconds=1)}, "submissions_revision_forwards"),
        (Extension, {"reason": ""}, "submissions_extension_says_why"),
        (Extension, {"until": START}, "submissions_extension_forwards"),
        (Partnership, TOLD, "submissions_partnership_answered_by_someone"),
        (Partnership, {"is_confirmed": True}, "submissions_partnership_answered_by_someone"),
        (Innovator, {"nip": "123"}, "submissions_innovator_nip"),
        (Paper, {"kind": "entah"}, "submissions_paper_kind_known"),
        (Paper, {"drawn_at": START}, "submissions_paper_drawn_with_hash"),
        (Bundle, {"done": 1}, "submissions_bundle_within"),
        (Bundle, {"finished_at": START}, "submissions_bundle_finished_with_file"),
        (Reminder, {"reached": "entah"}, "submissions_reminder_reached_known"),
    ],
)
def test_a_part_that_cannot_be(model, values, constraint):
    row = row_of(model)

    with refused(constraint), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)


def test_a_partner_that_declines_says_why():
    row = row_of(Partnership)
    told = {"is_confirmed": False, "answered_at": START, "answered_by": UserFactory()}

    with refused("submissions_partnership_declined_with_reason"), transaction.atomic():
        Partnership.objects.filter(pk=row.pk).update(**told)


def test_a_version_is_of_a_kind_and_has_its_number_alone():
    version = VersionFactory()

    with refused("submissions_version_kind_known"), transaction.atomic():
        VersionFactory(proposal=version.proposal, number=2, kind="entah")
    with refused("submissions_version_once"), transaction.atomic():
        VersionFactory(proposal=version.proposal)


def test_nothing_drawn_or_approved_is_there_twice():
    paper, requirement = row_of(Paper), DocumentRequirementFactory()
    proposal, by = paper.proposal, paper.proposal.created_by
    approval = {"proposal": proposal, "requirement": requirement, "key": "0" * 64, "approved_by": by}
    Approval.objects.create(**approval)

    with refused("submissions_paper_once"), transaction.atomic():
        Paper.objects.create(proposal=proposal, kind=PaperKind.RECEIPT, key="0" * 64)
    with refused("submissions_approval_once"), transaction.atomic():
        Approval.objects.create(**approval)


def test_two_innovators_have_two_places():
    first = row_of(Innovator)

    with refused("submissions_innovator_place"), transaction.atomic():
        InnovatorFactory(proposal=first.proposal, number=first.number)
        connection.check_constraints()


def test_every_constraint_is_tried():
    """What the database refuses, some test of this folder names."""
    models = apps.get_app_config("submissions").get_models()
    named = {constraint.name for model in models for constraint in model._meta.constraints}
    text = "".join(path.read_text() for path in Path(__file__).parent.rglob("test_*.py"))

    assert {name for name in named if f'"{name}"' not in text} == set()


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


@pytest.mark.parametrize("other", ["Kafe\u0301 Warga", "KAFÉ  WARGA", "Kafé\u200b Warga", "Kafé\u00a0Warga"])
def test_a_title_that_reads_the_same_is_there_once_for_each_agency(other):
    innovation = InnovationFactory(title="Kafé Warga")
    statement = """INSERT INTO submissions_innovation (title, long_title, opd_id, past_award, created_at)
                   VALUES (%s, '', %s, '', now())"""

    InnovationFactory(title=other)
    with refused("submissions_innovation_title"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [other, innovation.opd_id])


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
