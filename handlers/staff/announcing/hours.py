"""When an announcement goes."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import BeDue, WhenOf
from bot.errors import CantAnnounce, NotThere
from bot.screens.announcing import composing as screens
from bot.services.broadcasts import aiming, drafts
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.announcing import asking, common


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(ask_hour, At(WhenOf), **for_staff(Act.ANNOUNCE))
    tap(be_due, At(BeDue), **for_staff(Act.ANNOUNCE))


async def ask_hour(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: WhenOf) -> None:
    draft = await common.own(turn, address.broadcast)
    await asking.ask(state, scenes, draft.id, "hour")


async def be_due(query: CallbackQuery, turn: Turn, address: BeDue) -> None:
    draft = await common.to_change(turn, address.broadcast)
    at = aiming.hour_of(address.at, facts=turn.facts) if address.at else None
    if address.at and at is None:
        raise NotThere
    try:
        drafts.be_due(draft, at, facts=turn.facts, now=turn.now)
    except CantAnnounce as refusal:
        await common.show(turn, draft, refusal)
        return
    if at is not None and draft.row.due_at != at:
        turn.said.toast(screens.moved_hour(draft, facts=turn.facts, now=turn.now), alert=True)
    await common.show(turn, draft)
