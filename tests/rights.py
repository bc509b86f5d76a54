"""Tables of rights: who has which right, in which state of things, at which moment.

One table per app, `TABLE` in its `test_rules`: `(right, state)` → moment → roles. The state is empty where none
matters, else the words of docs/hak.md, which is printed from these tables.
"""

from collections.abc import Callable, Iterable

from accounts import clock
from accounts.models import User
from tests.moments import MOMENTS, moment
from tests.people import ROLES

Row = dict[str, frozenset[str]]
Table = dict[tuple[str, str], Row]
NOBODY: frozenset[str] = frozenset()


def during(roles: Iterable[str], *moments: str, otherwise: Iterable[str] = NOBODY) -> Row:
    return {name: frozenset(roles if name in moments else otherwise) for name in MOMENTS}


def ever(roles: Iterable[str]) -> Row:
    return during(roles, *MOMENTS)


NEVER = ever(NOBODY)


def rights(table: Table) -> list[str]:
    """Each right of a table once, in its order."""
    return list(dict.fromkeys(right for right, _state in table))


def differing(table: Table, right: str, ask: Callable) -> list[str]:
    """Where a right differs from its table: state, moment, role. `ask(state)` gives the people and what each is
    asked about; a person was not asked before, as in a request.
    """
    found = []
    for state in (state for name, state in table if name == right):
        people, target_of = ask(state)
        for when in MOMENTS:
            with clock.at(moment(when)):
                having = {role for role in ROLES if people[role].has_perm(right, target_of(role))}
            differs = sorted(having ^ table[right, state][when])
            found += [f"{state}, {when}: {role} {'has' if role in having else 'lacks'} it" for role in differs]
    return found


def fresh(keys: dict[str, int]) -> dict[str, User]:
    """The people of a world that lasts, as a new request finds them."""
    persons = User.objects.in_bulk(keys.values())
    return {role: persons[key] for role, key in keys.items()}
