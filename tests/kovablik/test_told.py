"""Who gets which e-mail when something happens: each once however often its task runs, and nobody else."""

from datetime import timedelta

import pytest
from celery.app.task import Task
from django.core import mail

from accounts import clock
from accounts.models import Delivery, MembershipRole, Office, User
from awards.actions.certificates import revoke_certificate
from awards.actions.publication import publish_result
from competitions.models import PhaseKind, StageKind
from judging.assigning.actions import assign_all, assign_by_hand
from judging.assigning.mail import send_assigned
from judging.models import SeatRole
from judging.presentations.actions import draw_agenda, move_slot
from judging.presentations.mail import tell_turns
from judging.ranking.actions_promotion import announce_promotions
from judging.scoring.actions_reopening import reopen_scoresheet
from submissions.check.actions import verify_all
from submissions.check.mail import tell_verifiers
from submissions.models import Proposal, State
from submissions.steps import workflow
from submissions.steps.workflow import Note
from tests.awards.ranked import confirm, make_edition, place_at, rank
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    MembershipFactory,
    PanelFactory,
    PartnershipFactory,
    PromotionFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    SessionFactory,
    SlotFactory,
    StageFactory,
)
from tests.moments import START, moment, opening

pytestmark = pytest.mark.django_db
HEAD, STAFF = MembershipRole.HEAD, MembershipRole.STAFF
AGENCY = {"operator", "head"}
AGENCY_NAME, TITLE = "Dinas Rahasia Sekali", "Klik Dua Kali"


@pytest.fixture
def proposal():
    return ProposalFactory(innovation__title=TITLE, innovation__opd__name=AGENCY_NAME, innovation__opd__abbr="Dinrasia")


@pytest.fixture
def people(proposal):
    """Everybody who might hear of it, by what they are to the proposal."""
    opd = proposal.innovation.opd
    answer = {"is_confirmed": True, "answered_at": START, "answered_by": proposal.created_by}
    partner = PartnershipFactory(innovation=proposal.innovation, **answer)
    return {
        "operator": MembershipFactory(opd=opd).user,
        "head": MembershipFactory(opd=opd, role=HEAD).user,
        "staff": MembershipFactory(opd=opd, role=STAFF).user,
        "gone": MembershipFactory(opd=opd, user__is_active=False).user,
        "partner": MembershipFactory(opd=partner.opd).user,
        "stranger": MembershipFactory(role=HEAD).user,
        **{office.value: AppointmentFactory(role=office).user for office in Office},
    }


@pytest.fixture
def stage(proposal):
    return StageFactory(edition=proposal.edition)


@pytest.fixture
def jurors(stage, proposal, people):
    """Seated in the stage; each but the waiting one has accepted. The conflicted has declared the conflict."""
    panel = PanelFactory(stage=stage)
    people["juror"] = SeatFactory(panel=panel, accepted=True).user
    people["conflicted"] = SeatFactory(panel=panel, accepted=True).user
    people["waiting"] = SeatFactory(panel=panel).user
    people["chair"] = SeatFactory(panel=panel, accepted=True, role=SeatRole.CHAIR).user
    ConflictFactory(user=people["conflicted"], opd=proposal.innovation.opd)
    return people


@pytest.fixture(autouse=True)
def _twice(monkeypatch):
    """Each task that writes runs twice, as one does whose worker died before it could say that it was done."""

    def delay(task, *args, **kwargs):
        if task.run.__module__.rpartition(".")[2] == "mail":
            for _turn in range(2):
                task(*args, **kwargs)

    monkeypatch.setattr(Task, "delay", delay)


@pytest.fixture
def told(people, django_capture_on_commit_callbacks):
    """Do something at a moment; who got an e-mail of it, by what they are. Nobody gets two."""
    names = {}

    def act(when, deed):
        names.update({person.email: name for name, person in people.items()})
        before = len(mail.outbox)
        with clock.at(when), django_capture_on_commit_callbacks(execute=True):
            deed()
        to = [letter.to[0] for letter in mail.outbox[before:]]
        assert len(to) == len(set(to))
        assert not Delivery.objects.exclude(sent_at__isnull=False).exists()
        return {names[address] for address in to if address in names}

    return act


