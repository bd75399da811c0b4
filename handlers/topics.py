"""Topics (pillars or areas) and the lists over all of them."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import AllCalls, AllCourses, TopicAt
from bot.screen import Button, Screen
from bot.screens import journey as journey_screens
from bot.screens import topics
from bot.services import calls, courses, journey, news
from bot.services.applications import drafts
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.old import renew


def listen(router: Router) -> None:
    router.message.register(show_topics, Command("areas"))
    router.callback_query.register(show_topic, At(TopicAt))
    router.message.register(show_first_courses, Command("cursos", "courses"))
    router.callback_query.register(show_courses, At(AllCourses))
    router.message.register(show_first_calls, Command("convocatorias", "calls"))
    router.callback_query.register(show_calls, At(AllCalls))


async def offer(turn: Turn, topic: str) -> topics.Offer:
    return topics.Offer(
        await courses.in_topic(turn.session, topic, now=turn.now),
        await calls.in_topic(turn.session, topic, facts=turn.facts, now=turn.now),
    )


async def everything(turn: Turn) -> topics.Offer:
    """The courses of all topics."""
    return topics.Offer(await courses.everything(turn.session, now=turn.now), ())


async def every_call(turn: Turn) -> topics.Offer:
    """The calls of all topics."""
    return topics.Offer((), await calls.everything(turn.session, facts=turn.facts, now=turn.now))


async def topic_screen(turn: Turn, topic: str, page: int) -> Screen:
    return topics.topic(
        turn.pack.topic(topic),
        await offer(turn, topic),
        page,
        facts=turn.facts,
        now=turn.now,
        door=await _door(turn, topic),
        news=bool(await news.current(turn.session, facts=turn.facts, now=turn.now, topic=topic)),
        bot_name=turn.bot_name,
    )


async def _door(turn: Turn, topic: str) -> Button | None:
    """Into the topic's part of the journey, where it has one."""
    trip = turn.pack.journey
    if trip is None or trip.stage(topic) is None:
        return None
    assert turn.person.id is not None
    return journey_screens.door(await journey.part(turn.session, turn.person.id, trip, topic))


async def show_topics(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(topics.topics(turn.pack))


async def show_topic(query: CallbackQuery, turn: Turn, state: FSMContext, address: TopicAt) -> None:
    if all(topic.key != address.topic for topic in turn.pack.topics):
        await renew(query, turn, state)
        return
    turn.said.show(await topic_screen(turn, address.topic, address.page))


async def show_first_courses(event: TelegramObject, turn: Turn) -> None:
    await _show_courses(turn, 1)


async def show_courses(query: CallbackQuery, turn: Turn, address: AllCourses) -> None:
    await _show_courses(turn, address.page)


async def _show_courses(turn: Turn, page: int) -> None:
    found = await everything(turn)
    turn.said.show(topics.all_courses(found.courses, page, facts=turn.facts, now=turn.now))


async def show_first_calls(event: TelegramObject, turn: Turn) -> None:
    await _show_calls(turn, 1)


async def show_calls(query: CallbackQuery, turn: Turn, address: AllCalls) -> None:
    await _show_calls(turn, address.page)


async def _show_calls(turn: Turn, page: int) -> None:
    found = await every_call(turn)
    begun = {call.id or 0 for _one, call in await drafts.unfinished(turn.session, turn.me, now=turn.heard)}
    turn.said.show(topics.all_calls(found.calls, page, facts=turn.facts, now=turn.now, begun=begun))
