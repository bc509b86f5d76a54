"""The address of a video by its form alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.fields.videolinks import UnfitLinkError, clean_link

KEY = "dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("  ", ""),
        (f"https://youtu.be/{KEY}", f"https://youtu.be/{KEY}"),
        (f"youtu.be/{KEY}", f"https://youtu.be/{KEY}"),
        (f"//youtu.be/{KEY}?t=3", f"https://youtu.be/{KEY}?t=3"),
        (f" www.youtube.com/watch?v={KEY} ", f"https://www.youtube.com/watch?v={KEY}"),
        (f"https://m.youtube.com/watch?app=m&v={KEY}", f"https://m.youtube.com/watch?app=m&v={KEY}"),
        (f"https://youtube.com/shorts/{KEY}", f"https://youtube.com/shorts/{KEY}"),
        ("http://vimeo.com/123456", "http://vimeo.com/123456"),
        ("https://vimeo.com/channels/staf/123456", "https://vimeo.com/channels/staf/123456"),
        (
            "https://drive.google.com/file/d/1aBcDeFgHiJkLmNoP/view?usp=sharing",
            "https://drive.google.com/file/d/1aBcDeFgHiJkLmNoP/view?usp=sharing",
        ),
        ("https://drive.google.com/open?id=1aBcDeFgHiJkLmNoP", "https://drive.google.com/open?id=1aBcDeFgHiJkLmNoP"),
        ("situs.batukota.go.id:8080/video.mp4", "https://situs.batukota.go.id:8080/video.mp4"),
    ],
)
def test_what_is_taken(typed, stored):
    assert clean_link(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("video saya", "broken"),
        ('https://a.id/"x', "broken"),
        ("https://[::1", "broken"),
        ("https://a.id:99999999/", "broken"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("ftp://a.id/x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https:///tanpa-situs", "host"),
        ("https://localhost/x", "host"),
        ("https://127.0.0.1/x", "host"),
        ("video", "host"),
        ("https://-a.id/", "host"),
        ("https://siti:rahasia@a.id/x", "credentials"),
        ("https://siti@a.id/x", "credentials"),
        ("https://a.id/" + "x" * 300, "long"),
        ("https://youtu.be/", "youtube"),
        ("https://youtu.be/pendek", "youtube"),
        ("https://www.youtube.com/@kanal", "youtube"),
        ("https://www.youtube.com/playlist?list=PL1", "youtube"),
        ("https://vimeo.com/staf", "vimeo"),
        ("https://drive.google.com/drive/folders/1aBcDeFgHiJkLmNoP", "drive"),
    ],
)
def test_what_is_refused(typed, code):
    with pytest.raises(UnfitLinkError) as refusal:
        clean_link(typed)

    assert refusal.value.code == code


@given(st.text(max_size=80) | st.text(max_size=40).map(lambda rest: f"https://{rest}"))
def test_no_text_breaks_it_and_nothing_but_the_web_passes(text):
    try:
        link = clean_link(text)
    except UnfitLinkError:
        return
    assert link == "" or link.lower().startswith(("https://", "http://"))
    assert len(link) <= 300
