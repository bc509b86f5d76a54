"""The running edition: each stage is played once, and the next act is open to whoever takes it up from there."""

import pytest
from django.db import transaction

from accounts import ledger
from accounts.models import User
from awards.plenary import PlenaryAgenda
from competitions.models import Edition
from judging.models import Place, ScoreSheet
from kovablik.seeding.calendars import STAGES
from kovablik.seeding.facts import make_agencies
from kovablik.seeding.kota_batu import RUNNING, seed_2026
from kovablik.seeding.people import make_cast
from submissions.entry.actions_section import save_section
from submissions.models import State
from submissions.proposal_parts import proposal_parts
from submissions.steps.workflow import take

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=STAGES)
def played(request, django_db_setup, django_db_blocker):
    """KOVABLIK Kota Batu 2026 at a stage, taken back after the last test that asks for it."""
    with django_db_blocker.unblock(), transaction.atomic():
        agencies = make_agencies()
        yield seed_2026(agencies, make_cast(agencies), request.param).pk
        transaction.set_rollback(True)


@pytest.fixture
def edition(played, db):
    return Edition.objects.with_phases().get(pk=played)


def at(stage):
    return pytest.mark.parametrize("played", [stage], indirect=True)


def person(name):
    """Somebody as a new request knows them."""
    return User.objects.get(username=name)


@pytest.mark.parametrize("played", STAGES, indirect=True)
def test_a_stage_lands_in_its_phase_with_a_whole_ledger(edition, request):
    stage = request.node.callspec.params["played"]

    assert [phase.kind for phase in edition.running_phases()] == [STAGES[stage]]
    assert edition.is_sample
    assert not edition.proposals.filter(is_sample=False).exists()
    assert list(ledger.breaks(edition.ledger_chain)) == []


@at("pengajuan")
def test_pengajuan_waits_for_one_section_and_the_head(edition):
    proposal = edition.proposals.get(innovation__title="PENAKK PKK")
    with pytest.raises(Exception, match="Sumber Daya belum diisi") as refusal:
        take("submit", proposal=proposal, by=person("kepala"))
    assert len(refusal.value.messages) == 1

    [blank] = [part.template for part in proposal_parts(proposal).sections if not part.words]
    save_section(proposal=proposal, template=blank, text="Teks contoh.", by=person("operator"))

    assert not person("operator").has_perm("submissions.submit_proposal", proposal)
    assert take("submit", proposal=proposal, by=person("kepala")).state == State.SUBMITTED
    assert set(edition.proposals.values_list("state", flat=True)) == {State.DRAFT, State.SUBMITTED}


@at("penilaian")
def test_penilaian_leaves_three_sheets_to_the_first_juror_one_of_them_begun(edition):
    juror = person("juri1")

    sheets = ScoreSheet.objects.in_edition(edition).of(juror).filter(finalised_at=None)

    assert sorted(sheet.scores.count() for sheet in sheets) == [0, 0, 3]
    assert all(juror.has_perm("judging.fill_scoresheet", sheet) for sheet in sheets)
    assert ScoreSheet.objects.in_edition(edition).filter(finalised_at=None).count() == 3
    assert edition.proposals.verified().count() == len(RUNNING)


@at("penilaian")
def test_penilaian_keeps_a_juror_away_from_the_own_agency(edition):
    sheets = ScoreSheet.objects.in_edition(edition).filter(assignment__juror=person("juri2"))

    titles = set(sheets.values_list("assignment__proposal__innovation__title", flat=True))

    assert {title for title, _long, _owner in RUNNING} - titles == {"Contoh Klinik Audit"}  # by the Inspektorat


@at("pleno")
def test_pleno_can_be_confirmed_at_once(edition):
    agenda = PlenaryAgenda(edition)

    assert person("sekretariat").has_perm("awards.hold_plenary", edition)
    assert agenda.obstacles() == []
    assert len(agenda.entries) == len(RUNNING)
    assert Place.objects.filter(ranking__edition=edition, is_tied=True).count() == 2


@at("pengumuman")
def test_pengumuman_can_be_published_at_once(edition):
    assert PlenaryAgenda(edition).is_confirmed
    assert person("sekretariat").has_perm("awards.publish_result", edition)
