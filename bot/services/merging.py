"""Two people turn out to be one: what the second had goes to the first, and the emptied one is deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select, update

from bot.db import Session
from bot.errors import NotThere, Refusal
from bot.models import (
    ACTIVE,
    HOLDS_A_SEAT,
    Account,
    AccountChange,
    Application,
    Attendance,
    Broadcast,
    CatalogueDraft,
    Consent,
    Course,
    Dismissal,
    Download,
    Enrollment,
    FirmCheck,
    Follow,
    Guardianship,
    Interest,
    JourneyStage,
    Letter,
    Permission,
    Person,
    Placement,
    Post,
    Referral,
    Request,
    Review,
    SheetImport,
    StaffRole,
    Standing,
    Thread,
)
from bot.services import applications, attendance, eligibility, families, offers, reminders, seats
from bot.services.facts import Facts
from bot.services.partners import joining as partners

KEYED: Final[dict[type[Any], tuple[str, ...]]] = {
    Interest: ("course_key",),
    Follow: ("topic",),
    Dismissal: ("kind", "key"),
    FirmCheck: ("call_id",),
    Consent: ("purpose",),
    StaffRole: ("role",),
}
"""Tables whose rows a key tells apart: what the first person has under it stays. What they allowed or not, too."""
HANDLED: Final = frozenset(
    {
        *KEYED,
        Account,
        AccountChange,
        Application,
        Attendance,
        Broadcast,
        CatalogueDraft,
        Download,
        Enrollment,
        Guardianship,
        JourneyStage,
        Letter,
        Permission,
        Placement,
        Referral,
        Request,
        Review,
        SheetImport,
        Thread,
    }
)
"""Every table that hangs on a person. What `merge` left behind would be deleted with the second one."""
_SAID: Final = ("name", "birth_date", "occupation", "moves", "free", "colonia")
_BEST: Final = (Standing.ENROLLED, Standing.PROVISIONAL, Standing.OFFERED, Standing.WAITING)


async def merge(session: Session, kept_id: int, gone_id: int, *, facts: Facts, now: datetime) -> list[int]:
    """Where both have something, the better standing in a course stays, the stamp that was earned, and otherwise what
    the first person said. Returns the courses whose place was given up because of the age that is known now.

    Courses are locked before people, as everywhere. Open account changes of the second person end.
    """
    await session.flush()
    courses = await _locked_courses(session, kept_id, gone_id)
    kept, gone = await _locked_people(session, kept_id, gone_id)
    await _join_facts(session, kept, gone)
    freed = await _one_place_each(session, kept_id, gone_id, courses, now)
    unfit = await _unfit(session, kept, gone_id, courses, facts=facts, now=now)
    await _move(session, Enrollment, kept_id, gone_id)
    await applications.merge(session, kept_id, gone_id, now=now)
    await families.merge(session, kept, gone_id, facts=facts, now=now)
    for table, key in KEYED.items():
        await _move_new(session, table, key, kept_id, gone_id)
    await _move_stages(session, kept_id, gone_id)
    await _move_letters(session, kept_id, gone_id)
    for table in (Request, Thread, Download, SheetImport, CatalogueDraft):
        await _move(session, table, kept_id, gone_id)
    await attendance.merge(session, kept_id, gone_id)
    await _move_broadcasts(session, kept_id, gone_id)
    await partners.merge(session, kept_id, gone_id, now=now)
    await _move(session, Account, kept_id, gone_id)
    await session.delete(gone)
    await session.flush()
    for course_id in sorted({*freed, *unfit}):
        await offers.offer_next(session, course_id, facts=facts, now=now)
    return unfit


async def _move_broadcasts(session: Session, kept_id: int, gone_id: int) -> None:
    """Who wrote one and approved it may turn out to be one person: then that yes counts for nothing, see
    `broadcasts.approving`."""
    await session.exec(update(Broadcast).where(col(Broadcast.author_id) == gone_id).values(author_id=kept_id))
    await session.exec(update(Broadcast).where(col(Broadcast.approver_id) == gone_id).values(approver_id=kept_id))


async def _locked_courses(session: Session, *people: int) -> dict[int, Course]:
    """The courses in which either is active, in the order of their ids."""
    query = select(Enrollment.course_id).where(
        col(Enrollment.person_id).in_(people), col(Enrollment.standing).in_(ACTIVE)
    )
    return {id: await seats.locked(session, id) for id in sorted(set(await session.exec(query)))}


async def _locked_people(session: Session, kept_id: int, gone_id: int) -> tuple[Person, Person]:
    """Nobody signs either of them up meanwhile. Raises NotThere."""
    query = select(Person).where(col(Person.id).in_([kept_id, gone_id])).order_by(col(Person.id)).with_for_update()
    found = {one.id: one for one in await session.exec(query.execution_options(populate_existing=True))}
    if len(found) != 2:
        raise NotThere
    return found[kept_id], found[gone_id]


async def _join_facts(session: Session, kept: Person, gone: Person) -> None:
    since = dict(kept.since)
    taken = [field for field in _SAID if not getattr(kept, field) and getattr(gone, field)]
    if kept.latitude is None:
        taken += ["latitude", "longitude"]
    for field in taken:
        setattr(kept, field, getattr(gone, field))
        since |= {field: gone.since[field]} if field in gone.since else {}
    kept.since = since
    if not kept.chose_locale:
        # A guess follows the Telegram that the person has now.
        kept.locale, kept.chose_locale = gone.locale, gone.chose_locale
    kept.acquainted_at = kept.acquainted_at or gone.acquainted_at
    kept.created_at = min(kept.created_at, gone.created_at)
    if kept.feed_token is None and gone.feed_token is not None:
        token, gone.feed_token = gone.feed_token, None
        await session.flush()
        kept.feed_token = token


async def _one_place_each(
    session: Session, kept_id: int, gone_id: int, courses: dict[int, Course], now: datetime
) -> set[int]:
    """Of two places in one course (any edition of it that isn't over) the better one stays: a seat before an offer
    before the line, there the earlier. Returns the courses in which a seat became free."""
    freed: set[int] = set()
    together: dict[object, list[Enrollment]] = {}
    for enrollment in await _active(session, kept_id, gone_id):
        course = courses.get(enrollment.course_id) or await seats.locked(session, enrollment.course_id)
        courses[enrollment.course_id] = course
        over = course.ends_at is not None and course.ends_at <= now
        together.setdefault(enrollment.course_id if over else course.key, []).append(enrollment)
    for several in together.values():
        if len({one.person_id for one in several}) < 2:
            continue
        best, *others = sorted(several, key=lambda one: (_BEST.index(one.standing), one.id or 0))
        for other in others:
            await _give_up(session, other, courses, "merged", now, freed)
            await _back_up(session, other, best)
    return freed


async def _unfit(
    session: Session, kept: Person, gone_id: int, courses: dict[int, Course], *, facts: Facts, now: datetime
) -> list[int]:
    """The second person's places that the birth date known of the first one rules out. They are given up."""
    unfit: list[int] = []
    for enrollment in await _active(session, gone_id):
        course = courses[enrollment.course_id]
        if course.ends_at is not None and course.ends_at <= now:
            continue
        try:
            eligibility.check_age(course, kept, facts=facts)
        except Refusal:
            await _give_up(session, enrollment, courses, "age", now, set())
            unfit.append(enrollment.course_id)
    return unfit


async def _active(session: Session, *people: int) -> Sequence[Enrollment]:
    query = select(Enrollment).where(col(Enrollment.person_id).in_(people), col(Enrollment.standing).in_(ACTIVE))
    return (await session.exec(query.order_by(col(Enrollment.id)).execution_options(populate_existing=True))).all()


async def _give_up(
    session: Session, enrollment: Enrollment, courses: dict[int, Course], reason: str, now: datetime, freed: set[int]
) -> None:
    held = enrollment.standing in HOLDS_A_SEAT
    enrollment.standing, enrollment.left_at, enrollment.left_reason = Standing.LEFT, now, reason
    enrollment.offer_until = None
    await session.flush()
    await reminders.drop(session, enrollment.id or 0, reason)
    if held:
        await seats.free(session, courses[enrollment.course_id])
        freed.add(enrollment.course_id)


async def _back_up(session: Session, other: Enrollment, best: Enrollment) -> None:
    """A second choice for the line that was left is one for the better place, as long as that is in line too."""
    for second in await session.exec(select(Enrollment).where(Enrollment.backs_up == other.id)):
        second.backs_up = best.id if best.standing is Standing.WAITING else None


async def _move(session: Session, table: type[Any], kept_id: int, gone_id: int) -> None:
    for row in await session.exec(select(table).where(table.person_id == gone_id)):
        row.person_id = kept_id
    await session.flush()


async def _move_new(session: Session, table: type[Any], key: tuple[str, ...], kept_id: int, gone_id: int) -> None:
    """The rows under keys that the first person has no row of."""
    own = await session.exec(select(table).where(table.person_id == kept_id))
    known = {tuple(getattr(row, name) for name in key) for row in own}
    for row in await session.exec(select(table).where(table.person_id == gone_id)):
        if tuple(getattr(row, name) for name in key) not in known:
            row.person_id = kept_id
    await session.flush()


async def _move_stages(session: Session, kept_id: int, gone_id: int) -> None:
    own = {one.topic: one for one in await session.exec(select(JourneyStage).where(JourneyStage.person_id == kept_id))}
    for stage in (await session.exec(select(JourneyStage).where(JourneyStage.person_id == gone_id))).all():
        same = own.get(stage.topic)
        if same is not None and (same.stamped_at is not None or stage.stamped_at is None):
            continue
        if same is not None:
            await session.delete(same)
            await session.flush()
        stage.person_id = kept_id
    await session.flush()


async def _move_letters(session: Session, kept_id: int, gone_id: int) -> None:
    """What waits to be said moves unless the first person is to hear the same; receipts of what was said move too."""
    waits = (col(Letter.state) == Post.WAITING, col(Letter.enrollment_id).is_(None))
    own = (await session.exec(select(Letter).where(Letter.person_id == kept_id, *waits))).all()
    for letter in (await session.exec(select(Letter).where(Letter.person_id == gone_id))).all():
        planned = letter.state is Post.WAITING and letter.enrollment_id is None and letter.call is None
        if planned and any(one.kind == letter.kind and one.subject == letter.subject for one in own):
            await session.delete(letter)
        else:
            letter.person_id = kept_id
    await session.flush()
