"""Two agencies become one: jurors who are in conflict only since then lose their sheets, and get them back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import clock
from accounts.agencies.actions_end import merge_agency, merger_effects, reopen_agency
from accounts.models import AuditEntry, MembershipRole
from competitions.models import PhaseKind
from judging.models import Assignment, Ranking, ScoreSheet
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CriterionFactory,
    InnovationFactory,
    MembershipFactory,
    OPDFactory,
    PanelFactory,
    PledgeFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
)
from tests.moments import START, moment

pytestmark = pytest.mark.django_db
WHY, DAY = "Perda 3 Tahun 2026", date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _now():
    with clock.at(moment(PhaseKind.JUDGING)):
        yield


@pytest.fixture
def secretary():
    return AppointmentFactory().user


@pytest.fixture
def opd():
    return OPDFactory(name="Dinas Pariwisata", abbr="Disparta")


@pytest.fixture
def into():
    return OPDFactory(name="Dinas Budaya", abbr="Disbud")


@pytest.fixture
def stage(opd):
    proposal = ProposalFactory(verified=True, innovation=InnovationFactory(opd=opd, title="Klik Warga"))
    stage = StageFactory(edition=proposal.edition, quorum=1)
    CriterionFactory(rubric=stage.rubric, number=1, weight=Decimal(100))
    return stage


def given(stage, juror=None, *, final=False, **values):
    juror = juror or sitting(stage)
    proposal = values.pop("proposal", None) or stage.edition.proposals.first()
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=proposal, juror=juror), final=final)
    if final:
        ScoreFactory(sheet=sheet, criterion=stage.rubric.criteria.first())
    Assignment.objects.filter(pk=sheet.assignment_id).update(**values)
    return sheet.assignment


def sitting(stage, opd=None, **values):
    user = SeatFactory(panel=PanelFactory(stage=stage), accepted=True, **values).user
    PledgeFactory(edition=stage.edition, user=user)
    if opd:
        MembershipFactory(user=user, opd=opd, role=MembershipRole.STAFF)
    return user


def merge(opd, into, by, **values):
    return merge_agency(opd=opd, into=into, on=DAY, by=by, reason=WHY, **values)


def test_who_serves_in_the_successor_loses_the_sheet_and_gets_it_back(opd, into, stage, secretary):
    blank = given(stage, sitting(stage, into, user__name="Ani"))
    locked = given(stage, sitting(stage, into, user__name="Budi"), final=True)
    other = given(stage)

    told = merger_effects(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)
    assert told == [
        "Ani · Penilaian proposal: dibebaskan dari “Klik Warga” karena benturan, dan dikabari lewat e-mail.",
        "Budi · Penilaian proposal: lembar terkunci untuk “Klik Warga” dikeluarkan dari rata-rata karena benturan.",
    ]
    assert Assignment.objects.active().count() == 3  # it was only tried
    for _turn in range(2):
        merge(opd, into, secretary)
        assert list(Assignment.objects.active()) == [other]
        assert set(Assignment.objects.values_list("excuse", flat=True)) == {
            "",
            "Benturan kepentingan: Disparta digabungkan ke Dinas Budaya.",
        }
        reopen_agency(opd=opd, by=secretary, reason="Keliru.")
        assert set(Assignment.objects.active()) == {blank, locked, other}

    assert ScoreSheet.objects.get(assignment=locked).scores.count() == 1
    actions = AuditEntry.objects.filter(target__startswith="judging.assignment").values_list("action", flat=True)
    assert list(actions) == (["assignment.excuse"] * 2 + ["assignment.restore"] * 2) * 2


def test_too_few_jurors_are_said(opd, into, stage, secretary):
    given(stage, sitting(stage, into))

    told = merger_effects(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)
    assert "“Klik Warga”: Tahap “Penilaian proposal” tinggal 0 juri, kuorumnya 1" in told[-1]


def test_what_was_in_conflict_before_and_what_was_excused_stays(opd, into, stage, secretary):
    old = given(stage, sitting(stage, opd))
    ill = given(stage, sitting(stage, into), excused_at=START, excuse="Sakit.")

    merge(opd, into, secretary)
    assert list(Assignment.objects.active()) == [old]
    reopen_agency(opd=opd, by=secretary, reason="Keliru.")
    ill.refresh_from_db()
    assert ill.excuse == "Sakit."


def test_what_somebody_excused_since_is_not_given_back(opd, into, stage, secretary):
    one = given(stage, sitting(stage, into))
    merge(opd, into, secretary)
    Assignment.objects.filter(pk=one.pk).update(excuse="Sakit.")
    reopen_agency(opd=opd, by=secretary, reason="Keliru.")

    assert not Assignment.objects.active().exists()


def test_a_confirmed_ranking_keeps_its_sheets(opd, into, stage, secretary):
    given(stage, sitting(stage, into), final=True)
    Ranking.objects.create(edition=stage.edition, built_at=clock.now(), sheet_count=1, confirmed_at=clock.now())

    told = merger_effects(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)
    assert told == [f"Peringkat {stage.edition} sudah ditetapkan: lembar yang kini berbenturan di sana tetap dihitung."]
    merge(opd, into, secretary)
    assert Assignment.objects.active().count() == 1


def test_other_effects_than_those_shown_are_refused(opd, into, stage, secretary):
    given(stage, sitting(stage, into))

    with pytest.raises(ValidationError, match="berubah sementara itu"):
        merge(opd, into, secretary, seen="x")


def test_the_page_shows_them_before(client, opd, into, stage, secretary):
    given(stage, sitting(stage, into, user__name="Ani"))
    client.force_login(secretary)
    url = reverse("agency-merge", args=[opd.pk])
    values = {"into": into.pk, "on": "2026-01-01", "reason": WHY}

    shown = client.post(url, values)
    assert shown.status_code == 200
    assert "dibebaskan dari “Klik Warga” karena benturan" in shown.text
    opd.refresh_from_db()
    assert opd.closed_on is None
    seen = shown.context["form"].data["seen"]
    assert f'value="{seen}"' in shown.text

    done = client.post(url, {**values, "seen": seen}, follow=True)
    assert "OPD digabungkan ke Dinas Budaya." in done.text
    assert not Assignment.objects.active().exists()


def test_an_innovation_goes_elsewhere_only_to_a_participant(opd, into, stage, secretary):
    innovation, third = stage.edition.proposals.first().innovation, OPDFactory(abbr="Ketiga")
    stage.edition.participants.filter(opd=third).delete()
    chosen = {str(innovation.pk): third}

    with pytest.raises(ValidationError, match="bukan peserta"):
        merge(opd, into, secretary, chosen=chosen)
    stage.edition.participants.create(opd=third)
    merge(opd, into, secretary, chosen=chosen)
    innovation.refresh_from_db()
    assert innovation.opd == third
