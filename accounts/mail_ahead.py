"""What an act will send, seen before it does: to how many people of which bodies, and as one of them gets it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation

from .mail import Mailing, written
from .mail_body import as_page
from .models import OPD, User
from .outbox import is_reached


@dataclass
class MailAhead:
    """For `components/mail_ahead.html`. Empty when the act writes to nobody."""

    people: list[tuple[User, str]] = field(default_factory=list)  # each with the bodies for which
    agencies: set[OPD] = field(default_factory=set)
    subject: str = ""
    body: str = ""

    def __bool__(self) -> bool:
        return bool(self.people)

    @property
    def first(self) -> User:
        """Whose e-mail is shown."""
        return self.people[0][0]


def mail_ahead(build: Callable[[], Iterable[Mailing]]) -> MailAhead:
    """Ask the act's own mailings, in the language in which they go out, and write the first alone."""
    ahead = MailAhead()
    with translation.override(settings.LANGUAGE_CODE):
        for mailing in build():
            readers = [reader for reader in mailing.readers if is_reached(reader)]
            if readers and not ahead:
                (first,) = written(mailing, readers[:1])
                ahead.subject, ahead.body = first.subject, as_page(first.body)
            if readers:
                ahead.agencies.update(mailing.agencies)
            ahead.people += [(reader, ", ".join(opd.abbr for opd in mailing.agencies)) for reader in readers]
    return ahead
