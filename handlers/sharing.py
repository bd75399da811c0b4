"""Cards sent to any chat by typing the bot's name there."""

from aiogram import Bot, Router
from aiogram.filters import Filter
from aiogram.types import InlineQuery, Message

from bot.i18n import spoken
from bot.models import Call, Course
from bot.packs.schema import Topic
from bot.screen import Card
from bot.screens import sharing as screens
from bot.services import courses, sharing
from bot.turn import Turn


class SentByUs(Filter):
    """A card of ours, sent in the bot's own chat."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        return message.via_bot is not None and message.via_bot.id == bot.id


def listen(router: Router) -> None:
    router.inline_query.register(offer)
    router.message.register(see, SentByUs())


async def offer(query: InlineQuery, turn: Turn) -> None:
    """Whoever types may be a stranger: nothing is known of them, and nothing will be. Without a name of its own yet,
    the bot has nothing to link to."""
    if not turn.bot_name:
        turn.said.offer(query.id, ())
        return
    found = await sharing.find(
        turn.session,
        turn.search,
        query.query,
        language=spoken(),
        pack=turn.pack,
        facts=turn.facts,
        now=turn.now,
        at_most=screens.AT_MOST,
    )
    cards = [await _card(turn, thing) for thing in found]
    turn.said.offer(query.id, cards or [screens.nothing(turn.pack, bot_name=turn.bot_name)])


async def see(message: Message, turn: Turn) -> None:
    turn.said.send(screens.sent_here())


async def _card(turn: Turn, thing: Course | Call | Topic) -> Card:
    if isinstance(thing, Course):
        meetings = await courses.sessions(turn.session, thing.id or 0)
        return screens.course(thing, meetings, pack=turn.pack, facts=turn.facts, now=turn.now, bot_name=turn.bot_name)
    if isinstance(thing, Call):
        return screens.call(thing, pack=turn.pack, facts=turn.facts, now=turn.now, bot_name=turn.bot_name)
    return screens.topic(thing, bot_name=turn.bot_name)
