"""Why a right is refused: each predicate says its sentence, and the first one that fails speaks.

A right is a chain of conditions joined by `&`, in the order in which a person is to hear of them. A condition without
a sentence hides: where it fails, the thing does not exist for that person. The chain begins with a condition; what is
joined by `|` or turned round by `~` is one condition again, and needs a sentence of its own.
"""

from collections.abc import Callable
from typing import Any, cast

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404

from .models import User

Sentence = Any  # a text, translated when it is shown, or a function of user and object that returns one


class Condition(rules.Predicate):
    """A predicate with the sentence of its refusal; a chain of them remembers its links."""

    sentence: Sentence = ""
    links: tuple[rules.Predicate, ...] = ()

    def __and__(self, other: rules.Predicate) -> rules.Predicate:
        chain = cast("Condition", super().__and__(other))  # rules joins two as the class of the first
        chain.links = (*links_of(self), *links_of(other))
        return chain

    def why(self, user: User, obj: object) -> str:
        return str(self.sentence(user, obj) if callable(self.sentence) else self.sentence)


def says(sentence: Sentence) -> Callable[[Callable[..., Any]], Condition]:
    """Hang on a predicate what its failure says."""

    def hang(predicate: Callable[..., Any]) -> Condition:
        condition = Condition(predicate)
        condition.sentence = sentence
        return condition

    return hang


hides = says("")


def links_of(predicate: rules.Predicate) -> tuple[rules.Predicate, ...]:
    return getattr(predicate, "links", ()) or (predicate,)


def why_not(right: str, user: User, obj: object) -> str:
    """The sentence of the first condition that fails; nothing if that one hides, or if the person has the right."""
    if user.has_perm(right, obj):
        return ""
    failing = (one for one in links_of(rules.permissions.permissions[right]) if not one.test(user, obj))
    first = next(failing, None)
    return first.why(user, obj) if isinstance(first, Condition) else ""


def require(right: str, user: User, obj: object) -> None:
    """Let pass who has the right; else refuse with the sentence, or find nothing where there is none."""
    if user.has_perm(right, obj):
        return
    if sentence := why_not(right, user, obj):
        raise PermissionDenied(sentence)
    raise Http404
