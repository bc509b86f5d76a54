"""All proposals of an edition in one ZIP."""

import csv
import io
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry
from competitions.models import PhaseKind
from submissions.models import Bundle, Paper, Proposal, State, VersionKind
from submissions.papers import actions as papers_actions
from submissions.papers import actions_bundle
from submissions.papers import drawing as papers_drawing
from submissions.papers.actions_bundle import ask_bundle, find_ungathered, gather_bundle
from submissions.proposal_parts import proposal_parts
from submissions.versions import freeze
from tests.factories import AppointmentFactory, EditionFactory, OPDFactory, ProposalFactory
from tests.moments import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


@pytest.fixture
def administration():
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        yield


def enter(edition, **values):
    """A proposal that was sent once."""
    proposal = ProposalFactory(edition=edition, sent=True, **values)
    proposal = Proposal.objects.with_details().get(pk=proposal.pk)
    return proposal, freeze(proposal, proposal_parts(proposal), VersionKind.SENT, proposal.submitted_by)


def gathered(edition, by):
    bundle = ask_bundle(edition=edition, by=by)
    assert gather_bundle(bundle.pk)
    bundle.refresh_from_db()
    with bundle.file.open("rb") as file:
        return bundle, ZipFile(io.BytesIO(file.read()))


def lines(archive):
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def test_all_that_was_sent_is_inside_by_agency(administration, edition, secretary):
    opd = OPDFactory(abbr="Dinas A/B")
    proposal, version = enter(edition, innovation__opd=opd, innovation__title="=JUDUL(1)")
    withdrawn, _version = enter(edition)
    Proposal.objects.filter(pk=withdrawn.pk).update(state=State.WITHDRAWN)
    ProposalFactory(edition=edition)
    enter(EditionFactory())

    bundle, archive = gathered(edition, secretary)

    name = f"dinas-ab/{proposal.pk:05}-judul1-v1.pdf"
    assert archive.namelist() == [name, "index.csv"]
    assert archive.read(name).startswith(b"%PDF-")
    assert archive.testzip() is None
    (line,) = lines(archive)
    assert line["judul"] == "'=JUDUL(1)"
    assert line["sha256_naskah"] == version.sha256
    assert line["tanda_terima"] == version.receipt_number
    assert (bundle.done, bundle.total) == (1, 1)
    entry = AuditEntry.objects.get(action="bundle.ask")
    assert (entry.actor, entry.after) == (secretary, {"proposals": 1})


def test_the_version_sent_last_counts_and_not_the_return(administration, edition, secretary):
    proposal, _version = enter(edition)
    second = freeze(proposal, proposal_parts(proposal), VersionKind.CORRECTED, proposal.submitted_by)
    freeze(proposal, proposal_parts(proposal), VersionKind.RETURNED, proposal.submitted_by)

    _bundle, archive = gathered(edition, secretary)

    assert lines(archive)[0]["versi"] == str(second.number)


def test_what_cannot_be_drawn_holds_up_no_other(administration, edition, secretary, monkeypatch):
    enter(edition, innovation__title="BAIK")
    enter(edition, innovation__title="RUSAK")
    draw = papers_drawing.draw
    monkeypatch.setattr(
        papers_actions, "draw", lambda kind, context: 1 / 0 if context["title"] == "RUSAK" else draw(kind, context)
    )

    bundle, archive = gathered(edition, secretary)

    found = {line["judul"]: (bool(line["berkas"]), line["keterangan"]) for line in lines(archive)}
    assert found == {"BAIK": (True, ""), "RUSAK": (False, "naskah gagal digambar")}
    assert (bundle.done, bundle.total) == (2, 2)


def test_what_is_drawn_is_not_drawn_again(administration, edition, secretary):
    enter(edition)
    gathered(edition, secretary)
    drawn_at = Paper.objects.get().drawn_at

    gathered(edition, secretary)

    assert Paper.objects.get().drawn_at == drawn_at


