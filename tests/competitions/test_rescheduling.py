"""What a change to the calendar brings with it: who is told, what follows, what stands in its way."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts import clock, ledger
from accounts.models import Delivery, MembershipRole, Office, User
from awards.actions.plenary import withdraw_plenary
from competitions.actions.phase_now import close_phase_now, start_phase_now
from competitions.actions.schedule import reschedule
from competitions.mail import send_rescheduled_mail
from competitions.models import Edition, PhaseKind
from competitions.rescheduling import concerned, rescheduling
from judging.models import SeatRole
from submissions.deadline import accepts_corrections
from submissions.models import Proposal
from tests.awards.ranked import confirm, make_edition, publish, rank
from tests.competitions.conftest import calendar_of
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    MembershipFactory,
    OPDFactory,
    PanelFactory,
    PartnershipFactory,
    PromotionFactory,
    ProposalFactory,
    SeatFactory,
    StageFactory,
)
from tests.moments import AFTER, WEEK, moment, opening

pytestmark = pytest.mark.django_db
REGISTRATION, ADMINISTRATION, JUDGING = PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING
PLENARY, DAY = PhaseKind.PLENARY, timedelta(days=1)


@pytest.fixture
def edition():
    return EditionFactory(organiser="Bagian Organisasi Kota Uji")


def longer(edition, *kinds, by=DAY):
    """The calendar with these phases a day longer, and all later ones put off as long."""
    calendar = calendar_of(edition)
    first = min(list(PhaseKind).index(kind) for kind in kinds)
    for index, kind in enumerate(PhaseKind):
        opens_at, closes_at = calendar[kind]
        calendar[kind] = (opens_at + by * (index > first), closes_at + by * (index >= first))
    return calendar


def change_of(edition, **times):
    """A change in which each of these phases closes a day later."""
    before = calendar_of(edition)
    after = {**before, **{PhaseKind(kind): (before[kind][0], before[kind][1] + DAY) for kind in times}}
    return rescheduling(edition, before, after, clock.now())


def told(change):
    return {(str(group.role), user.name) for group in concerned(change) for user in group.users}


@pytest.fixture
def people(edition):
    """One of each whom a date may concern, by name."""
    stage = StageFactory(edition=edition)
    later = StageFactory(edition=edition, kind=PhaseKind.PRESENTATION)
    for one, name, role in ((stage, "Juri", SeatRole.MEMBER), (stage, "Ketua", SeatRole.CHAIR), (later, "Juri 2", "")):
        SeatFactory(panel=PanelFactory(stage=one), user__name=name, role=role or SeatRole.MEMBER)
    declined = {"answer": "declined", "answered_at": opening(JUDGING), "decline_reason": "Sibuk."}
    SeatFactory(panel=PanelFactory(stage=stage), user__name="Menolak", **declined)
    AppointmentFactory(role=Office.VERIFIER, user__name="Verifikator")
    AppointmentFactory(role=Office.LEADER, user__name="Pimpinan")
    entered = ProposalFactory(edition=edition, sent=True)
    MembershipFactory(opd=entered.innovation.opd, user__name="Operator")
    MembershipFactory(opd=entered.innovation.opd, user__name="Kepala", role=MembershipRole.HEAD)
    MembershipFactory(opd=entered.innovation.opd, user__name="Pegawai", role=MembershipRole.STAFF)
    MembershipFactory(opd=PartnershipFactory(innovation=entered.innovation).opd, user__name="Mitra")
    passed = ProposalFactory(edition=edition, verified=True)
    MembershipFactory(opd=passed.innovation.opd, user__name="Lolos")
    PromotionFactory(stage=later, proposal=passed, told_at=opening(PhaseKind.PRESENTATION))
    MembershipFactory(opd=OPDFactory(), user__name="Belum ikut")
    MembershipFactory(opd=OPDFactory(is_participant=False), user__name="Bukan peserta")


@pytest.fixture
def worker_at_hand(monkeypatch, django_capture_on_commit_callbacks):
    """What an act hands to the worker is done when its block ends."""
    monkeypatch.setattr(send_rescheduled_mail, "delay", send_rescheduled_mail)
    return lambda: django_capture_on_commit_callbacks(execute=True)


AGENCY, VERIFIER, JUROR, CHAIR = "operator atau kepala OPD", "Verifikator", "Juri", "Ketua panel"
ENTERED = {(AGENCY, name) for name in ("Operator", "Kepala", "Mitra", "Lolos")}
CONCERNED = {
    "socialisation": ENTERED | {(AGENCY, "Belum ikut")},
    "registration": ENTERED | {(AGENCY, "Belum ikut"), (VERIFIER, "Verifikator")},
    "administration": ENTERED | {(VERIFIER, "Verifikator")},
    "judging": {(JUROR, "Juri"), (JUROR, "Ketua")},
    "presentation": {(JUROR, "Juri 2"), (AGENCY, "Lolos")},
    "visit": set(),
    "plenary": {(CHAIR, "Ketua")},
    "announcement": {(AGENCY, "Lolos")},
    "awarding": {(AGENCY, "Lolos")},
}


@pytest.mark.parametrize("kind", PhaseKind)
def test_each_date_concerns_those_who_act_by_it(edition, people, kind):
    assert told(change_of(edition, **{kind: DAY})) == CONCERNED[kind]


def test_who_is_concerned_twice_is_told_once_and_who_acts_knows(edition, people):
    change = change_of(edition, registration=DAY, administration=DAY, judging=DAY, plenary=DAY)
    verifier = User.objects.get(name="Verifikator")

    names = [user.name for group in concerned(change, without=verifier) for user in group.users]

    assert len(names) == len(set(names))
    assert "Ketua" in names
    assert "Verifikator" not in names


def test_any_number_of_agencies_costs_the_same(edition, people, django_assert_max_num_queries):
    change = change_of(edition, registration=DAY, presentation=DAY)
    concerned(change)
    for number in range(3):
        MembershipFactory(opd=ProposalFactory(edition=edition, sent=True).innovation.opd, user__name=f"Lagi {number}")

    with django_assert_max_num_queries(11):
        concerned(change)


def test_one_letter_tells_each_reader_all_that_moved(edition, secretary, people, worker_at_hand):
    with clock.at(moment(JUDGING)), worker_at_hand():
        reschedule(edition=edition, calendar=longer(edition, JUDGING), reason="Listrik padam.", by=secretary)

    by_reader = {letter.to[0]: letter for letter in mail.outbox}
    assert len(mail.outbox) == len(by_reader) == 4
    chair = by_reader[User.objects.get(name="Ketua").email]
    assert chair.subject == f"Jadwal {edition} berubah"
    words = " ".join(chair.body.split())
    assert "Bagian Organisasi Kota Uji mengubah jadwal" in words
    assert "Penilaian proposal Ditutup Selasa 3 Februari 2026 pukul 08.00 WIB (semula Senin 2 Februari" in words
    assert "Pleno akhir Dibuka Selasa 17 Februari" in words
    assert "Listrik padam." in words
    assert "sebagai Juri." in words
    agency = by_reader[User.objects.get(name="Lolos").email]
    assert f"sebagai Operator OPD, {Proposal.objects.get(state='verified').innovation.opd.name}." in agency.body


def test_a_letter_goes_out_once_however_often_the_task_runs(edition, secretary, people):
    with clock.at(moment(JUDGING)):
        reschedule(edition=edition, calendar=longer(edition, JUDGING), reason="x", by=secretary)
        entry = ledger.head(edition.ledger_chain)

        for _again in range(2):
            send_rescheduled_mail(entry.pk)

    assert len(mail.outbox) == Delivery.objects.count() == 4


def test_one_phase_alone_is_named_in_the_subject(edition, secretary, people, worker_at_hand):
    with clock.at(moment(PLENARY)), worker_at_hand():
        close_phase_now(edition=edition, kind=PLENARY, reason="Selesai.", by=secretary)

    (letter,) = mail.outbox
    assert letter.subject == f"Jadwal “Pleno akhir” {edition} berubah"
    assert "(semula Senin 23 Februari 2026 pukul 08.00 WIB)" in letter.body


def test_nobody_is_told_of_an_edition_that_is_not_open(secretary, make_edition):
    edition = make_edition()

    assert mail.outbox == []
    assert not edition.is_open


# What follows


@pytest.mark.parametrize(
    ("until", "reopened_after", "open_for"),
    [
        (timedelta(days=2), DAY, timedelta(days=2)),  # two of three days were cut off
        (timedelta(), DAY, None),  # the time was over with the check
        (-DAY, DAY, None),
        (timedelta(days=2), -DAY, timedelta(days=3)),  # prolonged while it runs: nothing was cut off yet
        (timedelta(days=30), DAY, timedelta(days=6)),  # never past the new end
    ],
)
def test_days_to_mend_that_the_end_cut_off_go_on_when_it_opens_again(
    edition, secretary, until, reopened_after, open_for
):
    end = opening(JUDGING)
    proposal = ProposalFactory(edition=edition, returned=True, mend_until=end + until)
    opens = end + reopened_after

    with clock.at(opens):
        reschedule(edition=edition, calendar=longer(edition, ADMINISTRATION, by=WEEK), reason="x", by=secretary)

    def accepts(at):
        with clock.at(at):
            return accepts_corrections(Proposal.objects.get(pk=proposal.pk))

    assert accepts(opens) is (open_for is not None)
    if open_for:
        assert (accepts(opens + open_for - timedelta(seconds=1)), accepts(opens + open_for)) == (True, False)


# What stands in its way


def test_a_confirmed_ranking_keeps_earlier_phases_shut(secretary):
    edition = make_edition()
    rank(edition, [1, 2])
    confirm(edition)

    with clock.at(moment(PLENARY)), pytest.raises(ValidationError, match="Batalkan dahulu penetapannya"):
        reschedule(edition=edition, calendar=longer(edition, JUDGING, by=3 * WEEK), reason="x", by=secretary)
    with clock.at(opening(PLENARY) + WEEK):
        reschedule(edition=edition, calendar=longer(edition, PLENARY), reason="x", by=secretary)
        assert Edition.objects.get(pk=edition.pk).in_phase(PLENARY)

    with clock.at(moment(PLENARY)):
        withdraw_plenary(edition=edition, reason="Salah hitung.", by=secretary)
        reschedule(edition=edition, calendar=longer(edition, JUDGING, by=3 * WEEK), reason="x", by=secretary)
        assert Edition.objects.get(pk=edition.pk).in_phase(JUDGING)


@pytest.mark.parametrize("kind", [REGISTRATION, ADMINISTRATION, JUDGING, PLENARY])
def test_once_the_result_is_published_the_past_stays(secretary, kind):
    edition = make_edition()
    rank(edition, [1, 2])
    publish(edition)
    before = calendar_of(edition)

    with clock.at(moment(PhaseKind.ANNOUNCEMENT)), pytest.raises(ValidationError, match="Hasil sudah terbit"):
        reschedule(edition=edition, calendar=longer(edition, kind, by=4 * WEEK), reason="x", by=secretary)

    assert calendar_of(Edition.objects.get(pk=edition.pk)) == before


def test_after_the_result_the_ceremony_can_still_be_put_off(secretary):
    edition = make_edition()
    rank(edition, [1, 2])
    publish(edition)
    calendar = calendar_of(edition)
    calendar[PhaseKind.AWARDING] = tuple(at + WEEK for at in calendar[PhaseKind.AWARDING])

    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        reschedule(edition=edition, calendar=calendar, reason="Gedung dipakai.", by=secretary)
        start_phase_now(edition=edition, kind=PhaseKind.AWARDING, reason="Jadi hari ini.", by=secretary)

    with clock.at(moment(AFTER)):
        assert list(ledger.breaks(edition.ledger_chain)) == []
