"""Handing files out: whole or in part, with headers that keep them files."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from submissions.attachments.actions import add_attachment
from tests.extent import examples
from tests.factories import MembershipFactory
from tests.submissions import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]
CONTENT = samples.big_pdf(200_000)
SIZE = len(CONTENT)


@pytest.fixture
def attachment(proposal, template, operator):
    return add_attachment(proposal=proposal, section=template, file=ContentFile(CONTENT, "a.pdf"), by=operator)


@pytest.fixture
def fetch(client, attachment):
    address = reverse("submissions:attachment-detail", args=[attachment.pk])

    def get(method="get", **headers):
        return getattr(client, method)(address, headers={key.replace("_", "-"): text for key, text in headers.items()})

    return get


def read(response):
    return b"".join(response) if response.streaming else response.content


def test_a_whole_file_says_that_parts_may_be_asked_for(fetch, attachment):
    response = fetch()

    assert (response.status_code, response["Accept-Ranges"]) == (200, "bytes")
    assert response["ETag"] == f'"{attachment.sha256}"'
    assert read(response) == CONTENT


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-100", 100, 100),
        ("bytes=150000-", 150_000, SIZE - 1),
        ("bytes=-500", SIZE - 500, SIZE - 1),
        (f"bytes=-{SIZE * 2}", 0, SIZE - 1),
        (f"bytes=10-{SIZE * 9}", 10, SIZE - 1),
        ("bytes = 0 - 99", 0, 99),
    ],
)
def test_a_part_is_handed_out_alone(fetch, asked, first, last):
    response = fetch(Range=asked)

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert read(response) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE * 5}-{SIZE * 6}", "bytes=-0"])
def test_a_part_beyond_the_end_is_not_there(fetch, asked):
    response = fetch(Range=asked)

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
    assert response.content == b""


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-9", "bytes=9-2", "bytes=-", "bytes=a-b", "items=0-5", "0-5", "bytes=٣-٤", ""]
)
def test_what_is_no_single_part_gets_the_whole(fetch, asked):
    response = fetch(Range=asked)

    assert response.status_code == 200
    assert read(response) == CONTENT


def test_a_part_of_another_file_is_not_joined_to_this_one(fetch, attachment):
    same = fetch(Range="bytes=0-9", If_Range=f'"{attachment.sha256}"')
    other = fetch(Range="bytes=0-9", If_Range='"lain"')
    dated = fetch(Range="bytes=0-9", If_Range="Mon, 05 Jan 2026 01:00:00 GMT")

    assert [one.status_code for one in (same, other, dated)] == [206, 200, 200]
    for response in (same, other, dated):
        read(response)


def test_whoever_has_the_file_is_told_that_it_is_the_same(fetch, attachment):
    response = fetch(If_None_Match=f'"{attachment.sha256}"')

    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(("headers", "status", "length"), [({}, 200, SIZE), ({"Range": "bytes=0-9"}, 206, 10)])
def test_a_look_at_the_head_sends_nothing_of_the_body(fetch, headers, status, length):
    response = fetch("head", **headers)

    assert (response.status_code, response["Content-Length"]) == (status, str(length))
    assert read(response) == b""


def test_ranges_open_nothing_to_strangers(client, fetch):
    client.force_login(MembershipFactory().user)

    assert fetch(Range="bytes=0-9").status_code == 404


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
def test_no_range_breaks_the_answer(fetch, text):
    for asked in (text, f"bytes={text}"):
        response = fetch(Range=asked, If_Range=text, If_None_Match=text)
        assert response.status_code in {200, 206, 304, 416}
        read(response)
