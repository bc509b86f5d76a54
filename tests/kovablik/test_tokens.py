"""Every pair of colours that stands on a page is legible in both themes (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
THEMES = ("light", "dark")
TEXT, LARGE = 4.5, 3.0
GROUNDS = ("paper", "surface", "tint", "gold-tint")
VOICES = ("ink", "muted", "green", "gold", "danger", "warn", "info", "success")
TINTS = ("danger-tint", "warn-tint", "info-tint", "success-tint")


def colours(theme):
    """The tokens of a theme: those of the light one, and the dark ones over them."""
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", dark))
    return found


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_in_the_recommendation():
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


def test_the_dark_theme_sets_every_colour():
    dark = TOKENS.split("@media (prefers-color-scheme: dark)")[1]

    assert set(re.findall(r"--([\w-]+): #", dark)) == set(colours("light"))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("voice", VOICES)
def test_text_is_legible_on_each_ground(theme, ground, voice):
    found = colours(theme)

    assert contrast(found[voice], found[ground]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tint", TINTS)
def test_notices_are_legible(theme, tint):
    found = colours(theme)

    assert contrast(found["ink"], found[tint]) >= TEXT
    assert contrast(found[tint.removesuffix("-tint")], found[tint]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("fill", ["green", "green-hover"])
def test_the_button_is_legible(theme, fill):
    found = colours(theme)

    assert contrast(found["on-green"], found[fill]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("control", ["edge", "gold", "green"])
def test_controls_and_focus_stand_out(theme, ground, control):
    found = colours(theme)

    assert contrast(found[control], found[ground]) >= LARGE
