"""The calendar's pages: what is left undone is named before a phase ends, each change is shown before it is stored."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail

from accounts import clock, ledger
from competitions.models import Edition, PhaseKind
from tests.awards.ranked import publish, rank
from tests.competitions.conftest import calendar_of, queries, url
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    EditionFactory,
    MembershipFactory,
    ProposalFactory,
    ScoreSheetFactory,
    StageFactory,
)
from tests.moments import WEEK, moment, opening

pytestmark = pytest.mark.django_db
REGISTRATION, ADMINISTRATION, JUDGING = PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING
PLENARY = PhaseKind.PLENARY
PAGES = ("phase-shift", "phase-reschedule", "phase-start", "phase-close", "phase-let-go")


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def amid(edition):
    """In the midst of the administrative check, of which two proposals wait."""
    opd = MembershipFactory(opd__abbr="Dinkes").opd
    for title in ("Jebol Pak Bahir", "PENAKK PKK"):
        ProposalFactory(edition=edition, sent=True, innovation__title=title, innovation__opd=opd)
    with clock.at(moment(ADMINISTRATION)):
        yield edition


def page_of(name, edition):
    return url(name, edition, *([] if name in {"phase-shift", "phase-update"} else [str(ADMINISTRATION)]))


def now(edition):
    return Edition.objects.get(pk=edition.pk)


def hidden(response):
    """What a browser would send from a page's form: its hidden fields, and what stands in its other ones."""
    inputs = re.findall(r"<input[^>]*>", response.text[response.text.index("<main") :])
    found = {}
    for tag in inputs:
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = unescape(value[1]) if value else ""
    return found


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["secretariat", "auditor", "leader"])
def test_the_pages_are_the_secretariats(client, amid, name, role):
    client.force_login(AppointmentFactory(role=role).user)
    allowed = {"secretariat": {200, 302}}.get(role, {403})

    assert client.get(page_of(name, amid)).status_code in allowed
    assert client.post(page_of(name, amid), {}).status_code in (allowed | {422} if role == "secretariat" else allowed)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "phase-shift"])
def test_a_phase_that_is_none_is_not_found(browse, amid, name):
    amid.phases.filter(kind="visit").delete()

    assert browse.get(url(name, amid, "visit")).status_code == 404
    assert browse.get(url(name, amid, "visit").replace("observasi", "lain")).status_code == 404


# Now


def test_closing_names_what_is_left_and_the_button_says_what_it_does(browse, amid):
    page = browse.get(url("phase-close", amid, ADMINISTRATION))

    for words in ("2 usulan belum diperiksa", "Dinkes: Jebol Pak Bahir", "Dinkes: PENAKK PKK", "dibuka lagi"):
        assert words in page.text
    assert "Tutup Seleksi administrasi; 2 usulan tidak diperiksa</button>" in page.text

    done = browse.post(url("phase-close", amid, ADMINISTRATION), hidden(page) | {"reason": "Cukup."}, follow=True)
    assert "“Seleksi administrasi” ditutup." in done.text
    assert now(amid).has_ended(ADMINISTRATION)


def test_starting_names_what_is_left_in_the_phase_that_it_closes(browse, amid):
    page = browse.get(url("phase-start", amid, JUDGING))

    assert "Pada saat yang sama ditutup: Seleksi administrasi." in " ".join(page.text.split())
    assert "Mulai Penilaian proposal; 2 usulan tidak diperiksa</button>" in page.text

    done = browse.post(url("phase-start", amid, JUDGING), hidden(page) | {"reason": "Lanjut."}, follow=True)
    assert "“Penilaian proposal” dimulai." in done.text
    assert ledger.head(amid.ledger_chain).note == "Lanjut."


def test_what_came_in_meanwhile_is_shown_before_anything_ends(browse, amid):
    page = browse.get(url("phase-close", amid, ADMINISTRATION))
    ProposalFactory(edition=amid, sent=True)

    answer = browse.post(url("phase-close", amid, ADMINISTRATION), hidden(page) | {"reason": "Cukup."})

    assert answer.status_code == 422
    assert "yang tertinggal berubah" in answer.text
    assert "3 usulan tidak diperiksa</button>" in answer.text
    assert 'value="Cukup."' in answer.text
    assert now(amid).in_phase(ADMINISTRATION)


@pytest.mark.parametrize(
    ("act", "kind", "data", "sentence"),
    [
        ("phase-close", ADMINISTRATION, {}, "Tuliskan alasannya."),
        ("phase-close", PLENARY, {"reason": "x"}, "tidak sedang berlangsung"),
        ("phase-start", PLENARY, {"reason": "x"}, "tahapan berjalan berurutan"),
        ("phase-let-go", ADMINISTRATION, {"reason": "x"}, "Tidak ada yang tertinggal"),
    ],
)
def test_an_act_says_why_it_is_refused(browse, amid, act, kind, data, sentence):
    response = browse.post(url(act, amid, kind), data)

    assert response.status_code == 422
    assert sentence in response.text


