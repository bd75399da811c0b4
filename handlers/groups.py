"""Groups: nothing personal is said where others read along. One line, only to whoever speaks to the bot."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.screens import astray
from bot.turn import Turn
from handlers.hearing import InGroup

_GONE = frozenset({"left", "kicked"})


def listen(router: Router) -> None:
    for observer in (router.message, router.edited_message, router.callback_query, router.my_chat_member):
        observer.filter(InGroup())
    router.message.register(answer)
    router.edited_message.register(stay_silent)
    router.callback_query.register(answer_tap)
    router.my_chat_member.register(arrive, F.old_chat_member.status.in_(_GONE), ~F.new_chat_member.status.in_(_GONE))
    router.my_chat_member.register(stay_silent)


async def answer(message: Message, turn: Turn, bot: Bot) -> None:
    if _is_for_us(message, bot, turn.bot_name):
        turn.said.send(astray.in_group(turn.pack, bot_name=turn.bot_name))


async def answer_tap(query: CallbackQuery, turn: Turn) -> None:
    turn.said.toast(astray.in_group(turn.pack).text)


async def arrive(event: ChatMemberUpdated, turn: Turn) -> None:
    turn.said.send(astray.in_group(turn.pack, bot_name=turn.bot_name))


async def stay_silent(event: Message | ChatMemberUpdated) -> None:
    """Heard, and nobody's business."""


def _is_for_us(message: Message, bot: Bot, name: str) -> bool:
    """A command for us or for nobody in particular, our name, or an answer to something we said."""
    text = message.text or message.caption or ""
    if text.startswith("/"):
        named = text.split()[0].partition("@")[2]
        return not named or not name or named.casefold() == name.casefold()
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
        return True
    return bool(name) and f"@{name.casefold()}" in text.casefold()
