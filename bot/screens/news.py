"""News: the list, a card, the digest; and the buttons that follow or mute a topic."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from markupsafe import Markup

from bot.addresses import AllNews, DigestAt, Follow, Following, Home, NewsAt, Notices, TopicAt
from bot.i18n import _, day, listed, ngettext, words
from bot.i18n import when as moment
from bot.models import News, Person
from bot.packs import Pack
from bot.packs.schema import Topic
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import CALENDAR, WARNING, beside, blocks, bold, found, host, lines, sentences, share, small
from bot.services import digests
from bot.services import news as service
from bot.services.facts import Facts
from bot.services.following import How

IN_A_DIGEST: Final = 6
AT_MOST: Final = 2
"""How many sources and topics have buttons under a card."""

Follows = Mapping[str, How]


def all_news(news: Sequence[News], page: int, *, topic: Topic | None, follows: Follows, today: date) -> Screen:
    """The newest first; all, or one topic's with what follows or mutes it."""
    shown, page, pages = rows.cut(news, page)
    key = topic.key if topic else ""
    head = _("News: {topic}", topic=words(topic.short_name)) if topic else _("News")
    first = (page - 1) * rows.PAGE + 1
    entries = [lines(_line(number, one), small(_until(one, today))) for number, one in enumerate(shown, first)]
    return Screen(
        blocks(bold(head), *entries, _("Tap one to read it.") if shown else _("There is no news at the moment.")),
        (
            *((_opens(number, one, key),) for number, one in enumerate(shown, first)),
            *rows.pager(page, pages, lambda at: AllNews(at, key)),
            *(follow_rows(topic, follows, listed=1) if topic else ()),
            *rows.alone(Button(_("Topics I follow"), Following())),
            *rows.footer(TopicAt(topic.key, 1) if topic else Home()),
        ),
    )


def card(news: News, *, pack: Pack, follows: Follows, today: date, back: AllNews, bot_name: str = "") -> Screen:
    """Title, words, topics, from when and until when, where it was read; `back` is the list it was opened from."""
    topics = [topic for key in news.topics if (topic := found(pack.topic, key))]
    named = Markup(" · ").join(f"{topic.emoji} {words(topic.short_name)}" for topic in topics)
    return Screen(
        blocks(
            bold(words(news.title)),
            words(news.body),
            lines(named, beside(CALENDAR, _dates(news, today)), _placeholders(news)),
            small(_sources(news)),
        ),
        (
            *rows.in_twos([*_links(news), share(words(news.title), bot_name, f"n_{news.key}")]),
            *(
                row
                for topic in topics[:AT_MOST]
                for row in follow_rows(topic, follows, news=news.id or 0, listed=int(topic.key == back.topic))
            ),
            *rows.footer(back),
        ),
    )


def digest(news: Sequence[News]) -> Screen:
    """What has appeared since the last one: a line each, and the way to the rest. Something to scroll back to."""
    shown, more = news[:IN_A_DIGEST], len(news) - IN_A_DIGEST
    rest = ngettext("And {n} more under All news.", "And {n} more under All news.", more) if more > 0 else ""
    entries = lines(*(_line(number, one) for number, one in enumerate(shown, 1)))
    return Screen(
        blocks(bold(_("News on what you follow")), entries, rest),
        (
            *((_opens(number, one, ""),) for number, one in enumerate(shown, 1)),
            *rows.in_twos([Button(_("All news"), AllNews()), Button(_("Topics I follow"), Following())]),
        ),
        kept=True,
    )


def follow_rows(topic: Topic, follows: Follows, *, news: int = 0, listed: int = 0) -> tuple[rows.Row, ...]:
    """Two buttons that say how it stands; a second tap takes it back."""
    how, name = follows.get(topic.key), words(topic.short_name)
    following = _("Following {topic}", topic=name) if how == "follow" else _("Follow {topic}", topic=name)
    muted = _("Muted: {topic}", topic=name) if how == "mute" else _("Mute {topic}", topic=name)
    return (
        (Button(_wide(following), Follow(topic.key, "neither" if how == "follow" else "follow", news, listed)),),
        (Button(_wide(muted), Follow(topic.key, "neither" if how == "mute" else "mute", news, listed)),),
    )


