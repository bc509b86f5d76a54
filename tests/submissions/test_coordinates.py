"""A place on the globe as people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.fields.coordinates import Point, UnreadablePlaceError, parse_point

BATU = Point(Decimal("-7.867100"), Decimal("112.523900"))


@pytest.mark.parametrize(
    "text",
    [
        "-7.8671, 112.5239",
        "-7.8671 112.5239",
        "-7.8671,112.5239",
        "-7,8671, 112,5239",
        "-7,8671 112,5239",
        "-7,8671,112,5239",
        "-7,8671; 112,5239",
        "−7,8671; 112.5239",
        "  (-7.8671, 112.5239) ",
        "geo:-7.8671,112.5239",
        "7.8671 S, 112.5239 E",
        "7,8671° LS 112,5239° BT",
        "112,5239 BT, 7,8671 LS",
        "7°52'1.56\"S 112°31'26.04\"E",
        "7° 52′ 1,56″ LS, 112° 31′ 26,04″ BT",
        "7°52'1.56''s 112°31'26.04''e",
    ],
)
def test_one_place_in_many_hands(text):
    assert parse_point(text) == BATU


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Alun-alun Batu", "unreadable"),
        ("-7,8671", "unreadable"),
        ("7°61'00\"S 112°31'26\"E", "unreadable"),
        ("7 LS, 8 LS", "unreadable"),
        ("1 2 3", "unreadable"),
        ("nan, inf", "unreadable"),
        ("112.5239, -7.8671", "swapped"),
        ("200, 300", "off_globe"),
        ("-7.8671, 190", "off_globe"),
    ],
)
def test_what_is_no_place(text, code):
    with pytest.raises(UnreadablePlaceError) as refusal:
        parse_point(text)

    assert refusal.value.code == code


def test_a_pair_of_whole_numbers_is_a_pair():
    assert parse_point("-7,112") == (Decimal(-7), Decimal(112))


latitudes = st.decimals("-90", "90", places=6)
longitudes = st.decimals("-180", "180", places=6)


@given(latitudes, longitudes, st.sampled_from([", ", " ", ",", "; "]))
def test_what_is_written_is_read(latitude, longitude, between):
    assert parse_point(f"{latitude:f}{between}{longitude:f}") == (latitude, longitude)


@given(latitudes, longitudes, st.sampled_from([", ", " ", "; ", ","]))
def test_what_is_written_with_commas_is_read(latitude, longitude, between):
    text = f"{latitude:f}{between}{longitude:f}".replace(".", ",")

    assert parse_point(text) == (latitude, longitude)


@given(latitudes, longitudes)
def test_what_a_point_says_of_itself_is_read(latitude, longitude):
    assert parse_point(str(Point(latitude, longitude))) == (latitude, longitude)
    assert parse_point(f"geo:{Point(latitude, longitude).address}") == (latitude, longitude)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"), st.sampled_from("EW"))
def test_degrees_minutes_and_seconds(degrees, minutes, seconds, north, east):
    point = parse_point(f"{degrees}°{minutes}'{seconds}\"{north} {degrees}°{minutes}'{seconds}\"{east}")

    value = degrees + Decimal(minutes) / 60 + Decimal(seconds) / 3600
    assert [abs(abs(part) - value) < Decimal("0.000001") for part in point] == [True, True]
    assert point.latitude <= 0 or north == "N"
    assert point.longitude <= 0 or east == "E"


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    try:
        point = parse_point(text)
    except UnreadablePlaceError:
        return
    assert abs(point.latitude) <= 90
    assert abs(point.longitude) <= 180
