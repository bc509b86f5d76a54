import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.numbering import PatternError, certificate_number, check_pattern


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("188.45/{nomor:03}/KEP/{tahun}", "188.45/007/KEP/2026"),
        ("{nomor}", "7"),
        ("188.45/{nomor}/KEP/422.012/2026", "188.45/7/KEP/422.012/2026"),
        ("{{P}}-{nomor:02}", "{P}-07"),
    ],
)
def test_number_follows_the_pattern(pattern, number):
    assert certificate_number(pattern, 7, 2026) == number


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("188.45/KEP", "sequence"),
        ("{tahun}", "sequence"),
        ("{nomor", "braces"),
        ("nomor}", "braces"),
        ("{}", "unknown"),
        ("{nomor}/{bulan}", "unknown"),
        ("{nomor.real}", "unknown"),
        ("{nomor!r}", "unknown"),
        ("{nomor:99999999}", "width"),
        ("{nomor:x}", "width"),
        ("{nomor:{tahun}}", "width"),
    ],
)
def test_pattern_is_refused(pattern, code):
    with pytest.raises(PatternError) as refusal:
        check_pattern(pattern)

    assert refusal.value.code == code


@given(st.text(max_size=40))
def test_any_text_is_either_refused_or_numbers(pattern):
    try:
        check_pattern(pattern)
    except PatternError:
        return
    assert certificate_number(pattern, 1, 2026) != certificate_number(pattern, 2, 2026)
