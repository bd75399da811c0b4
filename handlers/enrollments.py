"""A person's own courses: the list, a place, its calendar, coming, leaving, an offer."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import AskLeave, Calendar, Coming, DeclineOffer, Leave, MyCourse, MyCourses, TakeOffer
from bot.i18n import words
from bot.models import Course, Enrollment, Standing
from bot.screen import Screen
from bot.screens import enrollments as screens
from bot.screens import home, leaving, receipts
from bot.screens.lines import venue_of, venue_text
from bot.services import calendar, courses, enrollments, guardians, offers, second_choices
from bot.services.facts import Facts
from bot.turn import Turn
from handlers import drafts, holding
from handlers.hearing import At, Command


def listen(router: Router) -> None:
    router.message.register(show_mine, Command("mis_cursos", "my_courses"))
    router.callback_query.register(show_mine, At(MyCourses))
    router.callback_query.register(show_one, At(MyCourse))
    router.callback_query.register(send_calendar, At(Calendar))
    router.callback_query.register(confirm, At(Coming))
    router.callback_query.register(ask_leave, At(AskLeave))
    router.callback_query.register(leave, At(Leave))
    router.callback_query.register(take_offer, At(TakeOffer))
    router.callback_query.register(decline_offer, At(DeclineOffer))


def _id(turn: Turn) -> int:
    assert turn.person.id is not None
    return turn.person.id


def _own(turn: Turn) -> Facts:
    """With the person's own quiet hours, to say when the first reminder comes."""
    return turn.facts.for_born(turn.person.birth_date, turn.now)


async def show_mine(event: TelegramObject, turn: Turn, state: FSMContext) -> None:
    found = await enrollments.mine(turn.session, _id(turn), now=turn.now)
    places = {one.id or 0: await enrollments.place_in_line(turn.session, one) for one, _course, _next in found}
    left_open = home.resume(await drafts.left_open(turn, state))
    turn.said.show(screens.mine(found, facts=turn.facts, now=turn.now, places=places, left_open=left_open))


async def own_card(turn: Turn, enrollment: Enrollment, course: Course) -> Screen:
    """One of the person's own courses."""
    return screens.card(
        enrollment,
        course,
        await courses.sessions(turn.session, enrollment.course_id),
        pack=turn.pack,
        facts=turn.facts,
        now=turn.now,
        place=await enrollments.place_in_line(turn.session, enrollment),
        awaited=await second_choices.awaited(turn.session, enrollment),
        lacks_guardian=await _lacks(turn, enrollment, course),
    )


async def show_one(query: CallbackQuery, turn: Turn, address: MyCourse) -> None:
    enrollment, course = await enrollments.get(turn.session, _id(turn), address.enrollment)
    turn.said.show(await own_card(turn, enrollment, course))


async def _calendar(turn: Turn, course: Course) -> Screen:
    assert course.id is not None
    content = calendar.ics(
        course,
        await courses.sessions(turn.session, course.id),
        venue_text=venue_text(venue_of(course, turn.pack)),
        institution=words(turn.pack.institution.name),
        locale=turn.person.locale,
        now=turn.now,
    )
    return receipts.calendar_file(course, content)


async def send_calendar_of(turn: Turn, course: Course) -> None:
    turn.said.send(await _calendar(turn, course))


async def _lacks(turn: Turn, enrollment: Enrollment, course: Course) -> bool:
    """Whether a guardian's yes is missing."""
    return await guardians.lacking(turn.session, enrollment, course, turn.person, facts=turn.facts, now=turn.now)


async def send_calendar(query: CallbackQuery, turn: Turn, address: Calendar) -> None:
    _enrollment, course = await enrollments.get(turn.session, _id(turn), address.enrollment)
    turn.said.send(await _calendar(turn, course))


