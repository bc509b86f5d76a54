from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions.actions.phase_now import close_phase_now, let_go, start_phase_now
from competitions.actions.schedule import calendar_token, reschedule, update_phases
from competitions.models import Edition, PhaseKind
from tests.competitions.conftest import calendar_of
from tests.factories import AppointmentFactory
from tests.moments import START

REGISTRATION, ADMINISTRATION, JUDGING = PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING
HOUR = timedelta(hours=1)


def moved(edition, kind, opens=timedelta(), closes=timedelta()):
    calendar = calendar_of(edition)
    calendar[kind] = (calendar[kind][0] + opens, calendar[kind][1] + closes)
    return calendar


@pytest.fixture
def amid(opened):
    """A day into the registration."""
    with clock.at(opened.phase(REGISTRATION).opens_at + timedelta(days=1)):
        yield Edition.objects.get(pk=opened.pk)


def test_update_phases_sets_the_whole_calendar(edition, secretary):
    wanted = {REGISTRATION: (START, START + HOUR)}

    update_phases(edition=edition, calendar=wanted, by=secretary)

    assert calendar_of(Edition.objects.get(pk=edition.pk)) == wanted
    assert ledger.head(edition.ledger_chain).action == "edition.calendar"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"closes": -timedelta(days=60)}, "Waktu tutup harus sesudah waktu buka."),
        ({"opens": -HOUR}, "Tahapan ini dibuka sebelum “Pendaftaran” ditutup."),
    ],
)
def test_a_calendar_with_clashes_is_refused(edition, secretary, change, sentence):
    before = calendar_of(edition)

    with pytest.raises(ValidationError) as refusal:
        update_phases(edition=edition, calendar=moved(edition, ADMINISTRATION, **change), by=secretary)

    assert sentence in refusal.value.messages
    assert calendar_of(Edition.objects.get(pk=edition.pk)) == before


def test_reschedule_moves_what_lies_ahead_and_keeps_the_reason(amid, secretary):
    calendar = moved(amid, PhaseKind.AWARDING, closes=HOUR)

    reschedule(edition=amid, calendar=calendar, reason=" Gedung dipakai. ", by=secretary)

    assert calendar_of(Edition.objects.get(pk=amid.pk)) == calendar
    entry = ledger.head(amid.ledger_chain)
    assert (entry.action, entry.note, entry.actor) == ("edition.reschedule", "Gedung dipakai.", secretary)
    assert entry.before != entry.after


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        (REGISTRATION, {"opens": -HOUR}, "Waktu ini sudah lewat"),
        (REGISTRATION, {"closes": -timedelta(days=29, hours=20)}, "Waktu ini sudah lewat"),
        (ADMINISTRATION, {"opens": -HOUR}, "dibuka sebelum “Pendaftaran” ditutup"),
        (PhaseKind.AWARDING, {"closes": timedelta(days=366 * 36)}, "terlalu jauh dari tahun edisi, 2026"),
    ],
)
def test_reschedule_pretends_nothing(amid, secretary, kind, change, sentence):
    with pytest.raises(ValidationError, match=sentence):
        reschedule(edition=amid, calendar=moved(amid, kind, **change), reason="x", by=secretary)


def test_a_phase_that_is_over_opens_again(opened, secretary):
    end = opened.phase(REGISTRATION).closes_at
    calendar = moved(opened, REGISTRATION, closes=HOUR)
    calendar[ADMINISTRATION] = (calendar[ADMINISTRATION][0] + HOUR, calendar[ADMINISTRATION][1])

    with clock.at(end):
        assert Edition.objects.get(pk=opened.pk).has_ended(REGISTRATION)
        reschedule(edition=opened, calendar=calendar, reason="Listrik padam.", by=secretary)

        edition = Edition.objects.get(pk=opened.pk)
        assert edition.in_phase(REGISTRATION)
        assert not edition.has_begun(ADMINISTRATION)
    assert ledger.head(edition.ledger_chain).note == "Listrik padam."


def test_a_phase_that_began_can_be_put_off(amid, secretary):
    calendar = moved(amid, REGISTRATION, opens=timedelta(days=7))

    reschedule(edition=amid, calendar=calendar, reason="Terlalu dini.", by=secretary)

    assert not Edition.objects.get(pk=amid.pk).has_begun(REGISTRATION)


def test_a_calendar_that_changed_meanwhile_is_not_overwritten(amid, secretary):
    seen = calendar_token(amid)
    reschedule(edition=amid, calendar=moved(amid, PhaseKind.AWARDING, closes=HOUR), reason="x", by=secretary)
    once = calendar_of(Edition.objects.get(pk=amid.pk))

    later = moved(amid, PhaseKind.AWARDING, closes=2 * HOUR)
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        reschedule(edition=amid, calendar=later, reason="y", by=secretary, seen=seen)
    assert calendar_of(Edition.objects.get(pk=amid.pk)) == once

    now = calendar_token(Edition.objects.get(pk=amid.pk))
    reschedule(edition=amid, calendar=later, reason="y", by=secretary, seen=now)
    assert calendar_of(Edition.objects.get(pk=amid.pk)) == later


