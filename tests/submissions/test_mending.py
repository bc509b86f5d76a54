"""While a proposal that came back is mended its working copy is the owners' alone; others read what was frozen."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from accounts import clock
from accounts.models import User
from competitions.models import Letter, PhaseKind
from submissions import papers, workflow
from submissions.actions import add_attachment, approve_letter, remove_attachment
from submissions.letters import letter_key
from submissions.models import Attachment, Innovation, Paper, PaperKind, Partnership, Proposal, Revision, State, Upload
from submissions.reading import reading_of
from submissions.workflow import Note
from tests.factories import (
    CategoryFactory,
    DocumentRequirementFactory,
    InnovatorFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import moment
from tests.people import everyone
from tests.submissions import samples
from tests.submissions.walk import addresses, body, leaks

pytestmark = pytest.mark.django_db
MENDED = "Perbaikan rahasia"
SECRETS = (
    MENDED,
    "berkas-rahasia",
    "rahasia.example",
    "Inovator Rahasia",
    "Peran rahasia",
    "Kategori Rahasia",
    "Asal rahasia",
    "Catatan rahasia",
    "Narahubung Rahasia",
    "OPD Rahasia",
    "-7.77",
    "7 Juli 2019",
)
# Which bodies and categories there are, and what each list sorts by, is no text: the lists show it of drafts, too.
LISTS, LISTED = {"proposal-list", "check-list", "overview-detail"}, {"Kategori Rahasia", "OPD Rahasia"}
TOLD = (
    "Naskah terkirim",
    "berkas-tetap",
    "berkas-hilang",
    "terkirim.example",
    "Inovator Terkirim",
    "Peran terkirim",
    "Kategori Terkirim",
    "-6.66",
    "6 Juni 2018",
)
READERS = ("secretariat", "verifier", "auditor")
OUTSIDERS = (*READERS, "leader", "juror", "chair", "other_head", "other_operator", "nobody", "admin")
CHECK = moment(PhaseKind.ADMINISTRATION)


def loaded(proposal):
    return Proposal.objects.with_details().get(pk=proposal.pk)


def sent():
    """A proposal with something of every kind, sent while the registration ran."""
    proposal = ProposalFactory(
        category=CategoryFactory(name="Kategori Terkirim"), video_url="https://terkirim.example/v", sdgs=[3]
    )
    Proposal.objects.filter(pk=proposal.pk).update(latitude=Decimal("-6.66"), longitude=Decimal("112.5"))
    Innovation.objects.filter(pk=proposal.innovation_id).update(started_on=date(2018, 6, 6))
    people = everyone(proposal)
    template = SectionTemplateFactory(edition=proposal.edition, name="Kebaruan", max_words=9)
    SectionFactory(proposal=proposal, template=template, text="Naskah terkirim", words=2)
    InnovatorFactory(proposal=proposal, name="Inovator Terkirim", part="Peran terkirim")
    PartnershipFactory(innovation=proposal.innovation, part="Peran terkirim")
    letter = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.INNOVATOR)
    for name in ("berkas-tetap.pdf", "berkas-hilang.pdf"):
        file = SimpleUploadedFile(name, samples.pdf())
        add_attachment(proposal=proposal, file=file, by=people["operator"], section=template)
    approve(proposal, letter, people)
    workflow.take("submit", proposal=proposal, by=people["head"])
    return proposal, people, letter


def approve(proposal, letter, people):
    key = letter_key(loaded(proposal), letter)
    approve_letter(proposal=proposal, requirement=letter, key=key, by=User.objects.get(pk=people["head"].pk))


def mend(proposal, people, letter):
    """The agency rewrites everything that it can, and finishes nothing."""
    section = proposal.sections.get()
    section.text, section.words = MENDED, 2
    section.save()
    Revision.objects.create(section=section, text=MENDED, words=2, written_by=people["operator"])
    Proposal.objects.filter(pk=proposal.pk).update(
        category=CategoryFactory(edition=proposal.edition, name="Kategori Rahasia"),
        video_url="https://rahasia.example/v",
        replicates="Asal rahasia",
        latitude=Decimal("-7.77"),
        contact_name="Narahubung Rahasia",
        head_note="Catatan rahasia",
    )
    Innovation.objects.filter(pk=proposal.innovation_id).update(long_title=MENDED, started_on=date(2019, 7, 7))
    proposal.innovators.update(name="Inovator Rahasia", part="Peran rahasia")
    Partnership.objects.filter(innovation=proposal.innovation).update(part="Peran rahasia")
    PartnershipFactory(innovation=proposal.innovation, opd__name="OPD Rahasia")
    remove_attachment(attachment=proposal.attachments.get(name="berkas-hilang.pdf"), by=people["operator"])
    for place in ({"section": section.template}, {"requirement": letter}):
        attach(proposal, people, **place)
    upload = {"section": section.template, "name": "berkas-rahasia.pdf", "size": 9}
    Upload.objects.create(proposal=proposal, uploaded_by=people["head"], **upload)
    approve(proposal, letter, people)
    for kind, requirement in ((PaperKind.PROPOSAL, None), (PaperKind.LETTER, letter)):
        draw(proposal, kind, requirement=requirement)


def attach(proposal, people, **place):
    """A file whose bytes are the secret, and whose bytes are those of a frozen one under another name."""
    for name, content in (("berkas-rahasia.pdf", MENDED.encode()), ("berkas-rahasia-salinan.pdf", samples.pdf())):
        frozen = proposal.attachments.get(name="berkas-tetap.pdf")
        values = {"content_type": "application/pdf", "sha256": frozen.sha256, "uploaded_by": people["operator"]}
        attachment = Attachment(proposal=proposal, name=name, size=len(content), **values, **place)
        attachment.file.save(name, ContentFile(content))


def draw(proposal, kind, **place):
    context = papers.paper_context(kind, loaded(proposal), **place)
    paper = Paper(proposal=proposal, kind=kind, key=papers.paper_key(kind, context), sha256="2" * 64, **place)
    paper.drawn_at = clock.now()
    paper.pdf.save("x.pdf", ContentFile(MENDED.encode()))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Sent, returned with a remark on the whole, half mended: made once, and taken back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(moment(PhaseKind.REGISTRATION)):
            proposal, people, letter = sent()
        with clock.at(CHECK):
            workflow.take("return", proposal=proposal, by=people["verifier"], notes=[Note("Perbaiki semuanya.")])
        with clock.at(CHECK + (moment(PhaseKind.ADMINISTRATION) - moment(PhaseKind.REGISTRATION)) / 50):
            mend(proposal, people, letter)
        yield proposal.pk, {name: person.pk for name, person in people.items()}, letter
        transaction.set_rollback(True)


@pytest.fixture
def mended(world, db):
    pk, people, letter = world
    with clock.at(CHECK + (moment(PhaseKind.ADMINISTRATION) - moment(PhaseKind.REGISTRATION)) / 40):
        yield Proposal.objects.with_details().get(pk=pk), people, letter


def body_of(attachment):
    with attachment.file.open("rb") as file:
        return file.read().decode("utf-8", "replace")


def sign_in(client, people, role):
    user = User.objects.get(pk=people[role])
    client.force_login(user)
    return user


def bring(proposal, state):
    handed = {"handed_at": clock.now(), "handed_by": proposal.created_by} if state == State.HANDED else {}
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **handed)
    return loaded(proposal)


ENDS = (State.HANDED, State.REJECTED, State.WITHDRAWN)  # where it may go from there without being sent
WALKS = [(State.RETURNED, role) for role in OUTSIDERS] + [(state, role) for state in ENDS for role in READERS]


@pytest.mark.parametrize(("state", "role"), WALKS)
def test_no_address_gives_the_working_copy_away(client, mended, state, role):
    proposal, people, letter = mended
    proposal = bring(proposal, state)
    sign_in(client, people, role)

    found = leaks(client, proposal, letter, SECRETS)

    assert [leak for leak in found if leak[0] not in LISTS or set(leak[3]) - LISTED] == []
    assert loaded(proposal).state == state


def test_the_walk_would_see_a_leak(client, mended):
    proposal, people, letter = mended
    sign_in(client, people, "head")

    pages = [body(client.get(address)) for _name, address in list(addresses(proposal, letter))]

    assert {secret for secret in SECRETS if any(secret in page for page in pages)} == set(SECRETS)


@pytest.mark.parametrize("state", [State.RETURNED, State.HANDED, State.REJECTED])
@pytest.mark.parametrize("name", ["check-detail", "proposal-detail"])
@pytest.mark.parametrize("role", READERS)
def test_who_checks_reads_what_was_frozen(client, mended, role, name, state):
    proposal, people, _letter = mended
    bring(proposal, state)
    sign_in(client, people, role)

    page = client.get(reverse(f"submissions:{name}", args=[proposal.pk]))

    assert page.status_code == 200
    assert [told for told in TOLD if told not in page.text] == []
    assert "Yang tampil adalah versi 2" in page.text
    assert "Disetujui" in page.text


def test_the_owners_read_their_working_copy(client, mended):
    proposal, people, _letter = mended
    sign_in(client, people, "operator")

    page = client.get(proposal.get_absolute_url()).text

    assert MENDED in page
    assert "Yang tampil adalah versi" not in page


def test_a_partner_reads_the_working_copy(mended):
    proposal, people, _letter = mended
    user = User.objects.get(pk=people["other_head"])
    PartnershipFactory(innovation=proposal.innovation, opd_id=next(iter(user.opd_roles)))

    reading = reading_of(loaded(proposal), user)

    assert not reading.is_frozen
    assert reading.parts.sections[0].text == MENDED


@pytest.mark.parametrize("role", READERS)
def test_files_open_as_they_were_frozen(client, mended, role):
    proposal, people, _letter = mended
    sign_in(client, people, role)

    answers = []
    for file in proposal.attachments.all():
        answer = client.get(reverse("submissions:attachment-detail", args=[file.pk]))
        answers.append((file.name, answer.status_code, body(answer) == body_of(file)))

    assert answers[0] == ("berkas-tetap.pdf", 200, True)
    assert [status for _name, status, _whole in answers[1:]] == [404] * 4


def test_a_file_that_is_gone_is_named_with_its_hash(client, mended):
    proposal, people, _letter = mended
    sign_in(client, people, "verifier")
    gone = next(
        file
        for file in proposal.versions.latest("number").content["sections"][0]["files"]
        if file["name"] == "berkas-hilang.pdf"
    )

    page = client.get(reverse("submissions:check-detail", args=[proposal.pk])).text

    assert page.count("Sudah dihapus OPD") == 1
    assert gone["sha256"] in page


@pytest.mark.parametrize("role", READERS)
def test_the_history_ends_with_the_return(client, mended, role):
    proposal, people, _letter = mended
    sign_in(client, people, role)
    address = reverse("submissions:version-list", args=[proposal.pk])

    page = client.get(address, {"dari": "2", "ke": "kini"}).text

    assert "Naskah sekarang" not in page
    assert "Siapa menulis apa" not in page  # the only sitting is later than the return
    assert "Versi 2" in page


def test_the_letters_and_private_data_are_not_shown_meanwhile(client, mended):
    proposal, people, letter = mended
    user = sign_in(client, people, "secretariat")

    answer = client.get(reverse("submissions:letter-detail", args=[proposal.pk, letter.pk]))

    assert answer.status_code == 403
    assert not user.has_perm("submissions.view_personal_data", proposal)


@pytest.mark.parametrize("role", READERS)
def test_it_is_read_again_when_it_is_sent_again(client, mended, role):
    proposal, people, _letter = mended
    workflow.take("submit", proposal=proposal, by=User.objects.get(pk=people["head"]))
    sign_in(client, people, role)

    page = client.get(reverse("submissions:proposal-detail", args=[proposal.pk])).text

    assert MENDED in page
    assert "berkas-rahasia" in page
    assert "Naskah terkirim" not in page


def test_what_nobody_froze_is_empty(mended):
    """A return without a version does not happen; if it did, nobody outside would read the working copy for it."""
    _proposal, people, _letter = mended
    section = SectionFactory(proposal=ProposalFactory(returned=True), text=MENDED)

    reading = reading_of(loaded(section.proposal), User.objects.get(pk=people["auditor"]))

    assert (reading.is_frozen, reading.version) == (True, None)
    assert [part.text for part in reading.parts.sections] == [""]