async def tell_outcome(turn: Turn, enrollment: Enrollment, course: Course) -> None:
    """After joining: the seat with its calendar file, or held for a guardian's yes, or the place in line. New
    messages, to scroll back to."""
    if enrollment.standing is Standing.WAITING:
        place = await enrollments.place_in_line(turn.session, enrollment)
        lacks = await _lacks(turn, enrollment, course)
        turn.said.send(receipts.in_line(enrollment, course, place, facts=turn.facts, lacks_guardian=lacks))
        return
    if enrollment.standing is Standing.PROVISIONAL:
        await holding.tell(turn, enrollment, course)
        return
    meetings = await courses.sessions(turn.session, enrollment.course_id)
    awaited = await second_choices.awaited(turn.session, enrollment)
    turn.said.send(
        receipts.seat(
            enrollment,
            course,
            meetings,
            pack=turn.pack,
            facts=_own(turn),
            now=turn.now,
            awaited=awaited,
            muted=turn.person.muted,
        )
    )
    turn.said.send(await _calendar(turn, course))


async def confirm(query: CallbackQuery, turn: Turn, address: Coming) -> None:
    enrollment = await enrollments.confirm(turn.session, _id(turn), address.enrollment, now=turn.now)
    course = await courses.get(turn.session, enrollment.course_id)
    turn.said.toast(screens.see_you())
    turn.said.show(await own_card(turn, enrollment, course))


async def ask_leave(query: CallbackQuery, turn: Turn, address: AskLeave) -> None:
    enrollment, course = await enrollments.get(turn.session, _id(turn), address.enrollment)
    if enrollment.standing in leaving.CAN_LEAVE:
        awaited = await enrollments.somebody_waits(turn.session, enrollment.course_id)
        turn.said.show(leaving.ask_leave(enrollment, course, now=turn.now, awaited=awaited))
    else:
        turn.said.show(await own_card(turn, enrollment, course))


async def leave(query: CallbackQuery, turn: Turn, address: Leave) -> None:
    before, course = await enrollments.get(turn.session, _id(turn), address.enrollment)
    waited = before.standing is Standing.WAITING
    second = await second_choices.of(turn.session, address.enrollment, now=turn.now)
    await enrollments.leave(
        turn.session, _id(turn), address.enrollment, reason=address.reason, facts=turn.facts, now=turn.now
    )
    turn.said.show(leaving.left(course, waited=waited, now=turn.now, second=second[1] if second else None))


async def take_offer(query: CallbackQuery, turn: Turn, address: TakeOffer) -> None:
    """The offer itself becomes the seat's message; taking it again only shows the place."""
    before, course = await enrollments.get(turn.session, _id(turn), address.enrollment)
    had_it = before.standing in (Standing.ENROLLED, Standing.PROVISIONAL)
    second = None if had_it else await second_choices.of(turn.session, address.enrollment, now=turn.now)
    enrollment = await offers.take(turn.session, _id(turn), address.enrollment, facts=turn.facts, now=turn.now)
    if had_it:
        turn.said.show(await own_card(turn, enrollment, course))
        return
    if enrollment.standing is Standing.PROVISIONAL:
        await holding.tell(turn, enrollment, course, show=True)
        return
    meetings = await courses.sessions(turn.session, enrollment.course_id)
    given_up = second[1] if second else None
    turn.said.show(
        receipts.seat(
            enrollment,
            course,
            meetings,
            pack=turn.pack,
            facts=_own(turn),
            now=turn.now,
            given_up=given_up,
            muted=turn.person.muted,
        )
    )
    turn.said.send(await _calendar(turn, course))


async def decline_offer(query: CallbackQuery, turn: Turn, address: DeclineOffer) -> None:
    before, course = await enrollments.get(turn.session, _id(turn), address.enrollment)
    offered = before.standing is Standing.OFFERED
    awaited = await enrollments.somebody_waits(turn.session, before.course_id)
    enrollment = await offers.decline(turn.session, _id(turn), address.enrollment, facts=turn.facts, now=turn.now)
    turn.said.show(leaving.declined(course, awaited=awaited) if offered else await own_card(turn, enrollment, course))
