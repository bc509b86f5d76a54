"""What a page was shown, as it says so when it sends (accounts/concurrency.py)."""

import re
from html import unescape

from accounts.concurrency import tokens

FIELD = re.compile(r'name="((?:seen|contested)\[[^"]+\])" value="([^"]*)"')


def as_fields(shown):
    return {f"seen[{key}]": token for key, token in shown.items()}


def saw(**values):
    """The fields of a page that was shown these values."""
    return as_fields(tokens(values))


def seen_in(response):
    """The fields of an answer, to be sent with the next request; of what is contested, too."""
    return {unescape(name): token for name, token in FIELD.findall(response.text)}
