"""The buttons below an announcement."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery
from markupsafe import Markup

from bot.addresses import AddButton, AskLink, ButtonsOf, LinkTo, RemoveButton
from bot.errors import CantAnnounce, NotThere
from bot.screens.announcing import composing as screens
from bot.screens.announcing import troubles
from bot.services.broadcasts import drafts
from bot.services.broadcasts.drafts import Draft
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.announcing import asking, common, questions


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_buttons, At(ButtonsOf), **for_staff(Act.ANNOUNCE))
    tap(choose, At(LinkTo), **for_staff(Act.ANNOUNCE))
    tap(add, At(AddButton), **for_staff(Act.ANNOUNCE))
    tap(ask_link, At(AskLink), **for_staff(Act.ANNOUNCE))
    tap(remove, At(RemoveButton), **for_staff(Act.ANNOUNCE))


async def show_buttons(query: CallbackQuery, turn: Turn, address: ButtonsOf) -> None:
    await _show(turn, await common.own(turn, address.broadcast))


async def _show(turn: Turn, draft: Draft, trouble: Markup | str = "") -> None:
    turn.said.show(screens.buttons(draft, await common.named(turn, draft), trouble))


async def choose(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: LinkTo) -> None:
    """The list, in which a piece of a name can be written too; on its other pages one only taps."""
    if address.kind not in ("course", "call"):
        raise NotThere
    draft = await common.own(turn, address.broadcast)
    if address.page == 1:
        await asking.ask(state, scenes, draft.id, address.kind)
    else:
        found = await questions.things(turn, address.kind)
        turn.said.show(screens.link_to(draft, address.kind, found, address.page))


async def add(query: CallbackQuery, turn: Turn, address: AddButton) -> None:
    draft = await common.to_change(turn, address.broadcast)
    trouble: Markup | str = ""
    try:
        await drafts.add_button(turn.session, draft, {"kind": address.kind, "id": address.thing})
    except CantAnnounce as refusal:
        trouble = troubles.told(refusal)
    await _show(turn, draft, trouble)


async def ask_link(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskLink
) -> None:
    draft = await common.own(turn, address.broadcast)
    await asking.ask(state, scenes, draft.id, "link")


async def remove(query: CallbackQuery, turn: Turn, address: RemoveButton) -> None:
    draft = await common.to_change(turn, address.broadcast)
    await drafts.remove_button(turn.session, draft, address.at)
    await _show(turn, draft)
