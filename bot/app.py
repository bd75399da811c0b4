"""The composition root: the only place that knows everyone.

`run` is everything in one process; `serve` hears by webhook; `work` handles and speaks. All three over one database.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from enum import Flag, auto

import structlog
from aiohttp import web

from bot import chores, clock, packs, schema, sealing, time
from bot.courier import CallFailed
from bot.db import AWAY, Database
from bot.house import House, build, pages
from bot.jobs import erase, look
from bot.jobs.follow import Follower
from bot.packs import Pack
from bot.services import catalogue, notice_changes, sealing_anew
from bot.services.facts import Facts
from bot.settings import Settings, WrongSettings
from bot.web import health, privacy, webhook

log = structlog.get_logger()


class Part(Flag):
    """What a process does. One does all of it, or several share it over one PostgreSQL."""

    HEAR = auto()
    WORK = auto()
    ALL = HEAR | WORK


def unlock(settings: Settings) -> None:
    """Let this process seal and open. Beside a playground a key is made and kept in VAR; a real Telegram needs one
    that somebody has a copy of. Raises WrongSettings."""
    keys = settings.data_keys
    if not keys and not settings.rehearsal:
        raise WrongSettings(
            "DATA_KEY is missing: it seals what people write. `rumbo new-key` makes one; put it into .env, and keep a "
            "copy apart from the backups: without it nobody can read what was sealed."
        )
    sealing.use(keys or [sealing.kept_key(settings.var / "data.key")])


async def prepare(db: Database, pack: Pack, facts: Facts) -> catalogue.Changes:
    """The newest schema, the pack's content in it, what people wrote sealed, and everybody told of a new notice. Needs
    `unlock`."""
    await schema.migrate(db)
    await sealing_anew.rotate(db, plain_only=True)
    async with db.begin() as session:
        changes = await catalogue.load(session, pack, facts=facts, now=time.now())
        await catalogue.renew(session, pack, facts=facts, now=time.now())
        await notice_changes.look(session, pack.key, facts=facts, now=time.now())
    return changes


async def run(
    settings: Settings, *, parts: Part = Part.ALL, stop: asyncio.Event | None = None, db: Database | None = None
) -> None:
    """Everything this process does, until SIGTERM or SIGINT; then up to eight seconds to finish what was begun. A `db`
    that is given stays open."""
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    pack = packs.read(settings.pack)
    unlock(settings)
    warn_of_overdue_helplines(pack)
    own, db = db is None, db or Database(settings.database)
    house = build(settings, db, pack)
    try:
        follower = await _follow(settings)
        async with _web(house, parts):
            await _live(stop, house, parts, follower)
    finally:
        if Part.WORK not in parts:
            await house.courier.close()
        if own:
            await db.close()
    log.info("stopped")


async def _live(stop: asyncio.Event, house: House, parts: Part, follower: Follower | None) -> None:
    """Hearing and the crisis floor begin before the database is there; everything else once it is."""
    quiet = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(house.floor.run(quiet))
        if Part.HEAR in parts and not house.webhook:
            group.create_task(_poll(house, stop))
        if await _prepared(house, stop):
            if Part.WORK in parts:
                await erase.forget_again(house.db, house.facts, house.stones)
                await look.look(house.db, house.turns.shelf)
                await chores.beat(house)
            house.door.open()
            log.info("ready", pack=house.pack.key, rehearsal=house.settings.rehearsal, webhook=house.webhook)
            async with _ticking(house, parts, follower):
                await _until(stop, house, parts)
        quiet.set()


async def _prepared(house: House, stop: asyncio.Event) -> bool:
    """Once the database has its tables and the pack is in them; False when told to stop before. A database that is away
    is waited for: meanwhile whoever is in danger is answered."""
    preparing = asyncio.ensure_future(_prepare_until_it_works(house))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({preparing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if preparing.done():
            preparing.result()
        return preparing.done()
    finally:
        preparing.cancel()
        stopping.cancel()


async def _prepare_until_it_works(house: House) -> None:
    pause = 1.0
    while True:
        try:
            await prepare(house.db, house.pack, house.facts)
            return
        except AWAY as error:
            log.error("the database is away: only danger is answered until it is back", problem=type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(10.0, pause * 2)


async def _until(stop: asyncio.Event, house: House, parts: Part) -> None:
    mute = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        if Part.WORK in parts:
            group.create_task(house.courier.run(mute))
            group.create_task(_greet(house, stop))
        turning = group.create_task(house.turns.run(stop)) if Part.WORK in parts else None
        await stop.wait()
        house.turns.nudge()
        if turning is not None:
            # First nobody hears any more, then what was heard is finished, then what was decided is said.
            await asyncio.wait({turning}, timeout=4)
            await house.courier.drain(4)
        mute.set()
        house.courier.nudge()


async def _poll(house: House, stop: asyncio.Event) -> None:
    try:
        await house.poller.run(stop)
    finally:
        stop.set()


async def _greet(house: House, stop: asyncio.Event) -> None:
    pause = 1.0
    while not stop.is_set():
        try:
            await house.greet()
            return
        except CallFailed as error:  # a bot whose menu couldn't be set still answers; it tries again
            log.warning("could not set commands yet", problem=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            pause = min(60, pause * 2)


async def _follow(settings: Settings) -> Follower | None:
    if not settings.rehearsal:
        return None
    follower = Follower(settings.telegram_api_url)
    await follower.look()
    return follower


@asynccontextmanager
async def _ticking(house: House, parts: Part, follower: Follower | None) -> AsyncIterator[None]:
    scheduler = clock.timetable(chores.timetable(house, follower, working=Part.WORK in parts))
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


@asynccontextmanager
async def _web(house: House, parts: Part) -> AsyncIterator[None]:
    settings = house.settings
    if Part.HEAR not in parts or settings.port == 0:
        yield
        return
    site = web.Application(client_max_size=webhook.LARGEST)
    shown = pages(house.db, house.pack) if settings.public_url else privacy.routes(house.pack)
    site.add_routes([health.route(house.db, house.hearing, house.warnings), *shown])
    if house.webhook and settings.webhook_secret:
        site.add_routes([webhook.route(house.door, settings.webhook_secret.get_secret_value())])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        yield
    finally:
        await runner.cleanup()


def warn_of_overdue_helplines(pack: Pack) -> None:
    """A number that wasn't checked in time stays shown: an old helpline is better than none, and staff must know."""
    today: date = time.local(time.now(), pack.institution.timezone).date()
    for line in pack.overdue_helplines(today):
        log.warning("helpline overdue for checking", helpline=line.key, reverify_by=str(line.reverify_by))
