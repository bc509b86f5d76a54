"""Agencies are made, corrected, renamed, closed and merged with a date; each can be taken back, both on the ledger."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import clock, ledger
from accounts.agencies import actions, actions_end
from accounts.agencies.names import NamesOn
from accounts.models import OPD, AuditEntry, Closure, FormerName, Membership, MembershipRole, Office
from competitions.models import Participant
from submissions.models import State
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    InnovationFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
    ProposalFactory,
    UserFactory,
)
from tests.moments import moment
from tests.threads import at_once

pytestmark = pytest.mark.django_db

WHY = "Perda 3 Tahun 2026"
DAY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def now():
    with clock.at(moment("registration")):
        yield


@pytest.fixture
def secretary():
    return AppointmentFactory().user


@pytest.fixture
def opd():
    return OPDFactory(name="Dinas Pariwisata", abbr="Disparta")


def trace():
    return list(AuditEntry.objects.filter(chain=ledger.GENERAL).order_by("number").values_list("action", "note"))


def values(**more):
    return {"name": "Dinas Baru", "abbr": "Disbar", "kind": "dinas", "parent": None, "is_participant": True, **more}


def acts(opd, by, why=WHY):
    into = OPDFactory()
    return {
        "add": lambda: actions.add_agency(values=values(), by=by),
        "correct": lambda: actions.correct_agency(opd=opd, values={"name": "Dinas Wisata"}, by=by),
        "rename": lambda: actions.rename_agency(opd=opd, name="Dinas X", abbr="X", on=DAY, by=by, reason=why),
        "take_back_name": lambda: actions.take_back_name(opd=opd, by=by, reason=why),
        "close": lambda: actions_end.close_agency(opd=opd, on=DAY, by=by, reason=why),
        "merge": lambda: actions_end.merge_agency(opd=opd, into=into, on=DAY, by=by, reason=why),
        "reopen": lambda: actions_end.reopen_agency(opd=opd, by=by, reason=why),
    }


ALLOWED = {  # act × state
    ("add", "plain"), ("add", "renamed"), ("add", "closed"), ("add", "merged"),
    ("correct", "plain"), ("correct", "renamed"), ("correct", "closed"), ("correct", "merged"),
    ("rename", "plain"),
    ("take_back_name", "renamed"),
    ("close", "plain"), ("close", "renamed"),
    ("merge", "plain"), ("merge", "renamed"),
    ("reopen", "closed"), ("reopen", "merged"),
}  # fmt: skip


@pytest.mark.parametrize("state", ["plain", "renamed", "closed", "merged"])
@pytest.mark.parametrize("act", ["add", "correct", "rename", "take_back_name", "close", "merge", "reopen"])
def test_every_act_in_every_state(opd, secretary, act, state):
    given = acts(opd, secretary)
    if state != "plain":
        given[{"renamed": "rename", "closed": "close", "merged": "merge"}[state]]()
    opd.refresh_from_db()
    before = trace()

    if (act, state) in ALLOWED:
        given[act]()
        assert len(trace()) == len(before) + 1
    else:
        with pytest.raises(ValidationError):
            given[act]()
        assert trace() == before


@pytest.mark.parametrize("act", ["add", "correct", "rename", "take_back_name", "close", "merge", "reopen"])
@pytest.mark.parametrize("office", [None, *(office for office in Office if office != Office.SECRETARIAT)])
def test_only_the_secretariat_acts(opd, act, office):
    by = AppointmentFactory(role=office).user if office else MembershipFactory(opd=opd).user

    with pytest.raises(PermissionDenied):
        acts(opd, by)[act]()


@pytest.mark.parametrize("act", ["rename", "take_back_name", "close", "merge", "reopen"])
def test_a_reason_is_asked_for(opd, secretary, act):
    with pytest.raises(ValidationError) as refusal:
        acts(opd, secretary, why=" ")[act]()

    assert refusal.value.message_dict == {"reason": ["Tuliskan alasannya."]}


def test_a_renamed_agency_keeps_its_past(opd, secretary):
    actions.rename_agency(opd=opd, name="Dinas Wisata", abbr="Diswis", on=DAY, by=secretary, reason=WHY)

    opd.refresh_from_db()
    assert (opd.name, opd.abbr) == ("Dinas Wisata", "Diswis")
    assert NamesOn([opd], date(2025, 12, 31)).of(opd).name == "Dinas Pariwisata"
    assert NamesOn([opd], DAY).of(opd).name == "Dinas Wisata"
    assert NamesOn([opd], None).of(opd).abbr == "Diswis"
    assert trace() == [("opd.rename", WHY)]


def test_a_name_taken_back_is_as_if_it_had_not_been(opd, secretary):
    actions.rename_agency(opd=opd, name="Dinas Wisata", abbr="Diswis", on=DAY, by=secretary, reason=WHY)
    actions.take_back_name(opd=opd, by=secretary, reason="Keliru")
    actions.rename_agency(opd=opd, name="Dinas Wisata", abbr="Diswis", on=DAY, by=secretary, reason=WHY)

    assert list(FormerName.objects.values_list("name", "until")) == [("Dinas Pariwisata", DAY)]
    assert [action for action, _note in trace()] == ["opd.rename", "opd.name_back", "opd.rename"]


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": "dinas\u200b  KESEHATAN"}, "name", "Nama ini dipakai Dinas Kesehatan (Dinkes)."),
        ({"abbr": "DINKES"}, "abbr", "Singkatan ini dipakai Dinas Kesehatan (Dinkes)."),
        ({"on": date(2027, 1, 1)}, "on", "Tanggal ini belum tiba. Catat perubahannya bila sudah berlaku."),
        ({"name": "Dinas Pariwisata", "abbr": "Disparta"}, "name", "Nama dan singkatannya masih sama."),
        ({"name": "x" * 201}, "name", "Pastikan"),
        ({"name": ""}, "name", "kosong"),
    ],
)
def test_a_name_that_will_not_do_is_refused_at_its_field(opd, secretary, change, field, sentence):
    OPDFactory(name="Dinas Kesehatan", abbr="Dinkes")
    asked = {"name": "Dinas Wisata", "abbr": "Diswis", "on": DAY, **change}

    with pytest.raises(ValidationError) as refusal:
        actions.rename_agency(opd=opd, by=secretary, reason=WHY, **asked)

    assert sentence in " ".join(refusal.value.message_dict[field])
    assert not FormerName.objects.exists()


def test_the_tree_has_no_circle(opd, secretary):
    upt = OPDFactory(parent=opd)
    post = OPDFactory(parent=upt)

    for below in (upt, post, opd):
        with pytest.raises(ValidationError) as refusal:
            actions.correct_agency(opd=opd, values={"parent": below}, by=secretary)
        assert refusal.value.message_dict["parent"] == ["Susunan induk berputar: OPD ini membawahi induk itu sendiri."]


def test_nothing_changed_leaves_no_trace(opd, secretary):
    actions.correct_agency(opd=opd, values={"name": opd.name, "kind": opd.kind}, by=secretary)

    assert trace() == []


# Closing


def test_a_closed_agency_ends_the_posts_of_its_people_and_gives_them_back(opd, secretary):
    post = MembershipFactory(opd=opd)
    planned = MembershipFactory(opd=opd, ends_on=date(2027, 1, 1))
    over = MembershipFactory(opd=opd, ends_on=date(2021, 1, 1))

    actions_end.close_agency(opd=opd, on=DAY, by=secretary, reason=WHY)

    ends = dict(Membership.objects.values_list("pk", "ends_on"))
    assert ends == {post.pk: DAY, planned.pk: DAY, over.pk: date(2021, 1, 1)}
    opd.refresh_from_db()
    assert opd.is_closed
    assert opd not in OPD.objects.open()

    actions_end.reopen_agency(opd=opd, by=secretary, reason="Keliru")

    assert dict(Membership.objects.values_list("pk", "ends_on")) == {
        post.pk: None,
        planned.pk: date(2027, 1, 1),
        over.pk: date(2021, 1, 1),
    }
    opd.refresh_from_db()
    assert not opd.is_closed
    assert [action for action, _note in trace()] == ["opd.close", "opd.reopen"]


def test_what_is_under_way_keeps_an_agency_from_closing(opd, secretary):
    edition = EditionFactory(short_name="KOVABLIK 2026")
    ProposalFactory(edition=edition, innovation__opd=opd)
    ProposalFactory(edition=edition, innovation__opd=opd, state=State.WITHDRAWN)

    with pytest.raises(ValidationError) as refusal:
        actions_end.close_agency(opd=opd, on=DAY, by=secretary, reason=WHY)

    assert refusal.value.messages == [
        "1 usulan di KOVABLIK 2026",
        "Pindahkan lebih dahulu, atau gabungkan OPD ini dengan penerusnya.",
    ]


def test_a_post_that_has_not_begun_is_named(opd, secretary):
    MembershipFactory(opd=opd, user__name="Rina", starts_on=date(2026, 1, 5))

    with pytest.raises(ValidationError, match="Rina baru mulai bertugas 5 Januari 2026"):
        actions_end.close_agency(opd=opd, on=DAY, by=secretary, reason=WHY)


# Merging


def test_people_and_what_is_under_way_go_over_to_the_successor_and_come_back(opd, secretary):
    into, child = OPDFactory(name="Dinas Penerus"), OPDFactory(parent=opd)
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD)
    proposal = ProposalFactory(innovation__opd=opd)
    partnership = PartnershipFactory(opd=opd, innovation=ProposalFactory(edition=proposal.edition).innovation)
    own_part = PartnershipFactory(opd=into, innovation=proposal.innovation, part="Data")
    called = Participant.objects.filter(edition=proposal.edition, opd__in=[opd, into])
    Participant.objects.get_or_create(edition=proposal.edition, opd=opd)
    before = set(called.values_list("opd", flat=True))

    actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)

    proposal.innovation.refresh_from_db()
    partnership.refresh_from_db()
    child.refresh_from_db()
    opd.refresh_from_db()
    assert (opd.closed_on, opd.successor) == (DAY, into)
    assert proposal.innovation.opd == partnership.opd == child.parent == into
    assert not proposal.innovation.partnerships.exists()
    assert list(head.user.memberships.current().values_list("opd", "role")) == [(into.pk, "head")]
    assert list(called.values_list("opd", flat=True)) == [into.pk]
    (entry,) = AuditEntry.objects.filter(chain=proposal.edition.ledger_chain)
    assert (entry.action, entry.before, entry.after) == ("proposal.succeed", {"opd": opd.pk}, {"opd": into.pk})

    actions_end.reopen_agency(opd=opd, by=secretary, reason="Keliru")

    proposal.innovation.refresh_from_db()
    partnership.refresh_from_db()
    child.refresh_from_db()
    assert proposal.innovation.opd == partnership.opd == child.parent == opd
    assert list(head.user.memberships.values_list("opd", "ends_on")) == [(opd.pk, None)]
    assert proposal.innovation.partnerships.get().part == own_part.part
    assert set(called.values_list("opd", flat=True)) == before
    assert [action for action, _note in trace()] == ["opd.merge", "opd.reopen"]

    actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)
    assert Closure.objects.filter(undone_at=None).count() == 1


def test_one_innovation_may_go_elsewhere(opd, secretary):
    into, elsewhere = OPDFactory(), OPDFactory()
    proposal, other = ProposalFactory(innovation__opd=opd), ProposalFactory(innovation__opd=opd)

    actions_end.merge_agency(
        opd=opd, into=into, on=DAY, by=secretary, reason=WHY, chosen={str(other.innovation_id): elsewhere}
    )

    proposal.innovation.refresh_from_db()
    other.innovation.refresh_from_db()
    assert (proposal.innovation.opd, other.innovation.opd) == (into, elsewhere)


def test_who_plays_that_part_there_already_gets_no_second_post(opd, secretary):
    into = OPDFactory()
    post = MembershipFactory(opd=opd)
    MembershipFactory(user=post.user, opd=into)

    actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)

    assert Membership.objects.filter(user=post.user, opd=into).count() == 1


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("self", "OPD tidak dapat digabungkan ke dirinya sendiri."),
        ("closed", "Dinas Tutup sudah ditutup. Pilih OPD yang masih ada."),
    ],
)
def test_no_merger_into_itself_or_into_what_is_closed(opd, secretary, which, sentence):
    closed = OPDFactory(name="Dinas Tutup")
    actions_end.close_agency(opd=closed, on=DAY, by=secretary, reason=WHY)

    with pytest.raises(ValidationError) as refusal:
        actions_end.merge_agency(opd=opd, into={"self": opd, "closed": closed}[which], on=DAY, by=secretary, reason=WHY)

    assert refusal.value.message_dict == {"into": [sentence]}


def test_a_successor_from_below_takes_the_place_in_the_tree(secretary):
    top = OPDFactory()
    opd = OPDFactory(parent=top)
    into, sister = OPDFactory(parent=opd), OPDFactory(parent=opd)

    actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)

    into.refresh_from_db()
    sister.refresh_from_db()
    assert (into.parent, sister.parent) == (top, into)


@pytest.mark.parametrize("is_called", [True, False])
def test_the_successor_is_called_once(opd, secretary, is_called):
    edition, into = EditionFactory(), OPDFactory()
    edition.participants.all().delete()
    for one in [opd, into] if is_called else [opd]:
        Participant.objects.create(edition=edition, opd=one)

    actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)
    assert list(edition.participants.values_list("opd", flat=True)) == [into.pk]
    actions_end.reopen_agency(opd=opd, by=secretary, reason="Keliru")

    assert set(edition.participants.values_list("opd", flat=True)) == ({opd.pk, into.pk} if is_called else {opd.pk})


def test_a_title_that_the_successor_has_is_named(opd, secretary):
    into = OPDFactory(name="Dinas Penerus")
    InnovationFactory(opd=into, title="KAFÉ WARGA")
    ProposalFactory(innovation__opd=opd, innovation__title="Kafé Warga")

    with pytest.raises(ValidationError, match="Dinas Penerus sudah punya inovasi “Kafé Warga”"):
        actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)
    opd.refresh_from_db()
    assert opd.closed_on is None


def test_what_stands_on_a_merger_is_said(opd, secretary):
    into, third = OPDFactory(name="Dinas Penerus"), OPDFactory()
    post = MembershipFactory(opd=opd, user__name="Rina", starts_on=date(2020, 1, 1))
    proposal = ProposalFactory(innovation__opd=opd, innovation__title="Sapa")
    actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)

    def refused(sentence):
        with pytest.raises(ValidationError, match=sentence):
            actions_end.reopen_agency(opd=opd, by=secretary, reason="Keliru")

    Membership.objects.filter(user=post.user, opd=into).update(ends_on=date(2026, 1, 3))
    refused("Tugas Rina di Dinas Penerus sudah diubah sesudah penggabungan.")
    Membership.objects.filter(user=post.user, opd=into).update(ends_on=None)
    type(proposal.innovation).objects.update(opd=third)
    refused("“Sapa” sudah berpindah lagi ke OPD lain.")
    type(proposal.innovation).objects.update(opd=into)
    actions_end.merge_agency(opd=into, into=third, on=date(2026, 1, 2), by=secretary, reason=WHY)
    refused("Penerusnya, Dinas Penerus, sudah ditutup pula")


def test_a_juror_of_the_closed_agency_is_of_its_successors_family(opd, secretary):
    into = OPDFactory()
    post = MembershipFactory(opd=opd)
    actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)

    person = type(post.user).objects.get(pk=post.user.pk)
    assert {opd.pk, into.pk} <= person.family_ids


def test_the_database_holds_who_follows_whom(opd):
    with pytest.raises(IntegrityError, match="accounts_opd_successor_of_closed"), transaction.atomic():
        OPD.objects.filter(pk=opd.pk).update(successor=OPDFactory())
    with pytest.raises(IntegrityError, match="accounts_opd_not_own_successor"), transaction.atomic():
        OPD.objects.filter(pk=opd.pk).update(successor=opd, closed_on=DAY)
    with pytest.raises(IntegrityError, match="accounts_closure_not_into_itself"), transaction.atomic():
        Closure.objects.create(opd=opd, successor=opd, on=DAY, reason="x", by=UserFactory())
    Closure.objects.create(opd=opd, on=DAY, reason="x", by=UserFactory())
    with pytest.raises(IntegrityError, match="accounts_closure_once"), transaction.atomic():
        Closure.objects.create(opd=opd, on=DAY, reason="x", by=UserFactory())
    FormerName.objects.create(opd=opd, name="A", abbr="A", until=DAY)
    with pytest.raises(IntegrityError, match="accounts_formername_day"), transaction.atomic():
        FormerName.objects.create(opd=opd, name="B", abbr="B", until=DAY)


@pytest.mark.django_db(transaction=True)
def test_two_mergers_into_each_other_leave_one_standing():
    secretary, one, other = AppointmentFactory().user, OPDFactory(), OPDFactory()

    def merge(opd, into):
        return lambda: actions_end.merge_agency(opd=opd, into=into, on=DAY, by=secretary, reason=WHY)

    outcome = at_once(merge(one, other), merge(other, one), when="registration")

    assert sorted(type(end).__name__ for end in outcome) == ["NoneType", "ValidationError"]
    assert OPD.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_agencies_take_one_name_at_once():
    secretary, one, other = AppointmentFactory().user, OPDFactory(), OPDFactory()

    def rename(opd, name):
        return lambda: actions.rename_agency(opd=opd, name=name, abbr=name, on=DAY, by=secretary, reason=WHY)

    outcome = at_once(rename(one, "Dinas Satu"), rename(other, "DINAS  satu"), when="registration")

    (refusal,) = [end for end in outcome if end]
    assert "dipakai" in refusal.messages[0]
