"""The way to a place, the private calendar, a second choice."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import EndFeed, Feed, MapOf, MyDates, NewFeed, SecondChoices
from bot.errors import NotThere
from bot.i18n import words
from bot.models import Standing
from bot.screens import agenda as screens
from bot.screens.lines import venue_of, venue_text
from bot.screens.places import pin
from bot.services import calendar, courses, enrollments, feeds, second_choices
from bot.turn import Turn
from handlers.enrollments import own_card
from handlers.hearing import At


def listen(router: Router) -> None:
    router.callback_query.register(show_map, At(MapOf))
    router.callback_query.register(show_feed, At(Feed))
    router.callback_query.register(renew_feed, At(NewFeed))
    router.callback_query.register(end_feed, At(EndFeed))
    router.callback_query.register(send_dates, At(MyDates))
    router.callback_query.register(show_second_choices, At(SecondChoices))


def _id(turn: Turn) -> int:
    assert turn.person.id is not None
    return turn.person.id


async def show_map(query: CallbackQuery, turn: Turn, address: MapOf) -> None:
    """A new message: one walks with it. Where a sensitive course meets is shown to who takes part."""
    course = await courses.get(turn.session, address.course)
    mine = await enrollments.own(turn.session, _id(turn), course, now=turn.now) if course.sensitive else None
    place = pin(course, turn.pack)
    if place is None or (course.sensitive and (mine is None or mine[0].standing is not Standing.ENROLLED)):
        raise NotThere
    turn.said.send(screens.on_the_map(course, place))


async def show_feed(query: CallbackQuery, turn: Turn) -> None:
    public = turn.facts.public_url
    token = turn.person.feed_token
    turn.said.show(screens.feed(feeds.address(public, token) if public and token else "", public=bool(public)))


async def renew_feed(query: CallbackQuery, turn: Turn) -> None:
    """From now on; whoever subscribed to the address before sees nothing any more."""
    if turn.facts.public_url:
        feeds.renew(turn.person)
    await show_feed(query, turn)


async def end_feed(query: CallbackQuery, turn: Turn) -> None:
    feeds.end(turn.person)
    turn.said.show(screens.feed_ended())


async def send_dates(query: CallbackQuery, turn: Turn) -> None:
    content = calendar.feed(
        await feeds.entries(turn.session, _id(turn)),
        place=lambda course: venue_text(venue_of(course, turn.pack)),
        institution=lambda: words(turn.pack.institution.name),
        locale=turn.person.locale,
        now=turn.now,
    )
    turn.said.send(screens.my_dates(content))


async def show_second_choices(query: CallbackQuery, turn: Turn, address: SecondChoices) -> None:
    """Only for who waits; who has a second choice sees that one."""
    waiting, course = await enrollments.get(turn.session, _id(turn), address.enrollment)
    if waiting.standing is not Standing.WAITING:
        turn.said.show(await own_card(turn, waiting, course))
        return
    if (second := await second_choices.of(turn.session, address.enrollment, now=turn.now)) is not None:
        turn.said.show(screens.has_second_choice(waiting, course, *second))
        return
    found = await second_choices.choices(turn.session, turn.person, course, facts=turn.facts, now=turn.now)
    turn.said.show(screens.second_choices(waiting, course, found, facts=turn.facts, now=turn.now))
