"""A locked sheet in conflict: taken out of the mean, put back, taken out again; what is shown, and to whom."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry
from awards.actions.plenary import confirm_plenary
from awards.models import Plenary, Publication
from competitions.models import PhaseKind
from judging.ledger_check.differences import differences
from judging.models import Assignment, Ranking, SeatRole
from judging.ranking.actions_exclusion import exclude_sheet, include_sheet
from judging.ranking.mail import send_sheet_counted
from judging.ranking_build import build, is_stale
from tests import threads
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    ScoreFactory,
    SeatFactory,
    StageFactory,
)
from tests.judging.conftest import asked_anew, sheet_of
from tests.moments import moment


def scored(stage, proposal=None, total=80):
    sheet = sheet_of(stage, proposal=proposal, total=total)
    for criterion in stage.rubric.criteria.all():
        ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(total))
    return sheet


@pytest.fixture
def pair(stage):
    """Two locked sheets of one proposal, 90 and 70; the juror of the first is in conflict with it."""
    first = scored(stage, total=90)
    second = scored(stage, first.assignment.proposal, 70)
    scored(stage, total=75)
    ConflictFactory(
        user=first.assignment.juror, opd=first.assignment.proposal.innovation.opd, reason="Ipar kepala dinas."
    )
    build(stage.edition)
    return first, second


@pytest.fixture
def out(pair):
    return pair[0].assignment


def place(out):
    return Ranking.objects.latest_of(out.stage.edition).places.get(proposal=out.proposal_id)


def test_a_sheet_is_taken_out_put_back_and_taken_out_again(out, edition, secretary):
    assert (place(out).score, place(out).place) == (80, 1)

    exclude_sheet(assignment=out, reason=" Ipar kepala dinas. ", by=secretary)
    kept = Assignment.objects.select_related("sheet").get(pk=out.pk)
    assert kept.is_taken_out
    assert (kept.excuse, kept.sheet.total) == ("Ipar kepala dinas.", 90)
    assert (place(out).score, place(out).place, place(out).sheet_count) == (70, 2, 1)
    assert place(out).stage_scores[0]["out"] == 1
    assert not is_stale(Ranking.objects.latest_of(edition))

    include_sheet(assignment=out, reason="Benturan keliru.", by=secretary)
    assert (place(out).score, place(out).place) == (80, 1)
    assert "out" not in place(out).stage_scores[0]

    exclude_sheet(assignment=out, reason="Benar berbenturan.", by=secretary)
    told = AuditEntry.objects.filter(chain=edition.ledger_chain).order_by("number")
    assert [(one.action, one.note) for one in told] == [
        ("assignment.exclude", "Ipar kepala dinas."),
        ("assignment.include", "Benturan keliru."),
        ("assignment.exclude", "Benar berbenturan."),
    ]
    assert told[0].after["total"] == "90.00"
    assert list(ledger.breaks(edition.ledger_chain)) == []


def test_the_ledger_agrees_with_what_is_stored(out, edition, secretary):
    def said():
        return [one for one in differences(edition) if "bebas" in one]

    exclude_sheet(assignment=out, reason="Ipar.", by=secretary)
    assert said() == []
    include_sheet(assignment=out, reason="Keliru.", by=secretary)
    assert said() == []
    Assignment.objects.filter(pk=out.pk).update(excused_at=clock.now(), excuse="Diam-diam.")
    assert len(said()) == 1


def settle(_out):
    Ranking.objects.update(confirmed_at=clock.now())


def publish(out):
    settle(out)
    ranking, by = Ranking.objects.get(), AppointmentFactory().user
    held = {"ranking": ranking, "confirmed_at": ranking.confirmed_at, "confirmed_by": by}
    plenary = Plenary.objects.create(edition=ranking.edition, **held)
    Publication.objects.create(edition=ranking.edition, plenary=plenary, published_at=clock.now(), published_by=by)


STATES = {
    "tidak berbenturan": (lambda out: out.juror.conflicts.all().delete(), ValidationError, "Catat benturannya dahulu"),
    "sudah dikeluarkan": (
        lambda out: Assignment.objects.filter(pk=out.pk).update(excused_at=clock.now(), excuse="x"),
        ValidationError,
        "sudah dikeluarkan",
    ),
    "masih terbuka": (
        lambda out: type(out.sheet).objects.filter(pk=out.sheet.pk).update(total=None, finalised_at=None),
        PermissionDenied,
        "",
    ),
    "peringkat ditetapkan": (settle, PermissionDenied, ""),
    "hasil terbit": (publish, ValidationError, "versi baru"),
}


@pytest.mark.parametrize("state", STATES)
def test_what_stands_in_the_way(out, edition, secretary, state):
    bring_about, refusal, sentence = STATES[state]
    bring_about(out)

    with pytest.raises(refusal) as refused:
        exclude_sheet(assignment=out, reason="Ipar.", by=secretary)

    assert sentence in " ".join(getattr(refused.value, "messages", []))
    assert not AuditEntry.objects.filter(action="assignment.exclude").exists()


def test_it_is_the_secretariats_and_needs_a_reason_whatever_the_phase(out, juror, secretary):
    with pytest.raises(ValidationError, match="alasannya"):
        exclude_sheet(assignment=out, reason=" ", by=secretary)
    for person in (asked_anew(out.juror), AppointmentFactory(role="auditor").user):
        with pytest.raises(PermissionDenied):
            exclude_sheet(assignment=out, reason="Ipar.", by=person)
    with pytest.raises(ValidationError, match="tidak dikeluarkan"):
        include_sheet(assignment=out, reason="Keliru.", by=secretary)
    with clock.at(moment(PhaseKind.PLENARY)):
        exclude_sheet(assignment=out, reason="Ipar.", by=secretary)
        with pytest.raises(ValidationError, match="alasannya"):
            include_sheet(assignment=out, reason=" ", by=secretary)


def test_below_the_quorum_it_has_no_place(out, stage, secretary):
    type(stage).objects.filter(pk=stage.pk).update(quorum=2)
    build(stage.edition)

    exclude_sheet(assignment=out, reason="Ipar.", by=secretary)

    assert (place(out).place, place(out).score) == (None, None)


def test_the_juror_sees_it_nowhere(out, client, secretary):
    exclude_sheet(assignment=out, reason="Ipar.", by=secretary)
    juror = asked_anew(out.juror)
    client.force_login(juror)

    assert client.get(out.sheet.get_absolute_url()).status_code == 404
    assert str(out.proposal) not in client.get(reverse("judging:scoresheet-list")).text
    out.juror.conflicts.all().delete()  # the conflict is not what hides it alone
    assert client.get(out.sheet.get_absolute_url()).status_code == 404


def test_the_juror_is_told_without_a_title(out, secretary, mailoutbox):
    exclude_sheet(assignment=out, reason="Hubungan keluarga.", by=secretary)
    entry = AuditEntry.objects.get(action="assignment.exclude")
    for _ in range(2):
        send_sheet_counted(entry.pk, out.pk)
    include_sheet(assignment=out, reason="Keliru.", by=secretary)
    send_sheet_counted(entry.pk, out.pk)
    send_sheet_counted(AuditEntry.objects.get(action="assignment.include").pk, out.pk)

    first, second = mailoutbox
    assert first.to == [out.juror.email]
    assert "tidak dihitung lagi" in first.subject
    assert "Hubungan keluarga." in first.body
    assert "dihitung lagi" in second.subject
    assert all(str(out.proposal) not in letter.subject + letter.body for letter in (first, second))


# The pages


@pytest.fixture
def as_secretary(client, secretary):
    client.force_login(secretary)
    return client


def at(name, out):
    return reverse(f"judging:{name}", args=[out.stage.edition.slug, out.pk])


def calculation(out):
    return reverse("judging:place-detail", args=[out.stage.edition.slug, out.proposal_id])


def test_the_page_shows_what_comes_of_it_and_does_it(as_secretary, out, pair):
    assert at("sheet-exclude", out) in as_secretary.get(calculation(out)).text
    assert at("sheet-exclude", pair[1].assignment) not in as_secretary.get(calculation(out)).text
    page = as_secretary.get(at("sheet-exclude", out))
    assert (page.context["effect"].now.score, page.context["effect"].then.score) == (80, 70)
    assert (page.context["effect"].now.place, page.context["effect"].then.place) == (1, 2)
    assert "Ipar kepala dinas." in page.text
    assert not Assignment.objects.taken_out().exists()

    assert as_secretary.post(at("sheet-exclude", out), {"reason": ""}).status_code == 422
    done = as_secretary.post(at("sheet-exclude", out), {"reason": "Ipar."}, follow=True)
    assert "1 lembar dikeluarkan karena benturan kepentingan; dengan lembar itu nilai tahap ini 80,00." in done.text
    assert "<s>90,00</s>" in done.text
    listed = as_secretary.get(reverse("judging:ranking-detail", args=[out.stage.edition.slug]))
    assert "1 lembar dikeluarkan dari perhitungan" in listed.text
    back = as_secretary.post(at("sheet-include", out), {"reason": "Keliru."}, follow=True)
    assert "<s>90,00</s>" not in back.text


def test_the_page_warns_of_the_quorum(as_secretary, out, stage):
    type(stage).objects.filter(pk=stage.pk).update(quorum=2)
    build(stage.edition)

    assert "kurang dari kuorum (2)" in as_secretary.get(at("sheet-exclude", out)).text


def test_a_chair_is_told_how_many_and_not_who(client, out, stage, secretary):
    chair = SeatFactory(panel__stage=stage, role=SeatRole.CHAIR, accepted=True).user
    exclude_sheet(assignment=out, reason="Ipar kepala dinas.", by=secretary)
    client.force_login(asked_anew(chair))

    page = client.get(calculation(out))

    assert page.status_code == 200
    assert "1 lembar dikeluarkan" in page.text
    assert str(out.juror) not in page.text
    assert "Ipar" not in page.text
    assert client.get(at("sheet-exclude", out)).status_code == 403


def test_the_list_of_conflicts_leads_there(as_secretary, out):
    SeatFactory(panel__stage=out.stage, user=out.juror)

    page = as_secretary.get(reverse("judging:conflict-list", args=[out.stage.edition.slug]))

    assert at("sheet-exclude", out) in page.text


def test_an_open_sheet_has_no_such_page(as_secretary, stage):
    assert as_secretary.get(at("sheet-exclude", sheet_of(stage).assignment)).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_taken_out_and_confirmed_at_once_is_one_of_the_two_orders(_round):
    stage = StageFactory()
    first = sheet_of(stage, total=90)
    sheet_of(stage, proposal=first.assignment.proposal, total=70)
    ConflictFactory(user=first.assignment.juror, opd=first.assignment.proposal.innovation.opd)
    build(stage.edition)
    people = [AppointmentFactory().user for _ in range(2)]

    refused, _confirmed = threads.at_once(
        lambda: exclude_sheet(assignment=first.assignment, reason="Ipar.", by=people[0]),
        lambda: confirm_plenary(edition=stage.edition, by=people[1]),
        when=PhaseKind.PLENARY,
    )

    score = Ranking.objects.confirmed().get().places.get().score
    assert score == (80 if refused else 70)
    assert list(ledger.breaks(stage.edition.ledger_chain)) == []
