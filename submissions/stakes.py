"""What later apps have built on a proposal, and how they let go of it when the verdict beneath is taken back.

Sheets, promotions and rankings are known in later apps, which register their answers when Django starts (ADR 0004).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from .models import Proposal, Undoing


@dataclass(frozen=True)
class Stake:
    """One thing that stands on a proposal, in a sentence; as long as it `blocks`, the verdict cannot be taken back.

    Of what does not block the sentence says what becomes of it.
    """

    text: str
    blocks: bool = False


Looks = Callable[[Proposal], Iterable[Stake]]
Releases = Callable[[Undoing], None]
_looks: list[Looks] = []
_releases: list[Releases] = []


def stake_register(function: Looks) -> Looks:
    """Have a function asked what stands on a proposal."""
    if function not in _looks:
        _looks.append(function)
    return function


def on_release(function: Releases) -> Releases:
    """Have a function let go of what does not block, inside the transaction of what is taken back."""
    if function not in _releases:
        _releases.append(function)
    return function


def stakes_on(proposal: Proposal) -> list[Stake]:
    return [stake for look in _looks for stake in look(proposal)]


def refuse_stakes(proposal: Proposal) -> None:
    """Raise ValidationError with all that has to go first. Ask it with edition and proposal locked."""
    if blocking := [stake.text for stake in stakes_on(proposal) if stake.blocks]:
        raise ValidationError([ValidationError(text, code="stands") for text in blocking])


def release(undoing: Undoing) -> None:
    """Let go of all that does not block; edition and proposal are locked, the ledger is not yet."""
    for let_go in _releases:
        let_go(undoing)
