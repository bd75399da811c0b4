"""Sessions as a calendar: a file of one course, or the calendar of everything a person takes part in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from bot.i18n import _, speaking, words
from bot.models import Course, CourseSession

AGAIN: Final = timedelta(hours=1)
"""How often a calendar that subscribed is asked to look."""


@dataclass(frozen=True)
class Entry:
    """A course somebody holds a place in. `tentative`: the place is only on offer."""

    course: Course
    sessions: Sequence[CourseSession]
    tentative: bool = False


def ics(
    course: Course,
    sessions: Sequence[CourseSession],
    *,
    venue_text: str,
    institution: str,
    locale: str,
    now: datetime,
) -> bytes:
    """One event a session, in UTC. The same session keeps its UID, so importing again moves it instead of doubling it.

    A sensitive course shows neither its name nor its place: calendars are shared, synchronised and shown on locks.
    """
    calendar = _calendar()
    with speaking(locale):
        for event in _events(Entry(course, sessions), venue_text, institution, now):
            calendar.add_component(event)
    return calendar.to_ical()


def feed(
    entries: Iterable[Entry],
    *,
    place: Callable[[Course], str],
    institution: Callable[[], str],
    locale: str,
    now: datetime,
) -> bytes:
    """The same events for everything a person holds a place in, as a calendar that one subscribes to. `place` and
    `institution` are asked while the reader's language is spoken."""
    calendar = _calendar()
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{int(AGAIN.total_seconds() // 3600)}H")
    with speaking(locale):
        # The calendar's name stands in every list of calendars; it says nothing of what is in it.
        calendar.add("x-wr-calname", institution())
        for entry in entries:
            for event in _events(entry, place(entry.course), institution(), now):
                calendar.add_component(event)
    return calendar.to_ical()


def lasting(content: bytes) -> bytes:
    """The content without what changes from one minute to the next."""
    moving = (b"DTSTAMP", b"LAST-MODIFIED", b"SEQUENCE")
    return b"\r\n".join(line for line in content.split(b"\r\n") if not line.startswith(moving))


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Rumbo//rumbo//ES")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    return calendar


def _events(entry: Entry, place: str, institution: str, now: datetime) -> Iterable[Event]:
    course, count = entry.course, len(entry.sessions)
    title = str(_("Appointment").striptags()) if course.sensitive else words(course.title)
    for session in sorted(entry.sessions, key=lambda one: one.starts_at):
        event = Event()
        event.add("uid", f"course-{course.id}-session-{session.id}@rumbo")
        event.add("dtstamp", now)
        event.add("last-modified", now)
        # Grows with time, so that a calendar that knows the session takes the newer file.
        event.add("sequence", int(now.timestamp()) // 60)
        event.add("dtstart", session.starts_at)
        event.add("dtend", session.ends_at)
        many = count > 1 and not course.sensitive
        event.add("summary", f"{title} ({session.number}/{count})" if many else title)
        if entry.tentative:
            event.add("status", "TENTATIVE")
        if not course.sensitive:
            if place:
                event.add("location", place)
            event.add("description", institution)
        yield event
