"""The card of a call for applications."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import CallAt, TopicAt
from bot.models import Call
from bot.screen import Screen
from bot.screens import calls as screens
from bot.services import calls
from bot.turn import Turn
from handlers.hearing import At
from handlers.topics import offer


def listen(router: Router) -> None:
    router.callback_query.register(show_call, At(CallAt))


async def call_card(turn: Turn, call: Call) -> Screen:
    """Back leads to the page of the topic's list on which the call stands."""
    listed = await offer(turn, call.topic)
    return screens.card(
        call,
        pack=turn.pack,
        facts=turn.facts,
        now=turn.now,
        back=TopicAt(call.topic, listed.page_of(call)),
        bot_name=turn.bot_name,
    )


async def show_call(query: CallbackQuery, turn: Turn, address: CallAt) -> None:
    turn.said.show(await call_card(turn, await calls.get(turn.session, address.call)))
