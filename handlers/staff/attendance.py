"""Who came: the lists that are open, one to tick, and its file. Opening, ticking and taking away are noted."""

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import (
    AttendanceAt,
    AttendanceLists,
    AttendanceSheet,
    MarkAttendance,
    MarkTheRest,
    TakeBackMarks,
)
from bot.addresses.attendance import MARKS
from bot.errors import NotThere
from bot.i18n import ngettext
from bot.screens import attendance as screens
from bot.services import attendance, audit
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff


def listen(router: Router) -> None:
    rule, tap = for_staff(Act.TAKE_ATTENDANCE), router.callback_query.register
    router.message.register(show_lists, Command("asistencia", "attendance"), **rule)
    tap(show_lists, At(AttendanceLists), **rule)
    tap(show, At(AttendanceAt), **rule)
    tap(mark, At(MarkAttendance), **rule)
    tap(mark_rest, At(MarkTheRest), **rule)
    tap(take_back, At(TakeBackMarks), **rule)
    tap(give_sheet, At(AttendanceSheet), **for_staff(Act.EXPORT_PEOPLE))


async def show_lists(event: TelegramObject, turn: Turn, address: AttendanceLists | None = None) -> None:
    found = await attendance.to_tick(turn.session, now=turn.now)
    page = (address or AttendanceLists()).page
    turn.said.show(screens.lists(found, page, facts=turn.facts, now=turn.now))


async def show(query: CallbackQuery, turn: Turn, address: AttendanceAt) -> None:
    found = await _show(turn, address.course, address.begins, address.page)
    await _note(turn, "read_attendance", found)


async def _show(turn: Turn, course: int, begins: int, page: int) -> attendance.Roll:
    found = await attendance.roll(turn.session, course, begins, me=turn.me, now=turn.now)
    turn.said.show(screens.roll(found, page, facts=turn.facts, now=turn.now))
    return found


async def _note(turn: Turn, act: str, of: attendance.Roll) -> None:
    subject = f"course:{of.meeting.course.id}"
    await audit.note(turn.session, turn.me, act, subject, now=turn.now, meeting=of.meeting.stamp, rows=len(of.entries))


async def mark(query: CallbackQuery, turn: Turn, address: MarkAttendance) -> None:
    one = (address.course, address.begins, address.person)
    if not await attendance.mark(turn.session, turn.me, *one, _said(address.mark), now=turn.now):
        turn.said.toast(screens.closed())
    await _show(turn, address.course, address.begins, address.page)


async def mark_rest(query: CallbackQuery, turn: Turn, address: MarkTheRest) -> None:
    came = _said(address.mark)
    if came is None:
        raise NotThere
    many = await attendance.mark_rest(turn.session, turn.me, address.course, address.begins, came, now=turn.now)
    turn.said.toast(ngettext("Noted for {n} person.", "Noted for {n} people.", many))
    await _show(turn, address.course, address.begins, address.page)


def _said(mark: str) -> bool | None:
    if mark not in MARKS:
        raise NotThere
    return MARKS[mark]


async def take_back(query: CallbackQuery, turn: Turn, address: TakeBackMarks) -> None:
    one = (address.course, address.begins, address.marked)
    many = await attendance.take_back(turn.session, turn.me, *one, now=turn.now)
    turn.said.toast(ngettext("{n} mark taken back.", "{n} marks taken back.", many))
    await _show(turn, address.course, address.begins, address.page)


async def give_sheet(query: CallbackQuery, turn: Turn, address: AttendanceSheet) -> None:
    found = await attendance.roll(turn.session, address.course, address.begins, me=turn.me, now=turn.now)
    await _note(turn, "export_attendance", found)
    turn.said.send(screens.sheet(found, facts=turn.facts, now=turn.now))
