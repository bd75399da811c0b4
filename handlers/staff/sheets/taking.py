"""Sending a list. The turn only writes down that a file came; a job fetches and reads it."""

from aiogram import F, Router
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import CallbackQuery, Message
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


def listen(router: Router) -> None:
    router.callback_query.register(begin, At(SendSheet), **for_staff(Act.IMPORT))


async def begin(query: CallbackQuery, turn: Turn, scenes: ScenesManager) -> None:
    await scenes.enter(Sending)


class Sending(Scene, state="sending_sheet"):
    """Open while a file is waited for. Whoever sends one is asked for the right anew."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn) -> None:
        turn.said.show(reports.ask())

    @on.message(F.document)
    async def take(self, message: Message, turn: Turn) -> None:
        document = message.document
        assert document is not None and turn.person.id is not None
        await self.wizard.exit()
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
