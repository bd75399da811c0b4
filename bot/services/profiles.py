"""What is known about a person: reading all of it, and changing or forgetting a part."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import regex
from sqlalchemy import func
from sqlmodel import col, delete, or_, select, update

from bot import time
from bot.db import Session
from bot.errors import NotAPlace, NotThere, StillNeeded
from bot.models import (
    ACTIVE,
    Account,
    Application,
    Call,
    Consent,
    Course,
    Dismissal,
    Enrollment,
    FirmCheck,
    Follow,
    Guardianship,
    Interest,
    JourneyStage,
    Letter,
    Person,
    Placement,
    Post,
    Referral,
    Request,
    StaffRole,
    Thread,
)
from bot.models.course import Words
from bot.services import attendance, birth_dates, consents, eligibility, guardians, people, purposes
from bot.services.applications import papers
from bot.services.facts import Facts
from bot.services.names import quoted, unpiled, visible
from bot.services.wishes import CALL_OPEN
from bot.services.wishes import KINDS as WISHES

LONGEST: Final = 80
"""Graphemes, and code points, of a colonia's name."""
NEAR: Final = 2
"""Decimals of a degree that are kept of where somebody is: about a kilometre."""

_PLACE = regex.compile(r"[\p{L}\p{M}\p{Nd} '’.,/()°ºª\-\u2010\u2011·]+")
_LETTER = regex.compile(r"\p{L}")
_STREET = regex.compile(
    r"#\s*\d|\b(?:n[oú]m?|número|numero|int|ext|depto|apto)\b\.?\s*\d"
    r"|^(?:calle|c\.|av\.?|avenida|blvd\.?|bulevar|boulevard|calz\.?|calzada|callej[oó]n|andador|privada|priv\.?|cerrada"
    r"|prolongaci[oó]n|carretera|street|avenue)\s.*\d|\b\d+\s+\p{L}+\s+(?:street|avenue|road|st|ave|rd)\b",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Known:
    """Everything that is stored about one person, beside their own row."""

    person: Person
    accounts: int
    enrollments: Sequence[tuple[Enrollment, Course]]
    wishes: Sequence[tuple[str, Words | None, datetime | None]]
    """Courses and calls they want to hear of: key, title as far as it still exists, and since when a course."""
    stages: Sequence[JourneyStage]
    follows: Sequence[Follow]
    dismissals: Sequence[tuple[Dismissal, Words | None]]
    roles: Sequence[StaffRole]
    letters: int
    """How many messages are planned."""
    consents: Sequence[Consent]
    """The last word on each purpose."""
    requests: Sequence[Request]
    guardians: Sequence[Guardianship]
    wards: Sequence[tuple[Guardianship, Person]]
    permissions: int
    """Questions to guardians, of either side."""
    threads: Sequence[Thread]
    applications: Sequence[tuple[Application, Call]]
    referrals: Sequence[Referral]
    firms: Sequence[tuple[FirmCheck, Call]]
    placements: Sequence[Placement]
    papers: int
    """How many files of theirs are kept."""
    attendance: Sequence[tuple[Course, int, int]]
    """By course, how often they came and how often not."""


async def everything(session: Session, person: Person) -> Known:
    """All of it, the oldest first."""
    of = person.id
    enrollments = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == of)
        .order_by(col(Enrollment.id))
    )
    wishes = list(await session.exec(select(Interest).where(Interest.person_id == of).order_by(col(Interest.id))))
    stages = select(JourneyStage).where(JourneyStage.person_id == of).order_by(col(JourneyStage.id))
    follows = select(Follow).where(Follow.person_id == of).order_by(col(Follow.id))
    dismissed = list(await session.exec(select(Dismissal).where(Dismissal.person_id == of).order_by(col(Dismissal.id))))
    applications = (
        select(Application, Call)
        .join(Call, col(Call.id) == Application.call_id)
        .where(Application.person_id == of)
        .order_by(col(Application.id))
    )
    places = select(Placement).where(Placement.person_id == of).order_by(col(Placement.id))
    firms = (
        select(FirmCheck, Call)
        .join(Call, col(Call.id) == FirmCheck.call_id)
        .where(FirmCheck.person_id == of)
        .order_by(col(FirmCheck.id))
    )
    accounts = select(func.count()).select_from(Account).where(col(Account.person_id) == of)
    letters = (
        select(func.count())
        .select_from(Letter)
        .where(col(Letter.person_id) == of, col(Letter.state).in_([Post.WAITING, Post.SENDING]))
    )
    courses = await _titles(session, Course, {one.course_key for one in wishes} | _keys(dismissed, "c"))
    calls = await _titles(session, Call, _keys(dismissed, "k"))
    return Known(
        person=person,
        accounts=(await session.exec(accounts)).one(),
        enrollments=list(await session.exec(enrollments)),
        wishes=[
            *((one.course_key, courses.get(one.course_key), one.asked_at) for one in wishes),
            *await _awaited_calls(session, person),
        ],
        stages=list(await session.exec(stages)),
        follows=list(await session.exec(follows)),
        dismissals=[(one, (courses if one.kind == "c" else calls).get(one.key)) for one in dismissed],
        roles=list(await session.exec(select(StaffRole).where(StaffRole.person_id == of).order_by(col(StaffRole.id)))),
        letters=(await session.exec(letters)).one(),
        consents=list((await consents.newest(session, of or 0)).values()),
        requests=list(await session.exec(select(Request).where(Request.person_id == of).order_by(col(Request.id)))),
        guardians=await guardians.of(session, of or 0),
        wards=await guardians.wards(session, of or 0),
        permissions=await guardians.count(session, of or 0),
        threads=list(await session.exec(select(Thread).where(Thread.person_id == of).order_by(col(Thread.id)))),
        applications=list(await session.exec(applications)),
        firms=list(await session.exec(firms)),
        placements=list(await session.exec(places)),
        referrals=list(await session.exec(select(Referral).where(Referral.person_id == of).order_by(col(Referral.id)))),
        papers=len(await papers.mine(session, of or 0)),
        attendance=await attendance.of_person(session, of or 0),
    )


