"""A course's sessions as a calendar file."""

from collections.abc import Sequence
from datetime import datetime

from icalendar import Calendar, Event

from bot.i18n import _, speaking, words
from bot.models import Course, CourseSession


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
    calendar = Calendar()
    calendar.add("prodid", "-//Rumbo//rumbo//ES")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    with speaking(locale):
        title = str(_("Appointment").striptags()) if course.sensitive else words(course.title)
    for session in sorted(sessions, key=lambda one: one.starts_at):
        event = Event()
        event.add("uid", f"course-{course.id}-session-{session.id}@rumbo")
        event.add("dtstamp", now)
        event.add("last-modified", now)
        # Grows with time, so that a calendar that knows the session takes the newer file.
        event.add("sequence", int(now.timestamp()) // 60)
        event.add("dtstart", session.starts_at)
        event.add("dtend", session.ends_at)
        many = len(sessions) > 1 and not course.sensitive
        event.add("summary", f"{title} ({session.number}/{len(sessions)})" if many else title)
        if not course.sensitive:
            if venue_text:
                event.add("location", venue_text)
            event.add("description", institution)
        calendar.add_component(event)
    return calendar.to_ical()