def fresh(person):
    return User.objects.get(pk=person.pk)


def bring(proposal, state):
    Proposal.objects.filter(pk=proposal.pk).update(
        state=state, submitted_at=START, submitted_by=proposal.created_by, found_when_sent=0
    )


def take(name, proposal, by, notes=()):
    return lambda: workflow.take(name, proposal=proposal, by=fresh(by), notes=notes)


STEPS = {
    "submit": (State.DRAFT, PhaseKind.REGISTRATION, "head", (), "Tanda terima usulan", "TT-2026-"),
    "verify": (State.SUBMITTED, PhaseKind.ADMINISTRATION, "verifier", (), "lolos seleksi", "Selanjutnya juri"),
    "return": (State.SUBMITTED, PhaseKind.ADMINISTRATION, "verifier", [Note("Buram.")], "perlu diperbaiki", "Buram."),
    "reject": (State.SUBMITTED, PhaseKind.ADMINISTRATION, "verifier", [Note("Palsu.")], "tidak lolos", "Palsu."),
}


@pytest.mark.parametrize(("step", "facts"), STEPS.items(), ids=STEPS)
def test_what_befalls_a_proposal_its_operators_and_heads_hear(told, proposal, people, step, facts):
    state, phase, actor, notes, subject, words = facts
    if state != State.DRAFT:
        bring(proposal, state)

    assert told(moment(phase), take(step, proposal, people[actor], notes)) == AGENCY

    for letter in mail.outbox:
        assert subject in letter.subject
        assert words in letter.body
        assert f", {AGENCY_NAME}\n" in letter.body
        assert "Bagian Organisasi" in letter.body
    assert {row.chain for row in Delivery.objects.all()} == {proposal.ledger_chain}
    assert Delivery.objects.naming(f"submissions.proposal:{proposal.pk}").count() == len(AGENCY)


def test_a_receipt_is_of_each_sending(told, proposal, people):
    told(moment(PhaseKind.REGISTRATION), take("submit", proposal, people["head"]))
    told(moment(PhaseKind.ADMINISTRATION), take("return", proposal, people["verifier"], [Note("Buram.")]))

    assert told(moment(PhaseKind.ADMINISTRATION), take("submit", proposal, people["head"])) == AGENCY

    assert "Perbaikan usulan" in mail.outbox[-1].body
    assert Delivery.objects.filter(kind="sent").count() == 2 * len(AGENCY)


def test_of_forty_that_pass_together_each_reader_hears_once(told, proposal, people):
    bring(proposal, State.SUBMITTED)
    opd, edition = proposal.innovation.opd, proposal.edition
    more = ProposalFactory.create_batch(5, innovation__opd=opd, edition=edition, sent=True, found_when_sent=0)
    elsewhere = ProposalFactory(edition=edition, sent=True, found_when_sent=0)
    MembershipFactory(opd=elsewhere.innovation.opd, user=people["operator"])
    people["other"] = MembershipFactory(opd=elsewhere.innovation.opd).user
    every = [proposal, *more, elsewhere]

    heard = told(moment(PhaseKind.ADMINISTRATION), lambda: verify_all(proposals=every, by=fresh(people["verifier"])))

    assert heard == {*AGENCY, "other"}
    of = {letter.to[0]: letter for letter in mail.outbox}
    assert "7 usulan" in of[people["operator"].email].subject
    assert "6 usulan" in of[people["head"].email].subject
    assert str(elsewhere) in of[people["other"].email].subject
    assert TITLE not in of[people["other"].email].body
    assert all(f"- {one}" in of[people["operator"].email].body for one in every)


