"""News by topic, and the topics that one follows."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from bot import time
from bot.addresses import AllNews, Follow, Following, NewsAt
from bot.models import News
from bot.packs.schema import Topic
from bot.screen import Screen
from bot.screens import news as screens
from bot.screens import notices_settings, rows
from bot.services import consents, digests, following, news, people, purposes
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.old import renew


def listen(router: Router) -> None:
    router.message.register(show_first_news, Command("noticias", "news"))
    router.callback_query.register(show_news, At(AllNews))
    router.callback_query.register(show_one, At(NewsAt))
    router.callback_query.register(show_topics, At(Following))
    router.callback_query.register(follow, At(Follow))


def _id(turn: Turn) -> int:
    assert turn.person.id is not None
    return turn.person.id


def _topic(turn: Turn, key: str) -> Topic | None:
    return next((topic for topic in turn.pack.topics if topic.key == key), None)


async def show_first_news(event: TelegramObject, turn: Turn) -> None:
    await _show_list(turn, AllNews())


async def show_news(query: CallbackQuery, turn: Turn, state: FSMContext, address: AllNews) -> None:
    if address.topic and _topic(turn, address.topic) is None:
        await renew(query, turn, state)
        return
    await _show_list(turn, address)


async def _show_list(turn: Turn, address: AllNews) -> None:
    found = await news.current(turn.session, facts=turn.facts, now=turn.now, topic=address.topic)
    follows = await following.of(turn.session, _id(turn))
    topic = _topic(turn, address.topic)
    today = time.local(turn.now, turn.facts.zone).date()
    turn.said.show(screens.all_news(found, address.page, topic=topic, follows=follows, today=today))


async def show_one(query: CallbackQuery, turn: Turn, address: NewsAt) -> None:
    await _show_card(turn, address.news, address.topic)


async def shared(turn: Turn, key: str) -> Screen:
    """The card of a link. Raises NotThere."""
    return await _card(turn, await news.named(turn.session, key, facts=turn.facts, now=turn.now), "")


async def _show_card(turn: Turn, news_id: int, came: str) -> None:
    one = await news.get(turn.session, news_id, facts=turn.facts, now=turn.now)
    turn.said.show(await _card(turn, one, came))


async def _card(turn: Turn, one: News, came: str) -> Screen:
    """Back leads to the page on which it stands in the list it was opened from."""
    topic = came if _topic(turn, came) else ""
    listed = await news.current(turn.session, facts=turn.facts, now=turn.now, topic=topic)
    place = next((position for position, other in enumerate(listed) if other.id == one.id), 0)
    follows = await following.of(turn.session, _id(turn))
    today = time.local(turn.now, turn.facts.zone).date()
    back = AllNews(rows.page_of(place), topic)
    return screens.card(one, pack=turn.pack, follows=follows, today=today, back=back, bot_name=turn.bot_name)


async def show_topics(event: TelegramObject, turn: Turn) -> None:
    follows = await following.of(turn.session, _id(turn))
    when = notices_settings.hour(turn.person, facts=turn.facts, now=turn.now)
    turn.said.show(screens.topics(turn.pack, follows, when=when))


async def follow(query: CallbackQuery, turn: Turn, state: FSMContext, address: Follow) -> None:
    """The screen it was tapped on, as it stands now. Whoever follows something for the first time is asked when the
    news should come."""
    topic = _topic(turn, address.topic)
    how = next((one for one in following.HOWS if one == address.how), None)
    if topic is None or how is None:
        await renew(query, turn, state)
        return
    await following.choose(turn.session, _id(turn), topic.key, how, now=turn.now)
    first = how == "follow" and turn.person.digest_hour is None
    if how == "follow":
        # To follow is to ask for its news; whoever turned news off before gets none until they turn them on.
        await consents.give_by_doing(turn.session, _id(turn), purposes.NEWS, facts=turn.facts, now=turn.now)
    if first:
        today = time.local(turn.now, turn.facts.zone).date()
        people.learn(turn.person, "digest_hour", digests.USUAL, today=today)
    due = None
    if how == "follow":
        due = await digests.plan_for(turn.session, turn.person, facts=turn.facts, now=turn.now)
    if first and digests.KIND not in turn.person.muted:
        turn.said.show(notices_settings.first_follow(topic, turn.person, due, facts=turn.facts, now=turn.now))
        return
    turn.said.toast(screens.how_it_stands(topic, how, turn.person, due, facts=turn.facts, now=turn.now))
    if address.news:
        await _show_card(turn, address.news, topic.key if address.listed else "")
    elif address.listed:
        await _show_list(turn, AllNews(1, topic.key))
    else:
        await show_topics(query, turn)
