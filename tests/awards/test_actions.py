"""The plenary and the publication."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry
from awards import actions, tasks
from awards.agenda import Agenda
from awards.models import Certificate, Plenary, Publication, SpecialAward
from competitions.models import PhaseKind
from judging.models import Ranking
from tests.awards.ranked import confirm, make_edition, place_at, publish, published, rank, secretary
from tests.factories import (
    CategoryFactory,
    InnovationFactory,
    OPDFactory,
    PartnershipFactory,
    ScoreSheetFactory,
    StageFactory,
    UserFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def plenary_time():
    with clock.at(moment(PhaseKind.PLENARY)):
        yield


def trace(edition):
    return list(AuditEntry.objects.filter(chain=edition.ledger_chain).values_list("action", flat=True))


def outcome(publication):
    return {result.proposal_id: (result.place, result.tier) for result in publication.results.all()}


def test_decide_tie_orders_equals_and_leaves_a_trace(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2, 4])
    order = [places[2].proposal, places[1].proposal]

    actions.decide_tie(edition=edition, order=order, reason=" Dampak lebih luas. ", by=secretary())

    decisions = Plenary.objects.get().decisions.all()
    assert [(one.proposal, one.order, one.reason) for one in decisions] == [
        (order[0], 1, "Dampak lebih luas."),
        (order[1], 2, "Dampak lebih luas."),
    ]
    entry = AuditEntry.objects.get(action="plenary.decide")
    assert (entry.before, entry.after) == (None, {str(order[0].pk): 1, str(order[1].pk): 2})
    assert trace(edition) == ["plenary.open", "plenary.decide"]


def test_decide_tie_again_replaces_and_keeps_the_former_on_the_ledger(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2])
    order = [places[1].proposal, places[2].proposal]
    actions.decide_tie(edition=edition, order=order, reason="Pertama.", by=secretary())

    actions.decide_tie(edition=edition, order=order[::-1], reason="Kedua.", by=secretary())

    assert [one.proposal for one in Plenary.objects.get().decisions.all()] == order[::-1]
    assert AuditEntry.objects.filter(action="plenary.decide").last().before == {
        str(order[0].pk): 1,
        str(order[1].pk): 2,
    }


@pytest.mark.parametrize("chosen", [(0, 1), (1,), (1, 2, 3), (0, 1, 2)])
def test_decide_tie_takes_nothing_but_a_whole_tie_at_a_cutoff(plenary_time, chosen):
    edition = make_edition()
    places = rank(edition, [1, 2, 2, 4])

    with pytest.raises(ValidationError, match="tidak seri pada batas jenjang"):
        actions.decide_tie(
            edition=edition, order=[places[turn].proposal for turn in chosen], reason="x", by=secretary()
        )

    assert trace(edition) == []


def test_decide_tie_needs_a_reason(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2])

    with pytest.raises(ValidationError, match="Tuliskan alasan"):
        actions.decide_tie(edition=edition, order=[one.proposal for one in places[1:]], reason=" ", by=secretary())


def test_confirm_plenary_freezes_the_ranking(plenary_time):
    edition = make_edition()
    rank(edition, [1, 2, None])
    by = secretary()

    plenary = actions.confirm_plenary(
        edition=edition, by=by, minutes_number="BA/1", held_on=date(2026, 2, 1), venue="Balai Kota"
    )

    ranking = Ranking.objects.get()
    assert (ranking.confirmed_at, plenary.ranking, plenary.confirmed_by) == (clock.now(), ranking, by)
    assert (plenary.minutes_number, plenary.venue, plenary.held_on) == ("BA/1", "Balai Kota", date(2026, 2, 1))
    assert AuditEntry.objects.get(action="plenary.confirm").after == {"ranking": ranking.pk, "placed": 2, "sheets": 0}


def test_confirm_plenary_names_who_is_late(plenary_time):
    edition = make_edition()
    rank(edition, [1])
    juror = UserFactory(name="Ratna Juri")
    stage = StageFactory(edition=edition)
    ScoreSheetFactory.create_batch(2, assignment__stage=stage, assignment__juror=juror)

    with pytest.raises(ValidationError, match=r"Ratna Juri \(2\)"):
        actions.confirm_plenary(edition=edition, by=secretary())

    assert not Ranking.objects.get().is_confirmed
    juror.assignments.update(excused_at=clock.now(), excuse="Sakit.")
    actions.confirm_plenary(edition=edition, by=secretary())


def test_confirm_plenary_waits_for_ties_at_a_cutoff(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2])

    with pytest.raises(ValidationError, match="1 seri pada batas jenjang"):
        actions.confirm_plenary(edition=edition, by=secretary())

    actions.decide_tie(edition=edition, order=[one.proposal for one in places[1:]], reason="x", by=secretary())
    actions.confirm_plenary(edition=edition, by=secretary())


@pytest.mark.parametrize("places", [[], [None]])
def test_confirm_plenary_needs_somebody_with_a_place(plenary_time, places):
    edition = make_edition()
    rank(edition, places)

    with pytest.raises(ValidationError, match="Belum ada usulan yang mendapat peringkat"):
        actions.confirm_plenary(edition=edition, by=secretary())


def test_confirm_plenary_refuses_a_ranking_older_than_its_sheets(plenary_time):
    edition = make_edition()
    rank(edition, [1])
    ScoreSheetFactory(final=True, assignment__stage__edition=edition)

    with pytest.raises(ValidationError, match="hitung ulang peringkat"):
        actions.confirm_plenary(edition=edition, by=secretary())


def test_nobody_else_holds_the_plenary_or_publishes(plenary_time):
    edition = make_edition()
    rank(edition, [1])

    for act in (actions.open_plenary, actions.confirm_plenary, actions.publish_result):
        with pytest.raises(PermissionDenied):
            act(edition=edition, by=UserFactory())


def test_publish_freezes_places_tiers_and_names():
    edition = make_edition()
    places = rank(edition, [1, 2, 3, 4, 5, None])

    publication = publish(edition)

    assert outcome(publication) == {
        places[0].proposal_id: (1, "Top 2"),
        places[1].proposal_id: (2, "Top 2"),
        places[2].proposal_id: (3, "Top 4"),
        places[3].proposal_id: (4, "Top 4"),
        places[4].proposal_id: (5, ""),
    }
    first = publication.results.first()
    innovation = places[0].proposal.innovation
    assert (first.title, first.long_title, first.owners) == (
        innovation.title,
        innovation.long_title,
        innovation.opd.name,
    )
    assert (first.score, first.prints_place) == (99, True)
    entry = AuditEntry.objects.get(action="result.publish")
    assert publication.ledger_head == entry.hash
    assert (entry.after["results"], entry.after["certificates"]) == (5, 4)
    assert list(ledger.breaks(edition.ledger_chain)) == []


def test_publish_gives_decided_equals_places_in_their_order(plenary_time):
    edition = make_edition()
    places = rank(edition, [1, 2, 2, 4])
    order = [places[2].proposal, places[1].proposal]
    actions.decide_tie(edition=edition, order=order, reason="x", by=secretary())

    publication = publish(edition)

    assert outcome(publication)[places[2].proposal_id] == (2, "Top 2")
    assert outcome(publication)[places[1].proposal_id] == (3, "Top 4")


def test_publish_cuts_tiers_in_each_category():
    edition = make_edition(tiers=[(1, True)], tiers_per_category=True)
    health, food = CategoryFactory(edition=edition), CategoryFactory(edition=edition)
    places = rank(edition, [1, 2, 3])
    for place, category in zip(places, (health, health, food), strict=True):
        type(place.proposal).objects.filter(pk=place.proposal_id).update(category=category)

    publication = publish(edition)

    assert outcome(publication) == {
        places[0].proposal_id: (1, "Top 1"),
        places[1].proposal_id: (2, ""),
        places[2].proposal_id: (1, "Top 1"),
    }


def test_publish_holds_back_whom_the_cap_holds_back():
    edition = make_edition(tiers=[(2, False)], winners_per_opd=1)
    opd = OPDFactory()
    rank(edition, [])
    ranking = edition.rankings.get()
    first = place_at(ranking, 1, innovation=InnovationFactory(opd=opd))
    second = place_at(ranking, 2, innovation=InnovationFactory(opd=opd))
    third = place_at(ranking, 3)

    publication = publish(edition)

    assert outcome(publication) == {
        first.proposal_id: (1, "Top 2"),
        second.proposal_id: (2, ""),
        third.proposal_id: (2, "Top 2"),
    }


def test_publish_gives_each_owner_a_certificate():
    edition = make_edition(tiers=[(1, True), (2, False)])
    places = rank(edition, [1, 2])
    innovation = places[0].proposal.innovation
    partner = PartnershipFactory(innovation=innovation).opd

    publication = publish(edition)

    certificates = [(one.recipient, one.honour, one.title) for one in publication.certificates.all()]
    title = f"{innovation.title} — {innovation.long_title}"
    other = places[1].proposal.innovation
    assert certificates == [
        (innovation.opd, "Terbaik I · Top 1", title),
        (partner, "Terbaik I · Top 1", title),
        (other.opd, "Top 2", f"{other.title} — {other.long_title}"),
    ]
    assert publication.results.first().owners == f"{innovation.opd.name} · {partner.name}"


def test_publish_gives_special_awards_a_certificate_too(plenary_time):
    edition = make_edition()
    rank(edition, [1])
    holder = OPDFactory(is_participant=False)
    award = actions.add_special_award(edition=edition, name="Best Support", holder=holder, by=secretary())

    publication = publish(edition)

    certificate = publication.certificates.get(special_award=award)
    assert (certificate.recipient, certificate.honour, certificate.title) == (holder, "Best Support", "")
    assert certificate.sequence == publication.certificates.count()


def test_numbers_go_on_within_a_year_and_start_anew_in_the_next():
    first = published((1, 2))
    second = published((1,))
    other_year = published((1,), awarded_on=date(2027, 3, 1))

    assert [one.number for one in first.certificates.all()] == ["188.45/001/KEP/2026", "188.45/002/KEP/2026"]
    assert [one.number for one in second.certificates.all()] == ["188.45/003/KEP/2026"]
    assert [one.number for one in other_year.certificates.all()] == ["188.45/001/KEP/2027"]


def test_preview_says_what_publishing_then_does():
    edition = make_edition()
    places = rank(edition, [1, 2, 3, 5])
    PartnershipFactory(innovation=places[0].proposal.innovation)
    published((1,))
    confirm(edition)

    expected = actions.preview(Agenda(edition))
    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        publication = actions.publish_result(edition=edition, by=secretary())

    assert (expected.results, expected.certificates) == (
        publication.results.count(),
        publication.certificates.count(),
    )
    assert expected.first_number == publication.certificates.first().number == "188.45/002/KEP/2026"


def test_a_second_publish_is_refused_and_changes_nothing():
    edition = make_edition()
    rank(edition, [1, 2])
    publish(edition)
    before = trace(edition)

    with clock.at(moment(PhaseKind.ANNOUNCEMENT)), pytest.raises(ValidationError, match="sudah diterbitkan"):
        actions.publish_result(edition=edition, by=secretary())

    assert (Publication.objects.count(), Certificate.objects.count()) == (1, 2)
    assert trace(edition) == before


def test_a_publish_that_fails_in_the_middle_leaves_nothing():
    first = published((1, 2))
    edition = make_edition(certificate_number="188.45/{nomor}/A", awarded_on=first.edition.awarded_on)
    rank(edition, [1])
    Certificate.objects.filter(sequence=1).update(number="188.45/3/A")

    with pytest.raises(ValidationError, match="sudah terpakai"):
        publish(edition)

    assert not Publication.objects.filter(edition=edition).exists()


def test_publish_enqueues_every_certificate_once_it_is_through(monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(tasks, "BATCH", 2)
    monkeypatch.setattr(tasks.draw_certificates, "delay", asked.append)
    edition = make_edition()
    rank(edition, [1, 2, 3])

    with django_capture_on_commit_callbacks(execute=True):
        publication = publish(edition)
        assert asked == []

    assert asked == list(tasks.batches(list(publication.certificates.values_list("pk", flat=True))))
    assert [len(batch) for batch in asked] == [2, 1]


def test_special_awards_come_and_go_until_publication(plenary_time):
    edition = make_edition()
    rank(edition, [1])
    award = {"edition": edition, "name": "Best Support", "holder": OPDFactory(), "by": secretary()}
    first = actions.add_special_award(**award)

    with pytest.raises(ValidationError, match="sudah tercatat"):
        actions.add_special_award(**award)
    actions.remove_special_award(award=first, by=secretary())
    kept = actions.add_special_award(**award)
    publish(edition)

    for act in (
        lambda: actions.add_special_award(**{**award, "name": "Lain", "by": secretary()}),
        lambda: actions.remove_special_award(award=kept, by=secretary()),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert SpecialAward.objects.count() == 1
    assert trace(edition)[:3] == ["specialaward.add", "specialaward.remove", "specialaward.add"]
