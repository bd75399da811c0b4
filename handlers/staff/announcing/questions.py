"""Each question to an author: how it is shown, and what is made of its answer."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import regex
from aiogram.types import Message
from markupsafe import Markup

from bot.errors import CantAnnounce
from bot.i18n import _
from bot.models import Call, Course
from bot.screens import asking as everyday
from bot.screens.announcing import audience as audience_screens
from bot.screens.announcing import composing as screens
from bot.screens.announcing import troubles
from bot.services import calls, courses
from bot.services.broadcasts import EVERYBODY, aiming, content, drafts, firms
from bot.services.broadcasts.drafts import Draft
from bot.services.names import quoted
from bot.services.search.spelling import fold
from bot.turn import Turn
from handlers import hearing
from handlers.staff.announcing import common, fields

_PARTS: Final = {
    *("text", "entities", "caption", "caption_entities", "photo", "video", "animation", "document", "audio", "voice"),
    *("video_note", "poll", "sticker", "dice", "has_media_spoiler", "media_group_id"),
}
_LINK: Final = regex.compile(r"\b(?:https?://|www\.)\S+", regex.IGNORECASE)


async def show(turn: Turn, draft: Draft, what: str, about: str, trouble: Markup | str = "") -> None:
    """Ask it, with what was wrong with the last answer."""
    if what == "link":
        turn.said.show(screens.ask_link(draft, trouble))
    elif what in ("course", "call"):
        turn.said.show(screens.link_to(draft, what, await things(turn, what, about), 1))
    elif what in aiming.FIELDS:
        await fields.show(turn, draft, what, int(about) if about.isdecimal() else 1, trouble)
    elif what == "hour":
        hours = aiming.next_hours(facts=turn.facts, now=turn.now)
        turn.said.show(screens.ask_hour(draft, hours, facts=turn.facts, now=turn.now, trouble=trouble))
    else:
        turn.said.show(screens.ask_words(draft, about, trouble))


async def answer(turn: Turn, message: Message, broadcast: int, what: str, about: str) -> bool:
    """Take it, or say what was wrong and ask again; whether the question is answered."""
    draft = await common.to_change(turn, broadcast)
    if what != "words" and not message.text:
        await show(turn, draft, what, about, everyday.needs_text(hearing.kind_of(message)))
        return False
    try:
        return await _take(turn, draft, message, what, about)
    except CantAnnounce as refusal:
        await show(turn, draft, what, about, troubles.told(refusal))
        return False


async def _take(turn: Turn, draft: Draft, message: Message, what: str, about: str) -> bool:
    text = message.text or ""
    if what == "words":
        return await _take_words(turn, draft, message, about)
    if what == "link":
        await drafts.add_button(turn.session, draft, link_from(text))
        turn.said.show(screens.buttons(draft, await common.named(turn, draft)))
        return True
    if what in ("course", "call"):
        turn.said.show(screens.link_to(draft, what, await things(turn, what, text), 1))
        return False
    if what == "hour":
        return await _take_hour(turn, draft, text)
    await _take_audience(turn, draft, what, text)
    return False


async def _take_words(turn: Turn, draft: Draft, message: Message, locale: str) -> bool:
    parts = [message, *(one.message for one in turn.album if one.message is not None)]
    contents = [content.of(part.model_dump(mode="json", exclude_none=True, include=_PARTS)) for part in parts]
    had = draft.messages.get(locale, ())
    album = contents[0].get("album")
    if album is not None and had and had[0].get("album") == album:
        # The rest of an album that came in two batches.
        contents = [*had, *contents]
    first = not draft.messages
    # A correction is for whoever got the old version: asked only where that spoke to each language on its own.
    split = (
        draft.row.corrects_id is None
        or EVERYBODY not in (await drafts.look(turn.session, draft.row.corrects_id)).messages
    )
    draft = await drafts.put(turn.session, draft, locale, contents)
    if split and (
        first or (locale == EVERYBODY and len(draft.messages) == 1 and not draft.rule.written_in and not had)
    ):
        turn.said.show(screens.ask_language(draft))
    elif draft.rule.is_empty and draft.row.corrects_id is None:
        await fields.show_audience(turn, draft)
    else:
        await common.show(turn, draft)
    # More of the same album may follow.
    return album is None


async def _take_hour(turn: Turn, draft: Draft, text: str) -> bool:
    at = aiming.hour_from(text, facts=turn.facts, now=turn.now)
    if at is None:
        await show(turn, draft, "hour", "", _("I didn't understand that hour."))
        return False
    drafts.be_due(draft, at, facts=turn.facts, now=turn.now)
    if draft.row.due_at != at:
        turn.said.toast(screens.moved_hour(draft, facts=turn.facts, now=turn.now), alert=True)
    await common.show(turn, draft)
    return True


async def _take_audience(turn: Turn, draft: Draft, field: str, text: str) -> None:
    trouble: Markup | str = ""
    if field == "ages":
        ages = aiming.ages_from(text)
        if ages is None:
            trouble = audience_screens.no_ages()
        else:
            low, high = ages
            drafts.aim(draft, aiming.turned(draft.rule, "ages", f"{low}-{high}"))
    elif field == "colonias":
        spellings = await aiming.colonias_like(turn.session, text)
        if not spellings:
            trouble = _not_found(text, audience_screens.no_colonia)
        drafts.aim(draft, aiming.with_colonias(draft.rule, spellings))
    elif field == "firms":
        found = await fields.firms_like(turn, text)
        if not found:
            trouble = _not_found(text, audience_screens.no_firm)
        else:
            drafts.aim(draft, aiming.with_firms(draft.rule, found))
    else:
        trouble = _("Tap what you want here.")
    await fields.show(turn, draft, field, 1, trouble)


def _not_found(typed: str, nobody: Callable[[str], Markup]) -> Markup:
    """Why nothing was: what is too short isn't looked for."""
    return audience_screens.too_short() if len(firms.key(typed)) < firms.LEAST else nobody(quoted(typed))


def link_from(text: str) -> dict[str, Any]:
    """What a button says and opens, written in any order; without words it says *Open*."""
    found = _LINK.search(text)
    if found is None:
        raise CantAnnounce("link")
    label = " ".join((text[: found.start()] + " " + text[found.end() :]).split()).strip(" :-–")
    return {"kind": "link", "url": found.group(), "label": label or str(_("Open the page"))}


async def things(turn: Turn, kind: str, typed: str = "") -> Sequence[Course | Call]:
    """What a button or an audience can name, with a piece of the name in it."""
    found: Sequence[Course | Call]
    if kind == "course":
        found = await courses.everything(turn.session, now=turn.now)
    else:
        found = await calls.everything(turn.session, facts=turn.facts, now=turn.now)
    wanted = fold(typed)
    return [one for one in found if wanted in fold(" ".join([*one.title.values(), *one.short_title.values()]))]
