"""The composition root: the only place that knows everyone.

`run` is everything in one process; `serve` hears by webhook; `work` handles and speaks. All three over one database.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as clock_time
from enum import Flag, auto
from functools import partial

import structlog
from aiohttp import web

import handlers
from bot import clock, i18n, letters, packs, schema, sealing, time
from bot.continuation import Answer
from bot.courier import CallFailed, Courier
from bot.courier.calls import render
from bot.courier.rates import PAID
from bot.db import AWAY, Database, Session
from bot.intake import inbox
from bot.intake.door import Door
from bot.intake.floor import Floor
from bot.intake.polling import KINDS, Poller
from bot.jobs import downloads, erase, look, overdue, requests, sheets, threads
from bot.jobs.broadcast import Broadcasts
from bot.jobs.fetching import Fetcher
from bot.jobs.figures import Figures
from bot.jobs.follow import Follower
from bot.jobs.nightly import Nightly
from bot.jobs.tidy import tidy
from bot.models import Letter
from bot.packs import Pack
from bot.packs.schema import Helpline, QuietHours
from bot.services import approvals, catalogue, notice_changes, of_age, offers, sealing_anew
from bot.services.broadcasts import approving
from bot.services.facts import Facts
from bot.services.sheets import imports
from bot.settings import Settings, WrongSettings
from bot.tombstones import Tombstones
from bot.turn import ear
from bot.turn.work import Turns
from bot.web import feed, health, privacy, webhook
from handlers import menu

log = structlog.get_logger()


class Part(Flag):
    """What a process does. One does all of it, or several share it over one PostgreSQL."""

    HEAR = auto()
    WORK = auto()
    ALL = HEAR | WORK


def facts_of(pack: Pack, settings: Settings) -> Facts:
    """What the rules need to know about this institution and this deployment."""
    institution = pack.institution
    return Facts(
        zone=institution.timezone,
        quiet=_hours(institution.quiet_hours),
        rehearsal=settings.rehearsal,
        public_url=settings.public_url,
        quiet_minors=_hours(institution.quiet_hours_minors),
        notice=pack.notice.version,
        revisions={str(purpose): revision for purpose, revision in pack.notice.revisions.items()},
        closures=institution.closed_days,
        guardian_for=frozenset(institution.guardian_for),
        staff_chat=settings.staff_chat,
        paid_broadcast=settings.allow_paid_broadcast,
    )


def _hours(quiet: QuietHours) -> tuple[clock_time, clock_time]:
    return clock_time.fromisoformat(quiet.start), clock_time.fromisoformat(quiet.end)


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


@dataclass
class House:
    """Everything one process runs, put together but not yet started."""

    settings: Settings
    db: Database
    pack: Pack
    facts: Facts
    courier: Courier
    turns: Turns
    floor: Floor
    door: Door
    poller: Poller
    stones: Tombstones
    broadcasts: Broadcasts
    hand_off: list[str] = field(default_factory=list)
    """What was last found wrong with the hand-off to a person."""

    @property
    def webhook(self) -> bool:
        return bool(self.settings.webhook_url)

    async def greet(self) -> None:
        """Tell Telegram what the bot is called for, its commands in each language, and how it hears."""
        self.turns.bot_name = (await self.courier.call("get_me")).get("username", "")
        for locale in (None, *i18n.LOCALES):
            with i18n.speaking(locale or "es"):
                commands = [{"command": name, "description": str(what)} for name, what in menu.commands(self.pack)]
                about, short = menu.descriptions(self.pack)
            given = {"language_code": locale} if locale else {}
            await self.courier.call("set_my_commands", commands=commands, **given)
            await self.courier.call("set_my_description", description=about, **given)
            await self.courier.call("set_my_short_description", short_description=short, **given)
        if self.webhook and self.settings.webhook_secret:
            await self.courier.call(
                "set_webhook",
                url=self.settings.webhook_url + webhook.PATH,
                secret_token=self.settings.webhook_secret.get_secret_value(),
                allowed_updates=list(KINDS),
            )
        else:
            await self.courier.call("delete_webhook")

    def hearing(self) -> bool:
        """Whether Telegram was heard of lately. With a webhook, silence may just be a quiet night."""
        return self.webhook or time.wall() - self.poller.last_success < timedelta(seconds=90)

    async def lapse(self) -> None:
        """Take back offers nobody took, and seats no guardian said yes to, and pass each on; announcements nobody
        approved are drafts again."""
        async with self.db.begin() as session:
            gone = await approvals.lapse(session, facts=self.facts, now=time.now())
            gone += await offers.lapse(session, facts=self.facts, now=time.now())
            gone += await approving.lapse(session, now=time.now())
        if gone:
            self.courier.nudge()

    async def renew(self) -> None:
        """Keep illustrative courses open: the next edition appears when the last has begun."""
        async with self.db.begin() as session:
            await catalogue.renew(session, self.pack, facts=self.facts, now=time.now())

    async def grow(self) -> None:
        """Whoever turned 18 decides for themselves."""
        async with self.db.begin() as session:
            await of_age.look(session, facts=self.facts, now=time.now())

    async def erase(self) -> None:
        """Forget whose day is over; seats they still had are offered."""
        if await erase.erase_due(self.db, self.facts, self.stones):
            self.courier.nudge()

    async def announce(self) -> None:
        """Take the steps of announcements that are under way, and show how far they are."""
        if await self.broadcasts.tick():
            self.courier.nudge()

    async def remind_staff(self) -> None:
        """Of requests that wait, and once a week of helplines that are to be checked."""
        chat = self.settings.staff_chat
        told = await requests.remind(self.db, self.facts, chat)
        if chat is not None and await overdue.remind(self.db, self.pack, self.facts, chat):
            told = True
        if told:
            self.courier.nudge()

    async def see_to_threads(self) -> None:
        """Conversations with the team: a topic, a reminder, a question, an end."""
        if self.settings.staff_chat is not None and await threads.look(self.db, self.pack, self.facts):
            self.courier.nudge()

    async def look_at_hand_off(self) -> None:
        """What /health says of the hand-off; the log says it when it begins."""
        told = await threads.warnings(self.db, self.facts)
        for warning in set(told) - set(self.hand_off):
            log.warning("hand_off", warning=warning)
        self.hand_off = told

    def warnings(self) -> list[str]:
        """What isn't urgent and must be seen to."""
        return self.hand_off + [
            f"helpline {line.key}: to be checked since {line.reverify_by}" for line in self._overdue()
        ]

    def _overdue(self) -> list[Helpline]:
        return self.pack.overdue_helplines(time.local(time.now(), self.facts.zone).date())

    async def fetch(self) -> None:
        """Files that turns asked for."""
        assert self.settings.bot_token is not None
        fetcher = Fetcher(self.settings.bot_token.get_secret_value(), self.settings.telegram_api_url)
        purposes = {imports.PURPOSE: sheets.Taking(self.pack, self.facts)}
        if await downloads.fetch_due(self.db, fetcher, purposes):
            self.courier.nudge()

    async def post(self) -> None:
        """Something may have come due."""
        self.courier.nudge()


