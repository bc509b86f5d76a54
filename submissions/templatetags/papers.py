"""What a text needs before it is drawn on paper."""

import re

from django import template

register = template.Library()

ENDLESS = re.compile(r"\S{80}(?=\S{80})")  # the time to lay out a word grows with the square of its length


@register.filter
def breakable(text: str) -> str:
    """Break a run of characters that fills lines, as the page's edge would; what people write stays as it is."""
    return ENDLESS.sub(lambda run: f"{run.group()}\n", text)
