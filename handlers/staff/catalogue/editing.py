"""What is typed for the catalogue: a field, a date, a rule, or words to look for."""

from typing import Any

from aiogram import F
from aiogram.dispatcher.flags import FlagDecorator, FlagGenerator
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import Message, TelegramObject

from bot import time
from bot.errors import BadField
from bot.models import CatalogueDraft
from bot.screens import asking as plain_asking
from bot.screens.catalogue import labels, lists, writing
from bot.services.editing import drafts, listing, typed
from bot.services.editing.fields import NEEDED
from bot.services.rights import Act
from bot.turn import Turn
from handlers import hearing
from handlers.rules import RULE as GUARDED
from handlers.staff.catalogue import dates, form_parts, forms, showing
from handlers.staff.catalogue.asking import DATE, RULE, SEARCH, STATE, Asked, ask_next, begin, noted, open_one, over

_staff: FlagDecorator = getattr(FlagGenerator(), GUARDED)(Act.EDIT_CATALOGUE)


class Editing(Scene, state=STATE):
    """Open while one field, date or rule is typed; which one stands in `asking`."""

    @on.message.enter()
    @on.callback_query.enter()
    async def ask(self, event: TelegramObject, turn: Turn, state: FSMContext) -> None:
        await _put(turn, state)

    @on.message(F.text)
    @_staff
    async def hear(self, message: Message, turn: Turn, state: FSMContext, scenes: ScenesManager) -> None:
        asked, text = await open_one(state), message.text or ""
        if asked is None:
            await self.wizard.exit()
            return
        if asked.field == SEARCH:
            await self.wizard.exit()
            found = await listing.search(turn.session, text[:80], now=turn.now)
            turn.said.show(lists.found(text[:80], found, facts=turn.facts, now=turn.now))
            return
        one = await drafts.get(turn.session, turn.me, asked.draft)
        try:
            async with turn.session.begin_nested():
                following = await _accept(turn, one, asked, text)
        except BadField as trouble:
            await turn.session.refresh(one)
            await _put(turn, state, trouble)
            return
        if following is not None:
            await begin(state, one.id or 0, following.field, following.part)
            await _put(turn, state)
            return
        await self.wizard.exit()
        await over(state)
        await _after(turn, state, scenes, one, asked)

    @on.message(F.location)
    @_staff
    async def hear_location(self, message: Message, turn: Turn, state: FSMContext) -> None:
        asked, here = await open_one(state), message.location
        if asked is None or here is None or asked.field != "map":
            await _put(turn, state, plain_asking.needs_text(hearing.kind_of(message)))
            return
        one = await drafts.get(turn.session, turn.me, asked.draft)
        at = {"latitude": here.latitude, "longitude": here.longitude}
        await drafts.write(turn.session, one, at, pack=turn.pack, now=turn.now)
        await self.wizard.exit()
        await over(state)
        turn.said.show(await showing.draft(turn, one, noted("map")))

    @on.message(~F.text)
    @_staff
    async def hear_something_else(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        if kind in hearing.SAID_BY_PEOPLE:
            await _put(turn, state, plain_asking.needs_text(kind))

    @on.edited_message(F.text | F.caption)
    @_staff
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await _put(turn, state, plain_asking.edited())


async def _accept(turn: Turn, one: CatalogueDraft, asked: Asked, text: str) -> Asked | None:
    """Write it down; another question that belongs to it, or None. Raises BadField."""
    if asked.field in (DATE, RULE):
        await dates.accept(turn, one, asked, text)
        return None
    for noun in (forms, form_parts):
        if noun.is_about(asked):
            return await noun.accept(turn, one, asked, text)
    if asked.field == "map":
        raise BadField("map", "map")
    today = time.local(turn.now, turn.facts.zone).date()
    before = await drafts.state(turn.session, one, pack=turn.pack)
    values = typed.value_from(asked.field, text, before=before, english=asked.part == 1, today=today)
    await drafts.write(turn.session, one, values, pack=turn.pack, now=turn.now)
    after = await drafts.state(turn.session, one, pack=turn.pack)
    translated = after[asked.field]["es"] != after[asked.field]["en"] if asked.field in typed.TEXTS else True
    asks_english = asked.field in ("title", "summary", "body", "name", "benefit") and asked.part == 0
    if asks_english and asked.field in typed.TEXTS and not translated and asked.field != "name":
        return Asked(one.id or 0, asked.field, 1)
    return None


async def _after(turn: Turn, state: FSMContext, scenes: ScenesManager, one: CatalogueDraft, asked: Asked) -> None:
    if asked.field in (DATE, RULE):
        turn.said.show(await dates.screen(turn, one, dates.said(turn, one)))
    elif forms.is_about(asked):
        turn.said.show(await forms.after(turn, one, asked))
    elif form_parts.is_about(asked):
        turn.said.show(await form_parts.after(turn, one, asked))
    elif asked.field in NEEDED[one.kind] and one.target_id is None:
        await ask_next(turn, state, scenes, one)
    else:
        turn.said.show(await showing.draft(turn, one, noted(asked.field)))


async def _put(turn: Turn, state: FSMContext, trouble: BadField | str = "") -> None:
    """Ask what is open, again where something was wrong with the answer."""
    asked = await open_one(state)
    if asked is None:
        return
    if asked.field == SEARCH:
        turn.said.show(lists.ask_words("" if isinstance(trouble, BadField) else trouble))
        return
    one = await drafts.get(turn.session, turn.me, asked.draft)
    if asked.field in (DATE, RULE):
        turn.said.show(await dates.question(turn, one, asked, trouble))
        return
    for noun in (forms, form_parts):
        if noun.is_about(asked):
            turn.said.show(await noun.question(turn, one, asked, trouble))
            return
    fields = await drafts.state(turn.session, one, pack=turn.pack)
    turn.said.show(
        writing.ask(
            one,
            asked.field,
            await _held(turn, fields, asked),
            english=asked.part == 1,
            optional=asked.field in typed.TEXTS,
            trouble=trouble,
        )
    )


async def _held(turn: Turn, fields: dict[str, Any], asked: Asked) -> str:
    """What the field holds now, as it is shown beside the question."""
    if asked.field == "ages":
        ends = [fields.get("age_min"), fields.get("age_max")]
        if ends == [None, None]:
            return ""
        youngest, oldest = ends
        return f"{youngest}+" if oldest is None else f"{youngest or 0}-{oldest}"
    if asked.field == "map":
        return "" if fields.get("latitude") is None else f"{fields['latitude']:.5f}, {fields['longitude']:.5f}"
    content = fields.get(asked.field)
    if content in (None, "", [], {}):
        return ""
    if isinstance(content, dict):
        return content.get("en" if asked.part == 1 else "es", "")
    return labels.value(asked.field, content, turn.pack, await showing.places(turn))
