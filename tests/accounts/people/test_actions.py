"""People are made, corrected, given posts and offices with dates; each act has its way back, both on the ledger."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import Appointment, AuditEntry, Delivery, Membership, MembershipRole, Office, User
from accounts.outbox import send_waiting
from accounts.people import actions, actions_post
from accounts.people.finding import FoundBy, find_person
from tests.factories import AppointmentFactory, MembershipFactory, OPDFactory, UserFactory
from tests.moments import moment
from tests.threads import at_once

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)
EARLIER, LATER = date(2025, 6, 1), date(2026, 3, 1)
WHY = "Pindah tugas"
NEW = {"name": "Rina Wati", "email": "rina@batu.go.id", "nip": "", "phone": ""}


@pytest.fixture(autouse=True)
def now():
    with clock.at(moment("registration")):
        yield


@pytest.fixture
def secretary():
    return AppointmentFactory().user


def trace():
    return list(AuditEntry.objects.filter(chain=ledger.GENERAL).order_by("number").values_list("action", flat=True))


def acts(by, person=None):
    person = person or UserFactory()
    post = MembershipFactory(user=person, starts_on=EARLIER)
    over = MembershipFactory(user=person, starts_on=EARLIER, ends_on=date(2026, 1, 1))
    new = MembershipFactory(user=person, starts_on=TODAY)
    return {
        "add": lambda: actions.add_person(values=NEW, by=by),
        "correct": lambda: actions.correct_person(user=person, values={"name": "Rina"}, by=by),
        "address": lambda: actions.change_address(user=person, email="baru@batu.go.id", by=by),
        "deactivate": lambda: actions.deactivate_person(user=person, by=by, reason=WHY),
        "give": lambda: actions_post.give_post(user=person, opd=OPDFactory(), role="operator", starts_on=TODAY, by=by),
        "end": lambda: actions_post.end_post(post=post, on=TODAY, by=by),
        "resume": lambda: actions_post.resume_post(post=over, by=by),
        "cancel": lambda: actions_post.cancel_post(post=new, by=by),
        "head": lambda: actions_post.replace_head(opd=post.opd, user=person, on=TODAY, by=by),
        "appoint": lambda: actions_post.appoint(user=person, role=Office.VERIFIER, starts_on=TODAY, by=by),
    }


ACTS = ["add", "correct", "address", "deactivate", "give", "end", "resume", "cancel", "head", "appoint"]


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_the_secretariats_and_leaves_its_trace(secretary, act):
    acts(secretary)[act]()

    assert len(trace()) == 1


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("office", [None, *(office for office in Office if office != Office.SECRETARIAT)])
def test_nobody_else_acts(act, office):
    by = AppointmentFactory(role=office).user if office else UserFactory(is_staff=True, is_superuser=True)

    with pytest.raises(PermissionDenied):
        acts(by)[act]()
    assert trace() == []


# The account


def test_a_new_person_is_invited_and_has_no_password(secretary, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        person = actions.add_person(values=NEW, by=secretary)

    assert not person.has_usable_password()
    assert person.username == "rina@batu.go.id"
    assert len(callbacks) == 1
    (entry,) = AuditEntry.objects.all()
    assert entry.after == {"name": "Rina Wati", "email": "…", "nip": "…", "phone": "…"}


@pytest.mark.parametrize("typed", ["rina@batu.go.id", "RINA@batu.go.id", "rina@batu.go.id\u200b"])
def test_an_address_that_somebody_has_is_refused_by_name(secretary, typed):
    taken = MembershipFactory(user__name="Rina", user__email="rina@batu.go.id", opd__name="Dinas Kesehatan").user

    for act in (
        lambda: actions.add_person(values={**NEW, "email": typed}, by=secretary),
        lambda: actions.change_address(user=UserFactory(), email=typed, by=secretary),
    ):
        with pytest.raises(ValidationError) as refusal:
            act()
        assert refusal.value.message_dict["email"] == ["Alamat ini dipakai Rina, Dinas Kesehatan."]
    assert User.objects.filter(email=taken.email).count() == 1


def test_another_address_is_the_same_person_and_both_addresses_are_told(
    client, secretary, django_capture_on_commit_callbacks
):
    person = UserFactory(username="lama@batu.go.id", email="lama@batu.go.id", password="rahasia-contoh")
    EmailAddress.objects.create(user=person, email="lama@batu.go.id", primary=True, verified=True)
    client.force_login(person)
    before = User.objects.get(pk=person.pk).password

    with django_capture_on_commit_callbacks(execute=True):
        actions.change_address(user=person, email="baru@batu.go.id", by=secretary)

    person.refresh_from_db()
    assert (person.email, person.username, person.password) == ("baru@batu.go.id", "baru@batu.go.id", before)
    assert client.get("/beranda/").status_code == 200
    assert list(EmailAddress.objects.values_list("user", "email", "primary")) == [(person.pk, "baru@batu.go.id", True)]
    assert set(Delivery.objects.values_list("address", flat=True)) == {"baru@batu.go.id", "lama@batu.go.id"}
    send_waiting()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["baru@batu.go.id", "lama@batu.go.id"]
    (entry,) = AuditEntry.objects.all()
    assert (entry.action, entry.after) == ("user.address", {"email": "…"})
    assert "batu.go.id" not in str(entry.before)


def test_back_and_forth_each_change_is_told(secretary):
    person = UserFactory(email="satu@batu.go.id")

    actions.change_address(user=person, email="dua@batu.go.id", by=secretary)
    actions.change_address(user=person, email="satu@batu.go.id", by=secretary)

    assert Delivery.objects.filter(reader=person).count() == 4


def test_the_old_address_no_longer_signs_in(client, secretary):
    person = UserFactory(username="lama@batu.go.id", email="lama@batu.go.id")
    actions.change_address(user=person, email="baru@batu.go.id", by=secretary)

    for login, signed_in in (("lama@batu.go.id", False), ("Baru@batu.go.id", True)):
        client.logout()
        client.post("/masuk/", {"login": login, "password": "rahasia-contoh"})
        assert ("_auth_user_id" in client.session) is signed_in


def test_a_number_that_somebody_has_is_refused_by_name(secretary):
    UserFactory(name="Budi", nip="198001012005011001")

    with pytest.raises(ValidationError) as refusal:
        actions.correct_person(user=UserFactory(), values={"nip": "198001012005011001"}, by=secretary)

    assert refusal.value.message_dict == {"nip": ["NIP ini dipakai Budi."]}


def test_an_account_is_closed_and_opened_again(client, secretary):
    person = UserFactory()
    client.force_login(person)

    actions.deactivate_person(user=person, by=secretary, reason=WHY)
    assert client.get("/beranda/").status_code == 302
    with pytest.raises(ValidationError, match="sudah nonaktif"):
        actions.deactivate_person(user=person, by=secretary, reason=WHY)
    actions.reactivate_person(user=person, by=secretary, reason=WHY)
    with pytest.raises(ValidationError, match="sudah aktif"):
        actions.reactivate_person(user=person, by=secretary, reason=WHY)
    actions.deactivate_person(user=person, by=secretary, reason=WHY)

    assert trace() == ["user.deactivate", "user.reactivate", "user.deactivate"]


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
def test_the_technicians_account_is_not_had_from_here(secretary, flag):
    admin = UserFactory(**{flag: True})

    for act in (
        lambda: actions.change_address(user=admin, email="x@batu.go.id", by=secretary),
        lambda: actions.deactivate_person(user=admin, by=secretary, reason=WHY),
        lambda: actions.reactivate_person(user=admin, by=secretary, reason=WHY),
    ):
        with pytest.raises(ValidationError, match="halaman pengaturan"):
            act()


# Posts and offices


@pytest.mark.parametrize("make", ["membership", "appointment"])
def test_a_post_is_given_ended_taken_back_and_ended_again(secretary, make):
    person, opd = UserFactory(), OPDFactory()
    if make == "membership":
        post = actions_post.give_post(user=person, opd=opd, role="head", starts_on=EARLIER, by=secretary)
    else:
        post = actions_post.appoint(user=person, role=Office.VERIFIER, starts_on=EARLIER, by=secretary)

    actions_post.end_post(post=post, on=TODAY, by=secretary)
    assert not type(post).objects.current().filter(pk=post.pk).exists()
    actions_post.resume_post(post=post, by=secretary)
    assert type(post).objects.current().filter(pk=post.pk).exists()
    actions_post.end_post(post=post, on=TODAY, by=secretary)

    assert trace() == [f"{make}.{verb}" for verb in ("create", "end", "resume", "end")]


STATES = {"running": (EARLIER, None), "planned": (LATER, None), "today": (TODAY, None), "over": (EARLIER, TODAY)}
ALLOWED = {("end", "running"), ("resume", "over"), ("cancel", "planned"), ("cancel", "today")}


@pytest.mark.parametrize("make", [MembershipFactory, AppointmentFactory])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ["end", "resume", "cancel"])
def test_every_act_on_a_post_in_every_state(secretary, act, state, make):
    starts_on, ends_on = STATES[state]
    role = {} if make is MembershipFactory else {"role": Office.VERIFIER}
    post = make(starts_on=starts_on, ends_on=ends_on, **role)
    do = {
        "end": lambda: actions_post.end_post(post=post, on=TODAY, by=secretary),
        "resume": lambda: actions_post.resume_post(post=post, by=secretary),
        "cancel": lambda: actions_post.cancel_post(post=post, by=secretary),
    }[act]

    if (act, state) in ALLOWED:
        do()
        assert len(trace()) == 1
    else:
        with pytest.raises(ValidationError):
            do()
        assert trace() == []


@pytest.mark.parametrize(
    ("there", "starts_on", "is_free"),
    [
        ((EARLIER, None), LATER, False),
        ((EARLIER, TODAY), TODAY, True),
        ((EARLIER, LATER), TODAY, False),
        ((LATER, None), TODAY, False),
    ],
)
def test_a_part_runs_once_at_a_time(secretary, there, starts_on, is_free):
    post = MembershipFactory(starts_on=there[0], ends_on=there[1])

    def give():
        actions_post.give_post(user=post.user, opd=post.opd, role=post.role, starts_on=starts_on, by=secretary)

    if is_free:
        give()
    else:
        with pytest.raises(ValidationError, match="Tugas yang sama sudah ada sejak"):
            give()


def test_a_closed_agency_gives_no_posts(secretary):
    opd = OPDFactory(name="Dinas Tutup", closed_on=EARLIER)

    with pytest.raises(ValidationError, match="Dinas Tutup ditutup sejak 1 Juni 2025"):
        actions_post.give_post(user=UserFactory(), opd=opd, role="head", starts_on=TODAY, by=secretary)


def test_one_head_follows_the_other_in_one_act(secretary):
    old = MembershipFactory(role=MembershipRole.HEAD, starts_on=EARLIER)
    new = UserFactory()

    actions_post.replace_head(opd=old.opd, user=new, on=TODAY, by=secretary)

    heads = Membership.objects.current().filter(opd=old.opd, role=MembershipRole.HEAD)
    assert list(heads.values_list("user", flat=True)) == [new.pk]
    old.refresh_from_db()
    assert old.ends_on == TODAY
    assert trace() == ["membership.end", "membership.create"]


def test_the_last_of_the_secretariat_stays(secretary):
    colleague = AppointmentFactory()
    actions_post.end_post(post=colleague, on=TODAY, by=secretary)

    own = Appointment.objects.get(user=secretary)
    with pytest.raises(ValidationError, match="diakhiri oleh rekan"):
        actions_post.end_post(post=own, on=TODAY, by=secretary)
    with pytest.raises(ValidationError, match="Anda sendiri"):
        actions.deactivate_person(user=secretary, by=secretary, reason=WHY)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_end_each_other_leave_one():
    one, other = AppointmentFactory(starts_on=EARLIER), AppointmentFactory(starts_on=EARLIER)

    outcome = at_once(
        lambda: actions_post.end_post(post=one, on=LATER, by=User.objects.get(pk=other.user_id)),
        lambda: actions_post.end_post(post=other, on=LATER, by=User.objects.get(pk=one.user_id)),
        when="registration",
    )

    (refusal,) = [end for end in outcome if end]
    assert "satu-satunya orang Bagian Organisasi" in refusal.messages[0]


@pytest.mark.django_db(transaction=True)
def test_two_people_take_one_address_at_once():
    secretary, one, other = AppointmentFactory().user, UserFactory(), UserFactory()

    outcome = at_once(
        lambda: actions.change_address(user=one, email="rina@batu.go.id", by=secretary),
        lambda: actions.change_address(user=other, email="Rina@Batu.go.id", by=secretary),
        when="registration",
    )

    (refusal,) = [end for end in outcome if end]
    assert "Alamat ini dipakai" in refusal.message_dict["email"][0]
    assert User.objects.filter(email="rina@batu.go.id").count() == 1


# Who is meant


def test_somebody_is_found_by_address_number_or_name_within_the_agency():
    rina = MembershipFactory(user=UserFactory(name="Rina Wati", email="rina@batu.go.id", nip="198001012005011001"))
    budi, opd = UserFactory(email="budi@batu.go.id"), rina.opd

    def found(**asked):
        return [(match.user, match.by, match.is_certain) for match in find_person(**asked)]

    assert found(email="RINA@batu.go.id") == [(rina.user, FoundBy.EMAIL, True)]
    assert found(email="lain@x.id", nip="198001012005011001") == [(rina.user, FoundBy.NIP, True)]
    assert found(email="lain@x.id", name="rina  WATI", agency=opd) == [(rina.user, FoundBy.NAME, False)]
    assert found(name="Rina Wati", agency=OPDFactory()) == []
    assert found(email="budi@batu.go.id", nip="198001012005011001") == [
        (budi, FoundBy.EMAIL, True),
        (rina.user, FoundBy.NIP, True),
    ]
    assert found(email="rina@batu.go.id", nip="198001012005011001") == [(rina.user, FoundBy.EMAIL, True)]
