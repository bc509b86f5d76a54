"""The formats of `accounts.formats` for templates, and the phase that the strip speaks of."""

from typing import Any

from django import template

from accounts import formats

register = template.Library()
for name in ("wib", "wib_short", "wib_near", "pukul", "tanggal", "figure", "remaining", "roman"):
    register.filter(name, getattr(formats, name))


@register.simple_tag
def phase_of(edition: Any, frame: Any, stage: Any = None) -> Any:
    """The phase that the strip speaks of: of the page's stage or edition if the page has one, else the frame's."""
    if not edition:
        return frame and frame.phase
    running = edition.foremost_phase(getattr(stage, "kind", ""))
    return running or (edition.next_phase() if edition.is_open else None)
