"""Frozen versions: complete, without private data, never changed, and shown with what changed between two."""

import json
from hashlib import sha256

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import MembershipRole
from competitions.models import Letter, PhaseKind
from submissions.letters import letter_key
from submissions.models import Approval, Attachment, Proposal, Revision, Version, VersionKind
from submissions.proposal_parts import proposal_parts
from submissions.versions import canonical, content_hash, content_of, freeze
from tests.factories import (
    CategoryFactory,
    DocumentRequirementFactory,
    InnovatorFactory,
    MembershipFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
    VersionFactory,
)
from tests.moments import START, moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db
PHASES = (PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING)


def loaded(proposal):
    return Proposal.objects.with_details().get(pk=proposal.pk)


def frozen(proposal, kind=VersionKind.SENT):
    proposal = loaded(proposal)
    return freeze(proposal, proposal_parts(proposal), kind, proposal.created_by)


@pytest.fixture
def whole():
    """A proposal with something in every field, and all that is private about its people."""
    proposal = ProposalFactory(
        sent=True,
        category=CategoryFactory(),
        sdgs=[16, 3],
        is_digital=True,
        video_url="https://video.contoh.example/1",
        latitude="-7.871234",
        longitude="112.526789",
        replicates="SAKERA",
        contact_name="Narahubung Rahasia",
        contact_phone="081234567890",
    )
    InnovatorFactory(proposal=proposal, name="Ratna Contoh", nip="198001012005011001", part="penggagas")
    PartnershipFactory(innovation=proposal.innovation, part="menyediakan tempat")
    template = SectionTemplateFactory(edition=proposal.edition, number=1, name="Ringkasan", max_words=300)
    SectionFactory(proposal=proposal, template=template, text="Isi naskah – ringkas", words=3)
    requirement = DocumentRequirementFactory(edition=proposal.edition, name="SK", letter="")
    Attachment.objects.create(
        proposal=proposal,
        requirement=requirement,
        file="usulan/x",
        name="sk.pdf",
        content_type="application/pdf",
        size=10,
        sha256="a" * 64,
        uploaded_by=proposal.created_by,
    )
    return proposal


def test_content_is_all_that_printing_needs(whole):
    proposal = loaded(whole)

    content = content_of(proposal, proposal_parts(proposal))

    assert content["edition"]["government"] == proposal.edition.government
    assert content["owners"][1]["part"] == "menyediakan tempat"
    assert content["owners"][1]["is_confirmed"] is None
    assert content["innovators"] == [{"name": "Ratna Contoh", "part": "penggagas"}]
    assert content["sections"][0] | {"by": "", "at": ""} == {
        "id": content["sections"][0]["id"],
        "name": "Ringkasan",
        "text": "Isi naskah – ringkas",
        "words": 3,
        "limit": 300,
        "by": "",
        "at": "",
        "files": [],
    }
    assert content["documents"][0]["files"] == [{"name": "sk.pdf", "size": 10, "sha256": "a" * 64}]
    assert content["sdgs"] == [3, 16]
    assert content["place"] == ["-7.871234", "112.526789"]


def test_content_holds_nothing_private(whole):
    text = canonical(frozen(whole).content).decode()

    assert "198001012005011001" not in text
    assert "081234567890" not in text
    assert "Narahubung Rahasia" not in text
    assert whole.created_by.nip not in text
    assert "@" not in text


