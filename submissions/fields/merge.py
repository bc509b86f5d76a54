"""Two people in one form: a mark per field tells what each of them changed since the page was loaded.

A page carries a mark of every value that it shows. What comes back unchanged is left as it stands now, whoever
changed it; what both changed clashes and is not stored.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Merge:
    """What to store, and the fields in which somebody else was faster."""

    changes: dict[str, Any]
    clashes: list[str]


def mark(value: Any) -> str:
    """A short hash of a value, the same for a row and for its key."""
    plain = json.dumps(value, default=lambda one: getattr(one, "pk", str(one)), ensure_ascii=False)
    return sha256(plain.encode()).hexdigest()[:12]


def marks_of(values: Values) -> str:
    return " ".join(f"{name}={mark(value)}" for name, value in values.items())


def read_marks(text: str) -> dict[str, str]:
    """What a page sent; what is not a mark is left out, and its field counts as changed by its sender."""
    return dict(part.split("=", 1) for part in text.split() if "=" in part)


def merge(sent: Values, stored: Values, marks: Mapping[str, str], own: Collection[str]) -> Merge:
    """Tell changes from clashes. `own` are the fields that the sender wrote last.

    Those never clash: an answer may have got lost on its way, and the page still carries the older mark.
    """
    changes, clashes = {}, []
    for name, value in sent.items():
        base, now = marks.get(name), mark(stored[name])
        if mark(value) in {base, now}:
            continue
        if base is None or base == now or name in own:
            changes[name] = value
        else:
            clashes.append(name)
    return Merge(changes, clashes)
