"""Promise P8: reminders come once, at the right time on the wall clock, and only while they are useful."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import event
from sqlmodel import col, func, select

from bot import letters, time
from bot.courier import post
from bot.db import Database, Session
from bot.letters import Dropped, Held, Written, places, write
from bot.letters.desk import Desk
from bot.models import Course, CourseSession, Enrollment, Letter, Person, Post, Standing
from bot.packs import Pack
from bot.screen import Screen
from bot.services import attention, courses, enrollments, offers, reminders
from tests.packs.reading import read
from tests.services.making import FACTS, NOW, course, crowd, join, person

ZONES = ("America/Mexico_City", "America/Ciudad_Juarez", "America/Tijuana", "America/Cancun")
CHANGING = ZONES[1:3]
HOURS = (hour(0), hour(2, 30), hour(3), hour(9))
CHANGES = (date(2026, 11, 1), date(2027, 3, 14))
"""The Sundays on which Juárez and Tijuana change their clocks; León and Cancún never do."""
YEAR = [date(2026, 10, 10) + timedelta(days=n) for n in range(365)]
AROUND = [change + timedelta(days=n) for change in CHANGES for n in (0, 1, 2, 8)]
JOINED = timedelta(days=10)
"""So long before its first session people sign up."""


@pytest.fixture(autouse=True)
def no_power_cut(db: Database) -> None:
    if db.is_sqlite:
        event.listen(db.engine.sync_engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=OFF"))


def utc(wanted: datetime, zone: str) -> datetime:
    """When a wall clock shows this, found by looking at the wall at every minute around it; where it never does, the
    first moment after. Written without the program's own arithmetic on purpose."""
    place = ZoneInfo(zone)
    around = wanted.replace(tzinfo=ZoneInfo("UTC")) + timedelta(hours=3)
    first_after: datetime | None = None
    for minutes in range(0, 360 + 1, 30):
        moment = around + timedelta(minutes=minutes)
        shown = moment.astimezone(place).replace(tzinfo=None)
        if shown == wanted:
            return moment
        if shown > wanted and first_after is None:
            first_after = moment
    assert first_after is not None
    return first_after


