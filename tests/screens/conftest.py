"""What screens are given, without a database."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot import packs
from bot.models import Call, Course, CourseSession, Enrollment, Person, Standing
from bot.packs import Pack
from bot.services.facts import Facts

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
"""Saturday noon in León."""


@pytest.fixture(params=packs.NAMES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return packs.read(request.param)


@pytest.fixture(scope="session")
def leon() -> Pack:
    return packs.read("leon")


@pytest.fixture
def facts() -> Facts:
    return Facts(zone="America/Mexico_City", quiet=(time(21), time(9)), rehearsal=True)


@pytest.fixture
def real(facts: Facts) -> Facts:
    """With a real Telegram behind the bot."""
    return Facts(zone=facts.zone, quiet=facts.quiet, rehearsal=False)


@pytest.fixture
def now() -> datetime:
    return NOW


def both(text: str) -> dict[str, str]:
    return {"es": text, "en": text}


MakeCourse = Callable[..., Course]
MakeCall = Callable[..., Call]


@pytest.fixture
def make_course() -> MakeCourse:
    def make(**changed: Any) -> Course:
        given: dict[str, Any] = {
            "id": 7,
            "key": "barberia",
            "kind": "course",
            "title": both("Barbería"),
            "short_title": both("Barbería"),
            "summary": both("Cortes y barba."),
            "topic": "employment",
            "organiser": "imju",
            "venue": "casa-juventud",
            "modality": "in_person",
            "seats": 20,
            "taken": 8,
            "hours": 12,
            "age_min": 12,
            "age_max": 29,
            "cost": 0,
            "status": "offered",
            "as_of": "2026-03",
            "sources": ["https://www.example.org/nota"],
            "starts_at": NOW + timedelta(days=7),
            "ends_at": NOW + timedelta(days=14, hours=2),
        }
        return Course(**{**given, **changed})

    return make


@pytest.fixture
def make_call() -> MakeCall:
    def make(**changed: Any) -> Call:
        given: dict[str, Any] = {
            "id": 3,
            "key": "nails-cup",
            "kind": "contest",
            "title": both("477 Nails Cup"),
            "short_title": both("477 Nails Cup"),
            "summary": both("El concurso."),
            "topic": "employment",
            "organiser": "imju",
            "benefit": both("Premios"),
            "how_to_apply": both("Por correo"),
            "sources": ["https://example.org"],
        }
        return Call(**{**given, **changed})

    return make


@pytest.fixture
def sessions() -> list[CourseSession]:
    return [
        CourseSession(
            id=number,
            course_id=7,
            number=number,
            starts_at=NOW + timedelta(days=7 * number),
            ends_at=NOW + timedelta(days=7 * number, hours=2),
        )
        for number in (1, 2)
    ]


@pytest.fixture
def make_enrollment() -> Callable[..., Enrollment]:
    def make(standing: Standing = Standing.ENROLLED, **changed: Any) -> Enrollment:
        return Enrollment(
            **{"id": 5, "person_id": 1, "course_id": 7, "standing": standing, "joined_at": NOW, **changed}
        )

    return make


@pytest.fixture
def person() -> Person:
    return Person(id=1, locale="es", created_at=NOW)
