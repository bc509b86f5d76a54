"""In whose name a letter goes out: the city, its organiser, the edition, and whom to ask.

Which edition a ledger chain belongs to is known by a later app, which says it when Django starts.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class MailHead:
    government: str = ""
    organiser: str = ""
    edition: str = ""
    contact: str = ""
    reply_to: str = ""


Finder = Callable[[str], MailHead]
_finders: list[Finder] = []


def finder(function: Finder) -> Finder:
    """Have a function asked for the head of every letter."""
    _finders[:] = [function]
    return function


def mail_head(chain: str) -> MailHead:
    """The head for letters of an edition's ledger chain; of no edition, the city's own as it was last used."""
    return _finders[0](chain) if _finders else MailHead()
