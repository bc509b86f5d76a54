"""A juror in conflict finds every way in closed, although an assignment exists."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts import clock
from accounts.models import Office
from competitions.models import Letter, PhaseKind
from judging.models import Score, ScoreSheet, SeatRole
from judging.ranking.actions import rebuild_ranking
from submissions.models import Attachment
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    DocumentRequirementFactory,
    PanelFactory,
    ScoreSheetFactory,
    SeatFactory,
    UserFactory,
)
from tests.judging.test_rights_taken import CONFLICTS, make_conflict
from tests.moments import moment


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


@pytest.fixture
def attachment(sheet):
    proposal = sheet.assignment.proposal
    return Attachment.objects.create(
        proposal=proposal,
        requirement=DocumentRequirementFactory(edition=proposal.edition),
        file=ContentFile(b"%PDF-1.4", "isi.pdf"),
        name="isi.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
        uploaded_by=proposal.created_by,
    )


@pytest.fixture(params=CONFLICTS)
def in_conflict(request, client, sheet, attachment):
    """A juror who was given a sheet, and came into conflict with its proposal since."""
    client.force_login(sheet.assignment.juror)
    make_conflict(request.param, sheet.assignment.juror, sheet.assignment.proposal)
    return client


def test_the_attachment_opens_without_a_conflict_and_only_through_its_own_sheet(client, stage, sheet, attachment):
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=sheet.assignment.juror))
    client.force_login(sheet.assignment.juror)

    response = client.get(at("attachment-detail", sheet.pk, attachment.pk))

    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert client.get(at("attachment-detail", other.pk, attachment.pk)).status_code == 404


def test_a_signed_statement_with_its_nip_is_not_for_jurors(client, stage, sheet, attachment):
    letter = DocumentRequirementFactory(edition=stage.edition, letter=Letter.INNOVATOR)
    Attachment.objects.filter(pk=attachment.pk).update(section=None, requirement=letter)
    watcher = AppointmentFactory(role=Office.SECRETARIAT).user
    client.force_login(sheet.assignment.juror)

    with clock.at(moment(PhaseKind.JUDGING)):
        page = client.get(at("scoresheet-detail", sheet.pk))
        refused = client.get(at("attachment-detail", sheet.pk, attachment.pk))
        client.force_login(watcher)
        opened = client.get(at("attachment-detail", sheet.pk, attachment.pk))
        opened.close()

    assert (refused.status_code, opened.status_code) == (403, 200)
    assert attachment.name in page.text
    assert at("attachment-detail", sheet.pk, attachment.pk) not in page.text


def test_no_way_in(in_conflict, sheet, criteria, attachment):
    mark = {f"nilai-{criteria[0].pk}": "100"}

    assert in_conflict.get(at("scoresheet-detail", sheet.pk)).status_code == 404
    assert in_conflict.post(at("score-update", sheet.pk, criteria[0].pk), mark).status_code == 404
    assert (
        in_conflict.post(at("score-update", sheet.pk, criteria[0].pk), mark, headers={"HX-Request": "true"}).status_code
        == 404
    )
    assert in_conflict.post(at("scoresheet-update", sheet.pk), mark).status_code == 404
    assert in_conflict.post(at("scoresheet-finalise", sheet.pk)).status_code == 404
    assert in_conflict.get(at("attachment-detail", sheet.pk, attachment.pk)).status_code == 404
    assert in_conflict.get(reverse("submissions:attachment-detail", args=[attachment.pk])).status_code in (403, 404)
    assert not Score.objects.exists()


def test_not_in_the_list_nor_in_its_counts(in_conflict, stage, sheet):
    free = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=sheet.assignment.juror))

    response = in_conflict.get(at("scoresheet-list"))

    assert [one["pk"] for one in response.context["page"]] == [free.pk]
    assert response.context["count"] == {"total": 1, "final": 0, "open": 1}
    assert str(sheet.assignment.proposal) not in response.text


def test_not_the_next_nor_the_previous_sheet(in_conflict, stage, sheet):
    first, second = (
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=sheet.assignment.juror)) for _ in range(2)
    )
    assert sheet.pk < first.pk

    way = in_conflict.get(first.get_absolute_url()).context["way"]

    assert (way["previous"], way["next"], way["position"], way["total"]) == (None, second.pk, 1, 2)


@pytest.mark.parametrize("kind", CONFLICTS)
def test_a_chair_never_sees_the_rows_of_bodies_in_conflict(client, stage, secretary, kind):
    chair = SeatFactory(panel=PanelFactory(stage=stage), user=UserFactory(), role=SeatRole.CHAIR).user
    seen, unseen = (ScoreSheetFactory(assignment=AssignmentFactory(stage=stage), final=True) for _ in range(2))
    make_conflict(kind, chair, unseen.assignment.proposal)
    rebuild_ranking(edition=stage.edition, by=secretary)
    client.force_login(chair)

    response = client.get(at("ranking-detail", stage.edition.slug))
    details = [
        client.get(at("place-detail", stage.edition.slug, sheet.assignment.proposal.pk)).status_code
        for sheet in (seen, unseen)
    ]

    assert [line.title for line in response.context["lines"]] == [str(seen.assignment.proposal)]
    assert details == [200, 404]
    assert str(unseen.assignment.proposal) not in response.text
    assert ScoreSheet.objects.count() == 2
