"""When everybody in a round hears what was decided."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery
from markupsafe import Markup

from bot.addresses import AskReleaseHour, CancelRelease, ReleaseOf, SetRelease
from bot.errors import CantDecide, NotThere
from bot.i18n import _
from bot.screens.reviewing import releasing as screens
from bot.screens.reviewing import troubles
from bot.services import calls
from bot.services.applications import queue, releasing
from bot.services.broadcasts import aiming
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.reviewing import asking


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_release, At(ReleaseOf), **for_staff(Act.DECIDE))
    tap(set_release, At(SetRelease), **for_staff(Act.DECIDE))
    tap(cancel, At(CancelRelease), **for_staff(Act.DECIDE))
    tap(ask_hour, At(AskReleaseHour), **for_staff(Act.DECIDE))


async def show(turn: Turn, round_id: int, trouble: Markup | str = "", *, typing: bool = False) -> None:
    of = await releasing.of_round(turn.session, round_id, turn.me)
    entries = await queue.of_round(turn.session, of, facts=turn.facts)
    turn.said.show(
        screens.release(
            of,
            await calls.get(turn.session, of.call_id),
            releasing.check(entries),
            aiming.next_hours(facts=turn.facts, now=turn.now),
            facts=turn.facts,
            now=turn.now,
            trouble=trouble,
            typing=typing,
        )
    )


async def show_release(query: CallbackQuery, turn: Turn, address: ReleaseOf) -> None:
    await show(turn, address.round)


async def set_release(query: CallbackQuery, turn: Turn, address: SetRelease) -> None:
    at = aiming.hour_of(address.at, facts=turn.facts)
    if at is None:
        raise NotThere
    try:
        if not await set_hour(turn, address.round, at, sure=address.sure == 1):
            return
    except CantDecide as refusal:
        if refusal.why == "excluded":
            raise
        await show(turn, address.round, troubles.decide_said(refusal))
        return
    await show(turn, address.round)


async def set_hour(turn: Turn, round_id: int, at: datetime, *, sure: bool = False) -> bool:
    """Whether it is set: not before one is `sure`, where people could still apply after it. Raises CantDecide."""
    if not sure:
        of = await releasing.of_round(turn.session, round_id, turn.me)
        if turn.now < at and releasing.is_early(of, turn.facts.awake(at)):
            call = await calls.get(turn.session, of.call_id)
            turn.said.show(screens.ask_early(of, call, at, facts=turn.facts, now=turn.now))
            return False
    of = await releasing.set_hour(turn.session, round_id, turn.me, at, facts=turn.facts, now=turn.now)
    if of.release_at != at:
        turn.said.toast(_("That is in the quiet hours: it goes in the morning."), alert=True)
    return True


async def cancel(query: CallbackQuery, turn: Turn, address: CancelRelease) -> None:
    await releasing.cancel(turn.session, address.round, turn.me, now=turn.now)
    await show(turn, address.round)


async def ask_hour(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskReleaseHour
) -> None:
    await releasing.of_round(turn.session, address.round, turn.me)
    await asking.ask(state, scenes, "hour", address.round)
