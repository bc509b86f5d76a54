"""The statement letters: what they say, who gets them, and the approval that holds as long as the facts do."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts import clock
from accounts.models import AuditEntry, MembershipRole, User
from competitions.models import Letter, PhaseKind
from submissions.letters import approval_of, approved_requirements, letter_key, outdated_approval
from submissions.models import Approval, CheckItem, Group, Innovation, PaperKind, Proposal
from submissions.papers.actions import ask_paper, draw_paper
from submissions.papers.actions_letter import approve_letter
from tests.factories import (
    DocumentRequirementFactory,
    InnovatorFactory,
    MembershipFactory,
    PartnershipFactory,
    SectionTemplateFactory,
)
from tests.moments import START, moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db
NIP = "198001012005011001"


def loaded(proposal):
    return Proposal.objects.with_details().get(pk=proposal.pk)


@pytest.fixture
def requirement(proposal):
    return DocumentRequirementFactory(
        edition=proposal.edition, name="Surat pernyataan implementasi", letter=Letter.IMPLEMENTATION
    )


def text_of(proposal, requirement):
    paper = ask_paper(PaperKind.LETTER, loaded(proposal), requirement=requirement)
    draw_paper(paper.pk)
    paper.refresh_from_db()
    with paper.pdf.open("rb") as file:
        reader = PdfReader(io.BytesIO(file.read()))
    assert len(reader.pages) == 1
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def approve(proposal, requirement, by, key=None):
    key = key or letter_key(loaded(proposal), requirement)
    by = User.objects.get(pk=by.pk)
    return approve_letter(proposal=proposal, requirement=requirement, key=key, by=by)


def test_the_letter_of_implementation_waits_for_a_pen(proposal, requirement):
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user

    text = text_of(proposal, requirement)

    assert "SURAT PERNYATAAN IMPLEMENTASI" in text
    assert "mulai diterapkan di lingkungan kami pada tanggal 1 Januari 2024" in text
    assert f"Kepala {proposal.innovation.opd.name}" in text
    assert head.name in text
    assert head.nip in text
    assert "tanda tangan dan cap" in text
    assert "Disetujui secara elektronik" not in text
    assert "BSrE" not in text


def test_the_letter_of_the_innovators_names_them_with_nip(proposal):
    requirement = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.INNOVATOR)
    InnovatorFactory(proposal=proposal, name="Ratna Contoh", nip=NIP, part="penggagas")

    text = text_of(proposal, requirement)

    assert "Ratna Contoh" in text
    assert NIP in text
    assert "penggagas" in text


@pytest.mark.parametrize("original", ["", "SAKERA, RSUD Contoh"])
def test_the_letter_of_replication_names_the_original(proposal, original):
    requirement = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.REPLICATION)
    Proposal.objects.update(replicates=original)

    text = text_of(proposal, requirement)

    assert ("merupakan replikasi dari SAKERA, RSUD Contoh" in text) == bool(original)
    assert "bersedia" in text


def test_an_approved_letter_says_by_whom_and_when(registration, proposal, requirement, head):
    approval = approve(proposal, requirement, head)

    text = text_of(proposal, requirement)

    assert f"Disetujui secara elektronik di dalam aplikasi oleh {head.name} pada" in text
    assert "WIB" in text
    assert "tanda tangan dan cap" not in text
    assert "BSrE" not in text
    assert approval.approved_by == head
    entry = AuditEntry.objects.get(action="letter.approve")
    assert (entry.actor, entry.after) == (head, {"requirement": requirement.pk, "fingerprint": approval.key})


def test_approving_twice_leaves_the_first_time(registration, proposal, requirement, head):
    first = approve(proposal, requirement, head)

    assert approve(proposal, requirement, head) == first
    assert AuditEntry.objects.filter(action="letter.approve").count() == 1


def test_an_approval_falls_when_the_facts_change(registration, proposal, requirement, head):
    approval = approve(proposal, requirement, head)
    assert approved_requirements(loaded(proposal)) == {requirement.pk}

    Innovation.objects.update(started_on="2023-05-01")

    assert approved_requirements(loaded(proposal)) == set()
    assert approval_of(loaded(proposal), requirement) is None
    assert outdated_approval(loaded(proposal), requirement) == approval
    assert "Disetujui secara elektronik" not in text_of(proposal, requirement)


def test_only_what_was_read_can_be_approved(registration, proposal, requirement, head):
    read = letter_key(loaded(proposal), requirement)
    Innovation.objects.update(started_on="2023-05-01")

    with pytest.raises(ValidationError, match="berubah"):
        approve(proposal, requirement, head, key=read)

    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("letter", "values", "sentence"),
    [
        (Letter.IMPLEMENTATION, {}, "tanggal mulai"),
        (Letter.INNOVATOR, {}, "bagian Inovator"),
        (Letter.REPLICATION, {"group": Group.REPLICATION}, "direplikasi"),
    ],
)
def test_a_letter_that_lacks_its_fact_cannot_be_approved(registration, proposal, head, letter, values, sentence):
    requirement = DocumentRequirementFactory(edition=proposal.edition, letter=letter)
    Innovation.objects.update(started_on=None)
    Proposal.objects.update(**values or {"group": Group.GENERAL})

    with pytest.raises(ValidationError, match=sentence):
        approve(proposal, requirement, head)


def test_a_document_that_is_no_letter_cannot_be_approved(registration, client, proposal, head):
    requirement = DocumentRequirementFactory(edition=proposal.edition)
    address = reverse("submissions:letter-detail", args=[proposal.pk, requirement.pk])

    with pytest.raises(PermissionDenied):
        approve(proposal, requirement, head)
    assert client.get(address).status_code == 404


def test_a_letter_of_another_edition_cannot_be_approved(registration, proposal, head):
    with pytest.raises(PermissionDenied):
        approve(proposal, DocumentRequirementFactory(letter=Letter.IMPLEMENTATION), head)


@pytest.mark.parametrize("phase", [PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING])
def test_who_gets_a_letter(client, requirement, proposal, phase):
    Proposal.objects.update(state="submitted", submitted_at=START, submitted_by=proposal.created_by)
    people = everyone(proposal)
    own, readers = {"operator", "head", "conflicted_juror"}, {"secretariat", "verifier", "auditor"}
    opens = own if phase == PhaseKind.REGISTRATION else own | readers

    found = {}
    with clock.at(moment(phase)):
        for role in ROLES:
            client.force_login(people[role])
            address = reverse("submissions:letter-detail", args=[proposal.pk, requirement.pk])
            found[role] = client.get(address).status_code

    seen = own | readers | {"leader", "partner"}
    assert found == {role: 202 if role in opens else 403 if role in seen else 404 for role in ROLES}


def test_a_partner_does_not_get_the_letter(client, proposal, requirement):
    client.force_login(MembershipFactory(opd=PartnershipFactory(innovation=proposal.innovation).opd).user)

    assert client.get(reverse("submissions:letter-detail", args=[proposal.pk, requirement.pk])).status_code == 403


def test_the_head_approves_on_the_desk(registration, client, proposal, requirement, head):
    desk = client.get(proposal.get_absolute_url()).text
    key = letter_key(loaded(proposal), requirement)
    assert "Unduh surat untuk ditandatangani" in desk
    assert f'value="{key}"' in desk

    address = reverse("submissions:letter-approve", args=[proposal.pk, requirement.pk])
    response = client.post(address, {"key": key}, follow=True)

    assert response.redirect_chain == [(f"{proposal.get_absolute_url()}#dokumen-{requirement.pk}", 302)]
    assert f"Disetujui {head.name}" in response.text
    assert "Setujui di sini" not in response.text


def test_a_fallen_approval_is_said_on_the_desk(registration, client, proposal, requirement, head):
    approve(proposal, requirement, head)
    Innovation.objects.update(started_on="2023-05-01")

    text = client.get(proposal.get_absolute_url()).text

    assert "tidak berlaku lagi" in text
    assert "Setujui di sini" in text


def test_the_operator_downloads_but_does_not_approve(registration, client, proposal, requirement, operator):
    text = client.get(proposal.get_absolute_url()).text
    address = reverse("submissions:letter-approve", args=[proposal.pk, requirement.pk])

    assert "Unduh surat untuk ditandatangani" in text
    assert "Setujui di sini" not in text
    assert client.post(address, {"key": letter_key(loaded(proposal), requirement)}).status_code == 403
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_any_number_of_letters(registration, client, count, proposal, head):
    InnovatorFactory(proposal=proposal)
    for letter in list(Letter)[:count]:
        approve(proposal, DocumentRequirementFactory(edition=proposal.edition, letter=letter), head)

    with CaptureQueriesContext(connection) as queries:
        client.get(proposal.get_absolute_url())

    asked = [query["sql"] for query in queries if 'FROM "submissions_approval"' in query["sql"]]
    assert len(asked) <= 2  # the desk's own and the preflight's, which loads its proposal itself


def test_the_same_is_approved_once(proposal, requirement):
    values = {"proposal": proposal, "requirement": requirement, "key": "a" * 64, "approved_by": proposal.created_by}
    Approval.objects.create(**values)

    with pytest.raises(IntegrityError, match="submissions_approval_once"), transaction.atomic():
        Approval.objects.create(**values)


def test_what_the_check_found_in_order_is_not_approved_again(proposal, requirement, head):
    Proposal.objects.update(state="returned", submitted_at=START, submitted_by=proposal.created_by)
    wrong = {"proposal": proposal, "round": 1, "created_by": proposal.created_by, "note": "Perbaiki."}
    item = CheckItem.objects.create(section=SectionTemplateFactory(edition=proposal.edition), **wrong)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        with pytest.raises(PermissionDenied, match="sudah sesuai"):
            approve(proposal, requirement, head)
        CheckItem.objects.filter(pk=item.pk).update(section=None, is_identity=True)
        assert approve(proposal, requirement, head)
