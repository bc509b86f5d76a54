"""Where a stage is judged without names, no way in tells a juror or the chair whose a proposal is."""

import json

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import User
from competitions.models import PhaseKind, Stage, StageKind
from judging import anonymise
from judging.models import ScoreSheet
from submissions.anonymise import plain_name
from submissions.models import Attachment, Paper, PaperKind, Proposal, Section
from submissions.papers.actions import draw_paper, latest_sending
from submissions.papers.contents import paper_context
from submissions.preflight.findings import findings, names_in_text
from submissions.proposal_parts import proposal_parts
from tests.factories import AppointmentFactory
from tests.judging.conflicts.test_conflicts_ways import walked
from tests.judging.world import NAMES, TITLE, make_world
from tests.moments import moment

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


@pytest.fixture
def world():
    """The desk stage is blind; nobody is in conflict. Sheets of later stages are given already."""
    with clock.at(moment(PhaseKind.JUDGING)):
        made = make_world()
        Stage.objects.filter(edition=made.edition, kind=StageKind.DESK).update(is_blind=True)
        yield made


@pytest.fixture
def sheet(world):
    return ScoreSheet.objects.get(
        assignment__stage__kind=StageKind.DESK, assignment__proposal=world.hidden, assignment__juror=world.juror
    )


@pytest.fixture
def as_juror(client, world):
    client.force_login(world.juror)
    return client


@pytest.fixture
def as_secretary(client, world):
    client.force_login(world.secretary)
    return client


def betrayed(text):
    """Which of the names stand in a text."""
    return [what for what, name in NAMES.items() if name in text]


def told(answers):
    """What is betrayed where. The page that declares conflicts lists every agency there is, and says of none more."""
    return {
        url: betrayed(text)
        for (name, url), (_status, text) in answers.items()
        if betrayed(text) and name != "judging:conflict-declare"
    }


@pytest.mark.urls("tests.refusals")
@pytest.mark.parametrize("who", ["juror", "chair"])
def test_no_page_names_anybody_while_the_blind_stage_runs(client, world, who):
    client.force_login(getattr(world, who))

    answers = walked(client, world)

    assert told(answers) == {}
    assert any(TITLE in text for _status, text in answers.values()) or who == "chair"


@pytest.mark.urls("tests.refusals")
@pytest.mark.parametrize("who", ["juror", "chair"])
def test_no_act_answers_with_a_name(client, world, who):
    client.force_login(getattr(world, who))

    answers = walked(client, world, "post")

    assert told(answers) == {}


def test_the_walk_would_find_names_where_the_stage_is_not_blind(as_juror, world, sheet):
    Stage.objects.update(is_blind=False)

    page = as_juror.get(sheet.get_absolute_url()).text

    assert {"agency", "partner_abbr", "innovator", "file", "video", "part"} <= set(betrayed(page))


def test_who_watches_sees_the_names(as_secretary, sheet):
    assert "agency" in betrayed(as_secretary.get(sheet.get_absolute_url()).text)


def test_a_blind_sheet_stays_blind_when_its_stage_is_over(as_juror, world, sheet):
    with clock.at(moment(PhaseKind.PRESENTATION)):
        page = as_juror.get(sheet.get_absolute_url())

    assert (page.status_code, betrayed(page.text)) == (200, [])


# Files


def test_files_are_numbered_alike_on_the_page_and_in_the_header(as_juror, world, sheet):
    file = Attachment.objects.get(proposal=world.hidden, name=NAMES["file"])

    page = as_juror.get(sheet.get_absolute_url())
    response = as_juror.get(at("attachment-detail", sheet.pk, file.pk))
    response.close()

    assert "Berkas 1 (PDF)" in page.text
    assert response.headers["Content-Disposition"] == 'inline; filename="Berkas 1 (PDF)"'
    assert betrayed(str(response.headers)) == []


def test_a_letter_of_statement_is_not_there(as_juror, as_secretary, world, sheet, client):
    letter = Attachment.objects.get(proposal=world.hidden, name="surat-amethyst.pdf")
    client.force_login(world.juror)

    page = client.get(sheet.get_absolute_url())

    assert "Surat Pernyataan Inovator" not in page.text
    assert client.get(at("attachment-detail", sheet.pk, letter.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("dinkes.PDF", "Berkas 3 (PDF)"),
        ("foto.jpeg", "Berkas 3 (JPG)"),
        ("isi.dinkes", "Berkas 3"),
        ("dinkes", "Berkas 3"),
        ("", "Berkas 3"),
    ],
)
def test_a_plain_name_keeps_only_a_known_kind(name, shown):
    assert plain_name(3, name) == shown


# The manuscript


def test_the_manuscript_is_another_paper_with_no_names_in_it(as_juror, as_secretary, world, sheet, client):
    for person in (world.juror, world.secretary):
        client.force_login(person)
        assert client.get(at("proposal-manuscript", sheet.pk)).status_code == 202

    whole, bare = Paper.objects.get(kind=PaperKind.PROPOSAL), Paper.objects.get(kind=PaperKind.BLIND)
    proposal = Proposal.objects.with_details().get(pk=world.hidden.pk)
    said = json.dumps(paper_context(PaperKind.BLIND, proposal, version=latest_sending(proposal)), default=str)

    assert whole.key != bare.key
    assert betrayed(said) == []
    assert "Berkas 1 (PDF)" in said
    assert "Surat Pernyataan Inovator" not in said


