"""A course's card, its dates, and *tell me*."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import CourseAt, DatesOf, TellMe, TopicAt
from bot.models import Course, Enrollment
from bot.screen import Screen
from bot.screens import courses as screens
from bot.services import courses, enrollments, interests
from bot.turn import Turn
from handlers.hearing import At
from handlers.topics import offer


def listen(router: Router) -> None:
    router.callback_query.register(show_course, At(CourseAt))
    router.callback_query.register(show_dates, At(DatesOf))
    router.callback_query.register(tell_me, At(TellMe))


async def active_enrollment(turn: Turn, course: Course) -> Enrollment | None:
    """The reader's own, where they take part, wait or have an offer."""
    assert turn.person.id is not None
    found = await enrollments.mine(turn.session, turn.person.id, now=turn.now)
    return next((enrollment for enrollment, its_course, _next in found if its_course.id == course.id), None)


async def card(turn: Turn, course: Course) -> Screen:
    """Back leads to the page of the topic's list on which the course stands."""
    assert course.id is not None
    listed = await offer(turn, course.topic)
    return screens.card(
        course,
        await courses.sessions(turn.session, course.id),
        pack=turn.pack,
        facts=turn.facts,
        now=turn.now,
        mine=await active_enrollment(turn, course),
        back=TopicAt(course.topic, listed.page_of(course)),
        bot_name=turn.bot_name,
    )


async def course_card(turn: Turn, key: str) -> Screen:
    """The newest open edition of a course. Raises NotThere."""
    return await card(turn, await courses.latest(turn.session, key, now=turn.now))


async def show_course(query: CallbackQuery, turn: Turn, address: CourseAt) -> None:
    turn.said.show(await card(turn, await courses.get(turn.session, address.course)))


async def show_dates(query: CallbackQuery, turn: Turn, address: DatesOf) -> None:
    course = await courses.get(turn.session, address.course)
    meetings = await courses.sessions(turn.session, address.course)
    turn.said.show(screens.dates(course, meetings, facts=turn.facts, now=turn.now))


async def tell_me(query: CallbackQuery, turn: Turn, address: TellMe) -> None:
    assert turn.person.id is not None
    course = await courses.get(turn.session, address.course)
    anew = await interests.note(turn.session, turn.person.id, course, now=turn.now)
    turn.said.toast(screens.will_tell(course, anew=anew), alert=True)