@pytest.mark.parametrize(
    ("act", "kind"), [("phase-close", PLENARY), ("phase-start", PLENARY), ("phase-let-go", JUDGING)]
)
def test_a_page_for_what_cannot_be_done_leads_back(browse, amid, act, kind):
    response = browse.get(url(act, amid, kind), follow=True)

    assert response.redirect_chain[-1][0] == url("phase-list", amid)
    assert "tidak tersedia" in response.text


def test_a_lapsed_check_is_let_go_on_its_page(browse, amid):
    with clock.at(opening(JUDGING)):
        page = browse.get(url("phase-let-go", amid, ADMINISTRATION))
        done = browse.post(url("phase-let-go", amid, ADMINISTRATION), hidden(page) | {"reason": "Mundur."}, follow=True)

    assert "Lanjutkan; 2 usulan tidak diperiksa</button>" in page.text
    assert "Dilanjutkan tanpa yang tertinggal" in done.text
    assert ledger.head(amid.ledger_chain).action == "edition.let_go"


# Shown before it is stored


def test_all_moves_by_days_and_is_shown_before(browse, amid):
    before = calendar_of(amid)

    shown = browse.post(url("phase-shift", amid), {"days": "7", "reason": "Wali Kota sakit."})

    assert calendar_of(now(amid)) == before
    for words in ("Senin 26 Januari 2026 pukul 08.00 WIB", "Senin 2 Februari 2026 pukul 08.00 WIB", "Nama penerimanya"):
        assert words in shown.text
    assert "Wali Kota sakit." in shown.text
    assert "Simpan dan kabari" in shown.text

    browse.post(url("phase-update", amid), hidden(shown) | {"step": "store"})
    after = calendar_of(now(amid))
    assert after[ADMINISTRATION] == (before[ADMINISTRATION][0], before[ADMINISTRATION][1] + WEEK)
    assert after[JUDGING] == tuple(at + WEEK for at in before[JUDGING])
    assert after[REGISTRATION] == before[REGISTRATION]

    back = browse.post(url("phase-shift", amid), {"days": "-7", "reason": "Sudah sembuh."})
    browse.post(url("phase-update", amid), hidden(back) | {"step": "store"})
    assert calendar_of(now(amid)) == before


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("0", "sedikitnya satu hari"),
        ("", "tidak boleh kosong"),
        ("999", "365"),
        ("besok", "bilangan bulat"),
        ("-5", "Seleksi administrasi: Waktu ini sudah lewat"),
    ],
)
def test_days_that_cannot_be_are_refused_at_the_field(browse, amid, days, sentence):
    response = browse.post(url("phase-shift", amid), {"days": days, "reason": "Alasan saya."})

    assert sentence in " ".join(map(str, response.context["form"].errors["days"]))
    assert 'value="Alasan saya."' in response.text


def test_a_lapsed_phase_is_offered_three_working_days_and_pushes_the_later_ones(browse, amid):
    with clock.at(opening(JUDGING) + timedelta(hours=6)):
        page = browse.get(url("phase-reschedule", amid, ADMINISTRATION))
        form = page.context["form"]
        shown = browse.post(
            url("phase-reschedule", amid, ADMINISTRATION),
            hidden(page) | {"push": "on", "reason": "Dua usulan belum diperiksa."},
        )
        browse.post(url("phase-update", amid), hidden(shown) | {"step": "store"})

        assert "Kamis 29 Januari 2026 pukul 08.00 WIB" in page.text
        assert form["push"].value() is True
        assert "2 usulan belum diperiksa" in page.text
        assert now(amid).in_phase(ADMINISTRATION)
        assert now(amid).phase(JUDGING).opens_at == now(amid).phase(ADMINISTRATION).closes_at


def test_a_phase_that_would_run_into_the_next_says_so_at_the_place(browse, amid):
    with clock.at(opening(JUDGING) + timedelta(hours=6)):
        page = browse.get(url("phase-reschedule", amid, ADMINISTRATION))
        refused = browse.post(url("phase-reschedule", amid, ADMINISTRATION), hidden(page) | {"reason": "x"})

    errors = " ".join(refused.context["form"].errors["closes_at"])
    assert "Menabrak “Penilaian proposal”, yang dibuka Senin 26 Januari 2026 pukul 08.00 WIB" in errors
    assert now(amid).has_ended(ADMINISTRATION, at=opening(JUDGING))


