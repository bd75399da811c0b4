"""Run by test_seats: many processes press *Unirme* on one course through the real handlers.

    python -m tests.experiments.seat_storm DATABASE_URL PROCESSES ATTEMPTS ARM

ARM is `rumbo`, or `control`: the same storm with seats taken by reading first and writing then.
"""

import asyncio
import os
import sys
from typing import Any

from sqlalchemy import event
from sqlmodel import select

import handlers
from bot import packs, safety, time
from bot.addresses import Join
from bot.db import Database, Session
from bot.errors import NotThere
from bot.intake import inbox
from bot.models import Course, Heard, InboxUpdate, Person
from bot.services import courses, people, seats
from bot.turn import ear
from tests.talk import BOT_ID, Institute

COURSE = "storm"
FIRST = 8_000_000_000


seen = 0
"""In the control: how many seats were taken when this process last looked, in a transaction of its own."""


async def look(db: Database) -> None:
    global seen
    async with db.reading() as session:
        seen = (await courses.latest(session, COURSE, now=time.now())).taken
    await asyncio.sleep(0.01)


async def read_then_write(session: Session, course: Course) -> bool:
    """The mistake: another process may have taken the same seat since the look."""
    if seen >= (course.seats or 0):
        return False
    course.taken = seen + 1
    return True


async def unlocked(session: Session, course_id: int) -> Course:
    found = await session.get(Course, course_id)
    if found is None:
        raise NotThere
    return found


async def storm(url: str, number: int, attempts: int, arm: str, dispatcher: Any, pack: Any) -> None:
    db = Database(url)
    if arm == "control" and db.is_sqlite:
        # The table's own check would hide the mistake behind an error.
        event.listen(db.engine.sync_engine, "connect", lambda c, _: c.execute("PRAGMA ignore_check_constraints=ON"))
    institute = await Institute.beside(db, pack, dispatcher)
    async with db.reading() as session:
        course = await courses.latest(session, COURSE, now=time.now())
    for attempt in range(attempts):
        person = institute.person(FIRST + number * 1000 + attempt)
        update = {"update_id": number * 1000 + attempt + 1, "callback_query": person.tap(str(Join(course.id or 0)), 1)}
        async with db.begin() as session:
            await inbox.write_down(session, BOT_ID, [update], wall=time.wall())
        if arm == "control":
            await look(db)
        while await institute.turns.step():
            pass
    await db.close()


async def rest(url: str, dispatcher: Any, pack: Any) -> None:
    """What a process took up and could not finish is handled by whoever comes after its lease."""
    db = Database(url)
    institute = await Institute.beside(db, pack, dispatcher)
    while await _waiting(db):
        if not await institute.turns.step():
            await asyncio.sleep(0.1)
    await db.close()


async def _waiting(db: Database) -> bool:
    async with db.reading() as session:
        return (
            await session.exec(select(InboxUpdate.id).where(InboxUpdate.state == Heard.WAITING).limit(1))
        ).first() is not None


async def people_first(url: str, processes: int, attempts: int) -> None:
    """Everybody has given their name before, so that one tap is one attempt."""
    db = Database(url)
    async with db.begin() as session:
        for number in range(processes):
            for attempt in range(attempts):
                account = FIRST + number * 1000 + attempt
                person = await people.of(session, account, language_code="es", now=time.now())
                stored = await session.get(Person, person.id)
                assert stored is not None
                stored.name = f"Persona {number} {attempt}"
    await db.close()


def main(url: str, processes: int, attempts: int, arm: str) -> None:
    dispatcher, pack = ear.dispatcher(handlers.attach), packs.read("leon")
    if arm == "control":
        seats.take, seats.locked = read_then_write, unlocked
    asyncio.run(people_first(url, processes, attempts))
    safety.listen("Unirme")  # what is compiled when it is first needed, compiled once for all of them
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(storm(url, number, attempts, arm, dispatcher, pack))
                os._exit(0)
            except BaseException as error:  # noqa: BLE001 - a child must never run on into the parent's code
                print(f"{type(error).__name__}: {error}", file=sys.stderr)
                os._exit(1)
        children.append(child)
    failed = sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)
    asyncio.run(rest(url, dispatcher, pack))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
