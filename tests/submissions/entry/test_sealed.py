"""While the registration runs nobody but the agency reads a text: no address shows it, no refused act prints it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import clock
from accounts.models import Office, User
from competitions.models import DocumentRequirement, PhaseKind
from submissions.attachments.actions import add_attachment
from submissions.models import CheckItem, Paper, PaperKind, Proposal, Revision, State, Upload
from submissions.steps import workflow
from tests.factories import (
    AppointmentFactory,
    DocumentRequirementFactory,
    EditionFactory,
    InnovatorFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.lasting import lasting
from tests.moments import START, moment
from tests.people import everyone
from tests.submissions import samples
from tests.submissions.walk import addresses, body, leaks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]
SECRET = "Naskah rahasia"
SECRETS = (
    SECRET,
    "berkas-rahasia",
    "Sitting rahasia",
    "Catatan rahasia",
    "Inovator Rahasia",
    "rahasia.example",
    "%PDF-",
)
OUTSIDERS = ("secretariat", "verifier", "auditor", "leader", "juror", "chair", "other_head", "nobody", "admin")


def refused_acts(proposal, template):
    """Posts that a form refuses before the action asks for the right."""
    files = reverse("submissions:attachment-create", args=[proposal.pk])
    text = reverse("submissions:section-update", args=[proposal.pk, template.pk])
    return [
        (files, {}),
        (files, {"section": template.pk}),
        (files, {"section": template.pk, "file": SimpleUploadedFile("x" * 300 + ".pdf", b"%PDF-")}),
        (text, {"text": "nol \x00"}),
        (text, {"text": "enam kata adalah lebih dari lima"}),
        (reverse("submissions:proposal-give-back", args=[proposal.pk]), {"note": ""}),
    ]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.VERIFIER, Office.AUDITOR, Office.LEADER])
def test_a_refused_act_shows_no_sealed_text(client, proposal, template, office, headers):
    SectionFactory(proposal=proposal, template=template, text=SECRET)
    client.force_login(AppointmentFactory(role=office).user)

    for address, data in refused_acts(proposal, template):
        response = client.post(address, data, headers=headers)

        assert response.status_code == 403
        assert SECRET not in response.text


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A proposal that was sent, with something of every kind, each of which says what nobody else may read."""
    with lasting(django_db_blocker):
        with clock.at(moment(PhaseKind.REGISTRATION)):
            proposal, people, requirement = fill(ProposalFactory())
        yield proposal.pk, {name: person.pk for name, person in people.items()}, requirement.pk


def fill(proposal):
    people = everyone(proposal)
    template = SectionTemplateFactory(edition=proposal.edition, name="Kebaruan", max_words=5)
    section = SectionFactory(proposal=proposal, template=template, text=SECRET, words=2)
    InnovatorFactory(proposal=proposal, name="Inovator Rahasia")
    PartnershipFactory(innovation=proposal.innovation)
    requirement = DocumentRequirementFactory(edition=proposal.edition)
    for place in ({"section": template}, {"requirement": requirement}):
        file = SimpleUploadedFile("berkas-rahasia.pdf", samples.pdf())
        add_attachment(proposal=proposal, file=file, by=people["operator"], **place)
    Revision.objects.create(section=section, text="Sitting rahasia", written_by=people["operator"])
    Proposal.objects.filter(pk=proposal.pk).update(video_url="https://rahasia.example/v")
    workflow.take("submit", proposal=proposal, by=people["head"])
    Proposal.objects.filter(pk=proposal.pk).update(head_note="Catatan rahasia")
    CheckItem.objects.create(proposal=proposal, round=1, note="Catatan rahasia", created_by=people["head"])
    Upload.objects.create(
        proposal=proposal, section=template, name="berkas-rahasia.pdf", size=9, uploaded_by=people["head"]
    )
    version = proposal.versions.get()
    for kind in PaperKind:
        key = version.sha256 if kind != PaperKind.LETTER else "1" * 64
        paper = Paper(proposal=proposal, version=version, kind=kind, key=key, sha256="2" * 64, drawn_at=START)
        paper.pdf.save("x.pdf", ContentFile(samples.pdf()))
    return proposal, people, requirement


@pytest.fixture
def filled(world, db):
    """The rows as a request finds them: nothing of them was read yet."""
    pk, people, requirement = world
    persons = User.objects.in_bulk(people.values())
    return (
        Proposal.objects.get(pk=pk),
        {name: persons[person] for name, person in people.items()},
        DocumentRequirement.objects.get(pk=requirement),
    )


@pytest.mark.urls("tests.refusals")
@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_address_gives_a_sealed_text_away(client, filled, role):
    proposal, people, requirement = filled
    client.force_login(people[role])

    assert leaks(client, proposal, requirement, SECRETS) == []
    assert Proposal.objects.get().state == State.SUBMITTED


def test_the_walk_would_see_a_leak(client, filled):
    """The same walk by somebody of the agency finds every secret: nothing is hidden from the test."""
    proposal, people, requirement = filled
    client.force_login(people["head"])

    pages = [body(client.get(address)) for _name, address in list(addresses(proposal, requirement))]

    assert {secret for secret in SECRETS if any(secret in page for page in pages)} == set(SECRETS)


@pytest.mark.parametrize("role", ["secretariat", "verifier", "auditor"])
def test_it_opens_when_the_registration_closes(client, filled, role):
    proposal, people, _requirement = filled
    client.force_login(people[role])
    close = proposal.edition.phase(PhaseKind.REGISTRATION).closes_at

    with clock.at(close):
        page = client.get(proposal.get_absolute_url())

    assert page.status_code == 200
    assert SECRET in page.text


def test_the_secretariat_sees_that_it_exists_and_how_complete_it_is(client, filled):
    proposal, people, _requirement = filled
    client.force_login(people["secretariat"])

    row = client.get(reverse("submissions:proposal-list")).text

    assert proposal.innovation.title in row
    assert "1 dari 1" in row


def test_the_check_does_not_name_an_edition_that_is_not_open(client):
    hidden = EditionFactory(opened_at=None)
    client.force_login(AppointmentFactory(role=Office.VERIFIER).user)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        response = client.get(reverse("submissions:check-list"), {"edisi": hidden.slug})

    assert str(hidden) not in response.text
