"""Drafts: begun, written field by field, gone on with."""

import zlib
from typing import Any, Final

from aiogram import F, Router
from aiogram.dispatcher.flags import FlagGenerator
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot import time
from bot.addresses import (
    AskField,
    CopyCourse,
    DescribeVenue,
    DiscardDraft,
    DraftAt,
    EditItem,
    EmptyField,
    NewItem,
    TakeValue,
)
from bot.errors import BadField, NotThere
from bot.i18n import _
from bot.models import CatalogueDraft
from bot.screens import asking as plain_asking
from bot.screens.catalogue import labels, lists, writing
from bot.services import venues
from bot.services.editing import drafts, listing, typed
from bot.services.editing.fields import CALL_KINDS, COURSE, COURSE_KINDS, MODALITIES, NEEDED, VENUE
from bot.services.editing.putting import find
from bot.services.rights import Act
from bot.turn import Turn
from handlers import hearing
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.catalogue import dates, showing
from handlers.staff.catalogue.asking import DATE, RULE, SEARCH, Asked, begin, open_one, over
from handlers.staff.catalogue.showing import me

MAY = for_staff(Act.EDIT_CATALOGUE)
MANY: Final = ("topics", "interests", "requirements", "eligibility", "documents")
CHOSEN: Final = ("topic", "kind", "modality", "organiser", "venue", "sensitive", *MANY)
"""Fields that take one, or several, of given values."""


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(make, At(NewItem), **MAY)
    tap(change, At(EditItem), **MAY)
    tap(copy, At(CopyCourse), **MAY)
    tap(describe, At(DescribeVenue), **MAY)
    tap(show, At(DraftAt), **MAY)
    tap(discard, At(DiscardDraft), **MAY)
    tap(ask, At(AskField), **MAY)
    tap(take, At(TakeValue), **MAY)
    tap(empty, At(EmptyField), **MAY)


async def make(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: NewItem) -> None:
    one = await drafts.begin(turn.session, me(turn), address.kind, now=turn.now)
    await _ask_next(turn, state, scenes, one)


async def change(query: CallbackQuery, turn: Turn, address: EditItem) -> None:
    one = await drafts.of(turn.session, me(turn), address.kind, address.id, now=turn.now)
    turn.said.show(await showing.draft(turn, one))


async def copy(query: CallbackQuery, turn: Turn, address: CopyCourse) -> None:
    one = await drafts.copy(turn.session, me(turn), address.course, group=bool(address.group), now=turn.now)
    done = (
        _("A new group of the same course, without dates yet: put them in.")
        if address.group
        else _("A copy, without dates yet: change what is different.")
    )
    turn.said.show(await showing.draft(turn, one, done))


async def describe(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: DescribeVenue
) -> None:
    """A new venue, or one that is there, the pack's own too."""
    if not address.key:
        notes = {drafts.FOR: address.draft} if address.draft else {}
        if address.draft:
            await drafts.get(turn.session, me(turn), address.draft)
        one = await drafts.begin(turn.session, me(turn), VENUE, now=turn.now, fields=notes)
        await _ask_next(turn, state, scenes, one)
        return
    row = await find(turn.session, VENUE, key=address.key)
    if row is not None:
        one = await drafts.of(turn.session, me(turn), VENUE, row.id or 0, now=turn.now)
    else:
        venue = next((one for one in turn.pack.venues if one.key == address.key), None)
        if venue is None:
            raise NotThere
        known = venue.model_dump(mode="json", include={"name", "address", "latitude", "longitude"}, exclude_none=True)
        one = await drafts.begin(turn.session, me(turn), VENUE, now=turn.now, fields={**known, drafts.NAME: venue.key})
    turn.said.show(await showing.draft(turn, one))


async def show(query: CallbackQuery, turn: Turn, address: DraftAt) -> None:
    turn.said.show(await showing.draft(turn, await drafts.get(turn.session, me(turn), address.draft)))


async def discard(query: CallbackQuery, turn: Turn, address: DiscardDraft) -> None:
    one = await drafts.get(turn.session, me(turn), address.draft)
    if not address.sure:
        turn.said.show(writing.ask_discard(one))
        return
    await drafts.discard(turn.session, one)
    turn.said.toast(_("Thrown away."))
    turn.said.show(lists.menu(len(await drafts.mine(turn.session, me(turn)))))


async def ask(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskField) -> None:
    one = await drafts.get(turn.session, me(turn), address.draft)
    if address.field not in labels.ASKED[one.kind]:
        raise NotThere
    await _ask(turn, state, scenes, one, address.field, address.part)


async def _ask(
    turn: Turn, state: FSMContext, scenes: ScenesManager, one: CatalogueDraft, field: str, part: int = 0
) -> None:
    if field in CHOSEN:
        turn.said.show(writing.choose(one, field, await _choices(turn, one, field), part + 1))
        return
    await begin(state, one.id or 0, field, part)
    await scenes.enter(Editing)


async def _ask_next(turn: Turn, state: FSMContext, scenes: ScenesManager, one: CatalogueDraft) -> None:
    """What a new thing can't be without, one after the other; then the draft as a whole."""
    lacking = showing.missing(one, await drafts.state(turn.session, one, pack=turn.pack))
    if lacking:
        await _ask(turn, state, scenes, one, lacking[0])
    else:
        turn.said.show(await showing.draft(turn, one))