def test_the_new_one_takes_the_place_of_the_old(administration, edition, secretary):
    enter(edition)
    older, _archive = gathered(edition, secretary)

    with transaction.atomic():
        newer, _archive = gathered(edition, secretary)

    assert list(Bundle.objects.all()) == [newer]
    assert older.file.name != newer.file.name


def test_while_one_is_under_way_nobody_begins_another(administration, edition, secretary):
    enter(edition)

    first = ask_bundle(edition=edition, by=secretary)

    assert ask_bundle(edition=edition, by=secretary) == first


def test_a_finished_bundle_is_left_alone(administration, edition, secretary):
    enter(edition)
    bundle, _archive = gathered(edition, secretary)

    assert not gather_bundle(bundle.pk)


def test_a_bundle_that_fails_is_counted_and_given_up(administration, edition, secretary, client, monkeypatch):
    enter(edition)
    bundle = ask_bundle(edition=edition, by=secretary)
    monkeypatch.setattr(actions_bundle, "folder_name", lambda _abbr: 1 / 0)

    assert [gather_bundle(bundle.pk) for _turn in range(4)] == [False] * 4

    bundle.refresh_from_db()
    assert bundle.failures == 3
    text = client.get(reverse("submissions:bundle-detail", args=[edition.slug])).text
    assert "gagal disusun" in text
    assert "Kumpulkan semua naskah" in text


def test_one_that_nobody_gathers_is_found_again(administration, edition, secretary):
    enter(edition)
    bundle = ask_bundle(edition=edition, by=secretary)
    assert find_ungathered() == []

    with clock.at(clock.now() + actions_bundle.SILENCE * 2):
        assert find_ungathered() == [bundle.pk]


def test_the_page_from_asking_to_downloading(administration, edition, secretary, client):
    enter(edition)
    page = reverse("submissions:bundle-detail", args=[edition.slug])
    progress = reverse("submissions:bundle-progress", args=[edition.slug])
    download = reverse("submissions:bundle-download", args=[edition.slug])
    assert "Kumpulkan semua naskah" in client.get(page).text
    assert client.get(progress).status_code == 404
    assert client.get(download).status_code == 404

    begun = client.post(reverse("submissions:bundle-create", args=[edition.slug]), follow=True)
    polled = client.get(progress)
    gather_bundle(Bundle.objects.get().pk)
    done = client.get(progress)
    ready = client.get(page)
    file = client.get(download)

    assert "0 dari 1 naskah terkumpul" in begun.text
    assert "every 2s" in polled.text
    assert "HX-Refresh" not in polled
    assert done["HX-Refresh"] == "true"
    assert "Unduh semua (ZIP)" in ready.text
    assert file["Content-Type"] == "application/zip"
    assert file["Content-Disposition"] == f'attachment; filename="{edition.slug}-naskah.zip"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert ZipFile(io.BytesIO(b"".join(file.streaming_content))).testzip() is None


def test_the_page_asks_who_gathers(administration, edition, client):
    client.force_login(AppointmentFactory(role="auditor").user)

    assert client.post(reverse("submissions:bundle-create", args=[edition.slug])).status_code == 403


def test_only_the_secretariat_gathers(administration, edition):
    with pytest.raises(PermissionDenied):
        ask_bundle(edition=edition, by=AppointmentFactory(role="auditor").user)


def test_the_page_costs_the_same_for_any_number_of_proposals(administration, edition, secretary, client):
    counts = []
    for total in (1, 3):
        while Proposal.objects.filter(edition=edition).count() < total:
            enter(edition)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("submissions:bundle-detail", args=[edition.slug]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"done": 2, "total": 1}, "submissions_bundle_within"),
        ({"finished_at": moment(PhaseKind.JUDGING)}, "submissions_bundle_finished_with_file"),
    ],
)
def test_a_bundle_that_cannot_be(edition, secretary, values, constraint):
    bundle = Bundle.objects.create(edition=edition, asked_by=secretary)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Bundle.objects.filter(pk=bundle.pk).update(**values)
