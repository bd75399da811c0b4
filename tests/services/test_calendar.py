"""The calendar file, read back by the library that calendars use."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from bot.models import Course, CourseSession
from bot.services.calendar import ics

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
START = datetime(2026, 12, 5, 16, tzinfo=UTC)


def made(*, sensitive: bool = False, meetings: int = 2, locale: str = "es", now: datetime = NOW) -> bytes:
    words = {"es": "Soldadura, básica; día 1", "en": "Welding"}
    course = Course(
        id=7, key="soldadura", kind="workshop", title=words, short_title=words, summary=words, topic="x",
        organiser="x", modality="in_person", status="offered", sensitive=sensitive,
    )  # fmt: skip
    sessions = [
        CourseSession(
            id=number, course_id=7, number=number, starts_at=START + timedelta(days=7 * number),
            ends_at=START + timedelta(days=7 * number, hours=2),
        )
        for number in range(1, meetings + 1)
    ]  # fmt: skip
    return ics(course, sessions, venue_text="Casa Juvenil, Calle 1", institution="IMJU", locale=locale, now=now)


def events(content: bytes) -> list[Event]:
    return list(Calendar.from_ical(content).events)


def test_each_session_is_an_event_with_its_moment_and_place() -> None:
    first, second = events(made())
    assert first.start == START + timedelta(days=7)
    assert first.end == START + timedelta(days=7, hours=2)
    assert second.start == START + timedelta(days=14)
    assert first["summary"] == "Soldadura, básica; día 1 (1/2)"
    assert first["location"] == "Casa Juvenil, Calle 1"
    assert not first.alarms.times


def test_a_single_session_is_not_counted_and_english_is_english() -> None:
    (only,) = events(made(meetings=1, locale="en"))
    assert only["summary"] == "Welding"


def test_the_same_session_keeps_its_identity_and_a_later_file_wins() -> None:
    before, after = events(made()), events(made(now=NOW + timedelta(minutes=5)))
    assert [one["uid"] for one in before] == [one["uid"] for one in after]
    assert len({one["uid"] for one in before}) == 2
    assert after[0]["sequence"] > before[0]["sequence"]


@pytest.mark.parametrize("locale", ["es", "en"])
def test_a_sensitive_course_names_neither_itself_nor_its_place(locale: str) -> None:
    content = made(sensitive=True, locale=locale).decode().lower()
    for secret in ("soldadura", "welding", "casa", "imju"):
        assert secret not in content
    assert len(events(made(sensitive=True))) == 2


def test_the_file_is_as_the_standard_wants_it() -> None:
    content = made()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"DTSTART:20261212T160000Z" in content
