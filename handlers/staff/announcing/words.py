"""What an announcement says, and in which languages."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import AskWords, DropWords, Versions, WrittenFor
from bot.errors import NotThere
from bot.i18n import LOCALES
from bot.screens.announcing import composing as screens
from bot.services.broadcasts import EVERYBODY, drafts
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.announcing import asking, common, fields


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_versions, At(Versions), **for_staff(Act.ANNOUNCE))
    tap(ask_words, At(AskWords), **for_staff(Act.ANNOUNCE))
    tap(write_for, At(WrittenFor), **for_staff(Act.ANNOUNCE))
    tap(drop, At(DropWords), **for_staff(Act.ANNOUNCE))


async def show_versions(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: Versions
) -> None:
    draft = await common.own(turn, address.broadcast)
    if draft.messages:
        turn.said.show(screens.versions(draft))
    else:
        await asking.ask(state, scenes, draft.id, "words")


async def ask_words(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskWords
) -> None:
    draft = await common.own(turn, address.broadcast)
    await asking.ask(state, scenes, draft.id, "words", _locale(address.locale))


async def write_for(query: CallbackQuery, turn: Turn, address: WrittenFor) -> None:
    locale = _locale(address.locale)
    draft = await drafts.speak_only(turn.session, await common.to_change(turn, address.broadcast), locale)
    missing = [one for one in LOCALES if one not in draft.messages]
    if locale != EVERYBODY and missing:
        turn.said.show(screens.ask_other_language(draft, missing[0]))
    elif draft.rule.is_empty and draft.row.corrects_id is None:
        await fields.show_audience(turn, draft)
    else:
        await common.show(turn, draft)


async def drop(query: CallbackQuery, turn: Turn, address: DropWords) -> None:
    """The last version stays: without one there is no announcement."""
    draft = await common.to_change(turn, address.broadcast)
    if len(draft.messages) > 1:
        draft = await drafts.leave_out(turn.session, draft, _locale(address.locale))
    turn.said.show(screens.versions(draft))


def _locale(code: str) -> str:
    if code not in (EVERYBODY, *LOCALES):
        raise NotThere
    return code
