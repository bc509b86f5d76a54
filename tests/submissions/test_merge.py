"""Two people in one form, field by field."""

from hypothesis import given
from hypothesis import strategies as st

from submissions.fields.merge import Merge, mark, marks_of, merge, read_marks

START = {"title": "A", "group": "general"}
MARKS = read_marks(marks_of(START))


def test_what_i_changed_is_stored():
    assert merge({"title": "B", "group": "general"}, START, MARKS, ()) == Merge({"title": "B"}, [])


def test_what_somebody_else_changed_stays():
    assert merge({"title": "A", "group": "general"}, {"title": "C", "group": "general"}, MARKS, ()) == Merge({}, [])


def test_two_people_in_two_fields_do_not_disturb_each_other():
    stored = {"title": "C", "group": "general"}

    assert merge({"title": "A", "group": "special"}, stored, MARKS, ()) == Merge({"group": "special"}, [])


def test_two_people_in_one_field_clash():
    assert merge({"title": "B"}, {"title": "C"}, MARKS, ()) == Merge({}, ["title"])


def test_both_wrote_the_same():
    assert merge({"title": "C"}, {"title": "C"}, MARKS, ()) == Merge({}, [])


def test_an_answer_that_got_lost_clashes_with_nobody():
    assert merge({"title": "BB"}, {"title": "B"}, MARKS, {"title"}) == Merge({"title": "BB"}, [])


def test_without_a_mark_the_sender_decides():
    assert merge({"title": "B"}, {"title": "C"}, {}, ()) == Merge({"title": "B"}, [])


def test_a_row_and_its_key_have_one_mark():
    class Row:
        pk = 7

    assert mark(Row()) == mark(7)


@given(st.text())
def test_no_marks_break_it(text):
    assert all(isinstance(key, str) for key in read_marks(text))


@given(st.dictionaries(st.sampled_from("abc"), st.text()), st.dictionaries(st.sampled_from("abc"), st.text()))
def test_nothing_of_somebody_else_is_overwritten(mine, theirs):
    base = dict.fromkeys("abc", "")
    sent, stored = base | mine, base | theirs

    found = merge(sent, stored, read_marks(marks_of(base)), ())

    for name in "abc":
        changed_by = [side for side in (sent, stored) if side[name] != base[name]]
        assert (name in found.changes) == (changed_by == [sent])
        assert (name in found.clashes) == (len(changed_by) == 2 and sent[name] != stored[name])
