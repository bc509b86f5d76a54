"""While a proposal that came back is mended its working copy is the owners' alone; others read what was frozen."""

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import User
from competitions.models import PhaseKind
from submissions.models import Proposal, State
from submissions.steps import workflow
from submissions.steps.workflow import Note
from submissions.visible_content import reading_of
from tests.factories import MembershipFactory, PartnershipFactory, ProposalFactory, SectionFactory
from tests.lasting import lasting
from tests.moments import WEEK, moment
from tests.submissions.steps.mended import MENDED, loaded, mend, sent
from tests.submissions.walk import addresses, body, leaks, plain_addresses

pytestmark = pytest.mark.django_db
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


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Sent, returned with a remark on the whole, half mended: made once, and taken back after the last test."""
    with lasting(django_db_blocker):
        with clock.at(moment(PhaseKind.REGISTRATION)):
            proposal, people, letter = sent()
        with clock.at(CHECK):
            workflow.take("return", proposal=proposal, by=people["verifier"], notes=[Note("Perbaiki semuanya.")])
        with clock.at(CHECK + WEEK / 50):
            mend(proposal, people, letter)
        yield proposal.pk, {name: person.pk for name, person in people.items()}, letter


@pytest.fixture
def mended(world, db):
    pk, people, letter = world
    with clock.at(CHECK + WEEK / 40):
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


@pytest.mark.urls("tests.refusals")
@pytest.mark.parametrize(("state", "role"), WALKS)
def test_no_address_gives_the_working_copy_away(client, mended, state, role):
    proposal, people, letter = mended
    proposal = bring(proposal, state)
    sign_in(client, people, role)

    found = leaks(client, proposal, letter, SECRETS)

    assert [leak for leak in found if leak[0] not in LISTS or set(leak[3]) - LISTED] == []
    assert loaded(proposal).state == state


@pytest.mark.parametrize("role", [*READERS, "leader"])
def test_no_list_of_any_app_gives_the_working_copy_away(client, mended, role):
    _proposal, people, _letter = mended
    sign_in(client, people, role)

    pages = {
        address: body(client.get(address)) for address in sorted(set(plain_addresses())) if "keluar" not in address
    }

    assert len(pages) > 10
    assert {a: found for a, page in pages.items() if (found := {s for s in SECRETS if s in page} - LISTED)} == {}


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


def test_a_reader_whose_body_denied_its_part_reads_no_draft(client, mended):
    proposal, people, _letter = mended
    user = sign_in(client, people, "auditor")
    opd = MembershipFactory(user=user).opd
    denied = {"is_confirmed": False, "reason": "Bukan kami.", "answered_at": clock.now(), "answered_by": user}
    PartnershipFactory(innovation=proposal.innovation, opd=opd, **denied)

    page = body(client.get(proposal.get_absolute_url()))
    paper = body(client.get(reverse("submissions:proposal-manuscript", args=[proposal.pk])))

    assert MENDED not in page
    assert MENDED not in paper


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