def test_verifiers_hear_once_a_day_of_what_is_new(told, proposal, people):
    bring(proposal, State.SUBMITTED)
    own = ProposalFactory(edition=proposal.edition, sent=True)
    people["own"] = AppointmentFactory(role=Office.VERIFIER).user
    for opd in (own.innovation.opd, proposal.innovation.opd):
        MembershipFactory(opd=opd, role=STAFF, user=people["own"])
    day = timedelta(days=1)
    begins = opening(PhaseKind.ADMINISTRATION)

    assert told(begins - day, tell_verifiers) == set()
    assert told(begins + day, tell_verifiers) == {"verifier"}
    assert "2 usulan baru" in mail.outbox[-1].subject
    assert told(begins + day, tell_verifiers) == set()
    assert told(begins + 2 * day, tell_verifiers) == set()  # nothing new
    Proposal.objects.filter(pk=proposal.pk).update(submitted_at=begins + 2 * day)
    assert told(begins + 3 * day, tell_verifiers) == {"verifier"}
    assert "1 usulan baru" in mail.outbox[-1].body
    assert "Seluruhnya 2 usulan menunggu" in mail.outbox[-1].body


@pytest.mark.parametrize("is_blind", [False, True])
def test_jurors_hear_of_a_handing_out_once_with_the_count_and_no_name(told, proposal, jurors, stage, is_blind):
    type(stage).objects.update(is_blind=is_blind)
    bring(proposal, State.VERIFIED)
    ProposalFactory(edition=proposal.edition, verified=True)
    assign = lambda: assign_all(stage=stage, by=fresh(jurors["secretariat"]))  # noqa: E731  said twice

    assert told(moment(PhaseKind.JUDGING), assign) == {"juror", "conflicted"}

    of = {letter.to[0]: letter for letter in mail.outbox}
    assert "2 usulan untuk Anda nilai" in of[jurors["juror"].email].subject
    assert "1 usulan untuk Anda nilai" in of[jurors["conflicted"].email].subject
    for letter in mail.outbox:
        assert not {AGENCY_NAME, TITLE, "Dinrasia"} & {
            word for word in (AGENCY_NAME, TITLE, "Dinrasia") if word in letter.body
        }
    assert told(moment(PhaseKind.JUDGING), assign) == set()  # nothing new was handed out


def test_what_became_a_conflict_before_the_e_mail_went_out_is_not_counted(told, proposal, jurors, stage):
    bring(proposal, State.VERIFIED)
    stage_key, when = stage.pk, moment(PhaseKind.JUDGING)
    with clock.at(when):
        assign_all(stage=stage, by=fresh(jurors["secretariat"]))
    ConflictFactory(user=jurors["juror"], opd=proposal.innovation.opd)

    assert told(when, lambda: send_assigned(stage_key, when.isoformat())) == set()


def test_a_second_handing_out_tells_of_its_own_sheets_alone(told, proposal, jurors, stage):
    bring(proposal, State.VERIFIED)
    second = ProposalFactory(edition=proposal.edition, verified=True)
    keys = {"jurors": [jurors["juror"].pk], "by": fresh(jurors["secretariat"])}
    told(moment(PhaseKind.JUDGING), lambda: assign_by_hand(stage=stage, proposals=[proposal.pk], **keys))

    later = moment(PhaseKind.JUDGING) + timedelta(minutes=1)
    heard = told(later, lambda: assign_by_hand(stage=stage, proposals=[second.pk], **keys))

    assert heard == {"juror"}
    assert "1 usulan untuk Anda nilai" in mail.outbox[-1].subject


@pytest.mark.parametrize("is_blind", [False, True])
def test_the_juror_hears_of_a_sheet_that_is_open_again(told, proposal, jurors, stage, is_blind):
    type(stage).objects.update(is_blind=is_blind)
    bring(proposal, State.VERIFIED)
    told(moment(PhaseKind.JUDGING), lambda: assign_all(stage=stage, by=fresh(jurors["secretariat"])))
    sheet = ScoreSheetFactory._meta.model.objects.get(assignment__juror=jurors["juror"])
    type(sheet).objects.filter(pk=sheet.pk).update(total=80, finalised_at=START)
    reopen = lambda: reopen_scoresheet(sheet=sheet, reason="Salah ketik.", by=fresh(jurors["chair"]))  # noqa: E731

    assert told(moment(PhaseKind.JUDGING), reopen) == {"juror"}

    assert "Salah ketik." in mail.outbox[-1].body
    assert AGENCY_NAME not in mail.outbox[-1].body
    assert "Dinrasia" not in mail.outbox[-1].body


