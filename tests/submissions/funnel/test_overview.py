"""The funnel: how far the agencies are, who may see it, and what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import MembershipRole, Office, User
from competitions.models import PhaseKind
from submissions.funnel.overview import Overview, detailed
from submissions.models import State
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    ExtensionFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
    ProposalFactory,
    ReminderFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import START, moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db

REGISTRATION, ADMINISTRATION = str(PhaseKind.REGISTRATION.value), str(PhaseKind.ADMINISTRATION.value)


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


def page_of(client, edition, query="", when=REGISTRATION):
    with clock.at(moment(when)):
        return client.get(reverse("submissions:overview-detail", args=[edition.slug]) + query)


def names(response):
    return [agency.name for agency in response.context["agencies"]]


def row_of(edition, opd, when=REGISTRATION):
    with clock.at(moment(when)):
        return next(agency for agency in Overview(edition).agencies if agency.pk == opd.pk)


# The figures


def test_the_funnel_holds_each_proposal_at_its_step(edition):
    for traits in ({}, {}, {"handed": True}, {"sent": True}, {"returned": True}, {"verified": True}):
        ProposalFactory(edition=edition, **traits)
    ProposalFactory(edition=edition, sent=True, state=State.REJECTED)
    ProposalFactory(edition=edition, state=State.WITHDRAWN)
    ProposalFactory()

    steps = [(step.state, step.here, step.beyond) for step in Overview(edition).steps]

    assert steps == [
        (State.DRAFT, 2, 5),
        (State.HANDED, 1, 4),
        (State.SUBMITTED, 1, 3),
        (State.RETURNED, 1, 2),
        (State.REJECTED, 1, 1),
        (State.VERIFIED, 1, 0),
    ]


def test_bars_are_shares_of_all_proposals(edition):
    ProposalFactory(edition=edition)
    ProposalFactory.create_batch(2, edition=edition, sent=True)

    step = Overview(edition).steps[0]

    assert (step.here_share, step.beyond_share, step.percent) == ("33.33%", "66.67%", 33)


def test_the_picture_has_a_bar_where_somebody_stands_or_came_by(client, edition, secretary):
    ProposalFactory(edition=edition)
    ProposalFactory(edition=edition, sent=True)

    html = page_of(client, edition).content.decode()

    assert html.count('class="funnel__beyond"') == 3
    assert 'x="50.00%" width="50.00%"' in html


def test_an_agency_without_a_proposal_is_missing_unless_it_has_a_part_in_one(edition):
    OPDFactory(name="Tanpa")
    proposal = ProposalFactory(edition=edition)
    PartnershipFactory(innovation=proposal.innovation)
    denied = PartnershipFactory(innovation=proposal.innovation, opd__name="Menyangkal")
    type(denied).objects.filter(pk=denied.pk).update(
        is_confirmed=False, reason="Keliru.", answered_at=START, answered_by=proposal.created_by
    )

    missing = [agency.name for agency in Overview(edition).having("belum")]

    assert missing == ["Menyangkal", "Tanpa"]


def test_who_is_not_called_stands_here_only_with_a_proposal(edition):
    OPDFactory(is_participant=False)
    guest = ProposalFactory(edition=edition, innovation__opd__is_participant=False).innovation.opd

    assert [agency.pk for agency in Overview(edition).agencies] == [guest.pk]


def test_a_row_tells_how_complete_the_best_is_and_when_it_was_written(edition):
    first, second = SectionTemplateFactory.create_batch(2, edition=edition)
    opd = OPDFactory()
    best = ProposalFactory(edition=edition, innovation__opd=opd)
    other = ProposalFactory(edition=edition, innovation__opd=opd)
    SectionFactory(proposal=best, template=first, updated_at=START)
    SectionFactory(proposal=best, template=second, updated_at=START)
    SectionFactory(proposal=other, template=first, updated_at=START + timedelta(days=1))
    SectionFactory(proposal=other, template=second, words=0, text="", updated_at=START)
    MembershipFactory(opd=opd)
    MembershipFactory(opd=opd, role=MembershipRole.HEAD, user__is_active=False)

    (agency,) = detailed(edition, Overview(edition).agencies)

    assert (agency.filled, agency.asked, agency.written_at) == (2, 2, START + timedelta(days=1))
    assert (agency.operators, agency.heads) == (1, 0)


@pytest.mark.parametrize(
    ("traits", "when", "owes"),
    [
        ({}, REGISTRATION, True),
        ({"handed": True}, REGISTRATION, True),
        ({"sent": True}, REGISTRATION, False),
        ({"verified": True}, REGISTRATION, False),
        ({}, ADMINISTRATION, False),
        ({"returned": True}, ADMINISTRATION, True),
        ({"returned": True, "state": State.HANDED, "handed_at": START}, ADMINISTRATION, True),
        ({"returned": True, "mend_until": moment(ADMINISTRATION)}, ADMINISTRATION, False),
        ({"state": State.WITHDRAWN}, REGISTRATION, True),
    ],
)
def test_an_agency_owes_what_only_it_can_bring_on(edition, traits, when, owes):
    if traits.get("state") == State.HANDED:
        traits = {**traits, "handed_by": MembershipFactory().user}
    opd = ProposalFactory(edition=edition, **traits).innovation.opd

    assert (row_of(edition, opd, when).until is not None) is owes


def test_an_extension_counts_for_its_agency_alone(edition):
    opd, other = (ProposalFactory(edition=edition).innovation.opd for _turn in range(2))
    extension = ExtensionFactory(edition=edition, opd=opd)
    just_after = extension.until - timedelta(days=1)

    with clock.at(just_after):
        rows = {agency.pk: agency for agency in Overview(edition).agencies}

    assert (rows[opd.pk].until, rows[other.pk].until) == (extension.until, None)
    assert rows[opd.pk].extension == extension


# The page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["A Draf", "B Kosong", "C Kepala", "D Kembali", "E Kirim"]),
        ("?saring=belum", ["B Kosong"]),
        ("?saring=draf", ["A Draf"]),
        ("?saring=kepala", ["C Kepala"]),
        ("?saring=dikembalikan", ["D Kembali"]),
        ("?saring=entah", ["A Draf", "B Kosong", "C Kepala", "D Kembali", "E Kirim"]),
        ("?q=kem", ["D Kembali"]),
        ("?urut=-opd", ["E Kirim", "D Kembali", "C Kepala", "B Kosong", "A Draf"]),
        ("?urut=keadaan", ["B Kosong", "A Draf", "C Kepala", "E Kirim", "D Kembali"]),
        ("?urut=-pengingat&saring=draf", ["A Draf"]),
        ("?saring=belum&q=zzz", []),
    ],
)
def test_filters_and_order_are_addresses(client, secretary, edition, query, found):
    for name, traits in (
        ("A Draf", {}),
        ("C Kepala", {"handed": True}),
        ("D Kembali", {"returned": True}),
        ("E Kirim", {"sent": True}),
    ):
        ProposalFactory(edition=edition, innovation__opd__name=name, **traits)
    OPDFactory(name="B Kosong")

    assert names(page_of(client, edition, query)) == found


def test_the_longest_without_a_reminder_can_stand_first(client, secretary, edition):
    late, soon, never = (OPDFactory(name=name) for name in ("Lama", "Baru", "Belum"))
    ReminderFactory(edition=edition, opd=soon, sent_at=START + timedelta(days=1))
    ReminderFactory(edition=edition, opd=late, sent_at=START)

    response = page_of(client, edition, "?urut=pengingat")

    assert names(response) == [never.name, late.name, soon.name]


def test_the_page_says_nothing_of_what_is_written(client, secretary, edition):
    section = SectionFactory(proposal__edition=edition, text="Rahasia dapur")

    response = page_of(client, edition)

    assert section.proposal.innovation.opd.name in response.text
    assert "Rahasia dapur" not in response.text
    assert section.proposal.innovation.title not in response.text


@pytest.mark.parametrize(
    ("office", "acts"), [(Office.SECRETARIAT, True), (Office.AUDITOR, False), (Office.LEADER, False)]
)
def test_only_the_secretariat_acts(client, edition, office, acts):
    opd = MembershipFactory(opd=ProposalFactory(edition=edition).innovation.opd).opd
    client.force_login(AppointmentFactory(role=office).user)

    text = page_of(client, edition).text

    assert (reverse("submissions:reminder-create", args=[edition.slug, opd.pk]) in text) is acts
    assert (reverse("submissions:extension-create", args=[edition.slug, opd.pk]) in text) is acts
    assert ("Ingatkan semua yang tampak" in text) is acts


def test_the_page_says_when_nobody_can_be_written_to(client, secretary, edition):
    OPDFactory()

    response = page_of(client, edition)

    assert "Tidak ada yang dapat disurati" in response.text
    assert response.context["remindable"] == 0


@pytest.mark.parametrize("query", ["?page=x&urut=x&saring=%00", "?q=%00", "?page=999"])
def test_what_is_not_understood_does_not_break_the_page(client, secretary, edition, query):
    ProposalFactory(edition=edition)

    assert page_of(client, edition, query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_agencies(
    client, secretary, edition, count, django_assert_num_queries
):
    for _turn in range(count):
        section = SectionFactory(proposal__edition=edition)
        opd = MembershipFactory(opd=section.proposal.innovation.opd).opd
        ProposalFactory.create_batch(count, edition=edition, innovation__opd=opd, sent=True)
        ReminderFactory(edition=edition, opd=opd)
        ExtensionFactory(edition=edition, opd=opd)
        PartnershipFactory(innovation=section.proposal.innovation)

    with django_assert_num_queries(15):
        response = page_of(client, edition)

    assert len(response.context["agencies"]) == 2 * count


# The rights


def test_an_edition_that_is_not_open_has_no_funnel(client, secretary):
    closed = EditionFactory(opened_at=None)

    assert page_of(client, closed).status_code == 403
    assert not User.objects.get(pk=secretary.pk).has_perm("submissions.remind_opd", closed)


@pytest.mark.parametrize("role", ROLES)
def test_the_page_opens_for_those_who_watch(client, edition, role):
    people = everyone(ProposalFactory(edition=edition))
    client.force_login(people[role])

    assert page_of(client, edition).status_code == (200 if role in {"secretariat", "auditor", "leader"} else 403)