async def take(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: TakeValue) -> None:
    """A choice that is tapped; where several may be chosen, a second tap takes it back."""
    one = await drafts.get(turn.session, me(turn), address.draft)
    field = address.field
    if field not in CHOSEN or field not in labels.ASKED[one.kind]:
        raise NotThere
    options = {_mark(value): value for value in await _values(turn, one, field)}
    if address.mark not in options:
        raise NotThere
    value = options[address.mark]
    if field in MANY:
        held = list((await drafts.state(turn.session, one, pack=turn.pack)).get(field) or [])
        value = [key for key in held if key != value] if value in held else [*held, value]
    was_missing = field in showing.missing(one, await drafts.state(turn.session, one, pack=turn.pack))
    await drafts.write(turn.session, one, {field: value}, pack=turn.pack, now=turn.now)
    if field in MANY:
        place = [_mark(key) for key in await _values(turn, one, field)].index(address.mark)
        turn.said.show(writing.choose(one, field, await _choices(turn, one, field), place // writing.CHOICES + 1))
    elif was_missing:
        await _ask_next(turn, state, scenes, one)
    else:
        turn.said.show(await showing.draft(turn, one, _noted(field)))


async def empty(query: CallbackQuery, turn: Turn, address: EmptyField) -> None:
    one = await drafts.get(turn.session, me(turn), address.draft)
    if address.field not in labels.MAY_BE_EMPTY or address.field not in labels.ASKED[one.kind]:
        raise NotThere
    names = {"ages": ("age_min", "age_max"), "map": ("latitude", "longitude")}.get(address.field, (address.field,))
    value: Any = [] if address.field == "sources" else None
    await drafts.write(turn.session, one, dict.fromkeys(names, value), pack=turn.pack, now=turn.now)
    turn.said.show(await showing.draft(turn, one, _noted(address.field)))


def _noted(field: str) -> str:
    return _("Noted: {field}", field=labels.field(field))


def _mark(value: Any) -> str:
    """What stands for a choice in an address: keys may be longer than it has room for."""
    return f"{zlib.crc32(str(value).encode()):x}"


async def _values(turn: Turn, one: CatalogueDraft, field: str) -> list[Any]:
    pack = turn.pack
    if field == "venue":
        return [venue.key for venue in await venues.everything(turn.session, pack)]
    if field == "sensitive":
        return [True, False]
    if field in ("requirements", "eligibility", "documents"):
        # Those that this institution uses; the labels of all packs would be a hundred.
        things: Any = pack.courses if one.kind == COURSE else pack.calls
        return list(dict.fromkeys(key for thing in things for key in getattr(thing, field)))
    return {
        "topic": [topic.key for topic in pack.topics],
        "topics": [topic.key for topic in pack.topics],
        "kind": [*(COURSE_KINDS if one.kind == COURSE else CALL_KINDS)],
        "modality": [*MODALITIES],
        "organiser": [organiser.key for organiser in pack.organisers],
        "interests": [interest.key for interest in pack.interests],
    }[field]


def _label(turn: Turn, field: str, value: Any, places: dict[str, str]) -> str:
    if field == "sensitive":
        return str(_("Yes, sensitive") if value else _("No"))
    return places[value] if field == "venue" else labels.choice(field, value, turn.pack)


async def _choices(turn: Turn, one: CatalogueDraft, field: str) -> list[tuple[str, str, bool]]:
    held = (await drafts.state(turn.session, one, pack=turn.pack)).get(field)
    known = await showing.places(turn)
    return [
        (
            _mark(value),
            _label(turn, field, value, known),
            value in held if isinstance(held, list) else value == held,
        )
        for value in await _values(turn, one, field)
    ]


_staff = FlagGenerator().rule(Act.EDIT_CATALOGUE)


class Editing(Scene, state="editing_catalogue"):
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
        one = await drafts.get(turn.session, me(turn), asked.draft)
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
        one = await drafts.get(turn.session, me(turn), asked.draft)
        at = {"latitude": here.latitude, "longitude": here.longitude}
        await drafts.write(turn.session, one, at, pack=turn.pack, now=turn.now)
        await self.wizard.exit()
        await over(state)
        turn.said.show(await showing.draft(turn, one, _noted("map")))

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
    elif asked.field in NEEDED[one.kind] and one.target_id is None:
        await _ask_next(turn, state, scenes, one)
    else:
        turn.said.show(await showing.draft(turn, one, _noted(asked.field)))


async def _put(turn: Turn, state: FSMContext, trouble: BadField | str = "") -> None:
    """Ask what is open, again where something was wrong with the answer."""
    asked = await open_one(state)
    if asked is None:
        return
    if asked.field == SEARCH:
        turn.said.show(lists.ask_words("" if isinstance(trouble, BadField) else trouble))
        return
    one = await drafts.get(turn.session, me(turn), asked.draft)
    if asked.field in (DATE, RULE):
        turn.said.show(await dates.question(turn, one, asked, trouble))
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