def test_the_hash_can_be_recomputed_with_the_standard_library_alone(whole, client):
    version = Version.objects.get(pk=frozen(whole).pk)
    client.force_login(MembershipFactory(opd=whole.innovation.opd).user)

    response = client.get(reverse("submissions:version-content", args=[whole.pk, version.number]))

    recomputed = json.dumps(json.loads(response.content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(response.content).hexdigest() == version.sha256
    assert sha256(recomputed.encode()).hexdigest() == version.sha256
    assert content_hash(version.content) == version.sha256
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_statement_approved_inside_is_frozen_with_name_and_time():
    proposal = ProposalFactory(sent=True)
    requirement = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.IMPLEMENTATION)
    Approval.objects.create(
        proposal=proposal,
        requirement=requirement,
        key=letter_key(loaded(proposal), requirement),
        approved_at=START,
        approved_by=proposal.created_by,
    )

    (document,) = frozen(proposal).content["documents"]

    assert document["approved"] == {"by": str(proposal.created_by), "at": START.isoformat()}


def test_versions_are_numbered_and_said_once():
    proposal = ProposalFactory(sent=True)

    numbers = [frozen(proposal).number, frozen(proposal, VersionKind.RETURNED).number]

    assert numbers == [1, 2]
    with pytest.raises(IntegrityError, match="submissions_version_once"), transaction.atomic():
        VersionFactory(proposal=proposal, number=2)
    with pytest.raises(IntegrityError, match="submissions_version_kind_known"), transaction.atomic():
        VersionFactory(proposal=proposal, number=3, kind="entah")


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_version_is_never_touched(act):
    version = VersionFactory()
    rows = Version.objects.filter(pk=version.pk)

    with (
        pytest.raises(DatabaseError, match="Cannot update or delete rows"),
        transaction.atomic(),
    ):
        rows.update(sha256="f" * 64) if act == "update" else rows.delete()


def page(client, proposal, **query):
    return client.get(reverse("submissions:version-list", args=[proposal.pk]), query)


def test_the_page_shows_versions_receipts_writers_and_the_difference(client):
    proposal = ProposalFactory(sent=True)
    template = SectionTemplateFactory(edition=proposal.edition, name="Ringkasan")
    section = SectionFactory(proposal=proposal, template=template, text="Layanan ini cepat")
    Revision.objects.create(section=section, text="x", words=1, written_by=proposal.created_by)
    first = frozen(proposal)
    section.text = "Layanan itu cepat <b>"
    section.save()
    second = frozen(proposal, VersionKind.CORRECTED)
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    text = page(client, proposal).text

    assert first.sha256 in text
    assert second.sha256 in text
    assert second.receipt_number in text
    assert ">ini <" in text.replace("</del>", "<")
    assert ">itu <" in text.replace("</ins>", "<")
    assert "&lt;b&gt;" in text
    assert str(proposal.created_by) in text


def test_any_two_may_be_compared_and_the_present_too(client):
    proposal = ProposalFactory(sent=True)
    frozen(proposal)
    frozen(proposal, VersionKind.RETURNED)
    proposal.innovation.title = "JUDUL BARU"
    proposal.innovation.save()
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    assert "Tidak ada yang berbeda" in page(client, proposal).text
    assert "BARU" in page(client, proposal, dari="1", ke="kini").text
    assert page(client, proposal, dari="99", ke="'").status_code == 200


def test_files_that_came_and_went_are_told_by_their_hash(client, whole):
    frozen(whole)
    Attachment.objects.update(name="sk-baru.pdf", sha256="b" * 64)
    frozen(whole, VersionKind.CORRECTED)
    client.force_login(MembershipFactory(opd=whole.innovation.opd).user)

    text = page(client, whole).text

    assert "Dihapus: sk.pdf" in text
    assert "Ditambahkan: sk-baru.pdf" in text


def test_without_a_version_the_page_says_when_there_will_be_one(client, operator, proposal):
    response = page(client, proposal)

    assert response.status_code == 200
    assert "Belum ada versi" in response.text


def test_the_page_costs_the_same_for_any_number_of_versions(client):
    costs = {}
    for count in (1, 3):
        proposal = ProposalFactory(sent=True)
        section = SectionFactory(proposal=proposal)
        for _number in range(count):
            frozen(proposal)
            Revision.objects.create(section=section, text="x", words=1, written_by=proposal.created_by)
        client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)
        with CaptureQueriesContext(connection) as queries:
            text = page(client, proposal).text
        costs[count] = len(queries)
        assert text.count('class="version"') == count

    assert costs[1] == costs[3] <= 16


OWN = {"operator", "head", "partner", "conflicted_juror"}
READERS = {"secretariat", "verifier", "auditor"}
SEES = OWN | READERS | {"leader"}


@pytest.mark.parametrize("name", ["version-list", "version-content", "version-manuscript", "version-receipt"])
@pytest.mark.parametrize("phase", PHASES)
def test_who_opens_a_version(client, name, phase):
    proposal = ProposalFactory(sent=True)
    frozen(proposal)
    people = everyone(proposal)
    arguments = [proposal.pk] if name == "version-list" else [proposal.pk, 1]
    reads = OWN if phase == PhaseKind.REGISTRATION else OWN | READERS

    found = {}
    with clock.at(moment(phase)):
        for role in ROLES:
            client.force_login(people[role])
            found[role] = client.get(reverse(f"submissions:{name}", args=arguments)).status_code

    fine = 202 if name in {"version-manuscript", "version-receipt"} else 200
    assert found == {role: fine if role in reads else 403 if role in SEES else 404 for role in ROLES}


def test_a_stranger_signs_in_first(client):
    proposal = ProposalFactory(sent=True)

    assert page(client, proposal).status_code == 302


@pytest.mark.parametrize("role", [MembershipRole.OPERATOR, MembershipRole.HEAD])
def test_a_partner_reads_the_history(client, role):
    proposal = ProposalFactory(sent=True)
    frozen(proposal)
    client.force_login(MembershipFactory(opd=PartnershipFactory(innovation=proposal.innovation).opd, role=role).user)

    assert page(client, proposal).status_code == 200


def test_a_return_has_no_receipt(client, operator, proposal):
    frozen(proposal, VersionKind.RETURNED)

    assert client.get(reverse("submissions:version-receipt", args=[proposal.pk, 1])).status_code == 404
