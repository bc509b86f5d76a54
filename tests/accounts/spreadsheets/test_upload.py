"""A kept upload: private, of one person, for an hour, and never more than one."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts import clock
from accounts.spreadsheets import upload_store
from accounts.spreadsheets.preview import (
    CHANGED,
    NEW,
    SAME,
    WARNED,
    WRONG,
    CellChange,
    CellProblem,
    PreviewLine,
    PreviewPlan,
)
from tests.factories import UserFactory
from tests.moments import START

pytestmark = pytest.mark.django_db
CHANGE, PROBLEM = CellChange("Nama", "a", "b"), CellProblem("Nama", "x", "Salah.")


def kept(user, content=b"isi"):
    return upload_store.keep(File(BytesIO(content), "data.xlsx"), user)


def content_of(token, user):
    file = upload_store.open_kept(token, user)
    if file is None:
        return None
    with file:
        return file.read()


def test_a_kept_file_is_there_for_its_person_alone_and_for_an_hour():
    me, other = UserFactory(), UserFactory()
    with clock.at(START):
        token = kept(me)

    with clock.at(START + timedelta(minutes=59)):
        assert (content_of(token, me), content_of(token, other)) == (b"isi", None)
    with clock.at(START + timedelta(hours=1)):
        assert content_of(token, me) is None


def test_the_next_file_takes_the_place_of_the_one_before():
    me = UserFactory()
    first, second = kept(me, b"satu"), kept(me, b"dua")

    assert (content_of(first, me), content_of(second, me)) == (None, b"dua")
    assert len(default_storage.listdir(f"impor/{me.pk}")[1]) == 1


@pytest.mark.parametrize("token", ["", "x", "../2/0000000000-" + "0" * 32, "9999999999-" + "0" * 32])
def test_a_made_up_token_leads_nowhere(token):
    assert upload_store.open_kept(token, UserFactory()) is None


@pytest.mark.parametrize(
    ("line", "state"),
    [
        (PreviewLine(2), SAME),
        (PreviewLine(2, changes=[CHANGE]), CHANGED),
        (PreviewLine(2, is_new=True, changes=[CHANGE]), NEW),
        (PreviewLine(2, is_new=True, changes=[CHANGE], problems=[PROBLEM]), WRONG),
        (PreviewLine(2, warnings=[PROBLEM]), SAME),
    ],
)
def test_the_state_of_a_line(line, state):
    assert line.state == state
    assert line.is_under(state)
    assert line.is_under(WARNED) == bool(line.warnings)


def test_a_plan_counts_its_lines_by_sheet_and_state():
    plan = PreviewPlan(
        [PreviewLine(2, sheet="OPD"), PreviewLine(3, sheet="OPD", changes=[CHANGE]), PreviewLine(2, sheet="B")]
    )

    assert plan.counts() == {"OPD": {SAME: 1, CHANGED: 1}, "B": {SAME: 1}}
    assert plan.under(CHANGED) == [plan.lines[1]]
