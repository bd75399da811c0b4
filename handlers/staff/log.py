"""The log of what the staff did. Reading it is noted in it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import AuditLog
from bot.screens import team as screens
from bot.services import audit
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff


def listen(router: Router) -> None:
    router.callback_query.register(show, At(AuditLog), **for_staff(Act.READ_AUDIT))


async def show(query: CallbackQuery, turn: Turn, address: AuditLog) -> None:
    await audit.note(turn.session, turn.person.id, "read_audit", f"page:{address.page}", now=turn.now)
    entries, pages = await audit.page(turn.session, address.page, size=screens.LOG_PAGE)
    turn.said.show(screens.log(entries, min(max(address.page, 1), pages), pages, facts=turn.facts))
