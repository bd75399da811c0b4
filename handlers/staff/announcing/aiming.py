"""Whom an announcement is for."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import Aim, AudienceBy, AudienceOf
from bot.screens.announcing import audience as screens
from bot.services.broadcasts import aiming, drafts
from bot.services.broadcasts.drafts import Draft
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.announcing import asking, common, fields


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_audience, At(AudienceOf), **for_staff(Act.ANNOUNCE))
    tap(show_field, At(AudienceBy), **for_staff(Act.ANNOUNCE))
    tap(aim, At(Aim), **for_staff(Act.ANNOUNCE))


async def show_audience(query: CallbackQuery, turn: Turn, address: AudienceOf) -> None:
    draft = await common.own(turn, address.broadcast)
    if draft.row.corrects_id is not None:
        await common.show(turn, draft)
    else:
        await fields.show_audience(turn, draft)


async def show_field(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AudienceBy
) -> None:
    draft = await common.own(turn, address.broadcast)
    if draft.row.corrects_id is not None:
        await common.show(turn, draft)
    else:
        await _show(turn, state, scenes, draft, address.by, address.page)


async def _show(turn: Turn, state: FSMContext, scenes: ScenesManager, draft: Draft, field: str, page: int) -> None:
    """Where one may also write, what is typed next is heard, on any page and after any tap."""
    if field in screens.WRITTEN:
        await asking.ask(state, scenes, draft.id, field, str(page))
    else:
        await fields.show(turn, draft, field, page)


async def aim(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: Aim) -> None:
    """A second tap takes it out again. A correction goes to whoever got what it corrects: nothing to choose."""
    if (await common.own(turn, address.broadcast)).row.corrects_id is not None:
        await common.show_any(turn, address.broadcast)
        return
    draft = await common.to_change(turn, address.broadcast)
    value = await fields.firm(turn, draft, address.value) if address.by == "firms" else address.value
    drafts.aim(draft, aiming.turned(draft.rule, address.by, value))
    if address.by in aiming.FIELDS:
        await _show(turn, state, scenes, draft, address.by, address.page)
    else:
        await fields.show_audience(turn, draft)
