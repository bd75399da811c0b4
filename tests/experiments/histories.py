"""Random histories of a waiting list: eight clients at once, each act a transaction of its own, and a look at the seats
after every commit."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, or_, select

from bot.db import Database, Session
from bot.errors import Refusal
from bot.models import ACTIVE, HOLDS_A_SEAT, Account, Course, Enrollment, Letter, Person, Standing
from bot.services import eligibility, enrollments, offers, people, seats
from tests.services.making import FACTS, NOW, course, crowd

CLIENTS = 8
TICK = timedelta(seconds=2)
"""How often the program looks for free seats and offers that are over."""
ACTS = ("join", "second", "leave", "leave", "take", "take", "decline", "sweep", "sweep", "sweep", "seats", "age")
COMES_AND_GOES = ("stop", "return")
FITS, TOO_OLD = date(2005, 5, 5), date(1980, 1, 1)

Sweep = Callable[[Database, datetime], Awaitable[None]]


class Crash(Exception):
    """The process dies before its commit."""


@dataclass(frozen=True)
class Act:
    """What one client does, decided before anything happens, so that every arm lives through the same."""

    what: str
    person: int
    course: int
    number: int
    crashes: bool


@dataclass
class History:
    db: Database
    chance: random.Random
    sweep: Sweep
    people: list[int] = field(default_factory=list)
    courses: list[int] = field(default_factory=list)
    violations: Counter[str] = field(default_factory=Counter)
    commits: int = 0
    crashes: int = 0

    async def live(self, rounds: int) -> None:
        """From the opening of two courses through some rounds; between them the clock stands still or leaps."""
        await self._open()
        now = NOW
        for _round in range(rounds):
            now += timedelta(hours=self.chance.choice((0, 1, 5, 13, 25)))
            acts = [self._any(client) for client in range(CLIENTS)]
            await asyncio.gather(*(self._do(act, now) for act in acts))
            now += TICK
            await self.sweep(self.db, now)
            await self._look()
            await self._look_for_idle_seats(now)

    async def offers_made(self) -> int:
        """How many seats were offered in all histories."""
        query = select(func.count()).select_from(Letter).where(Letter.kind == "seat_offer")
        async with self.db.reading() as session:
            return (await session.exec(query)).one()

    async def _open(self) -> None:
        async with self.db.begin() as session:
            if not self.people:
                self.people = await crowd(session, CLIENTS)
            for person in await session.exec(select(Person).where(col(Person.id).in_(self.people))):
                person.birth_date = FITS
            for account in await session.exec(select(Account).where(col(Account.person_id).in_(self.people))):
                account.stopped_at = None
            # Without rows for its sessions nothing clashes, and no reminder slows the histories down.
            self.courses = [
                await course(session, seats=self.chance.randint(1, 2), starts=None, age_max=29) for _ in range(2)
            ]
            begins = NOW + timedelta(days=self.chance.randint(2, 4))
            for one in await session.exec(select(Course).where(col(Course.id).in_(self.courses))):
                one.starts_at, one.ends_at = begins, begins + timedelta(hours=2)
            for who in self.chance.sample(self.people, 5):
                await enrollments.join(session, who, self.courses[0], facts=FACTS, now=NOW)

    def _any(self, client: int) -> Act:
        comes_and_goes = self.chance.random() < 0.06
        what = self.chance.choice(COMES_AND_GOES if comes_and_goes else ACTS)
        # One's own phone comes and goes; everything else may happen from two chats at once.
        who = self.people[client] if comes_and_goes else self.chance.choice(self.people)
        where = self.chance.choices(self.courses, (3, 1))[0]
        return Act(what, who, where, self.chance.randint(1, 3), crashes=self.chance.random() < 0.08)

    async def _do(self, act: Act, now: datetime) -> None:
        if act.what == "sweep":
            await self.sweep(self.db, now)
        else:
            try:
                async with self.db.begin() as session:
                    await self._act(session, act, now)
                    await session.flush()
                    if act.crashes:
                        raise Crash
            except (Refusal, Crash) as end:
                self.crashes += isinstance(end, Crash)
        await self._look()

    async def _act(self, session: Session, act: Act, now: datetime) -> None:
        match act.what:
            case "join":
                await enrollments.join(session, act.person, act.course, facts=FACTS, now=now)
            case "second":
                line = await self._row(session, act.person, self.courses[0])
                there = self.courses[1]
                backs_up = line.id or 0 if line else 0
                await enrollments.join(session, act.person, there, facts=FACTS, now=now, backs_up=backs_up)
            case "seats":
                one = await seats.locked(session, act.course)
                one.seats = max(act.number, one.taken)
                await offers.offer_next(session, act.course, facts=FACTS, now=now)
            case "age":
                person = await session.get_one(Person, act.person)
                person.birth_date = TOO_OLD if act.number == 1 else FITS
            case "stop" | "return":
                account = (await session.exec(select(Account.id).where(Account.person_id == act.person))).one()
                if act.what == "stop":
                    await people.stopped(session, account, now)
                else:
                    await people.of(session, account, language_code="es", now=now)
            case "leave":
                if row := await self._row(session, act.person, act.course):
                    await enrollments.leave(session, act.person, row.id or 0, reason="time", facts=FACTS, now=now)
            case _:
                if row := await self._row(session, act.person, act.course):
                    await getattr(offers, act.what)(session, act.person, row.id or 0, facts=FACTS, now=now)

    async def _row(self, session: Session, person: int, course_id: int) -> Enrollment | None:
        mine = select(Enrollment).where(Enrollment.person_id == person, Enrollment.course_id == course_id)
        return (await session.exec(mine.where(col(Enrollment.standing).in_(ACTIVE)))).first()

    async def _look(self) -> None:
        """One statement, so that both databases show one moment."""
        self.commits += 1
        query = (
            select(Course.id, Course.seats, Course.taken, Enrollment)
            .outerjoin(Enrollment, (col(Enrollment.course_id) == Course.id) & col(Enrollment.standing).in_(ACTIVE))
            .where(col(Course.id).in_(self.courses))
        )
        async with self.db.reading() as session:
            rows = (await session.exec(query)).all()
        for course_id in self.courses:
            found = [row for row in rows if row[0] == course_id]
            _id, room, taken, _first = found[0]
            active = [one for *_, one in found if one is not None]
            held = [one.id or 0 for one in active if one.standing in HOLDS_A_SEAT]
            waiting = [one.id or 0 for one in active if one.standing is Standing.WAITING]
            self._holds(len(held) <= (room or 0), "more seats than there are")
            self._holds(len(held) == taken, "a seat is counted wrong")
            self._holds(len({one.person_id for one in active}) == len(active), "somebody is there twice")
            self._holds(max(held, default=0) < min(waiting, default=10**12), "somebody was overtaken")
        seated = {one.id for *_, one in rows if one is not None and one.standing is Standing.ENROLLED}
        second = {one.backs_up for *_, one in rows if one is not None and one.standing is Standing.ENROLLED}
        self._holds(not seated & second, "a second choice outlived its line")

    async def _look_for_idle_seats(self, now: datetime) -> None:
        """Two seconds after all acts: every free seat is offered, if anybody can be told in time."""
        async with self.db.reading() as session:
            for one in (await session.exec(select(Course).where(col(Course.id).in_(self.courses)))).all():
                lined = select(Enrollment, Person).join(Person, col(Person.id) == Enrollment.person_id)
                rows = (await session.exec(lined.where(Enrollment.course_id == one.id))).all()
                assert one.starts_at is not None
                hoping = [row for row in rows if row[0].standing in (Standing.WAITING, Standing.OFFERED)]
                if one.starts_at <= now:
                    self._holds(not hoping, "somebody waits for what has begun")
                    continue
                in_time = FACTS.awake(now) + offers.SHORTEST <= one.starts_at - offers.LAST_MINUTE
                for enrollment, person in hoping:
                    reachable = await people.reach(session, enrollment.person_id) is not None
                    if enrollment.standing is Standing.OFFERED:
                        until = enrollment.offer_until or datetime.min.replace(tzinfo=UTC)
                        self._holds(until > now and reachable, "an offer outlived its time")
                    elif in_time and reachable and _fits(one, person):
                        self._holds(not one.left, "a free seat and somebody who waits")

    def _holds(self, what: bool, otherwise: str) -> None:
        if not what:
            self.violations[otherwise] += 1


def _fits(one: Course, person: Person) -> bool:
    try:
        eligibility.check_age(one, person, facts=FACTS)
    except Refusal:
        return False
    return True


async def sweep(db: Database, now: datetime) -> None:
    """The program's own."""
    async with db.begin() as session:
        await offers.lapse(session, facts=FACTS, now=now)


