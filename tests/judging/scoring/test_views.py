"""What the sheet's addresses answer: refusals at their place, two tabs, the summary, and nonsense of every kind."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import clock
from accounts.models import AuditEntry
from competitions.models import PhaseKind
from judging.models import Assignment, Comment, Score, ScoreSheet
from judging.scoring.actions import save_scores
from tests.extent import examples
from tests.factories import AssignmentFactory, BandFactory, ScoreFactory, ScoreSheetFactory
from tests.moments import moment
from tests.seen import saw, seen_in

AUTOSAVE = {"X-Autosave": "1"}
ANYTHING = st.one_of(st.text(max_size=12), st.sampled_from(["80", "80,5", "-1", "1e9", "NaN", "\0", "٨٠", "9" * 400]))


@pytest.fixture
def as_juror(client, sheet):
    client.force_login(sheet.assignment.juror)
    return client


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


def send(client, sheet, criterion, value, shown=None, **more):
    """A mark as typed on a page that was `shown` something, be it nothing at all."""
    data = {f"nilai-{criterion.pk}": value, **(shown or {}), **more}
    return client.post(at("score-update", sheet.pk, criterion.pk), data, headers=AUTOSAVE)


def test_what_another_tab_stored_is_shown_beside_what_was_typed(as_juror, sheet, criteria):
    blank = saw(**{f"nilai-{criteria[0].pk}": None})
    send(as_juror, sheet, criteria[0], "80", blank)

    refused = send(as_juror, sheet, criteria[0], "75", blank)
    chosen = send(as_juror, sheet, criteria[0], "75", seen_in(as_juror.get(sheet.get_absolute_url())))

    assert refused.status_code == 409
    assert "tersimpan <b>80</b>; di sini <b>75</b>" in refused.text
    assert chosen.status_code == 200
    assert Score.objects.get().points == 75


def test_the_plain_page_shows_both_values_too(as_juror, sheet, criteria):
    pk = criteria[0].pk
    send(as_juror, sheet, criteria[0], "80")

    refused = as_juror.post(at("scoresheet-update", sheet.pk), {f"nilai-{pk}": "75", **saw(**{f"nilai-{pk}": None})})

    assert refused.status_code == 409
    assert "tersimpan <b>80</b>; di sini <b>75</b>" in refused.text
    assert 'value="75"' in refused.text
    assert Score.objects.get().points == 80


def test_a_replay_leaves_one_entry(as_juror, sheet, criteria):
    blank = saw(**{f"nilai-{criteria[0].pk}": None})

    answers = [send(as_juror, sheet, criteria[0], "80", blank).status_code for _ in range(3)]

    assert answers == [200] * 3
    assert AuditEntry.objects.filter(action="score.update").count() == 1


def test_each_closed_sheet_says_why_at_the_place(as_juror, sheet, criteria):
    with clock.at(moment(PhaseKind.PLENARY)):
        over = send(as_juror, sheet, criteria[0], "80")
    ScoreSheet.objects.update(total=80, finalised_at=clock.now())
    locked = send(as_juror, sheet, criteria[0], "80")
    ScoreSheet.objects.update(total=None, finalised_at=None)
    Assignment.objects.update(excused_at=clock.now(), excuse="Sakit.")
    excused = send(as_juror, sheet, criteria[0], "80")

    assert {answer.status_code for answer in (over, locked, excused)} == {403}
    assert "sedang tidak dibuka" in over.text
    assert "sudah dikunci" in locked.text
    assert "dibebaskan dari lembar ini: Sakit." in excused.text
    assert not Score.objects.exists()


def test_a_sheet_of_somebody_else_is_not_there(as_juror, stage, criteria):
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))

    assert send(as_juror, other, criteria[0], "80").status_code == 404
    assert as_juror.post(at("comment-update", other.pk), {"komentar-umum": "x"}, headers=AUTOSAVE).status_code == 404
    for name in ("scoresheet-detail", "scoresheet-summary", "standing-detail"):
        assert as_juror.get(at(name, other.pk)).status_code == 404


def test_what_one_typed_is_not_stored_in_anothers_session(as_juror, sheet, criteria):
    headers = {**AUTOSAVE, "X-Writer": "999999"}

    answer = as_juror.post(
        at("score-update", sheet.pk, criteria[0].pk), {f"nilai-{criteria[0].pk}": "80"}, headers=headers
    )

    assert answer.status_code == 403
    assert not Score.objects.exists()


def test_the_summary_says_what_is_missing_and_where(as_juror, sheet, stage, criteria):
    stage.comment_below = Decimal(50)
    stage.save()
    BandFactory(criterion=criteria[0], lower=0, name="Lemah")
    address = at("scoresheet-update", sheet.pk)
    led = as_juror.post(address, {f"nilai-{criteria[0].pk}": "40", "lanjut": "ringkasan"})
    text = as_juror.get(led.url).text

    assert led.url == at("scoresheet-summary", sheet.pk)
    assert f"{sheet.get_absolute_url()}#kriteria-{criteria[1].pk}" in text
    assert "memerlukan komentar" in text
    assert "0–100 · Lemah" in text
    assert "Ya, kunci lembar ini" not in text


def test_the_summary_locks_only_what_it_showed(as_juror, sheet, criteria):
    for criterion in criteria:
        ScoreFactory(sheet=sheet, criterion=criterion, points=80)
    shown = seen_in(as_juror.get(at("scoresheet-summary", sheet.pk)))
    Score.objects.filter(criterion=criteria[0]).update(points=30)  # from another tab

    refused = as_juror.post(at("scoresheet-finalise", sheet.pk), shown, follow=True)
    was_final = ScoreSheet.objects.get(pk=sheet.pk).is_final
    Score.objects.update(points=80)
    as_juror.post(at("scoresheet-finalise", sheet.pk), shown)

    assert "berubah sejak ringkasannya dibuka" in refused.text
    assert was_final is False
    assert ScoreSheet.objects.get(pk=sheet.pk).is_final


def test_the_first_look_of_the_juror_is_noted_once(as_juror, sheet, secretary, client):
    as_juror.get(sheet.get_absolute_url())
    first = ScoreSheet.objects.get(pk=sheet.pk).opened_at
    as_juror.get(sheet.get_absolute_url())

    assert first is not None
    assert ScoreSheet.objects.get(pk=sheet.pk).opened_at == first


def test_nobody_elses_look_is_noted(client, sheet, secretary):
    client.force_login(secretary)
    client.get(sheet.get_absolute_url())

    assert ScoreSheet.objects.get(pk=sheet.pk).opened_at is None


def test_where_a_sheet_stands_among_the_own(as_juror, sheet, stage, criteria, juror):
    for total in (70, 90):
        other = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))
        ScoreSheet.objects.filter(pk=other.pk).update(total=total, finalised_at=clock.now())
    save_scores(sheet=sheet, points={one.pk: Decimal(80) for one in criteria}, by=juror)

    text = as_juror.get(at("standing-detail", sheet.pk)).text

    assert "<b>ke-2</b> dari 3 lembar Anda" in text
    assert text.count("<circle") == 3


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mark=ANYTHING, shown=ANYTHING, comment=ANYTHING)
def test_nonsense_is_answered_and_never_breaks(as_juror, sheet, criteria, mark, shown, comment):
    pk = criteria[0].pk
    data = {f"nilai-{pk}": mark, f"seen[nilai-{pk}]": shown, f"komentar-{pk}": comment, "komentar-umum": comment}

    for name, args in (("score-update", (sheet.pk, pk)), ("comment-update", (sheet.pk,))):
        for headers in (AUTOSAVE, {}):
            assert as_juror.post(at(name, *args), data, headers=headers).status_code in {200, 302, 409, 422}
    assert as_juror.post(at("scoresheet-update", sheet.pk), data).status_code in {302, 409, 422}
    assert all(0 <= points <= 100 for points in Score.objects.values_list("points", flat=True))
    assert Comment.objects.filter(text="").count() == 0
