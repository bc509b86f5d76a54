"""The agenda as a calendar file. Times in UTC; an event keeps its name however often it moves."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import clock
from judging.models import Slot

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def calendar(slots: Iterable[Slot], *, name: str, words: Callable[[Slot], str]) -> bytes:
    """An iCalendar file (RFC 5545) of these turns; `words` says what an event is called.

    The sequence number is the second in which the session's agenda changed last, so that it only grows, also when a
    turn moves to another session.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415  slow to load, and few pages need it

    file = Calendar()
    file.add("prodid", "-//Kovablik//Jadwal presentasi//ID")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", name)
    for slot in slots:
        session = slot.session
        event = Event()
        event.add("uid", f"giliran-{slot.stage_id}-{slot.proposal_id}@{urlsplit(settings.BASE_URL).hostname}")
        event.add("dtstamp", clock.now().astimezone(UTC))
        event.add("dtstart", slot.starts_at.astimezone(UTC))
        event.add("dtend", slot.ends_at.astimezone(UTC))
        event.add("last-modified", session.changed_at.astimezone(UTC))
        event.add("sequence", max(0, int((session.changed_at - EPOCH).total_seconds())))
        event.add("summary", words(slot))
        event.add("location", session.place)
        event.add(
            "description",
            _("Paparan %(talk)d menit, wawancara %(interview)d menit.")
            % {"talk": session.talk_minutes, "interview": session.interview_minutes},
        )
        file.add_component(event)
    return file.to_ical()
