"""A place in a firm: what was agreed, the weekly log, and who signs it."""

from datetime import date

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, TelegramObject

from bot import time
from bot.addresses import (
    AgreeDays,
    BeginDual,
    ConfirmTutor,
    DualAt,
    DualSummary,
    DualTutor,
    EndDual,
    LogHours,
    LogSame,
    LogWeekOf,
    MyDual,
)
from bot.errors import NotThere
from bot.i18n import _
from bot.models import Placement
from bot.screens.partners import dual as screens
from bot.services.guardians import first_name
from bot.services.partners import logging_weeks, placements
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.partners import dual_scenes
from handlers.partners.dual_scenes import Logging, Placing


def listen(router: Router) -> None:
    tap = router.callback_query.register
    router.message.register(show_mine, Command("mi_dual", "my_dual"))
    tap(show_mine, At(MyDual))
    tap(begin, At(BeginDual))
    tap(agree_days, At(AgreeDays))
    tap(show_one, At(DualAt))
    tap(log_week, At(LogWeekOf))
    tap(log_hours, At(LogHours))
    tap(log_same, At(LogSame))
    tap(show_summary, At(DualSummary))
    tap(show_tutor, At(DualTutor))
    tap(confirm_tutor, At(ConfirmTutor))
    tap(end, At(EndDual))


def today_of(turn: Turn) -> date:
    return time.local(turn.now, turn.facts.zone).date()


def week_of(ordinal: int) -> date:
    """A week that a button names. Raises NotThere for what is no day at all."""
    if not 1 <= ordinal <= date.max.toordinal():
        raise NotThere
    return date.fromordinal(ordinal)


async def show_mine(event: TelegramObject, turn: Turn) -> None:
    open_ = await placements.open_to(turn.session, turn.me)
    found = await placements.of(turn.session, turn.me)
    turn.said.show(screens.mine(open_, found))


async def begin(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: BeginDual) -> None:
    placement = await placements.begin(turn.session, turn.me, address.application, now=turn.now)
    await _go_on(turn, state, scenes, placement)


async def agree_days(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AgreeDays
) -> None:
    placement = await placements.get(turn.session, turn.me, address.placement)
    if not 1 <= address.days <= 6 or placements.lacks(placement) not in ("days", "hours"):
        raise NotThere
    await placements.agree(turn.session, placement, "days", address.days, facts=turn.facts, now=turn.now)
    await _go_on(turn, state, scenes, placement)


async def _go_on(turn: Turn, state: FSMContext, scenes: ScenesManager, placement: Placement) -> None:
    if placements.complete(placement):
        await show(turn, placement)
        return
    await dual_scenes.begin(state, placement=placement.id or 0)
    await scenes.enter(Placing)


async def show_one(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: DualAt) -> None:
    placement = await placements.get(turn.session, turn.me, address.placement)
    if not placements.complete(placement):
        await _go_on(turn, state, scenes, placement)
        return
    await show(turn, placement, address.page)


async def show(turn: Turn, placement: Placement, page: int = 1) -> None:
    known = await logging_weeks.logged(turn.session, placement.id or 0)
    turn.said.show(screens.one(placement, turn.person, known, page, today=today_of(turn)))


async def log_week(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: LogWeekOf
) -> None:
    placement, week = await placements.get(turn.session, turn.me, address.placement), week_of(address.week)
    known = await logging_weeks.logged(turn.session, placement.id or 0)
    signed = (found := known.get(week)) is not None and found.signed_at is not None
    if week not in placements.weeks(placement, today_of(turn)) or signed:
        raise NotThere
    await dual_scenes.begin(state, placement=placement.id or 0, week=week, asks="hours")
    await scenes.enter(Logging)


async def log_hours(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: LogHours
) -> None:
    placement, week = await placements.get(turn.session, turn.me, address.placement), week_of(address.week)
    hours, today = address.hours, today_of(turn)
    await logging_weeks.note_hours(turn.session, placement, week, hours, today=today, now=turn.now)
    if hours == 0:
        text = str(_("I wasn't there"))
        await logging_weeks.note_what(turn.session, placement, week, text, facts=turn.facts, now=turn.now)
    await dual_scenes.begin(state, placement=placement.id or 0, week=week, asks="photo" if hours == 0 else "what")
    await scenes.enter(Logging)


async def log_same(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: LogSame
) -> None:
    placement, week = await placements.get(turn.session, turn.me, address.placement), week_of(address.week)
    known = await logging_weeks.logged(turn.session, placement.id or 0)
    same = next((one for one in known.values() if one.id == address.same), None)
    if same is None or not same.did:
        raise NotThere
    await logging_weeks.note_what(turn.session, placement, week, same.did, facts=turn.facts, now=turn.now)
    await dual_scenes.begin(state, placement=placement.id or 0, week=week, asks="photo")
    await scenes.enter(Logging)


async def show_summary(query: CallbackQuery, turn: Turn, address: DualSummary) -> None:
    turn.said.send(screens.summary(await placements.get(turn.session, turn.me, address.placement)))


async def show_tutor(query: CallbackQuery, turn: Turn, address: DualTutor) -> None:
    placement = await placements.get(turn.session, turn.me, address.placement)
    if address.act == "drop":
        await placements.drop_tutor(turn.session, placement)
        turn.said.toast(_("Done: they no longer sign. What was signed stays signed."))
    if address.act != "link":
        turn.said.show(screens.tutor(placement))
        return
    token = await placements.tutor_link(turn.session, placement, now=turn.now)
    linked = f"https://t.me/{turn.bot_name}?start=u_{token}" if turn.bot_name else ""
    turn.said.show(screens.tutor(placement, linked=linked))
    young = first_name(turn.person)
    turn.said.send(screens.tutor_link(token, placement, young, bot_name=turn.bot_name, facts=turn.facts))


async def confirm_tutor(query: CallbackQuery, turn: Turn, address: ConfirmTutor) -> None:
    placement = await placements.get(turn.session, turn.me, address.placement)
    await placements.confirm_tutor(turn.session, placement, yes=address.yes == 1, now=turn.now)
    if address.yes != 1:
        turn.said.toast(_("Good that you said so: that answer doesn't count."))
    turn.said.show(screens.tutor(placement))


async def end(query: CallbackQuery, turn: Turn, address: EndDual) -> None:
    placement = await placements.get(turn.session, turn.me, address.placement)
    if address.sure != 1:
        turn.said.show(screens.ask_end(placement))
        return
    await placements.end(turn.session, placement, now=turn.now)
    await show(turn, placement)
