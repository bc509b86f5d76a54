"""A juror and a verifier read the very text that was sent last: the rows and the latest version say the same."""

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import User
from competitions.models import PhaseKind
from submissions.models import Proposal, VersionKind
from submissions.papers.actions import latest_sending
from submissions.steps import workflow
from submissions.steps.workflow import Note
from submissions.versions import content_hash, content_of
from tests.factories import AssignmentFactory, ScoreSheetFactory, StageFactory
from tests.moments import WEEK, moment
from tests.submissions.steps.mended import MENDED, loaded, mend, sent

pytestmark = pytest.mark.django_db
CHECK = moment(PhaseKind.ADMINISTRATION)


def take(step, proposal, person, *notes):
    return workflow.take(step, proposal=proposal, by=User.objects.get(pk=person.pk), notes=notes)


def sent_once():
    with clock.at(moment(PhaseKind.REGISTRATION)):
        proposal, people, _letter = sent()
    return proposal, people


def sent_again():
    with clock.at(moment(PhaseKind.REGISTRATION)):
        proposal, people, letter = sent()
    with clock.at(CHECK):
        take("return", proposal, people["verifier"], Note("Perbaiki semuanya."))
    with clock.at(CHECK + WEEK / 50):
        mend(proposal, people, letter)
        take("submit", proposal, people["head"])
    return proposal, people


def assert_word_for_word(page, proposal, version):
    """What the page was made of freezes to the same content, and every text of it stands on the page."""
    shown = content_of(loaded(proposal), page.context["parts"])
    files = [file["name"] for part in version.content["sections"] for file in part["files"]]

    assert shown == version.content
    assert content_hash(shown) == version.sha256
    assert [part["text"] for part in version.content["sections"] if part["text"] not in page.text] == []
    assert [name for name in files if name not in page.text] == []


@pytest.mark.parametrize(
    ("make", "kind", "text"),
    [(sent_once, VersionKind.SENT, "Naskah terkirim"), (sent_again, VersionKind.CORRECTED, MENDED)],
)
def test_a_juror_reads_what_was_sent_last(client, make, kind, text):
    proposal, people = make()
    with clock.at(CHECK + WEEK / 40):
        take("verify", proposal, people["verifier"])
    stage = StageFactory(edition=proposal.edition)
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=proposal, juror=people["juror"]))
    client.force_login(people["juror"])

    with clock.at(moment(PhaseKind.JUDGING)):
        page = client.get(reverse("judging:scoresheet-detail", args=[sheet.pk]))

    version = latest_sending(proposal)
    assert (version.kind, text in page.text) == (kind, True)
    assert_word_for_word(page, proposal, version)


@pytest.mark.parametrize(("make", "kind"), [(sent_once, VersionKind.SENT), (sent_again, VersionKind.CORRECTED)])
@pytest.mark.parametrize("role", ["verifier", "secretariat", "auditor"])
def test_who_checks_reads_what_was_sent_last(client, make, kind, role):
    proposal, people = make()
    client.force_login(people[role])

    with clock.at(CHECK + WEEK / 40):
        page = client.get(reverse("submissions:check-detail", args=[proposal.pk]))

    version = latest_sending(proposal)
    assert version.kind == kind
    assert_word_for_word(page, proposal, version)
    assert not page.context["reading"].is_frozen
    assert Proposal.objects.get(pk=proposal.pk).stands_as_sent()