def expected(kind: str, start: datetime, zone: str) -> datetime:
    """When the institute says a reminder comes, on the wall clock of the place."""
    shown = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    days = {"reminder_week": 7, "reminder_two_days": 2, "reminder_tomorrow": 1}.get(kind)
    wanted = (start - timedelta(hours=3)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if days is not None:
        wanted = shown - timedelta(days=days)
    if wanted.hour >= 21:
        wanted = wanted.replace(hour=20, minute=0)
    elif wanted.hour < 9:
        wanted = (wanted - timedelta(days=1)).replace(hour=20, minute=0)
    return utc(wanted, zone)


def naive(kind: str, start: datetime, zone: str) -> datetime:
    """The control: a day has 24 hours."""
    days = {"reminder_week": 7, "reminder_two_days": 2, "reminder_tomorrow": 1}.get(kind)
    due = start - (timedelta(days=days) if days is not None else timedelta(hours=3))
    return time.out_of_quiet(due, zone, FACTS.quiet)


def starts(days: Sequence[date], zone: str) -> list[datetime]:
    return [utc(datetime.combine(day, at), zone) for day in days for at in HOURS]


Rule = Callable[[str, datetime, str], datetime]


def wrong(zone: str, rule: Rule) -> Counter[timedelta]:
    """By how much a rule misses, over a whole year, at each of the hours."""
    misses: Counter[timedelta] = Counter()
    for start in starts(YEAR, zone):
        for kind in reminders.KINDS:
            misses[rule(kind, start, zone) - expected(kind, start, zone)] += 1
    return misses


def program(kind: str, start: datetime, zone: str) -> datetime:
    facts = replace(FACTS, zone=zone)
    first = CourseSession(id=1, course_id=1, number=1, starts_at=start, ends_at=start + timedelta(hours=2))
    before = CourseSession(id=2, course_id=1, number=0, starts_at=start - timedelta(days=99), ends_at=start)
    held = [before, first] if kind == "reminder_tomorrow" else [first]
    return next(due for name, one, due in reminders.moments(held, facts=facts) if (name, one) == (kind, first))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("zone", ZONES)
def test_over_a_whole_year_every_reminder_is_due_at_its_hour_on_the_wall(db: Database, zone: str) -> None:
    assert set(wrong(zone, program)) == {timedelta()}
    off = set(wrong(zone, naive)) - {timedelta()}
    assert bool(off) is (zone in CHANGING), "the control is off by an hour, and only where clocks change"
    assert not off or timedelta(hours=1) in {abs(by) for by in off}


@dataclass(frozen=True)
class Said:
    kind: str
    session_id: int
    at: datetime
    text: str


async def told(db: Database, zone: str) -> list[Said]:
    """Two post offices over one database, from the first letter due to the last; what each said, and when."""
    said: list[Said] = []
    while True:
        async with db.reading() as session:
            waiting = select(Letter.due_at).where(Letter.state == Post.WAITING).order_by(col(Letter.due_at)).limit(1)
            now = (await session.exec(waiting)).first()
        if now is None:
            return said
        said += await both_offices(db, zone, now)


async def both_offices(db: Database, zone: str, now: datetime, *, off: timedelta = timedelta()) -> list[Said]:
    """What two post offices say at a moment, the clock of one being `off` ahead and that of the other behind."""
    facts, pack, said = replace(FACTS, zone=zone), read("leon"), []
    for owner, clock in (("one", now + off), ("other", now - off)):
        async with db.begin() as session:
            for letter in await post.claim(session, 100, owner=owner, now=clock, wall=time.wall()):
                written = await write(session, letter, pack=pack, facts=facts, now=clock)
                if isinstance(written, Screen):
                    said.append(Said(letter.kind, letter.session_id or 0, now, str(written.text)))
                    letter.said_at = clock
                    post.close(letter, Post.DELIVERED)
                else:
                    post.close(letter, Post.DROPPED, reason=getattr(written, "reason", "held"))
    return said


async def year_of(session: Session, zone: str, days: Sequence[date]) -> dict[int, list[CourseSession]]:
    """Somebody signs up for each course ten days before it begins; what is still true of each when its time comes:
    a third stays as it is, a third is left, of a third the sessions are moved away a day later."""
    facts, hers = replace(FACTS, zone=zone), {}
    for number, start in enumerate(starts(days, zone)):
        who = await person(session)
        made = await course(session, starts=start, meetings=2, apart=timedelta(days=7))
        place = await join(session, who, made, now=start - JOINED, facts=facts)
        meetings = list(await session.exec(select(CourseSession).where(CourseSession.course_id == made)))
        if number % 3 == 1:
            await enrollments.leave(session, who, place.id or 0, reason="time", facts=facts, now=start - JOINED)
            meetings = []
        elif number % 3 == 2:
            for meeting in meetings:
                meeting.starts_at += timedelta(days=1)
                meeting.ends_at += timedelta(days=1)
            one = await session.get_one(Course, made)
            await reminders.move(session, one, meetings, facts=facts, now=start - JOINED)
        hers[made] = meetings
    return hers


@pytest.mark.parametrize("zone", ZONES)
async def test_over_both_changes_each_reminder_is_said_once_and_only_while_it_is_true(
    db: Database, engine: str, zone: str, full: bool
) -> None:
    brief = AROUND if engine == "sqlite" and zone in CHANGING else AROUND[::3]
    async with db.begin() as session:
        kept = await year_of(session, zone, YEAR if full else brief)
    said = await told(db, zone)
    wanted = wanted_of(kept, zone)
    assert Counter((one.kind, one.session_id) for one in said) == Counter(wanted.keys())
    assert {(one.kind, one.session_id): one.at for one in said} == wanted
    assert not any(time.is_quiet(one.at, zone, FACTS.quiet) for one in said)


def wanted_of(kept: dict[int, list[CourseSession]], zone: str) -> dict[tuple[str, int], datetime]:
    """When each reminder of these courses is to be said."""
    return {
        (kind, one.id or 0): expected(kind, one.starts_at, zone)
        for meetings in kept.values()
        for number, one in enumerate(sorted(meetings, key=lambda one: one.starts_at))
        for kind in (reminders.KINDS[:3] if number == 0 else reminders.KINDS[3:])
    }


HOUR = timedelta(hours=1)


@pytest.mark.parametrize("zone", CHANGING[:1])
async def test_clocks_an_hour_ahead_and_behind_that_change_places_each_noon_say_each_reminder_once(
    db: Database, zone: str, full: bool
) -> None:
    async with db.begin() as session:
        kept = await year_of(session, zone, YEAR if full else AROUND[1:3])
    wanted, said = wanted_of(kept, zone), []
    for now in sorted({due + by for due in wanted.values() for by in (-HOUR, timedelta(), HOUR)}):
        noons = (time.local(now, zone) + timedelta(hours=12)).date().toordinal()
        said += await both_offices(db, zone, now, off=HOUR if noons % 2 else -HOUR)
    assert Counter((one.kind, one.session_id) for one in said) == Counter(wanted.keys())
    assert all(abs(one.at - wanted[one.kind, one.session_id]) <= HOUR for one in said)
    starts_of = {one.id: one.starts_at for meetings in kept.values() for one in meetings}
    assert all(one.at < starts_of[one.session_id] for one in said)


async def test_a_deploy_that_renames_the_function_loses_nothing(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with db.begin() as session:
        kept = await year_of(session, FACTS.zone, AROUND[:1])

    async def called_otherwise_now(desk: Desk) -> Screen | Dropped:
        return await places.WRITERS["reminder_week"](desk)

    monkeypatch.setattr(letters, "_WRITERS", dict.fromkeys(reminders.KINDS, called_otherwise_now))
    said = await told(db, FACTS.zone)
    assert len(said) == len(wanted_of(kept, FACTS.zone)) > 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_control_a_stock_job_store_loses_what_the_renamed_function_was_to_do(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy = ModuleType("deploy")
    monkeypatch.setitem(sys.modules, "deploy", deploy)
    left = []
    for name in ("remind", "remind_of_session"):
        deploy.__dict__.clear()
        setattr(deploy, name, print)
        scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{tmp_path}/jobs.db")})
        scheduler.start(paused=True)
        if name == "remind":
            for day in range(10):
                scheduler.add_job("deploy:remind", "date", run_date=NOW + timedelta(days=3000 + day), args=[day])
        left.append(len(scheduler.get_jobs()))
        scheduler.shutdown()
    assert left == [10, 0], "the control must lose them"


OUTAGE = timedelta(hours=8)


async def outage(db: Database, people: int) -> tuple[Counter[int], set[tuple[int | None, str]], set[int]]:
    """Everybody has a reminder due in an outage of eight hours of each of four courses, two of which begin in it, and
    every fourth an offer. How much each is told when the program is back; who is told what an hour later; and who was
    offered a seat."""
    went = NOW - timedelta(hours=3)
    back, before = went + OUTAGE, NOW - timedelta(days=20)
    async with db.begin() as session:
        held = [
            await session.get_one(Course, await course(session, seats=people, starts=went + timedelta(days=d, hours=h)))
            for d, h in ((0, 5), (0, 7), (2, 1), (7, 4))
        ]
        seat = await course(session, seats=1, starts=went + timedelta(days=9))
        await join(session, await person(session), seat, now=before)
        offered = set()
        for number, who in enumerate(await crowd(session, people)):
            for one in held:
                place = Enrollment(person_id=who, course_id=one.id or 0, standing=Standing.ENROLLED, joined_at=before)
                session.add(place)
                await session.flush()
                meetings = await courses.sessions(session, place.course_id)
                await reminders.plan(session, place, one, meetings, facts=FACTS, now=went)
            if number % 4 == 0:
                await join(session, who, seat, now=before)
                offered.add(who)
        (await session.get_one(Course, seat)).seats = 1 + len(offered)
        await offers.offer_next(session, seat, facts=FACTS, now=went)
        due = select(CourseSession.starts_at).join(Letter, col(Letter.session_id) == CourseSession.id)
        begins = list(await session.exec(due.where(Letter.state == Post.WAITING, col(Letter.due_at) <= back)))
    assert len(begins) == 4 * people and sum(at <= back for at in begins) == 2 * people
    then, after = Counter[int](), set()
    for moment in (back, back + timedelta(hours=1)):
        for letter, written in await told_at(db, moment):
            if isinstance(written, Screen) and moment == back:
                then[letter.person_id or 0] += 1
            elif isinstance(written, Screen):
                after.add((letter.person_id, letter.kind))
    return then, after, offered


async def told_at(db: Database, now: datetime) -> list[tuple[Letter, Written]]:
    """Everything due, until nothing is left for this moment, by two post offices at once; what is held goes back."""
    found: list[tuple[Letter, Written]] = []
    pack = read("leon")
    await asyncio.gather(*(office(db, owner, now, pack, found) for owner in ("one", "other")))
    return found


async def office(db: Database, owner: str, now: datetime, pack: Pack, found: list[tuple[Letter, Written]]) -> None:
    """As the courier does it: leased in one transaction, written in another, one of a person at a time."""
    due = select(func.count()).select_from(Letter).where(Letter.state == Post.WAITING, col(Letter.due_at) <= now)
    left = 1
    while left:
        async with db.begin() as session:
            leased = await post.claim(session, 50, owner=owner, now=now, wall=time.wall())
        for one in leased:
            async with db.begin() as session:
                await session.exec(select(Person.id).where(Person.id == one.person_id).with_for_update(key_share=True))
                ours = select(Letter).where(Letter.id == one.id, Letter.lease_token == one.lease_token)
                letter = (await session.exec(ours.with_for_update())).one_or_none()
                if letter is None:
                    continue  # the other office has said it along with its own
                written = await write(session, letter, pack=pack, facts=FACTS, now=now)
                if isinstance(written, Held):
                    post.hold(letter, written.until, reason=written.reason)
                elif isinstance(written, Screen):
                    letter.said_at = now
                    post.close(letter, Post.DELIVERED)
                else:
                    post.close(letter, Post.DROPPED, reason=written.reason)
            found.append((letter, written))
        async with db.reading() as session:
            left = (await session.exec(due)).one()


async def test_after_eight_hours_of_silence_everybody_hears_one_thing_and_an_offer_an_hour_later(
    db: Database, engine: str, full: bool
) -> None:
    people = 2_500 if full else 60 if engine == "sqlite" else 20
    then, after, offered = await outage(db, people)
    assert len(then) == people and set(then.values()) == {1}
    assert after == {(who, "seat_offer") for who in offered} and offered


async def test_the_control_that_says_each_for_itself_tells_people_more_than_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_given: object, **_more: object) -> list[Letter]:
        return []

    async def never(*_given: object, **_more: object) -> None:
        return None

    monkeypatch.setattr(reminders, "due_with", nothing)
    monkeypatch.setattr(reminders, "told_today", never)
    monkeypatch.setattr(attention, "judge", never)
    then, _after, _offered = await outage(db, 8)
    assert max(then.values()) > 1


async def test_who_is_gone_by_then_hears_nothing(db: Database) -> None:
    async with db.begin() as session:
        who = await person(session)
        await join(session, who, await course(session))
        await session.delete(await session.get_one(Person, who))
    assert await told(db, FACTS.zone) == []
