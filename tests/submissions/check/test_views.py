"""The administrative check: the queue, the checklist, the verdict, and who stays outside."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, MembershipRole, Office
from competitions.models import Edition, PhaseKind
from submissions.models import CheckItem, Proposal, Reason, State
from submissions.steps import workflow
from submissions.steps.workflow import Note
from tests.factories import (
    AppointmentFactory,
    DocumentRequirementFactory,
    ExtensionFactory,
    MembershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
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
def template(proposal):
    return proposal.edition.section_templates.get()


@pytest.fixture
def verifier(client):
    user = AppointmentFactory(role=Office.VERIFIER).user
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def anchors(proposal):
    edition = proposal.edition
    sections = [f"bagian-{row.pk}" for row in edition.section_templates.all()]
    documents = [f"dokumen-{row.pk}" for row in edition.document_requirements.all()]
    return ["identitas", *sections, *documents, "umum"]


def filled(proposal, *, refusal="", **wrong):
    """The checklist as a browser sends it: all in order, but for the places named with (reason, note)."""
    data = {"refusal": refusal}
    for anchor in anchors(proposal):
        reason, note = wrong.get(anchor.replace("-", "_"), ("", ""))
        data |= {
            f"{anchor}-hasil": "tidak" if anchor.replace("-", "_") in wrong else "sesuai",
            f"{anchor}-sebab": reason,
            f"{anchor}-catatan": note,
        }
    return data


def clean_proposal(edition, **values):
    return ProposalFactory(edition=edition, sent=True, found_when_sent=0, **values)


def counted(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    return response, len(queries)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_any_number_of_proposals(client, verifier, proposal, count):
    for _ in range(count - 1):
        clean_proposal(proposal.edition)

    response, queries = counted(client, url("check-list"))

    assert response.text.count("row-link") == count
    assert queries == 11


def test_the_check_costs_no_more_with_more_places(client, verifier, proposal):
    client.get(url("check-detail", proposal.pk))
    _page, few = counted(client, url("check-detail", proposal.pk))
    for _ in range(3):
        SectionFactory(proposal=proposal)
        DocumentRequirementFactory(edition=proposal.edition)

    _page, many = counted(client, url("check-detail", proposal.pk))

    assert many == few


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


def test_the_queue_counts_returns_and_not_looks(client, verifier, proposal, template):
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    workflow.take("return", proposal=proposal, by=verifier, notes=[Note("Ulangi.", section=template)])
    workflow.take("submit", proposal=proposal, by=head)
    workflow.take("verify", proposal=proposal, by=verifier)

    row = Proposal.objects.with_rounds().get(pk=proposal.pk)

    assert row.rounds == 1


def test_the_verifier_passes_a_proposal(client, verifier, proposal):
    page = client.get(url("check-detail", proposal.pk)).text
    response = client.post(url("proposal-verify", proposal.pk), filled(proposal), follow=True)

    assert url("proposal-verify", proposal.pk) in page
    assert "Tiga kata saja" in page
    assert "lolos administrasi" in response.text
    proposal.refresh_from_db()
    assert proposal.state == State.VERIFIED
    assert list(proposal.check_items.values_list("is_ok", flat=True)) == [True, True, True]


def test_nothing_passes_with_a_place_that_is_wrong_or_at_which_nobody_looked(client, verifier, proposal, template):
    data = filled(proposal, identitas=("other", "Judul keliru."))
    del data[f"bagian-{template.pk}-hasil"]

    response = client.post(url("proposal-verify", proposal.pk), data)

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "identitas-hasil": ["Tidak sesuai, jadi usulan belum dapat diloloskan."],
        f"bagian-{template.pk}-hasil": ["Belum diperiksa: pilih salah satu."],
    }
    assert "Judul keliru." in response.text
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED


def test_the_verifier_returns_a_proposal_with_a_reason_per_place(client, verifier, proposal, template):
    requirement = DocumentRequirementFactory(edition=proposal.edition)
    wrong = {
        f"bagian_{template.pk}": (Reason.INCOMPLETE, "Angka belum ada."),
        f"dokumen_{requirement.pk}": (Reason.UNREADABLE, ""),
    }

    response = client.post(url("proposal-return", proposal.pk), filled(proposal, **wrong))

    proposal.refresh_from_db()
    assert response.url == url("check-list")
    assert proposal.state == State.RETURNED
    kept = proposal.check_items.values_list("section", "requirement", "is_identity", "is_ok", "reason", "note")
    assert list(kept) == [
        (None, None, True, True, "", ""),
        (template.pk, None, False, False, "incomplete", "Angka belum ada."),
        (None, requirement.pk, False, False, "unreadable", ""),
        (None, None, False, True, "", ""),
    ]


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({}, {"__all__"}),
        ({"identitas": ("", "Salah.")}, {"identitas-sebab"}),
        ({"identitas": ("other", " ")}, {"identitas-catatan"}),
        ({"identitas": ("entah", "")}, {"identitas-sebab"}),
        ({"umum": ("other", "x" * 2001)}, {"umum-catatan"}),
        ({"umum": ("other", "nol \x00")}, {"umum-catatan"}),
    ],
)
def test_a_return_that_does_not_say_why_is_refused_at_the_field(client, verifier, proposal, wrong, errors):
    response = client.post(url("proposal-return", proposal.pk), filled(proposal, **wrong))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == errors
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED


@pytest.mark.parametrize("first", ["verify", "return", "reject"])
def test_what_another_verifier_settled_keeps_what_was_typed_and_says_who(client, verifier, proposal, first):
    colleague = AppointmentFactory(role=Office.VERIFIER).user
    reasons = [] if first == "verify" else [Note("Lain.")]
    workflow.take(first, proposal=proposal, by=colleague, notes=reasons)
    before = Proposal.objects.get(pk=proposal.pk).state

    response = client.post(
        url("proposal-return", proposal.pk), filled(proposal, umum=("other", "Angka belum ada.")), follow=True
    )

    assert response.status_code == 422
    assert f"{colleague} sudah memutus usulan ini" in response.text
    assert "Angka belum ada." in response.text
    assert "Ya, loloskan usulan ini" not in response.text
    assert Proposal.objects.get(pk=proposal.pk).state == before


def test_the_verifier_rejects_with_a_reason(client, verifier, proposal):
    refused = client.post(url("proposal-reject", proposal.pk), filled(proposal))
    client.post(url("proposal-reject", proposal.pk), filled(proposal, refusal="Sudah pernah menang."))

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["refusal"])
    proposal.refresh_from_db()
    assert proposal.state == State.REJECTED
    assert proposal.check_items.get(is_ok=False).note == "Sudah pernah menang."


def test_the_checklist_starts_from_what_the_rules_and_the_last_round_found(client, verifier, proposal, template):
    DocumentRequirementFactory(edition=proposal.edition, name="Surat")
    SectionTemplateFactory(edition=proposal.edition, name="Dampak")
    CheckItem.objects.create(
        proposal=proposal, section=template, round=1, note="Dahulu kurang.", created_by=proposal.created_by
    )

    form = client.get(url("check-detail", proposal.pk)).context["form"]
    start = {
        line.label: (found.value(), reason.value(), bool(note.value())) for line, found, reason, note in form.rows()
    }

    assert start["Surat"] == ("tidak", "missing", True)
    assert start["Dampak"] == ("tidak", "missing", True)
    assert start[template.name] == ("", "", False)
    assert start["Usulan secara umum"] == ("sesuai", "", False)


def test_the_second_look_keeps_the_first_and_says_what_changed(client, verifier, proposal, template):
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    left = SectionFactory(proposal=proposal, template__name="Dampak").template
    wrong = {f"bagian_{template.pk}": ("incomplete", "Putaran pertama."), f"bagian_{left.pk}": ("filler", "Sama saja.")}
    client.post(url("proposal-return", proposal.pk), filled(proposal, **wrong))
    proposal.sections.filter(template=template).update(text="Empat kata saja kini", words=4)
    workflow.take("submit", proposal=proposal, by=head)

    page = client.get(url("check-detail", proposal.pk))

    lines = {line.label: line.is_changed for line in page.context["form"].lines}
    assert (lines[template.name], lines["Dampak"]) == (True, False)
    assert "Putaran pertama." in page.text
    assert f"Putaran 1 · dikembalikan oleh {verifier}" in page.text
    assert "Diubah OPD sejak dikembalikan." in page.text
    assert "Belum diubah OPD sejak dikembalikan." in page.text
    assert url("version-list", proposal.pk) in page.text


def test_the_agency_reads_the_reason_at_its_place_and_no_one_reads_what_was_right(client, verifier, proposal, template):
    wrong = {f"bagian_{template.pk}": ("unreadable", "Angka kabur.")}
    client.post(url("proposal-return", proposal.pk), filled(proposal, **wrong))
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    page = client.get(url("proposal-detail", proposal.pk)).text

    assert "Tidak terbaca" in page
    assert "Angka kabur." in page
    assert page.count('class="remark"') == 1


def test_a_rejected_proposal_tells_its_agency_why(client, verifier, proposal):
    client.post(url("proposal-reject", proposal.pk), filled(proposal, refusal="Sudah pernah menang."))
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    assert "Sudah pernah menang." in client.get(url("proposal-detail", proposal.pk)).text


def test_both_sides_see_until_when_it_may_be_mended(client, verifier, proposal):
    Edition.objects.update(correction_days=2)
    client.post(url("proposal-return", proposal.pk), filled(proposal, umum=("other", "Ulangi.")))

    checked = client.get(url("check-detail", proposal.pk)).text
    with clock.at(moment(PhaseKind.ADMINISTRATION) + timedelta(days=2)):
        later = client.get(url("check-detail", proposal.pk)).text
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)
    desk = client.get(url("proposal-detail", proposal.pk)).text

    assert "Masa perbaikan sampai Sabtu 24 Januari 2026" in checked
    assert "Tidak diperbaiki sampai Sabtu 24 Januari 2026" in later
    assert "Perbaiki dan kirim lagi paling lambat Sabtu 24 Januari 2026" in desk


def test_what_was_left_unmended_is_refused_with_a_reason_alone(client, verifier, proposal):
    over = moment(PhaseKind.ADMINISTRATION) - timedelta(minutes=1)
    Proposal.objects.update(state=State.RETURNED, mend_until=over)

    page = client.get(url("check-detail", proposal.pk)).text
    refused = client.post(url("proposal-reject", proposal.pk), {"refusal": ""})
    client.post(url("proposal-reject", proposal.pk), {"refusal": "Tidak diperbaiki."})

    assert "Ya, tolak usulan ini" in page
    assert 'class="check"' not in page
    assert refused.status_code == 422
    assert Proposal.objects.get().state == State.REJECTED


def test_what_may_still_be_mended_is_not_refused(client, verifier, proposal):
    Proposal.objects.update(state=State.RETURNED, mend_until=moment(PhaseKind.ADMINISTRATION) - timedelta(minutes=1))
    ExtensionFactory(
        edition=proposal.edition,
        opd=proposal.innovation.opd,
        until=moment(PhaseKind.ADMINISTRATION) + timedelta(hours=1),
    )

    page = client.get(url("check-detail", proposal.pk)).text

    assert "Ya, tolak usulan ini" not in page
    assert client.post(url("proposal-reject", proposal.pk), {"refusal": "x"}).status_code == 403


def test_the_clean_ones_pass_together(client, verifier, proposal):
    clean = [clean_proposal(proposal.edition) for _ in range(2)]

    page = client.get(url("check-list"))
    answer = client.post(url("proposal-verify-many"), {"usulan": [row.pk for row in clean]}, follow=True)

    assert page.text.count('name="usulan"') == 2
    assert "2 usulan lolos administrasi." in answer.text
    states = {row.pk: row.state for row in Proposal.objects.all()}
    assert states == {proposal.pk: State.SUBMITTED, **{row.pk: State.VERIFIED for row in clean}}
    assert AuditEntry.objects.filter(action="proposal.verify", actor=verifier).count() == 2
    assert CheckItem.objects.filter(is_ok=True, created_by=verifier).count() == 2


def test_passing_together_says_which_did_not_and_why(client, verifier, proposal):
    clean = clean_proposal(proposal.edition)
    own = clean_proposal(proposal.edition)
    MembershipFactory(user=verifier, opd=own.innovation.opd)
    settled = clean_proposal(proposal.edition)
    Proposal.objects.filter(pk=settled.pk).update(state=State.VERIFIED)
    ticked = [clean.pk, own.pk, settled.pk, proposal.pk]

    answer = client.post(url("proposal-verify-many"), {"usulan": [*ticked, "x", "9" * 40, "²"]}, follow=True)

    assert "1 usulan lolos administrasi." in answer.text
    assert f"“{own}” tidak diloloskan. Langkah ini bukan wewenang Anda." in answer.text
    assert f"“{settled}” tidak diloloskan. Langkah ini tidak tersedia" in answer.text
    assert f"“{proposal}” tidak diloloskan. Ada temuan" in answer.text
    assert AuditEntry.objects.filter(action="proposal.verify").count() == 1


def test_what_was_returned_once_does_not_pass_with_the_others(client, verifier, proposal, template):
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    workflow.take("return", proposal=proposal, by=verifier, notes=[Note("Ulangi.", section=template)])
    workflow.take("submit", proposal=proposal, by=head)
    Proposal.objects.update(found_when_sent=0)

    page = client.get(url("check-list"))
    answer = client.post(url("proposal-verify-many"), {"usulan": [proposal.pk]}, follow=True)

    assert page.context["passable"] == set()
    assert "tidak diloloskan" in answer.text
    assert Proposal.objects.get().state == State.SUBMITTED


def test_ticking_nothing_says_so(client, verifier, proposal):
    answer = client.post(url("proposal-verify-many"), follow=True)

    assert "Centang dahulu" in answer.text


@pytest.mark.parametrize(("role", "status"), [("secretariat", 302), ("auditor", 302), ("leader", 403), ("head", 403)])
def test_nobody_else_passes_them_together(client, proposal, role, status):
    clean = clean_proposal(proposal.edition)
    client.force_login(everyone(proposal)[role])

    assert client.post(url("proposal-verify-many"), {"usulan": [clean.pk]}).status_code == status
    assert Proposal.objects.get(pk=clean.pk).state == State.SUBMITTED


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
    assert client.post(url("proposal-verify", proposal.pk), filled(proposal)).status_code == act


@pytest.mark.parametrize("act", ["proposal-verify", "proposal-return", "proposal-reject"])
def test_no_verdict_after_the_phase(client, verifier, proposal, act):
    with clock.at(moment(PhaseKind.JUDGING)):
        response = client.post(url(act, proposal.pk), filled(proposal, refusal="x", umum=("other", "x")))

    assert response.status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED


def test_a_checklist_survives_the_end_of_the_phase(client, verifier, proposal):
    """Whoever was filling it in when the phase ended is told so, and can copy out what they wrote."""
    filled_in = filled(proposal, refusal="Alasan panjang.", umum=("other", "Catatan panjang."))
    with clock.at(moment(PhaseKind.JUDGING)):
        answer = client.post(url("proposal-return", proposal.pk), filled_in)

    assert answer.status_code == 403
    assert "Yang Anda isi masih ada di halaman ini." in answer.text
    assert "Catatan panjang." in answer.text
    assert "Alasan panjang." in answer.text
    assert "Ya, tolak usulan ini" not in answer.text
    assert answer.context["form"]["umum-sebab"].value() == "other"


def test_the_reason_of_a_refusal_survives_an_extension(client, verifier, proposal):
    over = moment(PhaseKind.ADMINISTRATION) - timedelta(minutes=1)
    Proposal.objects.update(state=State.RETURNED, mend_until=over)
    ExtensionFactory(edition=proposal.edition, opd=proposal.innovation.opd, until=over + timedelta(hours=1))

    answer = client.post(url("proposal-reject", proposal.pk), {"refusal": "Alasan panjang."})

    assert answer.status_code == 403
    assert "Alasan panjang." in answer.text
    assert Proposal.objects.get().state == State.RETURNED


def test_the_queue_is_sealed_during_the_registration(client, verifier, proposal):
    with clock.at(moment(PhaseKind.REGISTRATION)):
        queue = client.get(url("check-list"))
        page = client.get(url("check-detail", proposal.pk))

    assert proposal.innovation.title in queue.text
    assert page.status_code == 403
    assert "Tiga kata saja" not in page.text
