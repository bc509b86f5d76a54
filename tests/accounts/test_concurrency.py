"""Two people in one form, key by key: what may be stored, and what was changed elsewhere meanwhile."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.concurrency import Merge, changed, merge, seen, token, tokens

START = {"title": "A", "group": "umum"}
SEEN = tokens(START)
VALUES = st.one_of(
    st.none(), st.booleans(), st.text(max_size=5), st.decimals(0, 100, places=2), st.tuples(st.integers())
)
FIELDS = st.dictionaries(st.sampled_from("abc"), VALUES)


def test_what_i_changed_is_stored():
    assert merge({"title": "B", "group": "umum"}, START, SEEN) == Merge({"title": "B"}, {}, {})


def test_what_somebody_else_changed_stays():
    stored = {"title": "C", "group": "umum"}

    assert merge(START, stored, SEEN) == Merge({}, {}, {"title": "C"})


def test_two_people_in_two_fields_do_not_disturb_each_other():
    stored = {"title": "C", "group": "umum"}

    assert merge({"title": "A", "group": "khusus"}, stored, SEEN) == Merge({"group": "khusus"}, {}, {"title": "C"})


def test_two_people_in_one_field_clash():
    assert merge({"title": "B"}, {"title": "C"}, SEEN) == Merge({}, {"title": "C"}, {})


def test_both_wrote_the_same():
    assert merge({"title": "C"}, {"title": "C"}, SEEN) == Merge({}, {}, {})


def test_an_answer_that_got_lost_clashes_with_nobody():
    assert merge({"title": "BB"}, {"title": "B"}, SEEN, {"title"}) == Merge({"title": "BB"}, {}, {})


def test_what_was_not_seen_at_all_is_for_the_sender_to_decide():
    assert merge({"title": "B"}, {"title": "C"}, {}) == Merge({"title": "B"}, {}, {})


def test_what_is_stored_differently_than_it_was_seen_is_named():
    assert changed({"title": "C", "group": "umum"}, SEEN | {"gone": "x"}) == ["title"]


def test_a_row_and_its_key_have_one_token():
    class Row:
        pk = 7

    assert token(Row()) == token(7)


def test_one_moment_has_one_token_in_every_time_zone():
    moment = datetime(2026, 2, 11, 3, 15, tzinfo=UTC)

    assert token(moment) == token(moment.astimezone(timezone(timedelta(hours=7))))


def test_one_content_has_one_token_in_whatever_order():
    assert token({"a": 1, "b": 2}) == token({"b": 2, "a": 1})


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_marks_have_one_token_when_they_are_equal_and_two_when_they_are_not(one, other):
    assert token(one) == token(one + Decimal("0.0000"))
    assert (token(one) == token(other)) == (one == other)


@given(st.text(), st.text())
def test_two_texts_have_two_tokens(one, other):
    assert (token(one) == token(other)) == (one == other)


@given(st.dictionaries(st.text(min_size=1), st.text()), st.dictionaries(st.text(), st.text()))
def test_what_a_page_saw_is_read_from_its_fields_whatever_else_it_sends(shown, rest):
    sent = {name: value for name, value in rest.items() if not name.startswith("seen[")}

    assert seen(sent | {f"seen[{key}]": value for key, value in shown.items()}) == shown


def test_what_was_seen_of_a_contested_value_is_no_base_until_it_is_chosen():
    data = {"seen[title]": "1", "contested[title]": "2", "title": "A"}

    assert (seen(data), seen(data, "contested")) == ({"title": "1"}, {"title": "2"})


@settings(deadline=None)
@given(FIELDS, FIELDS, FIELDS)
def test_nothing_of_somebody_else_is_overwritten(start, mine, theirs):
    base = dict.fromkeys("abc") | start
    sent, stored = base | mine, base | theirs

    found = merge(sent, stored, tokens(base))

    for name in "abc":
        is_mine, is_theirs, is_same = (
            token(one[name]) != token(other[name]) for one, other in ((sent, base), (stored, base), (sent, stored))
        )
        assert (name in found.changes) == (is_mine and not is_theirs)
        assert (name in found.stale) == (is_mine and is_theirs and is_same)
        assert (name in found.behind) == (is_theirs and not is_mine)


@settings(deadline=None)
@given(FIELDS, FIELDS, FIELDS)
def test_what_is_stored_of_a_request_is_stored_once(start, mine, theirs):
    base = dict.fromkeys("abc") | start
    stored = base | theirs
    stored |= merge(base | mine, stored, tokens(base)).changes

    assert merge(base | mine, stored, tokens(base)).changes == {}


@settings(deadline=None)
@given(FIELDS, FIELDS, FIELDS)
def test_whoever_saw_both_values_may_choose_theirs_or_mine(start, mine, theirs):
    base = dict.fromkeys("abc") | start
    sent, stored = base | mine, base | theirs
    stale = merge(sent, stored, tokens(base)).stale

    found = merge(sent, stored, tokens(base | stale))

    assert found.stale == {}
    assert stale.keys() <= found.changes.keys()