@pytest.mark.parametrize(
    ("closes", "sentence"),
    [
        ("2062-01-01T16:00", "terlalu jauh dari tahun edisi, 2026"),
        ("9999-12-31T16:00", "di antara 2000 dan 2100"),
        ("2026-01-01T16:00", "Waktu tutup harus sesudah waktu buka"),
        ("2026-01-20T16:00", "Waktu ini sudah lewat"),
        ("besok", "tanggal/waktu yang valid"),
    ],
)
def test_a_bad_date_is_refused_at_its_place_and_nothing_is_lost(browse, amid, closes, sentence):
    data = {"closes_at": closes, "reason": "Alasan saya.", "push": "on"}

    response = browse.post(url("phase-reschedule", amid, ADMINISTRATION), data)

    assert sentence in " ".join(map(str, response.context["form"].errors["closes_at"]))
    assert 'value="Alasan saya."' in response.text


def test_a_preview_goes_back_to_the_dates_with_all_that_was_typed(browse, amid):
    shown = browse.post(url("phase-shift", amid), {"days": "7", "reason": "Banjir."})

    again = browse.post(url("phase-update", amid), hidden(shown) | {"step": "edit"})

    assert 'value="2026-02-02T08:00:00"' in again.text
    assert 'value="Banjir."' in again.text
    assert now(amid).phase(JUDGING).opens_at == opening(JUDGING)


def test_of_two_who_change_the_calendar_the_second_looks_again(browse, amid):
    first = browse.post(url("phase-shift", amid), {"days": "7", "reason": "Banjir."})
    second = browse.post(url("phase-shift", amid), {"days": "14", "reason": "Gempa."})
    browse.post(url("phase-update", amid), hidden(first) | {"step": "store"})
    stored = calendar_of(now(amid))

    refused = browse.post(url("phase-update", amid), hidden(second) | {"step": "store"})

    assert "sudah diubah orang lain" in refused.text
    assert 'value="Gempa."' in refused.text
    assert calendar_of(now(amid)) == stored
    browse.post(url("phase-update", amid), hidden(refused) | {"step": "store"})
    assert calendar_of(now(amid)) != stored


def test_a_deadline_on_a_day_off_is_pointed_out_and_not_refused(browse, amid):
    data = {"closes_at": "2026-02-17T16:00", "push": "on", "reason": "x"}

    shown = browse.post(url("phase-reschedule", amid, ADMINISTRATION), data)

    assert "Hari libur nasional: Tahun Baru Imlek 2577." in shown.text
    assert "Simpan" in shown.text
    page = browse.post(url("phase-update", amid), hidden(shown) | {"step": "edit"})
    assert "Hari libur nasional: Tahun Baru Imlek 2577." in page.text


def test_dates_gone_by_are_text_and_lead_to_their_own_page(browse, amid):
    page = browse.get(url("phase-update", amid))

    assert '<input type="hidden" name="registration-closes_at"' in page.text
    assert '<input type="datetime-local" name="administration-closes_at"' in page.text
    assert f'href="{url("phase-reschedule", amid, REGISTRATION)}">Buka lagi</a>' in page.text
    words = page.text[page.text.index("<main") :]
    assert words.count("Senin 26 Januari 2026 pukul 08.00 WIB") == 2


def test_an_unchanged_calendar_is_said_to_be_one(browse, amid):
    page = browse.get(url("phase-update", amid))

    assert "Belum ada waktu yang diubah." in browse.post(url("phase-update", amid), hidden(page) | {"reason": "x"}).text


def test_after_the_result_the_past_stays(browse, secretary):
    edition = EditionFactory()
    rank(edition, [1])
    publish(edition)
    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        page = browse.get(url("phase-reschedule", edition, PLENARY))
        data = hidden(page) | {"push": "on", "reason": "x"}

        assert "Hasil sudah terbit" in browse.post(url("phase-reschedule", edition, PLENARY), data).text


def test_the_pages_cost_the_same_for_one_and_for_three_of_each(browse, amid):
    def all_pages():
        with clock.at(opening(JUDGING) + timedelta(hours=1)):
            return [queries(browse, url(name, amid, *kind)) for name, *kind in ways]

    ways = (("phase-list",), ("phase-shift",), ("phase-update",), ("phase-reschedule", ADMINISTRATION))
    ways += (("phase-close", JUDGING), ("phase-let-go", ADMINISTRATION))
    stage = StageFactory(edition=amid)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    one = all_pages()
    for _more in range(2):
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
        ProposalFactory(edition=amid, sent=True)

    assert all_pages() == one
    assert max(one) <= 26
    assert mail.outbox == []