async def _awaited_calls(session: Session, person: Person) -> list[tuple[str, Words | None, datetime | None]]:
    """A call one waits for is kept as the letter that will tell of it."""
    query = select(Letter).where(Letter.person_id == person.id, Letter.kind == CALL_OPEN, Letter.state == Post.WAITING)
    found: list[tuple[str, Words | None, datetime | None]] = []
    for letter in (await session.exec(query.order_by(col(Letter.id)))).all():
        call = await session.get(Call, letter.subject.get("call_id", 0))
        if call is not None:
            found.append((call.key, call.short_title, None))
    return found


def _keys(dismissals: Sequence[Dismissal], kind: str) -> set[str]:
    return {one.key for one in dismissals if one.kind == kind}


async def _titles(session: Session, kind: type[Course] | type[Call], keys: Collection[str]) -> dict[str, Words]:
    if not keys:
        return {}
    query = select(kind.key, kind.short_title).where(col(kind.key).in_(keys)).order_by(col(kind.id))
    return {key: dict(title) for key, title in await session.exec(query)}


async def say(session: Session, person: Person, field: str, value: Any, *, facts: Facts, now: datetime) -> None:
    """Put down what a person says of themselves; another colonia takes away where they shared that they are, which was
    elsewhere. Raises WouldLose where a birth date no longer fits the ages of a course they are in or wait for."""
    if field == "birth_date":
        await birth_dates.check(session, person, value, facts=facts, now=now)
    if field == "colonia" and person.latitude is not None and _differs(value, person.colonia):
        for name in ("latitude", "longitude"):
            people.learn(person, name, None, today=_today(facts, now))
    people.learn(person, field, value, today=_today(facts, now))
    if field == "colonia":
        await consents.give(session, person.id or 0, purposes.PLACE, facts=facts, now=now)


