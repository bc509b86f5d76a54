"""Of what came back only the places that must be mended are open."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import clock
from competitions.models import Letter, PhaseKind
from submissions.attachments.actions import add_attachment, remove_attachment
from submissions.editable_parts import open_places
from submissions.entry.actions import update_proposal
from submissions.entry.actions_section import save_section
from submissions.models import CheckItem, Proposal, State
from tests.factories import DocumentRequirementFactory, MembershipFactory, ProposalFactory, SectionTemplateFactory
from tests.moments import START, moment
from tests.submissions import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return ProposalFactory(returned=True)


@pytest.fixture
def wrong(proposal):
    return SectionTemplateFactory(edition=proposal.edition, name="Kebaruan")


@pytest.fixture
def right(proposal):
    return SectionTemplateFactory(edition=proposal.edition, name="Dampak")


@pytest.fixture
def operator(proposal):
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        yield MembershipFactory(opd=proposal.innovation.opd).user


def found(proposal, *, number=1, ok=False, **place):
    told = {} if ok else {"note": "Perbaiki."}
    return CheckItem.objects.create(
        proposal=proposal, round=number, is_ok=ok, created_by=proposal.created_by, **told, **place
    )


def test_only_the_places_of_the_latest_round_that_are_not_right_are_open(
    proposal, wrong, right, django_assert_num_queries
):
    document = DocumentRequirementFactory(edition=proposal.edition)
    found(proposal, section=right)
    found(proposal, number=2, section=right, ok=True)
    found(proposal, number=2, section=wrong)
    found(proposal, number=2, requirement=document)

    with django_assert_num_queries(1):
        places = open_places(proposal)

    assert places.is_open(section=wrong)
    assert places.is_open(requirement=document)
    assert not places.is_open(section=right)
    assert not places.is_open()


def test_a_remark_on_the_whole_opens_everything(proposal, wrong, right):
    found(proposal, section=wrong)
    found(proposal)

    places = open_places(proposal)

    assert places.is_open(section=right)
    assert places.is_open()


def test_a_statement_follows_the_identity_that_it_is_drawn_from(proposal):
    letter = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.INNOVATOR)
    other = DocumentRequirementFactory(edition=proposal.edition)
    found(proposal, is_identity=True)

    places = open_places(proposal)

    assert places.is_open()
    assert places.is_open(requirement=letter)
    assert not places.is_open(requirement=other)


def test_a_draft_is_open_without_asking(right, django_assert_num_queries):
    draft = ProposalFactory()

    with django_assert_num_queries(0):
        assert open_places(draft).is_open(section=right)


def test_what_the_head_holds_after_a_return_stays_as_closed(proposal, wrong, right):
    found(proposal, section=wrong)
    Proposal.objects.filter(pk=proposal.pk).update(state=State.HANDED, handed_at=START, handed_by=proposal.created_by)
    proposal.refresh_from_db()

    assert not open_places(proposal).is_open(section=right)


def test_no_act_changes_a_closed_place(proposal, wrong, right, operator):
    file = SimpleUploadedFile("a.pdf", samples.pdf())
    attachment = add_attachment(proposal=proposal, file=file, by=operator, section=right)
    found(proposal, section=wrong)
    file.seek(0)

    acts = [
        lambda: save_section(proposal=proposal, template=right, text="Baru", by=operator),
        lambda: add_attachment(proposal=proposal, file=file, by=operator, section=right),
        lambda: remove_attachment(attachment=attachment, by=operator),
        lambda: update_proposal(proposal=proposal, values={"title": "Judul lain"}, by=operator),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied, match="tidak perlu diperbaiki"):
            act()
    assert save_section(proposal=proposal, template=wrong, text="Baru", by=operator).text == "Baru"


def test_the_desk_shows_closed_places_read_only(client, proposal, wrong, right, operator):
    found(proposal, section=wrong)
    client.force_login(operator)

    page = client.get(proposal.get_absolute_url()).text

    assert page.count("<textarea") == 1
    assert f'id="bagian-{wrong.pk}-teks"' in page
    assert page.count("Tidak perlu diperbaiki") == 1
    assert reverse("submissions:proposal-update", args=[proposal.pk]) not in page
    closed = reverse("submissions:section-update", args=[proposal.pk, right.pk])
    assert client.post(closed, {"text": "x"}).status_code == 403
    assert client.post(closed, {"text": "x"}, headers={"HX-Request": "true"}).status_code == 403
