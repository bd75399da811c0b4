"""Things of the catalogue as people read them, and drafts as they would be."""

from typing import Any

from bot import time
from bot.addresses import AllNews
from bot.errors import NotThere
from bot.i18n import words
from bot.models import Call, CatalogueDraft, Course, CourseSession, News, Standing, Venue
from bot.screen import Screen
from bot.screens import calls as call_screens
from bot.screens import courses as course_screens
from bot.screens import news as news_screens
from bot.screens.catalogue import labels, lists, writing
from bot.screens.lines import bold, lines
from bot.services import courses
from bot.services.editing import drafts, listing, seeing
from bot.services.editing.fields import COURSE, NEEDED
from bot.services.editing.foreseeing import Thing, standings
from bot.services.venues import described
from bot.turn import Turn


def text_of(turn: Turn, thing: Thing, meetings: list[CourseSession]) -> str:
    """The words of its card, without its buttons."""
    match thing:
        case Course():
            return course_screens.card(thing, meetings, pack=turn.pack, facts=turn.facts, now=turn.now).text
        case Call():
            return call_screens.card(thing, pack=turn.pack, facts=turn.facts, now=turn.now).text
        case News():
            today = time.local(turn.now, turn.facts.zone).date()
            return news_screens.card(thing, pack=turn.pack, follows={}, today=today, back=AllNews()).text
        case Venue():
            return lines(bold(words(thing.name)), words(thing.address))
    return ""


async def item(turn: Turn, kind: str, thing: Any, done: str = "") -> Screen:
    """A thing with what may be done to it."""
    meetings = await courses.sessions(turn.session, thing.id) if kind == COURSE else []
    text = text_of(turn, thing, meetings)
    return lists.item(kind, thing, text, await counts(turn, kind, thing.id), now=turn.now, done=done)


async def counts(turn: Turn, kind: str, id: int) -> tuple[int, int, int]:
    """How many have a seat, one on offer or held, and wait."""
    found = await standings(turn.session, [id]) if kind == COURSE else {}
    offered = found.get(Standing.OFFERED, 0) + found.get(Standing.PROVISIONAL, 0)
    return found.get(Standing.ENROLLED, 0), offered, found.get(Standing.WAITING, 0)


async def places(turn: Turn) -> dict[str, str]:
    """What each venue is called."""
    return {key: words(name) for key, name, _id in await listing.places(turn.session, turn.pack)}


async def draft(turn: Turn, one: CatalogueDraft, done: str = "") -> Screen:
    """A draft as it would be seen, with its fields."""
    fields = await drafts.state(turn.session, one, pack=turn.pack)
    return writing.draft(one, await draft_text(turn, one), missing(one, fields), await places(turn), done)


async def draft_text(turn: Turn, one: CatalogueDraft) -> str:
    fields = await drafts.state(turn.session, one, pack=turn.pack)
    thing, meetings = seeing.seen(one.kind, fields, await drafts.target(turn.session, one))
    if isinstance(thing, Course):
        thing.place = await described(turn.session, thing.venue)
    return text_of(turn, thing, meetings)


def missing(one: CatalogueDraft, fields: dict[str, Any]) -> list[str]:
    """What has to be there before it can be published, in the order in which it is asked."""
    if one.target_id is not None:
        return []
    usual = ("kind", "modality") if one.kind == COURSE else ("kind",)
    return [name for name in NEEDED[one.kind] if name not in usual and not fields.get(name)]


async def name_of(turn: Turn, one: CatalogueDraft) -> str:
    """What a draft is called in a list."""
    try:
        fields = await drafts.state(turn.session, one, pack=turn.pack)
    except NotThere:
        # What it changes is gone; it can still be thrown away.
        fields = {}
    return words(fields.get("title") or fields.get("name")) or str(labels.new(one.kind))
