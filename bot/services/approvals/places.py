"""A place in a course that a guardian's yes is asked for. Courses are locked before anything else, as everywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.db import Session
from bot.errors import NotThere, PermissionGone
from bot.models import ACTIVE, HOLDS_A_SEAT, Course, Enrollment, Permission, Person, Standing
from bot.services import guardians, holds, offers, reminders, seats, second_choices
from bot.services.facts import Facts

WITHIN: Final = timedelta(days=7)
"""How long one may answer about a place in line; about a seat that is held, as long as it is held."""


@dataclass(frozen=True)
class Place:
    enrollment: Enrollment
    course: Course

    @property
    def thing(self) -> Course:
        """What it is a place in."""
        return self.course

    @property
    def is_open(self) -> bool:
        """Whether an answer can still change anything."""
        return self.enrollment.standing in ACTIVE

    @property
    def questions(self) -> ColumnElement[bool]:
        return col(Permission.enrollment_id) == self.enrollment.id

    def question(self, now: datetime) -> Permission:
        """One to ask now, of nobody yet."""
        held = self.enrollment.offer_until if self.enrollment.standing is Standing.PROVISIONAL else None
        latest, starts = held or now + WITHIN, self.course.starts_at
        return Permission(
            person_id=self.enrollment.person_id,
            enrollment_id=self.enrollment.id,
            asked_at=now,
            expires_at=min(latest, starts) if starts is not None else latest,
        )

    async def lacks(self, session: Session, person: Person, *, facts: Facts, now: datetime) -> bool:
        """Whether a yes is needed for it and isn't there."""
        return await guardians.lacking(session, self.enrollment, self.course, person, facts=facts, now=now)

    async def check_askable(self, session: Session, person: Person, *, facts: Facts, now: datetime) -> None:
        """Raises NotThere where nothing has to be asked, PermissionGone where it is too late."""
        begun = self.course.starts_at is not None and self.course.starts_at <= now
        if self.enrollment.standing not in (*HOLDS_A_SEAT, Standing.WAITING) or begun:
            raise NotThere
        if self.enrollment.standing is Standing.PROVISIONAL and (self.enrollment.offer_until or now) <= now:
            raise PermissionGone("expired")
        if not await self.lacks(session, person, facts=facts, now=now):
            raise NotThere

    async def locked(self, session: Session, *, now: datetime) -> "Place":
        """The same as it is now, its course locked, and that of its second choice."""
        second = await second_choices.of(session, self.enrollment.id or 0, now=now)
        own = self.enrollment.course_id
        courses = await seats.all_locked(session, [own, second[0].course_id if second else own])
        enrollment = await session.get_one(Enrollment, self.enrollment.id, populate_existing=True)
        return Place(enrollment, courses[enrollment.course_id])

    async def take_effect(self, session: Session, *, facts: Facts, now: datetime) -> None:
        """A seat that waited for the yes is the young person's."""
        if self.enrollment.standing is Standing.PROVISIONAL:
            await offers.settle(session, self.enrollment, self.course, facts=facts, now=now)

    async def refuse(self, session: Session, *, facts: Facts, now: datetime) -> None:
        """A guardian who is known said no, and nobody else is asked."""
        if self.enrollment.standing is Standing.PROVISIONAL:
            await self._give_up(session, facts=facts, now=now)

    async def take_back(self, session: Session, *, facts: Facts, now: datetime) -> bool:
        """The yes is gone: so is the place, or the place in line. False where it was over."""
        over = self.course.ends_at is not None and self.course.ends_at <= now
        if self.enrollment.standing not in ACTIVE or over:
            return False
        await self._give_up(session, facts=facts, now=now)
        return True

    async def _give_up(self, session: Session, *, facts: Facts, now: datetime) -> None:
        """It is free for somebody else; nothing more is asked about it."""
        enrollment = self.enrollment
        held = enrollment.standing in HOLDS_A_SEAT
        enrollment.standing, enrollment.left_at, enrollment.left_reason = Standing.LEFT, now, holds.REASON
        enrollment.offer_until = None
        await session.flush()
        await reminders.drop(session, enrollment.id or 0, holds.REASON)
        await guardians.close(session, "over", self.questions, now=now)
        if held:
            await seats.free(session, self.course)
            await offers.offer_next(session, enrollment.course_id, facts=facts, now=now)


async def mine(session: Session, person_id: int, enrollment_id: int) -> Place:
    """Raises NotThere, also for somebody else's."""
    query = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.id == enrollment_id, Enrollment.person_id == person_id)
    )
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise NotThere
    return Place(*found)


async def lapse(session: Session, *, facts: Facts, now: datetime) -> int:
    """End every provisional place whose time is over; its seat goes to the next in line. The young person hears of
    it, and who had said yes in vain. Returns how many ended."""
    due = (Enrollment.standing == Standing.PROVISIONAL, col(Enrollment.offer_until) <= now)
    ended = 0
    for course_id in sorted(set(await session.exec(select(Enrollment.course_id).where(*due)))):
        course = await seats.locked(session, course_id)
        mine = select(Enrollment).where(Enrollment.course_id == course_id, *due).order_by(col(Enrollment.id))
        for enrollment in (await session.exec(mine.execution_options(populate_existing=True))).all():
            enrollment.standing, enrollment.left_at, enrollment.left_reason = Standing.LAPSED, now, holds.REASON
            await session.flush()
            await reminders.drop(session, enrollment.id or 0, "hold ended")
            await seats.free(session, course)
            await guardians.end_in_vain(session, Place(enrollment, course).questions, now=now)
            guardians.tell(
                session,
                holds.LAPSED,
                enrollment.person_id,
                f"{enrollment.id}",
                {"enrollment": enrollment.id},
                now=now,
                until=course.starts_at,
            )
            ended += 1
        await offers.offer_next(session, course_id, facts=facts, now=now)
    return ended
