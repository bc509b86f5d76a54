"""The administrative check: the queue, the verdict, and who stays outside."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import MembershipRole, Office
from competitions.models import PhaseKind
from submissions.models import State
from tests.factories import (
    AppointmentFactory,
    DocumentRequirementFactory,
    MembershipFactory,
    ProposalFactory,
    SectionFactory,
)
from tests.moments import moment
from tests.people import everyone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _administration():
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        yield


@pytest.fixture
def proposal():
    return SectionFactory(proposal=ProposalFactory(sent=True)).proposal


@pytest.fixture
def verifier(client):
    user = AppointmentFactory(role=Office.VERIFIER).user
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_any_number_of_proposals(client, verifier, proposal, count):
    for _ in range(count - 1):
        ProposalFactory(edition=proposal.edition, sent=True)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(url("check-list"))

    assert response.text.count("row-link") == count
    assert len(queries) == 9


def test_the_queue_filters_by_its_address(client, verifier, proposal):
    passed = ProposalFactory(edition=proposal.edition, verified=True)
    elsewhere = ProposalFactory(sent=True)

    def rows(**address):
        return list(client.get(url("check-list"), {"edisi": proposal.edition.slug, **address}).context["page"])

    assert rows() == [proposal]
    assert rows(status="verified") == [passed]
    assert rows(q="tidak ada") == []
    assert rows(edisi=elsewhere.edition.slug) == [elsewhere]
    assert rows(status="entah") == [proposal]
    counts = client.get(url("check-list"), {"edisi": proposal.edition.slug}).context["queues"]
    assert {state: count for state, _label, count in counts if count} == {"submitted": 1, "verified": 1}


def test_the_verifier_passes_a_proposal(client, verifier, proposal):
    page = client.get(url("check-detail", proposal.pk)).text
    response = client.post(url("proposal-verify", proposal.pk), follow=True)

    assert url("proposal-verify", proposal.pk) in page
    assert "Tiga kata saja" in page
    assert "lolos administrasi" in response.text
    proposal.refresh_from_db()
    assert proposal.state == State.VERIFIED


def test_the_verifier_returns_a_proposal_with_a_note_per_place(client, verifier, proposal):
    template = proposal.edition.section_templates.get()
    requirement = DocumentRequirementFactory(edition=proposal.edition)
    data = {f"section_{template.pk}": "Angka belum ada.", f"requirement_{requirement.pk}": "Buram.", "general": ""}

    response = client.post(url("proposal-return", proposal.pk), data)

    proposal.refresh_from_db()
    assert response.url == url("check-list")
    assert proposal.state == State.RETURNED
    assert list(proposal.check_items.values_list("section", "requirement", "round", "note")) == [
        (template.pk, None, 1, "Angka belum ada."),
        (None, requirement.pk, 1, "Buram."),
    ]


def test_returning_without_a_reason_is_refused_at_the_field(client, verifier, proposal):
    response = client.post(url("proposal-return", proposal.pk), {"general": " "})

    assert response.status_code == 422
    assert list(response.context["returning"].errors) == ["general"]
    assert "Tuliskan alasannya" in response.text


def test_returning_what_another_verifier_settled_keeps_what_was_typed(client, verifier, proposal):
    client.post(url("proposal-verify", proposal.pk))

    response = client.post(url("proposal-return", proposal.pk), {"general": "Angka belum ada."})

    assert "tidak tersedia untuk usulan berstatus “Lolos administrasi”" in str(response.context["returning"].errors)
    assert response.context["returning"]["general"].value() == "Angka belum ada."
    proposal.refresh_from_db()
    assert proposal.state == State.VERIFIED


def test_the_verifier_rejects_with_a_reason(client, verifier, proposal):
    refused = client.post(url("proposal-reject", proposal.pk), {"reason": ""})
    client.post(url("proposal-reject", proposal.pk), {"reason": "Sudah pernah menang."})

    assert refused.status_code == 422
    proposal.refresh_from_db()
    assert proposal.state == State.REJECTED
    assert proposal.check_items.get().note == "Sudah pernah menang."


def test_earlier_reasons_stay_in_view(client, verifier, proposal):
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    client.post(url("proposal-return", proposal.pk), {"general": "Putaran pertama."})
    client.force_login(head)
    client.post(url("proposal-submit", proposal.pk))
    client.force_login(verifier)

    page = client.get(url("check-detail", proposal.pk)).text

    assert "Putaran pertama." in page
    assert "Catatan pemeriksaan, putaran 1" in page


def test_a_rejected_proposal_tells_its_agency_why(client, verifier, proposal):
    client.post(url("proposal-reject", proposal.pk), {"reason": "Sudah pernah menang."})
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    assert "Sudah pernah menang." in client.get(url("proposal-detail", proposal.pk)).text


def test_a_verifier_of_the_family_reads_but_gets_no_verdict(client, verifier, proposal):
    MembershipFactory(user=verifier, opd=proposal.innovation.opd)

    page = client.get(url("check-detail", proposal.pk))

    assert page.status_code == 200
    assert "tidak berasal dari lingkungan OPD pemiliknya" in page.text
    assert url("proposal-verify", proposal.pk) not in page.text
    assert client.post(url("proposal-verify", proposal.pk)).status_code == 403


@pytest.mark.parametrize(
    ("role", "queue", "page", "act"),
    [
        ("verifier", 200, 200, 302),
        ("secretariat", 200, 200, 403),
        ("auditor", 200, 200, 403),
        ("leader", 403, 403, 403),
        ("operator", 403, 403, 403),
        ("head", 403, 403, 403),
        ("other_head", 403, 404, 404),
        ("juror", 403, 404, 404),
        ("chair", 403, 404, 404),
        ("admin", 403, 404, 404),
    ],
)
def test_who_comes_in(client, proposal, role, queue, page, act):
    client.force_login(everyone(proposal)[role])

    assert client.get(url("check-list")).status_code == queue
    assert client.get(url("check-detail", proposal.pk)).status_code == page
    assert client.post(url("proposal-verify", proposal.pk)).status_code == act


@pytest.mark.parametrize("act", ["proposal-verify", "proposal-return", "proposal-reject"])
def test_no_verdict_after_the_phase(client, verifier, proposal, act):
    with clock.at(moment(PhaseKind.JUDGING)):
        response = client.post(url(act, proposal.pk), {"reason": "x", "general": "x"})

    assert response.status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED


def test_the_queue_is_sealed_during_the_registration(client, verifier, proposal):
    with clock.at(moment(PhaseKind.REGISTRATION)):
        queue = client.get(url("check-list"))
        page = client.get(url("check-detail", proposal.pk))

    assert proposal.innovation.title in queue.text
    assert page.status_code == 403
    assert "Tiga kata saja" not in page.text
