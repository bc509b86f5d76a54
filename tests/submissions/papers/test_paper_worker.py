"""A real worker that draws and gathers, killed in the middle of its work."""

import time
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest

from accounts import clock
from competitions.models import PhaseKind
from submissions.models import Paper, PaperKind, Proposal, VersionKind
from submissions.papers.actions import ask_paper, latest_sending
from submissions.papers.actions_bundle import ask_bundle, find_lost_papers
from submissions.proposal_parts import proposal_parts
from submissions.versions import freeze
from tests.conftest import wait_until
from tests.factories import AppointmentFactory, EditionFactory, ProposalFactory, SectionFactory, SectionTemplateFactory
from tests.moments import moment

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 24


def edition_with(count):
    edition = EditionFactory()
    template = SectionTemplateFactory(edition=edition, max_words=500)
    for _number in range(count):
        proposal = ProposalFactory(edition=edition, sent=True)
        SectionFactory(proposal=proposal, template=template, text="Warga mengurus surat dari rumah. " * 60, words=300)
        proposal = Proposal.objects.with_details().get(pk=proposal.pk)
        freeze(proposal, proposal_parts(proposal), VersionKind.SENT, proposal.submitted_by)
    return edition


def ask(edition):
    with clock.at(moment(PhaseKind.JUDGING)):
        return ask_bundle(edition=edition, by=AppointmentFactory().user)


def finished(bundle):
    bundle.refresh_from_db()
    return bundle.is_finished


def drawn():
    return dict(Paper.objects.filter(drawn_at__isnull=False).values_list("pk", "sha256"))


def test_the_worker_draws_what_is_asked_for(worker):
    edition = edition_with(1)
    proposal = Proposal.objects.with_details().get()
    version = latest_sending(proposal)

    for kind in (PaperKind.RECEIPT, PaperKind.PROPOSAL):
        ask_paper(kind, proposal, version=version)

    wait_until(lambda: len(drawn()) == 2, what="receipt and manuscript")
    assert set(Paper.objects.values_list("kind", flat=True)) == {PaperKind.RECEIPT, PaperKind.PROPOSAL}
    assert edition.bundles.count() == 0


def test_a_worker_killed_while_gathering_goes_on_where_it_was(worker):
    edition = edition_with(COUNT)
    bundle = ask(edition)
    wait_until(lambda: len(drawn()) >= 3, what="the first papers")

    worker.kill()
    kept = drawn()
    assert not finished(bundle)
    assert 0 < len(kept) < COUNT, "the worker was killed too early or too late"
    worker.start()
    sweep_until(lambda: finished(bundle))

    assert (bundle.done, bundle.total) == (COUNT, COUNT)
    assert Paper.objects.count() == COUNT
    assert {pk: digest for pk, digest in drawn().items() if pk in kept} == kept
    with bundle.file.open("rb") as file, ZipFile(file) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == COUNT + 1
        digests = {sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name.endswith(".pdf")}
    assert digests == set(drawn().values())


def sweep_until(condition):
    """Beat's part: enqueue what nobody works at, a minute after it was asked for."""
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, "the sweep did not bring it back"
        with clock.at(moment(PhaseKind.JUDGING) + timedelta(minutes=5)):
            find_lost_papers()
        time.sleep(1)
