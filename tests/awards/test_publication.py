"""Publishing: what is frozen, who wins what, which numbers."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry
from awards.actions import certificates as acts
from awards.actions.plenary import decide_tie
from awards.actions.publication import preview, publish_result, unanswered_in
from awards.actions.special import add_special_award
from awards.models import Certificate, Publication
from awards.plenary import PlenaryAgenda
from competitions.models import PhaseKind
from tests.awards.ranked import confirm, make_edition, place_at, publish, published, rank, secretary, trace
from tests.factories import (
    CategoryFactory,
    InnovationFactory,
    OPDFactory,
    PartnershipFactory,
)
from tests.moments import START, moment

pytestmark = pytest.mark.django_db


def outcome(publication):
    return {result.proposal_id: (result.place, result.tier) for result in publication.results.all()}


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
    decide_tie(edition=edition, order=order, reason="x", by=secretary())

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
    partner = PartnershipFactory(innovation=innovation, confirmed=True).opd

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
    award = add_special_award(edition=edition, name="Best Support", holder=holder, by=secretary())

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
    PartnershipFactory(innovation=places[0].proposal.innovation, confirmed=True)
    PartnershipFactory(innovation=places[1].proposal.innovation)
    published((1,))
    confirm(edition)

    expected = preview(PlenaryAgenda(edition))
    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        publication = publish_result(edition=edition, by=secretary())

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
        publish_result(edition=edition, by=secretary())

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
    monkeypatch.setattr(acts, "BATCH", 2)
    monkeypatch.setattr(acts.draw_certificates, "delay", asked.append)
    edition = make_edition()
    rank(edition, [1, 2, 3])

    with django_capture_on_commit_callbacks(execute=True):
        publication = publish(edition)
        assert asked == []

    ids = list(publication.certificates.values_list("pk", flat=True))
    assert asked == [ids[:2], ids[2:]]
    assert [len(batch) for batch in asked] == [2, 1]


@pytest.mark.parametrize("answer", [None, False])
def test_a_partner_that_did_not_confirm_gets_no_certificate(answer):
    edition = make_edition()
    place = rank(edition, [1])[0]
    row = PartnershipFactory(innovation=place.proposal.innovation)
    if answer is False:
        type(row).objects.update(
            is_confirmed=False, reason="Bukan.", answered_at=START, answered_by=place.proposal.created_by
        )
    confirm(edition)

    expected = preview(PlenaryAgenda(edition))
    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        publication = publish_result(edition=edition, by=secretary())

    assert [one.recipient for one in publication.certificates.all()] == [place.proposal.innovation.opd]
    assert expected.certificates == 1
    assert [one.partnership for one in expected.silent] == ([row] if answer is None else [])
    assert unanswered_in(publication) == ([row] if answer is None else [])
