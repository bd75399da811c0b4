"""Accepting an invitation. The link is the right to it, so anybody may try."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import AcceptRole
from bot.errors import NotThere
from bot.screens import team as screens
from bot.services import team
from bot.services.names import quoted
from bot.turn import Turn
from handlers.hearing import At
from handlers.staff.menu import show_commands

LINK = "i_"
"""What the payload of an invitation begins with."""


def listen(router: Router) -> None:
    router.callback_query.register(accept, At(AcceptRole))


async def open_link(turn: Turn, token: str) -> None:
    """After /start with an invitation, by whoever has it."""
    invitation = await team.look_at(turn.session, token, now=turn.now)
    turn.said.send(screens.offered(token, invitation, turn.pack))


async def accept(query: CallbackQuery, turn: Turn, address: AcceptRole) -> None:
    if not turn.private or turn.person.id is None:
        raise NotThere
    called = quoted(turn.first_name) or f"{turn.person.id}"
    role = await team.accept(turn.session, address.token, turn.person.id, called=called, now=turn.now)
    turn.said.show(screens.accepted(role))
    await show_commands(turn, turn.person.id)