def test_who_goes_on_hears_once_of_all_that_was_announced(told, proposal, people, stage):
    bring(proposal, State.VERIFIED)
    later = StageFactory(edition=proposal.edition, kind=StageKind.PRESENTATION)
    second = ProposalFactory(edition=proposal.edition, innovation__opd=proposal.innovation.opd, verified=True)
    for one in (proposal, second):
        PromotionFactory(stage=later, proposal=one)
    SlotFactory(session=SessionFactory(stage=later, place="Ruang Rapat"), proposal=proposal)

    heard = told(moment(PhaseKind.JUDGING), lambda: announce_promotions(stage=later, by=fresh(people["secretariat"])))

    assert heard == AGENCY
    for letter in mail.outbox:
        assert "2 usulan Anda naik ke tahap" in letter.subject
        assert f"- {proposal} (Dinrasia): " in letter.body
        assert "Ruang Rapat" in letter.body


@pytest.fixture
def agenda(proposal, jurors):
    """Two sessions of presentations; the proposal and another go on and know it."""
    bring(proposal, State.VERIFIED)
    later = StageFactory(edition=proposal.edition, kind=StageKind.PRESENTATION)
    other = ProposalFactory(edition=proposal.edition, verified=True)
    for one in (proposal, other):
        PromotionFactory(stage=later, proposal=one, told_at=START)
    panel = PanelFactory(stage=later)
    for name in ("juror", "conflicted"):
        SeatFactory(panel=panel, user=jurors[name], accepted=True, pledged=False)
    begins = opening(PhaseKind.PRESENTATION)
    for day in (1, 2):
        starts_at = begins + timedelta(days=day)
        SessionFactory(stage=later, starts_at=starts_at, place=f"Ruang {day}", changed_at=begins)
    return later


def test_turns_are_told_once_the_agenda_rests_and_again_when_they_move(told, proposal, jurors, agenda):
    now = moment(PhaseKind.JUDGING)
    secretary, minute = jurors["secretariat"], timedelta(minutes=1)

    assert told(now, lambda: draw_agenda(stage=agenda, by=fresh(secretary))) == set()
    assert told(now + minute, tell_turns) == set()  # somebody is still at it
    assert told(now + 11 * minute, tell_turns) == {*AGENCY, "juror", "conflicted"}
    assert told(now + 20 * minute, tell_turns) == set()

    slot = proposal.slots.get()
    there, back = agenda.sessions.exclude(pk=slot.session_id).get(), slot.session
    told(now + 30 * minute, lambda: move_slot(slot=slot, session=there, by=fresh(secretary)))
    assert told(now + 50 * minute, tell_turns) == {*AGENCY, "juror"}  # not whom it does not concern
    assert "berubah" in mail.outbox[-1].subject
    told(now + 60 * minute, lambda: move_slot(slot=slot, session=back, by=fresh(secretary)))
    assert told(now + 80 * minute, tell_turns) == {*AGENCY, "juror"}
    assert told(now + 90 * minute, tell_turns) == set()


def test_moved_there_and_back_before_it_rests_nobody_hears(told, proposal, jurors, agenda):
    now, secretary, minute = moment(PhaseKind.JUDGING), jurors["secretariat"], timedelta(minutes=1)
    told(now, lambda: draw_agenda(stage=agenda, by=fresh(secretary)))
    told(now + 11 * minute, tell_turns)
    slot = proposal.slots.get()
    there, back = agenda.sessions.exclude(pk=slot.session_id).get(), slot.session

    told(now + 30 * minute, lambda: move_slot(slot=slot, session=there, by=fresh(secretary)))
    slot.refresh_from_db()
    told(now + 31 * minute, lambda: move_slot(slot=slot, session=back, by=fresh(secretary)))

    assert told(now + 50 * minute, tell_turns) == set()


