"""Two writers in one place: what was changed elsewhere meanwhile is never overwritten unseen.

A page carries a token of every value that it shows, in fields called `seen[key]`, and sends them back with the values.
From what was sent, what is stored and what was seen follows, key by key, what may be stored and what may not.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

Seen = Mapping[str, str]
FIELD = re.compile(r"(\w+)\[(.+)\]", re.DOTALL)


@dataclass(frozen=True)
class Merge:
    """What is to become of a request. What is sent as it is stored already appears nowhere."""

    changes: dict[str, Any]  # to be stored
    stale: dict[str, Any]  # changed by both: what is stored, not to be overwritten
    behind: dict[str, Any]  # changed by others alone: what is stored, while the page shows an older value

    @property
    def unseen(self) -> dict[str, Any]:
        """What is stored and was not shown to the sender, whether they changed the same value or not."""
        return self.stale | self.behind


def token(value: Any) -> str:
    """A short hash of a value: what is equal, of one kind, has one token, and a row has that of its key."""
    plain = json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True)
    return sha256(plain.encode(errors="surrogatepass")).hexdigest()[:16]


def tokens(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: token(value) for key, value in values.items()}


def seen(data: Mapping[str, Any], name: str = "seen") -> dict[str, str]:
    """The tokens that a page sent, by their keys."""
    found = ((FIELD.fullmatch(field), value) for field, value in data.items())
    return {match[2]: str(value) for match, value in found if match and match[1] == name}


def as_json(fields: Mapping[str, str], seen: Seen) -> str:
    """For the script: what is stored, as the form would send it, and the tokens of that."""
    return json.dumps({"fields": fields, "seen": seen})


def changed(stored: Mapping[str, Any], seen: Seen) -> list[str]:
    """The keys of what is stored differently than it was seen."""
    return [key for key in seen.keys() & stored.keys() if token(stored[key]) != seen[key]]


def merge(sent: Mapping[str, Any], stored: Mapping[str, Any], seen: Seen, own: Collection[str] = ()) -> Merge:
    """Tell what its sender changed from what others changed since.

    A value whose token was not sent counts as changed by its sender. The `own` keys, which the sender wrote last,
    are never stale: an answer may have got lost on its way, and the page still carries the older token.
    """
    found = Merge({}, {}, {})
    for key, value in sent.items():
        base, now, new = seen.get(key), token(stored[key]), token(value)
        if new == now:
            continue
        if new == base:
            found.behind[key] = stored[key]
        elif base in {None, now} or key in own:
            found.changes[key] = value
        else:
            found.stale[key] = stored[key]
    return found


def _plain(value: Any) -> Any:
    """What JSON does not know, the same for equal values: 80 and 80.00, one moment in two time zones."""
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}" if value.is_finite() else str(value)
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat()
    return getattr(value, "pk", str(value))
