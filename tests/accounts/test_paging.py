"""Long lists that read the keys of a page first."""

import pytest

from accounts.models import OPD
from accounts.paging import KeysFirst
from tests.factories import OPDFactory


@pytest.fixture
def bodies(db):
    return [OPDFactory(name=f"Badan {number}") for number in range(5)]


def pages(read=lambda rows: rows):
    return KeysFirst(OPD.objects.order_by("-name"), 2, read=read)


@pytest.mark.parametrize(
    ("typed", "number", "names"),
    [
        (None, 1, ["Badan 4", "Badan 3"]),
        ("2", 2, ["Badan 2", "Badan 1"]),
        ("3", 3, ["Badan 0"]),
        ("4", 3, ["Badan 0"]),
        ("9" * 30, 3, ["Badan 0"]),
        ("0", 3, ["Badan 0"]),
        ("-1", 3, ["Badan 0"]),
        ("x", 1, ["Badan 4", "Badan 3"]),
        ("²", 1, ["Badan 4", "Badan 3"]),
        ("", 1, ["Badan 4", "Badan 3"]),
    ],
)
def test_a_page_has_its_rows_in_their_order(bodies, typed, number, names):
    page = pages().get_page(typed)

    assert page.number == number
    assert [body.name for body in page] == names
    assert (page.paginator.count, page.paginator.num_pages) == (5, 3)


@pytest.mark.parametrize("number", ["1", "3"])
def test_a_page_costs_two_queries_and_reads_its_own_rows_alone(bodies, number, django_assert_num_queries):
    asked = []

    with django_assert_num_queries(2):
        page = pages(lambda rows: asked.append(rows) or rows).get_page(number)
        rows, total = list(page), page.paginator.count

    assert total == 5
    assert {row.pk for row in rows} == set(asked[0].values_list("pk", flat=True))


@pytest.mark.django_db
def test_nothing_is_one_empty_page():
    page = pages().get_page("7")

    assert (page.number, list(page), page.paginator.count) == (1, [], 0)
