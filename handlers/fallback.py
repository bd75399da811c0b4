"""What nothing else understood: a kind answer that shows the way, never silence."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.addresses import Nothing
from bot.screens import astray
from bot.services import people
from bot.turn import Turn
from handlers import drafts, hearing, menu
from handlers.hearing import At, Command
from handlers.old import renew


def listen_early(router: Router) -> None:
    """Before the scenes: what changes no subject."""
    router.callback_query.register(stay, At(Nothing))
    router.my_chat_member.register(be_blocked, F.new_chat_member.status == "kicked")
    router.my_chat_member.register(stay)


def listen_commands(router: Router) -> None:
    """After all commands that exist."""
    router.message.register(answer_unknown_command, Command())


def listen(router: Router) -> None:
    router.message.register(answer_anything_else)
    router.edited_message.register(answer_edited, F.text | F.caption)
    router.callback_query.register(renew)


async def stay(event: CallbackQuery | ChatMemberUpdated) -> None:
    """Heard; there is nothing to do or say."""


async def be_blocked(event: ChatMemberUpdated, turn: Turn) -> None:
    await people.stopped(turn.session, turn.account_id, turn.now)


async def answer_unknown_command(message: Message, turn: Turn, state: FSMContext) -> None:
    left_open = await drafts.left_open(turn, state)
    turn.said.send(astray.unknown_command(menu.main(turn.pack), left_open=left_open))


async def answer_anything_else(message: Message, turn: Turn, state: FSMContext) -> None:
    kind = hearing.kind_of(message)
    if kind in hearing.SAID_BY_PEOPLE:
        turn.said.send(astray.other(turn.pack, kind, left_open=await drafts.left_open(turn, state)))


async def answer_edited(message: Message, turn: Turn, state: FSMContext) -> None:
    turn.said.send(astray.edited(turn.pack, left_open=await drafts.left_open(turn, state)))