def build(settings: Settings, db: Database, pack: Pack) -> House:
    """The parts and who knows whom. Needs a bot token in the settings."""
    if settings.bot_token is None:
        raise WrongSettings("BOT_TOKEN is missing.")
    token = settings.bot_token.get_secret_value()
    facts = facts_of(pack, settings)
    bot_id = int(token.partition(":")[0])
    courier = Courier(
        db,
        token,
        settings.telegram_api_url,
        write=partial(_write, pack=pack, facts=facts),
        bring_back=partial(_bring_back, bot_id=bot_id),
        announcer=letters.Announcements(pack, facts),
        paid=PAID if facts.paid_broadcast else None,
    )
    turns = Turns(
        db,
        ear.dispatcher(handlers.attach),
        ear.silent_bot(token),
        pack=pack,
        facts=facts,
        render=render,
        spoke=courier.nudge,
        continuations=handlers.CONTINUATIONS,
    )

    async def bot_name() -> str:
        return turns.bot_name or str((await courier.call("get_me")).get("username", ""))

    floor = Floor(pack, db, bot_id, courier.rush, bot_name=bot_name, staff_chat=settings.staff_chat)
    door = Door(db, bot_id, floor, turns.nudge)
    poller = Poller(door, token, settings.telegram_api_url)
    return House(
        settings, db, pack, facts, courier, turns, floor, door, poller, Tombstones(settings.var), Broadcasts(db, facts)
    )


async def _bring_back(session: Session, answer: Answer, *, bot_id: int) -> None:
    await inbox.bring_back(session, answer, bot_id=bot_id, wall=time.wall())


async def _write(session: Session, letter: Letter, *, pack: Pack, facts: Facts) -> letters.Written:
    return await letters.write(session, letter, pack=pack, facts=facts, now=time.now())


def pages(db: Database, pack: Pack) -> list[web.RouteDef]:
    """What people open in a browser or a calendar, below PUBLIC_URL."""
    return [*privacy.routes(pack), *feed.routes(db, pack)]


async def run(
    settings: Settings, *, parts: Part = Part.ALL, stop: asyncio.Event | None = None, db: Database | None = None
) -> None:
    """Everything this process does, until SIGTERM or SIGINT; then up to ten seconds to finish what was begun. A `db`
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
    jobs: dict[str, tuple[float, clock.Job]] = {"hand_off": (60, house.look_at_hand_off)}
    if Part.WORK in parts:
        jobs |= {
            "post": (1, house.post),
            "fetch": (1, house.fetch),
            "broadcast": (1, house.announce),
            "lapse": (2, house.lapse),
            "look": (look.EVERY, partial(look.look, house.db, house.turns.shelf)),
            "renew": (60, house.renew),
            "grow": (60, house.grow),
            "tidy": (3600, partial(tidy, house.db)),
            "erase": (30, house.erase),
            "remind_staff": (60, house.remind_staff),
            "threads": (20, house.see_to_threads),
            "nightly": (300, Nightly(house.db, house.facts).look),
            "figures": (20, Figures(house.db, house.facts).look),
        }
    if follower is not None:

        async def follow() -> None:
            if await follower.look():
                await house.lapse()
                await house.renew()
                await house.grow()
                await house.see_to_threads()
                house.courier.nudge()

        jobs["follow"] = (0.5, follow)
    scheduler = clock.timetable(jobs)
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
