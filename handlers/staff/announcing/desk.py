"""The list of announcements; beginning, duplicating, taking back and throwing away."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, Message

from bot.addresses import (
    AnnouncementAt,
    Announcements,
    AskDiscard,
    DiscardAnnouncement,
    DuplicateAnnouncement,
    NewAnnouncement,
    TakeBackAnnouncement,
)
from bot.i18n import _
from bot.screens import rows
from bot.screens.announcing import desk as screens
from bot.services import rights
from bot.services.broadcasts import drafts
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff
from handlers.staff.announcing import asking, common


def listen(router: Router) -> None:
    tap = router.callback_query.register
    router.message.register(show_list_by_command, Command("anuncio", "announce"), **for_staff(Act.SEE_ANNOUNCEMENTS))
    tap(show_list, At(Announcements), **for_staff(Act.SEE_ANNOUNCEMENTS))
    tap(show_one, At(AnnouncementAt), **for_staff(Act.SEE_ANNOUNCEMENTS))
    tap(begin, At(NewAnnouncement), **for_staff(Act.ANNOUNCE))
    tap(take_back, At(TakeBackAnnouncement), **for_staff(Act.ANNOUNCE))
    tap(ask_discard, At(AskDiscard), **for_staff(Act.ANNOUNCE))
    tap(discard, At(DiscardAnnouncement), **for_staff(Act.ANNOUNCE))
    tap(duplicate, At(DuplicateAnnouncement), **for_staff(Act.ANNOUNCE))


async def show_list_by_command(message: Message, turn: Turn) -> None:
    await _show_list(turn, 1)


async def show_list(query: CallbackQuery, turn: Turn, address: Announcements) -> None:
    await _show_list(turn, address.page)


async def _show_list(turn: Turn, page: int) -> None:
    shown, page, pages = await drafts.listed(turn.session, turn.me, page, size=rows.PAGE)
    writes = rights.may(await rights.roles_of(turn.session, turn.me), Act.ANNOUNCE)
    turn.said.show(screens.listed(shown, page, pages, turn.me, writes=writes))


async def show_one(query: CallbackQuery, turn: Turn, address: AnnouncementAt) -> None:
    await common.show_any(turn, address.broadcast)


async def begin(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager) -> None:
    draft = await drafts.create(turn.session, turn.me, now=turn.now)
    await asking.ask(state, scenes, draft.id, "words")


async def take_back(query: CallbackQuery, turn: Turn, address: TakeBackAnnouncement) -> None:
    """A draft again: whatever was asked or approved before is over."""
    draft = await common.to_change(turn, address.broadcast)
    turn.said.toast(_("It is a draft again. Once you have changed it, ask anew."))
    await common.show(turn, draft)


async def ask_discard(query: CallbackQuery, turn: Turn, address: AskDiscard) -> None:
    turn.said.show(screens.ask_discard(await common.own(turn, address.broadcast)))


async def discard(query: CallbackQuery, turn: Turn, address: DiscardAnnouncement) -> None:
    await drafts.discard(turn.session, address.broadcast, turn.me, now=turn.now)
    turn.said.toast(_("Thrown away."))
    await _show_list(turn, 1)


async def duplicate(query: CallbackQuery, turn: Turn, address: DuplicateAnnouncement) -> None:
    draft = await drafts.duplicate(turn.session, address.broadcast, turn.me, now=turn.now)
    turn.said.toast(_("This is a new draft with the same content. Look at its audience and hour."))
    await common.show(turn, draft)