def topics(pack: Pack, follows: Follows, *, when: Markup) -> Screen:
    """Every topic with how it stands; `when` says at what hour the news come."""
    followed, muted = _names(pack, follows, "follow"), _names(pack, follows, "mute")
    return Screen(
        blocks(
            bold(_("Topics I follow")),
            sentences(
                _("Tap a topic to follow it or to leave it."),
                _("I bring the news of what you follow together in one message."),
            ),
            lines(
                _("You follow: {topics}", topics=listed(followed)) if followed else "",
                _("Muted, never in that message: {topics}", topics=listed(muted)) if muted else "",
            ),
            when,
        ),
        (
            *((_toggle(topic, follows),) for topic in pack.topics),
            *rows.in_twos([Button(_("Hour of the news"), DigestAt(99, 1)), Button(_("Notices"), Notices())]),
            *rows.footer(AllNews()),
        ),
    )


def how_it_stands(
    topic: Topic, how: How, person: Person, due: datetime | None, *, facts: Facts, now: datetime
) -> Markup:
    """What a tap has changed, in a sentence; `due` is when the first news come, where there are any."""
    name = words(topic.short_name)
    if how == "mute":
        return _("{topic} is muted: its news stay in the list and never come in a message.", topic=name)
    if how == "neither":
        return _("{topic}: neither followed nor muted.", topic=name)
    if digests.KIND in person.muted:
        return _("You follow {topic}. The message with the news is off; you can turn it on under Notices.", topic=name)
    if due is not None:
        return _("You follow {topic}. Its news come {when}.", topic=name, when=moment(due, facts.zone, now=now))
    return _("You follow {topic}. I write when there is news.", topic=name)


def _toggle(topic: Topic, follows: Follows) -> Button:
    how, name = follows.get(topic.key), words(topic.short_name)
    if how is None:
        return Button(_wide(_("Follow {topic}", topic=name)), Follow(topic.key, "follow"))
    said = _("Following {topic}", topic=name) if how == "follow" else _("Muted: {topic}", topic=name)
    return Button(_wide(said), Follow(topic.key, "neither"))


def _names(pack: Pack, follows: Follows, how: How) -> list[str]:
    return [words(topic.short_name) for topic in pack.topics if follows.get(topic.key) == how]


def _wide(label: Markup) -> str:
    """A label that is alone in its row."""
    return rows.short(str(label.unescape()), rows.WIDE)


def _line(number: int, news: News) -> Markup:
    sample = {"title", "body"} & set(news.illustrative_fields)
    return sentences(f"{number}. {words(news.title)}", _("(sample)") if sample else "")


def _opens(number: int, news: News, topic: str) -> Button:
    return Button(rows.short(f"{number}. {words(news.title)}", rows.WIDE), NewsAt(news.id or 0, topic))


def _day(value: date, today: date) -> str:
    return day(value, year=value.year != today.year)


def _until(news: News, today: date) -> Markup:
    until = _day(news.expires, today)
    if "expires" in news.illustrative_fields:
        return _("Shown until {date}", date=until)
    return _("Valid until {date}", date=until)


def _dates(news: News, today: date) -> Markup:
    since, until = _day(news.published, today), _day(news.expires, today)
    if service.is_over(news, today):
        return _("Published {since}; it was valid until {until} and is over.", since=since, until=until)
    if "expires" in news.illustrative_fields:
        return _("Published {since}. I show it until {until}: its source names no end.", since=since, until=until)
    return _("Published {since}; valid until {until}.", since=since, until=until)


def _placeholders(news: News) -> Markup:
    """Says which of the facts shown nobody has confirmed; that the end is ours is said with the dates."""
    named = {
        _("name"): "title",
        _("description"): "body",
        _("topic"): "topics",
        _("dates"): "published",
        _("source"): "sources",
    }
    doubtful = [str(word) for word, field in named.items() if field in news.illustrative_fields]
    return beside(WARNING, _("Sample data, not confirmed: {what}", what=listed(doubtful)) if doubtful else "")


def _sources(news: News) -> Markup:
    read = list(dict.fromkeys(host(source) for source in news.sources if not source.startswith("none:")))
    return _("Source: {source}", source=listed(read)) if read else Markup()


def _links(news: News) -> list[Button]:
    """The first few that can be opened, called by where they lead."""
    links = [source for source in news.sources if source.startswith("https://")][:AT_MOST]
    if len(links) == 1:
        return [Button(_("Read the source"), url=links[0])]
    return [Button(rows.short(f"{number}. {host(link)}"), url=link) for number, link in enumerate(links, 1)]
