"""What an act will send is seen before it: the same readers and the same words that the act then sends."""

import pytest
from celery.app.task import Task
from django.core import mail
from django.urls import reverse

from accounts import clock
from accounts.models import Delivery, Office, User
from competitions.models import PhaseKind, StageKind
from judging.assigning.actions import assign_all
from tests.awards.ranked import confirm, make_edition, rank
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    MembershipFactory,
    PanelFactory,
    PromotionFactory,
    ProposalFactory,
    SeatFactory,
    StageFactory,
)
from tests.moments import moment
from tests.people import everyone

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return User.objects.get(pk=AppointmentFactory().user.pk)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Tasks that write run as the transaction ends."""

    def delay(task, *args, **kwargs):
        if task.run.__module__.rpartition(".")[2] == "mail":
            task(*args, **kwargs)

    monkeypatch.setattr(Task, "delay", delay)


def result(secretary):
    edition = make_edition(tiers=[(1, True)])
    for place in rank(edition, [1, 2]):
        MembershipFactory(opd=place.proposal.innovation.opd)
    confirm(edition)
    return edition, {}, reverse("awards:publication-create", args=[edition.slug]), PhaseKind.ANNOUNCEMENT


def late_agencies(secretary):
    edition = EditionFactory()
    for proposal in ProposalFactory.create_batch(2, edition=edition):
        MembershipFactory(opd=proposal.innovation.opd)
    return edition, {}, reverse("submissions:reminder-create-all", args=[edition.slug]), PhaseKind.REGISTRATION


def late_jurors(secretary):
    stage = StageFactory()
    SeatFactory.create_batch(2, panel=PanelFactory(stage=stage), accepted=True)
    ProposalFactory(edition=stage.edition, verified=True)
    with clock.at(moment(PhaseKind.JUDGING)):
        assign_all(stage=stage, by=secretary)
    url = reverse("judging:nudge-create-all", args=[stage.edition.slug, stage.pk])
    return stage.edition, {"tahap": stage.pk}, url, PhaseKind.JUDGING


def promoted(secretary):
    edition = StageFactory().edition
    later = StageFactory(edition=edition, kind=StageKind.PRESENTATION)
    for promotion in PromotionFactory.create_batch(2, stage=later):
        MembershipFactory(opd=promotion.proposal.innovation.opd)
    url = reverse("judging:promotion-announce", args=[edition.slug, later.pk])
    return edition, {"tahap": later.pk}, url, PhaseKind.JUDGING


def ticked(secretary):
    edition = EditionFactory()
    proposals = ProposalFactory.create_batch(2, edition=edition, sent=True, found_when_sent=0)
    for proposal in proposals:
        MembershipFactory(opd=proposal.innovation.opd)
    chosen = {"usulan": [proposal.pk for proposal in proposals]}
    AppointmentFactory(user=secretary, role=Office.VERIFIER)
    return edition, chosen, reverse("submissions:proposal-verify-many"), PhaseKind.ADMINISTRATION


ACTS = {
    "terbitkan": result,
    "ingatkan-opd": late_agencies,
    "ingatkan-juri": late_jurors,
    "naik-tahap": promoted,
    "loloskan": ticked,
}


@pytest.mark.parametrize(("act", "prepare"), ACTS.items(), ids=ACTS)
def test_what_is_seen_ahead_is_what_is_sent(client, secretary, act, prepare, django_capture_on_commit_callbacks):
    edition, chosen, url, phase = prepare(secretary)
    client.force_login(secretary)
    mail.outbox.clear()
    before = Delivery.objects.count()

    with clock.at(moment(phase)):
        ahead = client.get(reverse("mail-ahead", args=[edition.slug, act]), chosen)
        assert Delivery.objects.count() == before
        assert mail.outbox == []
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url, chosen)

    sent = list(Delivery.objects.order_by("pk")[before:])
    assert len(sent) == 2
    assert "(2 orang)" in ahead.text or "kepada 2 orang" in ahead.text
    assert {str(letter.reader) in ahead.text for letter in sent} == {True}
    shown = next(letter for letter in sent if f"Seperti yang akan diterima {letter.reader}" in ahead.text)
    assert shown.subject in ahead.text


@pytest.mark.parametrize("act", ACTS)
def test_only_who_may_act_sees_it(client, secretary, act):
    edition, chosen, _url, phase = ACTS[act](secretary)
    for role, person in everyone(ProposalFactory(edition=edition)).items():
        client.force_login(person)
        with clock.at(moment(phase)):
            code = client.get(reverse("mail-ahead", args=[edition.slug, act]), chosen).status_code
        assert code == (200 if role == ("verifier" if act == "loloskan" else "secretariat") else 403)


def test_an_act_that_is_none_is_not_there(client, secretary):
    client.force_login(secretary)

    assert client.get(reverse("mail-ahead", args=[EditionFactory().slug, "entah"])).status_code == 404
    assert (
        client.get(reverse("mail-ahead", args=[EditionFactory().slug, "ingatkan-juri"]), {"tahap": "x"}).status_code
        == 404
    )


def test_with_nobody_to_write_to_it_says_so(client, secretary):
    edition = EditionFactory()
    client.force_login(secretary)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        text = client.get(reverse("mail-ahead", args=[edition.slug, "ingatkan-opd"])).text

    assert "Tidak seorang pun dapat dikirimi e-mail" in text


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number(client, secretary, count, django_assert_max_num_queries):
    edition = EditionFactory()
    for proposal in ProposalFactory.create_batch(count, edition=edition):
        MembershipFactory(opd=proposal.innovation.opd)
    client.force_login(secretary)
    url = reverse("mail-ahead", args=[edition.slug, "ingatkan-opd"])

    with clock.at(moment(PhaseKind.REGISTRATION)), django_assert_max_num_queries(40) as asked:
        client.get(url, headers={"HX-Request": "true"})

    assert len(asked) == QUERIES


QUERIES = 20
