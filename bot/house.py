"""The parts of one process and who knows whom."""

from dataclasses import dataclass, field
from datetime import time as clock_time
from datetime import timedelta
from functools import partial

from aiohttp import web

import handlers
from bot import i18n, letters, time
from bot.continuation import Answer
from bot.courier import Courier
from bot.courier.calls import render
from bot.courier.rates import PAID
from bot.db import Database, Session
from bot.intake import inbox
from bot.intake.door import Door
from bot.intake.floor import Floor
from bot.intake.polling import KINDS, Poller
from bot.jobs.broadcast import Broadcasts
from bot.letters import documents
from bot.models import Letter
from bot.packs import Pack
from bot.packs.schema import Helpline, QuietHours
from bot.services.facts import Facts
from bot.settings import Settings, WrongSettings
from bot.tombstones import Tombstones
from bot.turn import ear
from bot.turn.work import Turns
from bot.web import feed, privacy, webhook
from handlers import menu


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

    def warnings(self) -> list[str]:
        """What isn't urgent and must be seen to."""
        return self.hand_off + [
            f"helpline {line.key}: to be checked since {line.reverify_by}" for line in self._overdue()
        ]

    def _overdue(self) -> list[Helpline]:
        return self.pack.overdue_helplines(time.local(time.now(), self.facts.zone).date())


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
        documents=partial(documents.make, db, pack=pack, facts=facts),
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
