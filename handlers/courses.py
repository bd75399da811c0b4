"""A course's card and its dates."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import (
    ALL,
    FOR_YOU,
    MINE,
    Address,
    AllCourses,
    AttendanceAt,
    BrowseBy,
    CourseAt,
    DatesOf,
    MyCourse,
    SecondChoices,
    TopicAt,
)
from bot.models import Course, CourseSession
from bot.screen import Screen
from bot.screens import courses as screens
from bot.screens.topics import Offer
from bot.services import attendance, browsing, courses, enrollments, rights, wishes
from bot.services.rights import Act
from bot.turn import Turn
from handlers import why
from handlers.hearing import At
from handlers.topics import everything, offer


def listen(router: Router) -> None:
    router.callback_query.register(show_course, At(CourseAt))
    router.callback_query.register(show_dates, At(DatesOf))


async def card(turn: Turn, course: Course, came: str = "") -> Screen:
    """Back leads to the page on which the course stands in the list it was opened from, by default its topic's."""
    assert course.id is not None and turn.person.id is not None
    mine, mine_in = await enrollments.own(turn.session, turn.person.id, course, now=turn.now) or (None, None)
    back, reason = await _list_of(turn, course, came)
    sessions = await courses.sessions(turn.session, course.id)
    return screens.card(
        course,
        sessions,
        pack=turn.pack,
        facts=turn.facts,
        now=turn.now,
        mine=mine,
        mine_in=mine_in,
        place=await enrollments.place_in_line(turn.session, mine) if mine else 0,
        back=back,
        came=came,
        bot_name=turn.bot_name,
        why=reason,
        wished=await wishes.waits(turn.session, turn.person.id, course.key),
        roll=await _roll(turn, course, sessions),
    )


async def _roll(turn: Turn, course: Course, sessions: Sequence[CourseSession]) -> AttendanceAt | None:
    """The list of who comes, for colleagues who tick it; nobody's role is asked for unless one is open."""
    of = attendance.latest_open(course, sessions, turn.now)
    if of is None or not rights.may(await rights.roles_of(turn.session, turn.me), Act.TAKE_ATTENDANCE):
        return None
    return AttendanceAt(course.id or 0, of.stamp)


async def _list_of(turn: Turn, course: Course, came: str) -> tuple[Address, str]:
    """The list it was opened from, and why it stood there, where that was said."""
    if came == ALL:
        return AllCourses((await everything(turn)).page_of(course)), ""
    if came == FOR_YOU:
        return await why.of(turn, course)
    if (browsed := BrowseBy.left(came)) is not None:
        how, which = browsed.how, browsed.which
        listed = await browsing.by(turn.session, how, which, facts=turn.facts, now=turn.now)
        return BrowseBy(how, which, Offer(listed, ()).page_of(course)), ""
    if (waiting := SecondChoices.left(came)) is not None:
        return waiting, ""
    return TopicAt(course.topic, (await offer(turn, course.topic)).page_of(course)), ""


async def course_card(turn: Turn, key: str) -> Screen:
    """The newest open edition of a course. Raises NotThere."""
    return await card(turn, await courses.latest(turn.session, key, now=turn.now))


async def show_course(query: CallbackQuery, turn: Turn, address: CourseAt) -> None:
    turn.said.show(await card(turn, await courses.get(turn.session, address.course), address.came))


async def show_dates(query: CallbackQuery, turn: Turn, address: DatesOf) -> None:
    course = await courses.get(turn.session, address.course)
    meetings = await courses.sessions(turn.session, address.course)
    back = await _card_of(turn, course, address.came)
    turn.said.show(screens.dates(course, meetings, facts=turn.facts, now=turn.now, back=back))


async def _card_of(turn: Turn, course: Course, came: str) -> Address:
    """The card from which the dates were opened: the person's own, or the course's."""
    assert turn.person.id is not None and course.id is not None
    if came == MINE and (own := await enrollments.own(turn.session, turn.person.id, course, now=turn.now)):
        return MyCourse(own[0].id or 0)
    return CourseAt(course.id, came)