def test_the_blind_paper_is_drawn_and_handed_out_without_names(as_juror, world, sheet):
    as_juror.get(at("proposal-manuscript", sheet.pk))
    paper = Paper.objects.get()
    assert draw_paper(paper.pk)

    response = as_juror.get(at("proposal-manuscript", sheet.pk))
    pdf = b"".join(response.streaming_content)

    assert pdf.startswith(b"%PDF")
    assert betrayed(str(response.headers) + pdf.decode("latin-1")) == []
    assert "tanpa-nama" in response.headers["Content-Disposition"]


# What the text itself says


def loaded(world):
    proposal = Proposal.objects.with_details().get(pk=world.hidden.pk)
    return proposal, proposal_parts(proposal)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Dinas Kerahasiaan Amethyst membuatnya.", "Dinas Kerahasiaan Amethyst"),
        ("Kami di DIRHST.", "Dirhst"),
        ("Bersama badan mitra safir.", "Badan Mitra Safir"),
        ("Digagas Turmalina Widyastuti.", "Turmalina Widyastuti"),
        ("Turmalina saja.", None),
        ("Warga senang.", None),
    ],
)
def test_a_text_that_gives_it_away_is_told_of(world, text, named):
    Section.objects.filter(proposal=world.hidden).update(text=text)

    sentences = names_in_text(*loaded(world))

    assert len(sentences) == (named is not None)
    assert named is None or f"“{named}”" in sentences[0]


@pytest.mark.parametrize("is_blind", [True, False])
def test_the_preflight_warns_because_a_stage_is_blind(world, is_blind):
    Stage.objects.filter(kind=StageKind.DESK).update(is_blind=is_blind)
    Section.objects.filter(proposal=world.hidden).update(text="Kami di Dirhst.")

    told = [finding for finding in findings(*loaded(world)) if finding.kind == "agency"]

    assert [finding.blocks for finding in told] == ([False] if is_blind else [])


def test_an_edition_that_blocks_it_goes_on_blocking(world):
    world.edition.entry_rules.create(kind="agency", level="block")
    Section.objects.filter(proposal=world.hidden).update(text="Kami di Dirhst.")

    assert [finding.blocks for finding in findings(*loaded(world)) if finding.kind == "agency"] == [True]


def test_the_verifier_is_warned_on_the_check_page(client, world):
    Section.objects.filter(proposal=world.hidden).update(text="Kami di Dirhst.")
    Proposal.objects.filter(pk=world.hidden.pk).update(state="submitted")
    client.force_login(AppointmentFactory(role="verifier").user)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        page = client.get(reverse("submissions:check-detail", args=[world.hidden.pk]))

    assert "menyebut “Dirhst”" in page.text


def test_the_secretariat_reads_the_hint_on_the_sheet_and_the_juror_does_not(client, world, sheet):
    Section.objects.filter(proposal=world.hidden).update(text="Kami di Dirhst.")
    pages = {}
    for who in ("juror", "secretary"):
        client.force_login(getattr(world, who))
        pages[who] = client.get(sheet.get_absolute_url()).text

    assert "menyebut “Dirhst”" in pages["secretary"]
    assert "menyebut “Dirhst”" not in pages["juror"]
    assert "tanpa nama" in pages["juror"]


# When


@pytest.mark.parametrize(
    ("who", "when", "hidden"),
    [
        ("juror", PhaseKind.JUDGING, True),
        ("chair", PhaseKind.ADMINISTRATION, True),
        ("chair", PhaseKind.JUDGING, True),
        ("chair", PhaseKind.PRESENTATION, False),
        ("secretary", PhaseKind.JUDGING, False),
    ],
)
def test_pages_of_the_whole_edition_keep_names_back_until_the_blind_stage_ended(world, who, when, hidden):
    person = User.objects.get(pk=getattr(world, who).pk)

    with clock.at(moment(when)):
        assert anonymise.hides_in_edition(person, world.edition) is hidden


def test_a_line_for_a_juror_names_the_owners_only_where_allowed(world):
    desk, visit = world.stages[StageKind.DESK], world.stages[StageKind.VISIT]
    desk.refresh_from_db()
    proposal = Proposal.objects.with_details().get(pk=world.hidden.pk)

    assert anonymise.shown_to_juror(proposal, desk) == TITLE
    assert anonymise.shown_to_juror(proposal, visit) == TITLE
    with clock.at(moment(PhaseKind.PRESENTATION)):
        assert anonymise.shown_to_juror(proposal, visit) == f"{TITLE} (Dirhst, Bamisaf)"


def test_a_sheet_of_a_later_stage_names_nobody_until_the_blind_stage_ended(as_juror, world):
    later = ScoreSheet.objects.get(
        assignment__stage=world.stages[StageKind.PRESENTATION],
        assignment__proposal=world.hidden,
        assignment__juror=world.juror,
    )
    found = f"{at('scoresheet-list')}?q=Amethyst"

    before = [betrayed(as_juror.get(url).text) for url in (later.get_absolute_url(), found)]
    with clock.at(moment(PhaseKind.PRESENTATION)):
        after = betrayed(as_juror.get(later.get_absolute_url()).text)

    assert before == [[], []]
    assert {"agency", "innovator", "file"} <= set(after)