def _differs(colonia: str, before: str | None) -> bool:
    """Whether it is another one: capitals don't make it so."""
    return before is None or colonia.casefold() != before.casefold()


async def forget(session: Session, person: Person, field: str, *, facts: Facts, now: datetime) -> None:
    """Delete what is known of one thing. Raises StillNeeded where a place they hold depends on it, and NotThere for
    what can't be deleted so."""
    empty: dict[str, dict[str, Any]] = {
        "name": {"name": None},
        "birth_date": {"birth_date": None},
        "occupation": {"occupation": None},
        "moves": {"moves": []},
        "free": {"free": []},
        "place": {"colonia": None, "latitude": None, "longitude": None},
        "colonia": {"colonia": None},
        "calendar": {"feed_token": None},
    }
    tables: dict[str, Any] = {
        "wishes": Interest,
        "dismissals": Dismissal,
        "journey": JourneyStage,
        "follows": Follow,
        "firm": FirmCheck,
    }
    if field in tables:
        if field == "wishes":
            told = (col(Letter.person_id) == person.id, col(Letter.kind).in_(WISHES), col(Letter.state) == Post.WAITING)
            await session.exec(update(Letter).where(*told).values(state=Post.DROPPED, reason="not wanted any more"))
        await session.exec(delete(tables[field]).where(col(tables[field].person_id) == person.id))
        return
    if field not in empty:
        raise NotThere
    if field in ("name", "birth_date") and getattr(person, field) is not None:
        await _check_free(session, person, field, facts=facts, now=now)
    for name, value in empty[field].items():
        people.learn(person, name, value, today=_today(facts, now))
    if field == "place":
        await consents.withdraw(session, person.id or 0, purposes.PLACE, facts=facts, now=now)


async def be_near(
    session: Session, person: Person, latitude: float, longitude: float, *, facts: Facts, now: datetime
) -> None:
    """Remember about where somebody is. Raises NotAPlace for what is no place on Earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NotAPlace("nowhere")
    for field, degrees in (("latitude", latitude), ("longitude", longitude)):
        people.learn(person, field, round(degrees, NEAR) + 0.0, today=_today(facts, now))
    await consents.give(session, person.id or 0, purposes.PLACE, facts=facts, now=now)


def colonia_from(text: str) -> str:
    """A neighbourhood's name on one line. Raises NotAPlace: blank, too_long, signs, or street for what looks like an
    address, which nobody needs to know."""
    if len(text) > 1_000:
        raise NotAPlace("too_long", quoted(text))
    name = unpiled(visible(text))
    if not _LETTER.search(name):
        raise NotAPlace("blank")
    if len(name) > LONGEST:
        raise NotAPlace("too_long", quoted(text))
    if _STREET.search(name):
        raise NotAPlace("street")
    if not _PLACE.fullmatch(name):
        raise NotAPlace("signs", quoted(text))
    return name


async def _check_free(session: Session, person: Person, field: str, *, facts: Facts, now: datetime) -> None:
    """Raises StillNeeded with the first course whose place depends on a field: any needs the name, one with an age
    limit, or with a guardian's yes, the birth date."""
    query = (
        select(Course)
        .join(Enrollment, col(Enrollment.course_id) == Course.id)
        .where(Enrollment.person_id == person.id, col(Enrollment.standing).in_(ACTIVE))
        .where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))
        .order_by(col(Course.starts_at), col(Course.id))
    )
    for course in await session.exec(query):
        if field == "name" or eligibility.age_matters(course, facts) or guardians.matters(course, facts):
            raise StillNeeded(field, course.id or 0)


def _today(facts: Facts, now: datetime) -> Any:
    return time.local(now, facts.zone).date()
