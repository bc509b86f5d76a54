"""The agencies' pages: what each shows, to whom, and at what cost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, MembershipRole
from competitions.models import PhaseKind
from submissions.models import CheckItem, Innovation, Proposal, State
from tests.factories import (
    CategoryFactory,
    DocumentRequirementFactory,
    EditionFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
)
from tests.moments import START, moment
from tests.people import everyone
from tests.submissions import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def send(client, proposal, content, *, name="bukti.pdf", headers=None, **place):
    data = {"file": SimpleUploadedFile(name, content), **{key: row.pk for key, row in place.items()}}
    return client.post(url("attachment-create", proposal.pk), data, headers=headers or {})


def bring(proposal, state):
    Proposal.objects.filter(pk=proposal.pk).update(state=state, submitted_at=START, submitted_by=proposal.created_by)


def counted(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    return response, len(queries)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_proposals(client, operator, proposal, count):
    opd = proposal.innovation.opd
    for _ in range(count - 1):
        SectionFactory(proposal=ProposalFactory(edition=proposal.edition, innovation__opd=opd))
    PartnershipFactory(innovation=proposal.innovation)

    response, queries = counted(client, url("proposal-list"))

    assert response.text.count("row-link") == count
    assert queries == 9


def test_the_desk_costs_the_same_for_any_number_of_sections(client, operator, proposal):
    costs = []
    for count in (1, 3):
        while proposal.edition.section_templates.count() < count:
            SectionFactory(proposal=proposal)
            DocumentRequirementFactory(edition=proposal.edition)
        client.get(url("proposal-detail", proposal.pk))  # what other proposals say is remembered for a minute
        response, queries = counted(client, url("proposal-detail", proposal.pk))
        assert response.text.count('name="text"') == count
        costs.append(queries)

    assert costs[0] == costs[1] <= 26


def test_the_list_filters_by_its_address(client, operator, proposal):
    other = ProposalFactory(innovation__opd=proposal.innovation.opd, sent=True)
    rows = {"draft": proposal, "submitted": other}

    def shown(address):
        return [row.pk for row in client.get(url("proposal-list"), address).context["page"]]

    for status, row in rows.items():
        assert shown({"status": status}) == [row.pk]
    assert shown({"q": other.innovation.title}) == [other.pk]
    assert shown({"edisi": proposal.edition.slug}) == [proposal.pk]
    assert len(client.get(url("proposal-list"), {"status": "entah", "urut": "entah"}).context["page"]) == 2
    assert "Tidak ada usulan dengan saringan ini" in client.get(url("proposal-list"), {"q": "tidak ada"}).text


@pytest.mark.parametrize("order", ["judul", "opd", "status", "dikirim", "-dikirim"])
def test_the_list_sorts_by_its_headings(client, operator, proposal, order):
    assert client.get(url("proposal-list"), {"urut": order}).status_code == 200


def test_an_empty_list_says_what_to_do(client):
    client.force_login(MembershipFactory().user)
    EditionFactory()

    assert url("proposal-create") in client.get(url("proposal-list")).text
    with clock.at(moment(PhaseKind.JUDGING)):
        assert "begitu pendaftaran dibuka" in client.get(url("proposal-list")).text


def test_register_by_the_form(client):
    membership = MembershipFactory()
    category = CategoryFactory()
    client.force_login(membership.user)
    page = client.get(url("proposal-create")).text
    data = {"title": "TV Desa", "group": "general", "category": category.pk}

    response = client.post(url("proposal-create"), {**data, "started_on": "2024-05-01"})

    proposal = Proposal.objects.get()
    assert 'name="opd"' not in page
    assert response.url.startswith(proposal.get_absolute_url())
    assert proposal.innovation.owners() == [membership.opd]


def test_register_asks_whose_it_is_of_somebody_from_two_bodies(client):
    EditionFactory()
    membership = MembershipFactory()
    other = MembershipFactory(user=membership.user).opd
    client.force_login(membership.user)

    client.post(url("proposal-create"), {"title": "TV Desa", "group": "general", "opd": other.pk})

    assert Innovation.objects.get().opd == other


def test_register_for_another_body_is_refused_at_the_field(client):
    EditionFactory()
    membership = MembershipFactory()
    MembershipFactory(user=membership.user)
    client.force_login(membership.user)

    response = client.post(url("proposal-create"), {"title": "TV Desa", "group": "general", "opd": OPDFactory().pk})

    assert list(response.context["form"].errors) == ["opd"]
    assert not Proposal.objects.exists()


def test_the_operator_hands_over_and_the_head_sends(client, operator, proposal):
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user

    told = client.post(url("proposal-hand-over", proposal.pk), follow=True)
    refused = client.post(url("proposal-submit", proposal.pk))
    client.force_login(head)
    desk = client.get(url("proposal-detail", proposal.pk)).text
    sent = client.post(url("proposal-submit", proposal.pk), follow=True)

    assert "diserahkan kepada kepala OPD" in told.text
    assert refused.status_code == 403
    assert url("proposal-submit", proposal.pk) in desk
    assert "Usulan terkirim" in sent.text
    proposal.refresh_from_db()
    assert (proposal.state, proposal.submitted_by) == (State.SUBMITTED, head)


def test_sending_what_is_incomplete_names_what_is_missing(client, head, proposal, template):
    desk = client.get(url("proposal-detail", proposal.pk)).text
    response = client.post(url("proposal-submit", proposal.pk), follow=True)

    assert f'href="#bagian-{template.pk}"' in desk
    assert "Kebaruan belum diisi" in desk
    assert url("proposal-submit", proposal.pk) not in desk
    assert "Kebaruan belum diisi." in response.text
    proposal.refresh_from_db()
    assert proposal.state == State.DRAFT


def test_sending_twice_says_what_happened(client, head, proposal):
    client.post(url("proposal-submit", proposal.pk))

    response = client.post(url("proposal-submit", proposal.pk), follow=True)

    assert "tidak tersedia untuk usulan berstatus “Terkirim”" in response.text
    assert AuditEntry.objects.count() == 1


def test_the_head_withdraws(client, head, proposal):
    response = client.post(url("proposal-withdraw", proposal.pk), follow=True)

    assert "Usulan ditarik" in response.text
    assert url("proposal-withdraw", proposal.pk) not in response.text


def test_a_returned_proposal_shows_the_reasons_at_their_places(client, head, proposal, template):
    bring(proposal, State.RETURNED)
    for number, note in ((1, "Dahulu."), (2, "Angka belum ada.")):
        CheckItem.objects.create(
            proposal=proposal, section=template, round=number, note=note, created_by=proposal.created_by
        )

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        text = client.get(url("proposal-detail", proposal.pk)).text

    assert "Dahulu." in text
    assert "Angka belum ada." in text
    assert "Yang perlu diperbaiki" in text
    assert f'href="#bagian-{template.pk}"' in text
    assert "<textarea" in text


ACTS = ("proposal-submit", "proposal-withdraw", "proposal-hand-over", "attachment-create", "proposal-update")


def test_a_draft_that_missed_the_registration_says_so(client, operator, proposal):
    client.force_login(operator)
    sentence = "Pendaftaran sudah ditutup dan usulan ini tidak dikirim"

    with clock.at(moment(PhaseKind.REGISTRATION)):
        in_time = client.get(proposal.get_absolute_url()).text
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        late = client.get(proposal.get_absolute_url()).text

    assert (sentence in in_time, sentence in late) == (False, True)


@pytest.mark.parametrize("role", ["other_operator", "other_head", "juror", "nobody", "admin"])
def test_strangers_find_nothing(client, proposal, template, role):
    owner = MembershipFactory(opd=proposal.innovation.opd).user
    client.force_login(owner)
    send(client, proposal, samples.pdf(), section=template)
    attachment = proposal.attachments.get()
    client.force_login(everyone(proposal)[role])

    assert client.get(url("proposal-detail", proposal.pk)).status_code == 404
    assert client.get(url("attachment-detail", attachment.pk)).status_code == 404
    assert client.post(url("attachment-delete", attachment.pk)).status_code == 404
    assert client.post(url("section-update", proposal.pk, template.pk), {"text": "x"}).status_code == 404
    assert [client.post(url(act, proposal.pk)).status_code for act in ACTS] == [404] * len(ACTS)
    assert proposal.innovation.title not in client.get(
        url("proposal-list"), {"q": proposal.innovation.title}
    ).text.replace(f'value="{proposal.innovation.title}"', "")


def test_a_partner_reads_and_changes_nothing(client, proposal, template):
    client.force_login(MembershipFactory(opd=PartnershipFactory(innovation=proposal.innovation).opd).user)

    page = client.get(url("proposal-detail", proposal.pk))

    assert page.status_code == 200
    assert "data-writing" not in page.text
    assert 'name="text"' not in page.text
    assert client.post(url("section-update", proposal.pk, template.pk), {"text": "x"}).status_code == 403
    assert client.post(url("proposal-submit", proposal.pk)).status_code == 403


def test_sample_texts_are_marked(client, operator, proposal):
    assert "CONTOH" not in client.get(url("proposal-detail", proposal.pk)).text
    Proposal.objects.update(is_sample=True)

    assert "CONTOH" in client.get(url("proposal-detail", proposal.pk)).text
    assert "CONTOH" in client.get(url("proposal-list")).text


def test_nobody_comes_in_without_signing_in(client, proposal):
    for address in (url("proposal-list"), url("proposal-detail", proposal.pk), url("check-list")):
        assert client.get(address).url.startswith("/masuk/")


@pytest.mark.parametrize("act", ["proposal-submit", "proposal-withdraw", "attachment-create", "proposal-hand-over"])
def test_acts_are_posts(client, operator, proposal, act):
    assert client.get(url(act, proposal.pk)).status_code == 405


def test_register_is_refused_outside_the_registration(client):
    EditionFactory()
    client.force_login(MembershipFactory().user)

    with clock.at(moment(PhaseKind.JUDGING)):
        assert client.get(url("proposal-create")).status_code == 403


@pytest.mark.parametrize("role", ["secretariat", "verifier", "auditor", "leader"])
def test_a_text_is_sealed_until_the_registration_closes(client, proposal, template, role):
    SectionFactory(proposal=proposal, template=template, text="rahasia sampai ditutup")
    owner = MembershipFactory(opd=proposal.innovation.opd).user
    client.force_login(owner)
    send(client, proposal, samples.pdf(), section=template)
    bring(proposal, State.SUBMITTED)
    client.force_login(everyone(proposal)[role])

    page = client.get(url("proposal-detail", proposal.pk))
    file = client.get(url("attachment-detail", proposal.attachments.get().pk))
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        later = client.get(url("proposal-detail", proposal.pk))

    assert (page.status_code, file.status_code) == (403, 403)
    assert "tertutup bagi Anda" in page.text
    assert proposal.innovation.title in page.text
    assert "rahasia sampai ditutup" not in page.text
    assert later.status_code == (403 if role == "leader" else 200)
    assert ("rahasia sampai ditutup" in later.text) == (role != "leader")
