"""A list that was sent: what it would change, and yes or no."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot import time
from bot.addresses import AskUndoSheet, CancelSheet, ConfirmSheet, SheetAt, SheetReport, SheetRows, UndoSheet
from bot.i18n import _
from bot.models import SheetState
from bot.screen import Screen
from bot.screens.sheets import files, reports
from bot.screens.sheets import undoing as undo_screens
from bot.services import venues
from bot.services.rights import Act
from bot.services.sheets import imports, undoing
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show, At(SheetAt), **for_staff(Act.IMPORT))
    tap(show_rows, At(SheetRows), **for_staff(Act.IMPORT))
    tap(give_report, At(SheetReport), **for_staff(Act.IMPORT))
    tap(confirm, At(ConfirmSheet), **for_staff(Act.IMPORT))
    tap(cancel, At(CancelSheet), **for_staff(Act.IMPORT))
    tap(ask_undo, At(AskUndoSheet), **for_staff(Act.IMPORT))
    tap(undo, At(UndoSheet), **for_staff(Act.IMPORT))


async def show(query: CallbackQuery, turn: Turn, address: SheetAt) -> None:
    one = await imports.get(turn.session, address.id, turn.me)
    if one.state is SheetState.READING:
        turn.said.toast(_("Still reading; a moment more."))
        return
    turn.said.show(reports.report(one, now=turn.now))


async def show_rows(query: CallbackQuery, turn: Turn, address: SheetRows) -> None:
    one = await imports.get(turn.session, address.id, turn.me)
    pack = await venues.within(turn.session, turn.pack)
    turn.said.show(reports.steps(one, address.fate, address.page, pack=pack, facts=turn.facts))


async def give_report(query: CallbackQuery, turn: Turn, address: SheetReport) -> None:
    one = await imports.get(turn.session, address.id, turn.me)
    pack = await venues.within(turn.session, turn.pack)
    today = time.local(turn.now, turn.facts.zone).date()
    file = files.report(one, pack=pack, facts=turn.facts, today=today)
    turn.said.send(Screen(_("Each row of your list, with what becomes of it."), file=file))


async def confirm(query: CallbackQuery, turn: Turn, address: ConfirmSheet) -> None:
    pack = await venues.within(turn.session, turn.pack)
    one, done = await imports.confirm(turn.session, address.id, turn.me, pack=pack, facts=turn.facts, now=turn.now)
    turn.said.show(reports.report(one, now=turn.now, changed_meanwhile=not done))


async def cancel(query: CallbackQuery, turn: Turn, address: CancelSheet) -> None:
    one = await imports.cancel(turn.session, address.id, turn.me, now=turn.now)
    turn.said.show(reports.report(one, now=turn.now))


async def ask_undo(query: CallbackQuery, turn: Turn, address: AskUndoSheet) -> None:
    one = await undoing.find(turn.session, address.id, turn.me)
    if one.state is SheetState.UNDONE:
        turn.said.show(reports.report(one, now=turn.now))
        return
    pack = await venues.within(turn.session, turn.pack)
    one, found = await undoing.foresee(turn.session, address.id, turn.me, pack=pack, facts=turn.facts, now=turn.now)
    turn.said.show(undo_screens.ask(one, found, mine=one.person_id == turn.me))


async def undo(query: CallbackQuery, turn: Turn, address: UndoSheet) -> None:
    pack = await venues.within(turn.session, turn.pack)
    one = await undoing.undo(turn.session, address.id, turn.me, pack=pack, facts=turn.facts, now=turn.now)
    turn.said.show(reports.report(one, now=turn.now))
