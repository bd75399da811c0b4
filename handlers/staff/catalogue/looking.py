"""Lists and cards of the catalogue, for who may change it."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import Catalogue, FindItem, ItemAt
from bot.errors import NotThere
from bot.screens.catalogue import lists
from bot.services.editing import drafts, listing
from bot.services.editing.fields import KINDS, VENUE
from bot.services.editing.putting import find
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff
from handlers.staff.catalogue import showing
from handlers.staff.catalogue.asking import SEARCH, STATE, begin

MAY = for_staff(Act.EDIT_CATALOGUE)


def listen(router: Router) -> None:
    router.message.register(show_menu, Command("catalogo", "catálogo", "catalogue", "catalog"), **MAY)
    router.callback_query.register(show_list, At(Catalogue), **MAY)
    router.callback_query.register(show_item, At(ItemAt), **MAY)
    router.callback_query.register(ask_words, At(FindItem), **MAY)


async def show_menu(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(lists.menu(len(await drafts.mine(turn.session, turn.me))))


async def show_list(query: CallbackQuery, turn: Turn, address: Catalogue) -> None:
    if address.kind == lists.MINE:
        found = await drafts.mine(turn.session, turn.me)
        turn.said.show(lists.drafts([(one, await showing.name_of(turn, one)) for one in found], address.page))
    elif address.kind == VENUE:
        turn.said.show(lists.places(await listing.places(turn.session, turn.pack), address.page))
    elif address.kind in KINDS:
        things = await listing.everything(turn.session, address.kind, now=turn.now)
        turn.said.show(lists.listed(address.kind, things, address.page, facts=turn.facts, now=turn.now))
    else:
        await show_menu(query, turn)


async def show_item(query: CallbackQuery, turn: Turn, address: ItemAt) -> None:
    if address.kind not in KINDS or address.kind == VENUE:
        raise NotThere
    thing = await find(turn.session, address.kind, id=address.id)
    if thing is None:
        raise NotThere
    turn.said.show(await showing.item(turn, address.kind, thing))


async def ask_words(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager) -> None:
    await begin(state, 0, SEARCH)
    await scenes.enter(STATE)
