"""Cards sent to any chat by typing the bot's name there: public facts and one link, whoever sends them.

Nothing here knows who asks. A course that is sensitive has no such card.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot import time
from bot.i18n import _, words
from bot.models import Call, Course, CourseSession
from bot.packs import Pack
from bot.packs.schema import Topic
from bot.screen import Button, Card, Screen, plain
from bot.screens import calls, rows
from bot.screens.lines import (
    ages,
    blocks,
    bold,
    cost,
    dated,
    illustrative,
    lines,
    organiser,
    sentences,
    source,
    title,
    venue_of,
    when,
    where,
)
from bot.services.facts import Facts

AT_MOST: Final = 10
"""Cards in one answer."""
LINE: Final = 90
"""Characters of the line under a card's title."""


def link(bot_name: str, payload: str) -> str:
    return f"https://t.me/{bot_name}?start={payload}"


def _card(payload: str, heading: str, line: str, text: Markup, bot_name: str) -> Card:
    button = Button(_("See in the bot"), url=link(bot_name, payload))
    return Card(payload, heading, rows.short(plain(line), LINE), Screen(text, rows.alone(button)))


def topic(topic: Topic, *, bot_name: str) -> Card:
    name, purpose = f"{topic.emoji} {words(topic.name)}", words(topic.purpose)
    return _card(f"t_{topic.key}", name, purpose, blocks(bold(name), purpose), bot_name)


def course(
    course: Course, sessions: Sequence[CourseSession], *, pack: Pack, facts: Facts, now: datetime, bot_name: str
) -> Card:
    """Without the seats that are left: the message stays, they don't."""
    venue = venue_of(course, pack)
    at = dated(course.starts_at, facts=facts, now=now) if course.starts_at and course.starts_at > now else ""
    place = words(venue.name) if venue else ""
    text = blocks(
        lines(
            title(course),
            when(course, sessions, facts=facts, now=now, kept=True),
            where(course, venue),
            cost(course),
            ages(course),
            organiser(course, pack),
        ),
        sentences(words(course.summary)),
        lines(illustrative(course), source(course, course.as_of, last_seen=course.status == "last_seen")),
    )
    line = " · ".join(part for part in (at, place) if part) or words(course.summary)
    return _card(f"c_{course.key}", words(course.title), line, text, bot_name)


def call(call: Call, *, pack: Pack, facts: Facts, now: datetime, bot_name: str) -> Card:
    standing = calls.when(call, time.local(now, facts.zone).date())
    text = blocks(
        lines(title(call), standing, ages(call), organiser(call, pack)),
        sentences(words(call.summary)),
        lines(illustrative(call), source(call)),
    )
    return _card(f"k_{call.key}", words(call.title), standing, text, bot_name)


def nothing(pack: Pack, *, bot_name: str) -> Card:
    """Where nothing fits: the bot itself, which is what one can still send."""
    institution = words(pack.institution.name)
    said = _("Courses, calls and more from {institution}. You can look at all of it here.", institution=institution)
    button = Button(_("Open the bot"), url=link(bot_name, "g"))
    return Card(
        "bot",
        _("I found nothing like that"),
        _("Tap to send the bot instead; all there is is in it."),
        Screen(blocks(bold(words(pack.institution.short_name)), said), rows.alone(button)),
    )


def sent_here() -> Screen:
    """Somebody sent a card in the bot's own chat."""
    return Screen(_("That's how a card looks. Its button opens it here."), rows.footer())
