"""The left side of a sheet is kept for its jurors, and shown to nobody else and for nothing else."""

import pytest
from django.conf import settings
from django.urls import reverse

from competitions.models import Letter, Stage
from judging.models import Pledge
from judging.scoring import proposal_text
from submissions.models import Attachment, Innovation, Section
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    DocumentRequirementFactory,
    PledgeFactory,
    ScoreSheetFactory,
    SectionFactory,
    SectionTemplateFactory,
)

URL = "judging:scoresheet-detail"


@pytest.fixture
def sheets(stage):
    """Two jurors' sheets for one proposal that has a text and a piece of evidence."""
    first = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    proposal = first.assignment.proposal
    section = SectionTemplateFactory(edition=stage.edition, name="Ringkasan")
    SectionFactory(proposal=proposal, template=section, text="Isinya begini.")
    Attachment.objects.create(
        proposal=proposal,
        section=section,
        file="x.pdf",
        name="Dinas.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        scan="clean",
        scanned_at=proposal.created_at,
        uploaded_by=proposal.created_by,
    )
    return [first, ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=proposal))]


@pytest.fixture
def made(monkeypatch):
    """How often a left side was made."""
    calls, render = [], proposal_text.render_to_string

    def counted(template, context):
        calls.extend([template] if "body" in template else [])
        return render(template, context)

    monkeypatch.setattr(proposal_text, "render_to_string", counted)
    return calls


def read(client, sheet, user=None):
    client.force_login(user or sheet.assignment.juror)
    return client.get(reverse(URL, args=[sheet.pk])).text


def test_it_is_made_once_for_all_jurors_and_leads_each_to_the_own_addresses(client, sheets, made):
    pages = [read(client, sheet) for sheet in (*sheets, *sheets)]

    assert len(made) == 1
    file = Attachment.objects.get()
    for sheet, page in zip((*sheets, *sheets), pages, strict=True):
        assert "Isinya begini." in page
        assert reverse("judging:attachment-detail", args=[sheet.pk, file.pk]) in page
        assert str(proposal_text.ANY_SHEET) not in page


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda: Section.objects.update(text="Sekarang lain."), "Sekarang lain."),
        (lambda: Innovation.objects.update(title="Judul Lain"), "<h1>Judul Lain"),
        (lambda: Attachment.objects.update(scan="infected"), "file__scan--infected"),
    ],
)
def test_what_changed_is_seen_at_once(client, sheets, change, shown):
    assert shown not in read(client, sheets[0])
    change()
    assert shown in read(client, sheets[0])


def test_what_was_kept_with_names_is_not_shown_without_and_back(client, sheets):
    abbr = sheets[0].assignment.proposal.innovation.opd.abbr

    assert f">{abbr}<" in read(client, sheets[0])
    Stage.objects.update(is_blind=True)
    blind = read(client, sheets[0])
    assert abbr not in blind
    assert "Dinas.pdf" not in blind
    Stage.objects.update(is_blind=False)
    assert f">{abbr}<" in read(client, sheets[0])


def test_it_is_kept_apart_by_language(client, sheets, made):
    assert "Isinya begini." in read(client, sheets[0])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    read(client, sheets[0])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "id"
    read(client, sheets[0])

    assert len(made) == 2


@pytest.fixture
def both(sheets):
    """The sheet of a juror of the same proposal who is the secretariat as well."""
    first, secretary = sheets[0].assignment, AppointmentFactory().user
    given = AssignmentFactory(stage=first.stage, proposal=first.proposal, juror=secretary)
    if not Pledge.objects.filter(user=secretary).exists():
        PledgeFactory(user=secretary, edition=first.stage.edition)
    return ScoreSheetFactory(assignment=given)


def test_whoever_holds_an_office_reads_names_where_jurors_read_none(client, sheets, both, made):
    Stage.objects.update(is_blind=True)
    abbr = sheets[0].assignment.proposal.innovation.opd.abbr

    assert f">{abbr}<" in read(client, both)
    assert abbr not in read(client, sheets[0])
    assert f">{abbr}<" in read(client, both)
    assert f">{abbr}<" in read(client, sheets[0], both.assignment.juror)
    assert len(made) == 4


@pytest.mark.parametrize("first", ["office", "juror"])
def test_what_an_office_may_open_is_kept_for_no_juror(client, sheets, both, first):
    """A letter that came back signed names people with their NIP."""
    proposal = sheets[0].assignment.proposal
    letter = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.INNOVATOR)
    Attachment.objects.update(section=None, requirement=letter)
    file = Attachment.objects.get()

    for sheet in (both, sheets[0], both) if first == "office" else (sheets[0], both, sheets[0]):
        address = reverse("judging:attachment-detail", args=[sheet.pk, file.pk])
        assert (address in read(client, sheet)) == (sheet == both)
