"""The part of the program that sends broadcasts, for experiments with kills: python -m tests.experiments.mailing_bot.

It has imported everything and waits; each line on its input, `HOW API DATABASE`, is a life, a process of its own whose
number it prints and that is killed from outside. HOW is `ours` (ten times everybody's pace, eight places), `free`
(everybody's pace), or `batch`: the same letters by the stock library, a hundred at a time, marked when all were sent.
"""

import asyncio
import os
import signal
import sys
from datetime import time as clock_time
from datetime import timedelta

from sqlmodel import col, select, update
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot import letters, logs, packs, time
from bot.courier import Courier
from bot.courier.transport import Transport
from bot.db import Database, Session
from bot.jobs.broadcast import Broadcasts
from bot.models import Letter, Person, Post
from bot.screen import Screen
from bot.services.facts import Facts

TOKEN = "42:AAexperimentexperimentexperimentexpe"
LEASE = timedelta(seconds=2)
ALWAYS_AWAKE = (clock_time(3), clock_time(3))
FACTS = Facts(zone="America/Mexico_City", quiet=ALWAYS_AWAKE, rehearsal=True)
READ = 0.5
BATCH = 100


async def nothing(_session: Session, _letter: Letter) -> Screen:
    raise AssertionError("there are only broadcasts here")


async def ours(api_url: str, database: str, pack: packs.Pack, *, free: bool) -> None:
    db = Database(database)
    paced = {} if free else {"paid": 300.0, "places": 8}
    courier = Courier(
        db, TOKEN, api_url, write=nothing, transport=Transport(read=READ),
        announcer=letters.Announcements(pack, FACTS), lease=LEASE, **paced,
    )  # fmt: skip
    jobs, stop = Broadcasts(db, FACTS), asyncio.Event()

    async def tick() -> None:
        while True:
            if await jobs.tick():
                courier.nudge()
            await asyncio.sleep(0.2)

    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run(stop))
        group.create_task(tick())


async def batch(api_url: str, database: str) -> None:
    db = Database(database)
    transport = Transport(connections=8, read=READ)
    await transport.initialize()
    bot: ExtBot[None] = ExtBot(TOKEN, f"{api_url}/bot", request=transport, get_updates_request=transport)
    places = asyncio.Semaphore(8)

    async def send(chat_id: int) -> None:
        async with places:
            try:
                await bot.send_message(chat_id, "Hola")
            except TelegramError:
                return

    while True:
        async with db.reading() as session:
            query = select(Letter.id, Person.id).join(Person, col(Person.id) == col(Letter.person_id))
            query = query.where(Letter.state == Post.WAITING, col(Letter.broadcast_id).is_not(None))
            rows = (await session.exec(query.order_by(col(Letter.id)).limit(BATCH))).all()
        await asyncio.gather(*(send(FIRST + (person or 0)) for _letter, person in rows))
        async with db.begin() as session:
            ids = [letter for letter, _person in rows]
            await session.exec(
                update(Letter).where(col(Letter.id).in_(ids)).values(state=Post.DELIVERED, said_at=time.now())
            )
        if not rows:
            await asyncio.sleep(0.2)


FIRST = 9_000_000_000
"""Chats are numbered from here by the person's id."""


def main() -> None:
    logs.configure("ERROR")
    pack = packs.read("leon")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        how, api_url, database = line.split()
        if (child := os.fork()) == 0:
            asyncio.run(
                batch(api_url, database) if how == "batch" else ours(api_url, database, pack, free=how == "free")
            )
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
