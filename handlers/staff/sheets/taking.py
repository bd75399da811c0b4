"""Sending a list. The turn only writes down that a file came; a job fetches and reads it."""

from typing import Final

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import CallbackQuery, Document, Message
from markupsafe import Markup

from bot import time
from bot.addresses import SendSheet
from bot.i18n import _
from bot.screens.sheets import reports
from bot.services import rights
from bot.services.rights import Act
from bot.services.sheets import imports
from bot.sheets.reading import LARGEST
from bot.turn import Turn
from handlers import hearing
from handlers.hearing import At
from handlers.rules import for_staff

ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")


def listen(router: Router) -> None:
    router.callback_query.register(begin, At(SendSheet), **for_staff(Act.IMPORT))


def listen_late(router: Router) -> None:
    """After every open question and conversation: a list that came without a tap before it."""
    router.message.register(take_unasked, F.document, AList(), **for_staff(Act.IMPORT))


class AList(Filter):
    """A spreadsheet from a colleague who may send one. Anybody else's is a file like any other."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        name = (message.document.file_name or "") if message.document else ""
        if not turn.private or turn.person.id is None or not name.lower().endswith(ENDINGS):
            return False
        return rights.may(await rights.roles_of(turn.session, turn.person.id), Act.IMPORT)


async def take_unasked(message: Message, turn: Turn) -> None:
    """What the template and the report ask for: *send it back to me*."""
    assert message.document is not None
    await _take(turn, message.document)


async def _take(turn: Turn, document: Document) -> None:
    assert turn.person.id is not None
    await rights.require(turn.session, turn.person.id, Act.IMPORT)
    if (document.file_size or 0) > LARGEST:
        turn.said.show(reports.too_large())
        return
    one = await imports.begin(
        turn.session,
        turn.person.id,
        document.file_id,
        name=document.file_name or "",
        size=document.file_size,
        wall=time.wall(),
        now=turn.now,
    )
    turn.said.show(reports.reading(one))


async def begin(query: CallbackQuery, turn: Turn, scenes: ScenesManager) -> None:
    await scenes.enter(Sending)


class Sending(Scene, state="sending_sheet"):
    """Open while a file is waited for. Whoever sends one is asked for the right anew."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn) -> None:
        turn.said.show(reports.ask())

    @on.message(F.document)
    async def take(self, message: Message, turn: Turn) -> None:
        assert message.document is not None
        await self.wizard.exit()
        await _take(turn, message.document)

    @on.message(F.text)
    async def hear_text(self, message: Message, turn: Turn) -> None:
        turn.said.show(reports.ask(_("I need the list as a file: attach it with the clip 📎.")))

    @on.message(~F.text & ~F.document)
    async def hear_something_else(self, message: Message, turn: Turn) -> None:
        if hearing.kind_of(message) in hearing.SAID_BY_PEOPLE:
            turn.said.show(reports.ask(self._picture(message)))

    @staticmethod
    def _picture(message: Message) -> Markup:
        if message.photo:
            return _("I can't read a list from a photo. Attach the file itself with the clip 📎.")
        return _("I need the list as a file: attach it with the clip 📎.")

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn) -> None:
        turn.said.show(reports.ask())
