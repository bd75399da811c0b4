"""Lists to take away. Those with people in them are for who teaches and who administers, and taking one is logged."""

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from bot import time
from bot.addresses import SheetCourses, Sheets, SheetTemplate, TakeSheet
from bot.errors import NotThere
from bot.i18n import _
from bot.screen import Screen
from bot.screens.sheets import files, giving
from bot.services import audit, courses, rights, venues
from bot.services.rights import Act
from bot.services.sheets import imports, lists, undoing
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff


def listen(router: Router) -> None:
    tap = router.callback_query.register
    router.message.register(show, Command("listas", "lists"), **for_staff(Act.EXPORT))
    tap(show, At(Sheets), **for_staff(Act.EXPORT))
    tap(give_template, At(SheetTemplate), **for_staff(Act.IMPORT))
    tap(choose_course, At(SheetCourses), **for_staff(Act.EXPORT_PEOPLE))
    tap(give, At(TakeSheet), **for_staff(Act.EXPORT))


async def show(event: TelegramObject, turn: Turn) -> None:
    me = turn.person.id or 0
    roles = await rights.roles_of(turn.session, me)
    may = rights.may(roles, Act.IMPORT)
    waiting = await imports.open_one(turn.session, me) if may else None
    done = await undoing.newest(turn.session, me, now=turn.now) if may else None
    others = await undoing.newest_of_others(turn.session, me, now=turn.now)
    turn.said.show(giving.menu(roles, waiting, done, others))


async def give_template(query: CallbackQuery, turn: Turn) -> None:
    pack = await venues.within(turn.session, turn.pack)
    today = time.local(turn.now, turn.facts.zone).date()
    # i18n's language goes along into the thread.
    file = await asyncio.to_thread(files.template, pack, today=today)
    turn.said.send(giving.template(file))


async def choose_course(query: CallbackQuery, turn: Turn, address: SheetCourses) -> None:
    if address.what not in lists.OF_A_COURSE:
        raise NotThere
    found = await lists.with_people(turn.session, address.what)
    turn.said.show(giving.courses(found, address.what, address.page))


async def give(query: CallbackQuery, turn: Turn, address: TakeSheet) -> None:
    if address.what not in files.COLUMNS or address.form not in ("xlsx", "csv"):
        raise NotThere
    session, me = turn.session, turn.person.id or 0
    if address.what in lists.OF_A_COURSE:
        await rights.require(session, me, Act.EXPORT_PEOPLE)
        course = await courses.get(session, address.id)
        records = await lists.of_people(session, course, address.what, facts=turn.facts, now=turn.now)
        caption = giving.of_course(course, address.what, len(records))
        subject = f"course:{course.id}"
    else:
        records = await lists.of_catalogue(session, address.what, facts=turn.facts)
        caption, subject = giving.of_catalogue(address.what, len(records)), "catalogue"
    await audit.note(session, me, "export_sheet", subject, now=turn.now, what=address.what, rows=len(records))
    pack = await venues.within(session, turn.pack)
    today = time.local(turn.now, turn.facts.zone).date()
    file = await asyncio.to_thread(files.as_file, address.what, records, address.form, pack=pack, today=today)
    turn.said.send(Screen(caption, file=file))
    if not records:
        turn.said.toast(_("There is nothing on that list yet."))