async def sweep_carelessly(db: Database, now: datetime) -> None:
    """The control: which offers are over, where a seat is free and who is first is read, and acted on in a transaction
    of its own, without the course's lock. Courses that have begun, and people out of reach, are the program's own."""
    opens = col(Course.starts_at) > now + offers.LAST_MINUTE + offers.SHORTEST
    joined = select(Enrollment).join(Course, col(Course.id) == Enrollment.course_id).order_by(col(Enrollment.id))
    async with db.reading() as session:
        over = joined.where(Enrollment.standing == Standing.OFFERED, col(Enrollment.offer_until) <= now, opens)
        ended = [(one.id or 0, one.course_id) for one in await session.exec(over)]
        room = or_(col(Course.taken) < col(Course.seats), col(Course.id).in_([course_id for _, course_id in ended]))
        line = joined.where(Enrollment.standing == Standing.WAITING, room, opens)
        first_of: dict[int, int] = {}
        for one in await session.exec(line):
            first_of.setdefault(one.course_id, one.id or 0)
    await asyncio.sleep(0.005)
    try:
        async with db.begin() as session:
            for enrollment_id, course_id in ended:
                (await session.get_one(Enrollment, enrollment_id)).standing = Standing.LAPSED
                await seats.free(session, await session.get_one(Course, course_id))
            for course_id, enrollment_id in first_of.items():
                first = await session.get_one(Enrollment, enrollment_id)
                if await seats.take(session, await session.get_one(Course, course_id)):
                    first.standing, first.offer_until = Standing.OFFERED, now + timedelta(hours=12)
    except IntegrityError:
        # An index or a check of the table stopped the mistake this time.
        return
    await sweep(db, now)
