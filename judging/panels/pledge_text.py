"""The words of the integrity pledge, and how they fall into paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from competitions.models import Edition
from judging.models import Seat

POINT = re.compile(r"\d+\. ")


def pledge_text(edition: Edition, user: User, at: datetime) -> str:
    """What this person is to pledge at that moment, in Indonesian no matter who asks, ready to be hashed."""
    seats = Seat.objects.standing().filter(panel__stage__edition=edition, user=user).select_related("body")
    with translation.override("id"):
        bodies = dict.fromkeys(seat.body.name for seat in seats)
        context = {"edition": edition, "user": user, "bodies": ", ".join(bodies), "at": at}
        return render_to_string("judging/pledge_text.txt", context).strip()


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Block:
    """A paragraph, the numbered points of a list, or facts with their labels."""

    lines: list[str]
    is_list: bool = False
    facts: list[tuple[str, str]] = field(default_factory=list)


def blocks(text: str) -> Iterator[Block]:
    for part in text.split("\n\n"):
        lines = part.splitlines()
        if lines and all(POINT.match(line) for line in lines):
            yield Block([POINT.sub("", line, count=1) for line in lines], is_list=True)
        elif lines and all(": " in line for line in lines):
            yield Block(lines, facts=[(label, value) for label, _, value in (line.partition(": ") for line in lines)])
        else:
            yield Block(lines)