def test_reschedule_refuses_to_drop_a_phase_that_is_needed(amid, secretary):
    calendar = calendar_of(amid)
    del calendar[JUDGING]

    with pytest.raises(ValidationError, match="tidak boleh dihapus: Penilaian proposal"):
        reschedule(edition=amid, calendar=calendar, reason="x", by=secretary)


def test_reschedule_refuses_to_drop_a_phase_that_has_begun(amid, secretary):
    calendar = calendar_of(amid)
    del calendar[PhaseKind.SOCIALISATION]

    with pytest.raises(ValidationError, match="sudah dimulai"):
        reschedule(edition=amid, calendar=calendar, reason="x", by=secretary)


def test_start_phase_now_closes_the_one_before_at_the_same_moment(amid, secretary):
    start_phase_now(edition=amid, kind=ADMINISTRATION, reason="Semua sudah mengirim.", by=secretary)

    edition = Edition.objects.get(pk=amid.pk)
    assert edition.phase(REGISTRATION).closes_at == clock.now() == edition.phase(ADMINISTRATION).opens_at
    assert [phase.kind for phase in edition.running_phases()] == [ADMINISTRATION, PhaseKind.SOCIALISATION][::-1]
    assert ledger.head(edition.ledger_chain).note == "Semua sudah mengirim."


def test_start_phase_now_keeps_the_order_of_the_calendar(amid, secretary):
    with pytest.raises(ValidationError, match="“Seleksi administrasi” belum dimulai"):
        start_phase_now(edition=amid, kind=JUDGING, reason="x", by=secretary)


@pytest.mark.parametrize("kind", [REGISTRATION, PhaseKind.VISIT])
def test_start_phase_now_starts_only_what_waits(amid, secretary, kind):
    with pytest.raises(ValidationError, match="tidak sedang menunggu"):
        start_phase_now(edition=amid, kind=kind, reason="x", by=secretary)


def test_close_phase_now_leaves_the_next_one_where_it_is(amid, secretary):
    before = amid.phase(ADMINISTRATION).opens_at

    close_phase_now(edition=amid, kind=REGISTRATION, reason="Cukup.", by=secretary)

    edition = Edition.objects.get(pk=amid.pk)
    assert edition.has_ended(REGISTRATION)
    assert edition.phase(ADMINISTRATION).opens_at == before
    assert ledger.head(edition.ledger_chain).action == "edition.reschedule"


@pytest.mark.parametrize("kind", [ADMINISTRATION, PhaseKind.VISIT])
def test_close_phase_now_closes_only_what_runs(amid, secretary, kind):
    with pytest.raises(ValidationError, match="tidak sedang berlangsung"):
        close_phase_now(edition=amid, kind=kind, reason="x", by=secretary)


def test_the_whole_calendar_can_be_walked_in_a_minute(opened, secretary):
    with clock.at(START + timedelta(days=1)):
        for phase in sorted(opened.phases.all(), key=lambda phase: list(PhaseKind).index(phase.kind)):
            clock.tick(timedelta(seconds=5))
            start_phase_now(edition=opened, kind=phase.kind, reason="Uji.", by=secretary)
            assert Edition.objects.get(pk=opened.pk).in_phase(phase.kind)
    assert list(ledger.breaks(opened.ledger_chain)) == []


ACTS = {
    "reschedule": lambda e, by, reason: reschedule(
        edition=e, calendar=moved(e, PhaseKind.AWARDING, closes=HOUR), reason=reason, by=by
    ),
    "start": lambda e, by, reason: start_phase_now(edition=e, kind=ADMINISTRATION, reason=reason, by=by),
    "close": lambda e, by, reason: close_phase_now(edition=e, kind=REGISTRATION, reason=reason, by=by),
    "let go": lambda e, by, reason: let_go(edition=e, kind=REGISTRATION, reason=reason, by=by),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_move_needs_a_reason(amid, secretary, act):
    before = AuditEntry.objects.count()

    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        ACTS[act](amid, secretary, "  ")

    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("act", ACTS)
def test_each_move_is_the_secretariats(amid, act):
    with pytest.raises(PermissionDenied):
        ACTS[act](amid, AppointmentFactory(role="auditor").user, "x")


@pytest.mark.parametrize("act", ACTS)
def test_no_move_before_the_opening(edition, secretary, act):
    with pytest.raises(PermissionDenied):
        ACTS[act](edition, secretary, "x")