def test_jurors_read_of_sessions_not_of_agencies_and_agencies_of_their_own_turn(told, proposal, jurors, agenda):
    now = moment(PhaseKind.JUDGING)
    told(now, lambda: draw_agenda(stage=agenda, by=fresh(jurors["secretariat"])))
    told(now + timedelta(minutes=11), tell_turns)

    (other,) = Proposal.objects.filter(slots__stage=agenda).exclude(pk=proposal.pk)
    for letter in mail.outbox:
        is_agency = letter.to[0] in {jurors[name].email for name in AGENCY}
        assert (TITLE in letter.body) is is_agency
        assert str(other) not in letter.body or letter.to[0] not in {person.email for person in jurors.values()}


def test_no_agency_hears_of_a_turn_before_it_knows_that_it_goes_on(told, proposal, jurors, agenda):
    agenda.promotions.update(told_at=None)
    now = moment(PhaseKind.JUDGING)
    told(now, lambda: draw_agenda(stage=agenda, by=fresh(jurors["secretariat"])))

    assert told(now + timedelta(minutes=11), tell_turns) == {"juror", "conflicted"}


@pytest.fixture
def ranked(people, proposal):
    """A winner (the proposal), one below all tiers, and one that was rejected; the edition is another's."""
    answer = {"is_confirmed": False, "answered_at": START, "answered_by": proposal.created_by, "reason": "Bukan kami."}
    denied = PartnershipFactory(innovation=proposal.innovation, **answer)
    people["denying"] = MembershipFactory(opd=denied.opd).user
    edition = make_edition(tiers=[(1, True)])
    rank(edition, [1], innovation=proposal.innovation)
    below = place_at(edition.rankings.get(), 2)
    people["loser"] = MembershipFactory(opd=below.proposal.innovation.opd).user
    rejected = ProposalFactory(edition=edition, sent=True, state=State.REJECTED)
    people["rejected"] = MembershipFactory(opd=rejected.innovation.opd).user
    unsent = ProposalFactory(edition=edition)
    people["unsent"] = MembershipFactory(opd=unsent.innovation.opd).user
    return edition


def test_a_published_result_reaches_each_agency_that_took_part(told, ranked, people):
    confirm(ranked)

    heard = told(
        moment(PhaseKind.ANNOUNCEMENT), lambda: publish_result(edition=ranked, by=fresh(people["secretariat"]))
    )

    assert heard == {*AGENCY, "partner", "loser", "rejected"}
    of = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "Terbaik I" in of[people["operator"].email]
    assert "Buka piagam Anda" in of[people["partner"].email]
    assert "belum masuk jenjang" in of[people["loser"].email]
    assert "2" not in of[people["loser"].email].partition("Ikut dinilai")[2].partition("\n")[0]  # no place
    assert "Tidak lolos seleksi administrasi" in of[people["rejected"].email]
    for name in ("loser", "rejected"):
        assert TITLE not in of[people[name].email]
        assert "Lihat hasil" in of[people[name].email]


def test_a_revoked_certificate_is_told_to_the_body_that_held_it(told, ranked, people, proposal):
    confirm(ranked)
    announced = moment(PhaseKind.ANNOUNCEMENT)
    told(announced, lambda: publish_result(edition=ranked, by=fresh(people["secretariat"])))
    certificate = ranked.publications.get().certificates.get(recipient=proposal.innovation.opd)

    heard = told(
        announced,
        lambda: revoke_certificate(certificate=certificate, reason="Salah nama.", by=fresh(people["secretariat"])),
    )

    assert heard == AGENCY
    assert "Salah nama." in mail.outbox[-1].body
    assert certificate.number in mail.outbox[-1].subject
