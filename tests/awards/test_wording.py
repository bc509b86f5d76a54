import pytest

from awards.wording import balanced


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Dinas Pendidikan", ["Dinas Pendidikan"]),
        ("satu dua tiga empat lima", ["satu dua tiga", "empat lima"]),
        ("satukatayangpanjangsekali", ["satukatayangpanjangsekali"]),
    ],
)
def test_a_long_name_takes_two_lines_of_about_the_same_length(text, lines):
    assert balanced(text, width=20) == lines
