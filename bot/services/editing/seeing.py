"""Fields as the row they would make, so that a draft can be shown as people will read it."""

from datetime import UTC, date, datetime
from typing import Any, Final

from bot.models import Call, Course, CourseSession, News, Venue
from bot.services.editing.fields import CALL, NEWS, SESSIONS, VENUE, placeholders_left
from bot.services.editing.foreseeing import Thing

_BLANK: Final = {"es": "…", "en": "…"}
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def seen(kind: str, fields: dict[str, Any], thing: Thing | None) -> tuple[Thing, list[CourseSession]]:
    """A row that is in no database, and a course's sessions; what isn't written yet is an ellipsis. `thing`: what the
    fields are changes of."""
    given = {name: value for name, value in fields.items() if name != SESSIONS and value is not None}
    left = placeholders_left(thing, list(fields)) if isinstance(thing, Course | Call | News) else []
    usual: dict[str, Any] = {"key": "draft", "title": _BLANK, "illustrative_fields": left}
    if kind == VENUE:
        return Venue(**{"key": "draft", "name": _BLANK, **given}), []
    if kind == NEWS:
        usual |= {
            "body": _BLANK,
            "published": date.max,
            "expires": date.max,
            "loaded_at": datetime.max.replace(tzinfo=UTC),
        }
        if "published" not in given and "expires" in given:
            usual["published"] = given["expires"]
        return News(**{**usual, **given}), []
    usual |= {"short_title": given.get("title", _BLANK), "summary": _BLANK, "topic": "", "organiser": ""}
    if kind == CALL:
        return Call(**{**usual, "kind": "programme", "benefit": _BLANK, "how_to_apply": _BLANK, **given}), []
    meetings = [
        CourseSession(course_id=0, number=number, starts_at=start, ends_at=end)
        for number, (start, end) in enumerate(fields.get(SESSIONS) or [], 1)
    ]
    course = Course(**{**usual, "kind": "course", "modality": "in_person", "status": "offered", **given})
    if meetings:
        course.starts_at, course.ends_at = meetings[0].starts_at, meetings[-1].ends_at
    return course, meetings
