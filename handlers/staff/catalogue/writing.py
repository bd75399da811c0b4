"""Drafts: begun, shown, their choices taken, gone on with."""

from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import (
    AskField,
    CopyCourse,
    DescribeVenue,
    DiscardDraft,
    DraftAt,
    EditItem,
    EmptyField,
    NewItem,
    NextField,
    TakeValue,
)
from bot.errors import NotThere
from bot.i18n import _
from bot.screens.catalogue import labels, lists, writing
from bot.services.editing import drafts
from bot.services.editing.fields import VENUE
from bot.services.editing.putting import find
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.catalogue import showing
from handlers.staff.catalogue.asking import ask_field, ask_next, noted
from handlers.staff.catalogue.choosing import CHOSEN, MANY, choices, mark, values

MAY = for_staff(Act.EDIT_CATALOGUE)


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(make, At(NewItem), **MAY)
    tap(change, At(EditItem), **MAY)
    tap(copy, At(CopyCourse), **MAY)
    tap(describe, At(DescribeVenue), **MAY)
    tap(show, At(DraftAt), **MAY)
    tap(discard, At(DiscardDraft), **MAY)
    tap(ask, At(AskField), **MAY)
    tap(go_on, At(NextField), **MAY)
    tap(take, At(TakeValue), **MAY)
    tap(empty, At(EmptyField), **MAY)


async def make(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: NewItem) -> None:
    one = await drafts.begin(turn.session, turn.me, address.kind, now=turn.now)
    await ask_next(turn, state, scenes, one)


async def change(query: CallbackQuery, turn: Turn, address: EditItem) -> None:
    one = await drafts.of(turn.session, turn.me, address.kind, address.id, now=turn.now)
    turn.said.show(await showing.draft(turn, one))


async def copy(query: CallbackQuery, turn: Turn, address: CopyCourse) -> None:
    one = await drafts.copy(turn.session, turn.me, address.course, group=bool(address.group), now=turn.now)
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
            await drafts.get(turn.session, turn.me, address.draft)
        one = await drafts.begin(turn.session, turn.me, VENUE, now=turn.now, fields=notes)
        await ask_next(turn, state, scenes, one)
        return
    row = await find(turn.session, VENUE, key=address.key)
    if row is not None:
        one = await drafts.of(turn.session, turn.me, VENUE, row.id or 0, now=turn.now)
    else:
        venue = next((one for one in turn.pack.venues if one.key == address.key), None)
        if venue is None:
            raise NotThere
        known = venue.model_dump(mode="json", include={"name", "address", "latitude", "longitude"}, exclude_none=True)
        one = await drafts.begin(turn.session, turn.me, VENUE, now=turn.now, fields={**known, drafts.NAME: venue.key})
    turn.said.show(await showing.draft(turn, one))


async def show(query: CallbackQuery, turn: Turn, address: DraftAt) -> None:
    one = await drafts.get(turn.session, turn.me, address.draft)
    try:
        turn.said.show(await showing.draft(turn, one))
    except NotThere:
        # What it changes is gone; all that can be done is to throw it away.
        turn.said.show(writing.ask_discard(one))


async def go_on(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: NextField) -> None:
    await ask_next(turn, state, scenes, await drafts.get(turn.session, turn.me, address.draft))


async def discard(query: CallbackQuery, turn: Turn, address: DiscardDraft) -> None:
    one = await drafts.get(turn.session, turn.me, address.draft)
    if not address.sure:
        turn.said.show(writing.ask_discard(one))
        return
    await drafts.discard(turn.session, one)
    turn.said.toast(_("Thrown away."))
    turn.said.show(lists.menu(len(await drafts.mine(turn.session, turn.me))))


async def ask(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskField) -> None:
    one = await drafts.get(turn.session, turn.me, address.draft)
    if address.field not in labels.ASKED[one.kind]:
        raise NotThere
    await ask_field(turn, state, scenes, one, address.field, address.part)


async def empty(query: CallbackQuery, turn: Turn, address: EmptyField) -> None:
    one = await drafts.get(turn.session, turn.me, address.draft)
    if address.field not in labels.MAY_BE_EMPTY or address.field not in labels.ASKED[one.kind]:
        raise NotThere
    names = {"ages": ("age_min", "age_max"), "map": ("latitude", "longitude")}.get(address.field, (address.field,))
    value: Any = [] if address.field == "sources" else None
    await drafts.write(turn.session, one, dict.fromkeys(names, value), pack=turn.pack, now=turn.now)
    turn.said.show(await showing.draft(turn, one, noted(address.field)))


async def take(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: TakeValue) -> None:
    """A choice that is tapped; where several may be chosen, a second tap takes it back."""
    one = await drafts.get(turn.session, turn.me, address.draft)
    field = address.field
    if field not in CHOSEN or field not in labels.ASKED[one.kind]:
        raise NotThere
    options = {mark(value): value for value in await values(turn, one, field)}
    if address.mark not in options:
        raise NotThere
    value = options[address.mark]
    if field in MANY:
        held = list((await drafts.state(turn.session, one, pack=turn.pack)).get(field) or [])
        value = [key for key in held if key != value] if value in held else [*held, value]
    was_missing = field in showing.missing(one, await drafts.state(turn.session, one, pack=turn.pack))
    await drafts.write(turn.session, one, {field: value}, pack=turn.pack, now=turn.now)
    if field in MANY:
        place = [mark(key) for key in await values(turn, one, field)].index(address.mark)
        turn.said.show(writing.choose(one, field, await choices(turn, one, field), place // writing.CHOICES + 1))
    elif was_missing:
        await ask_next(turn, state, scenes, one)
    else:
        turn.said.show(await showing.draft(turn, one, noted(field)))
