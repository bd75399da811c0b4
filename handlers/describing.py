"""Writing one's name, birth date or colonia, or sharing where one is."""

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, SceneWizard, on
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from bot import time
from bot.addresses import Address, ShareLocation
from bot.errors import NotADate, NotAName, NotAPlace, WouldLose
from bot.i18n import LOCALES, _, speaking
from bot.screen import Screen
from bot.screens import asking, known, refusals, values
from bot.screens import profile as screens
from bot.services import courses, guardians, people, profiles
from bot.turn import Turn
from handlers import hearing
from handlers.hearing import At

LOCATING: Final = "locating"
"""The state in which the phone's own keyboard is out."""
_KEY = "describing"
_BORN = "born"


def listen(router: Router) -> None:
    router.callback_query.register(ask_location, At(ShareLocation))


async def begin(state: FSMContext, field: str, page: int) -> None:
    """Which thing is asked, and from which page of the list; the scene is entered next."""
    await state.update_data({_KEY: {"field": field, "page": page}})


async def _open(state: FSMContext) -> tuple[str, int]:
    """The thing being asked and the page; the name from the profile where nobody knows any more."""
    match (await state.get_data()).get(_KEY):
        case {"field": str(field), "page": int(page)} if field in screens.TYPED:
            return field, page
    return "name", 0


async def _over(state: FSMContext) -> None:
    data = await state.get_data()
    data.pop(_KEY, None)
    await state.set_data(data)


@dataclass(frozen=True)
class KeptDate:
    """A birth date that was typed and would end a place; it waits for a tap. `page`: see `begin`; `joining`: it was
    typed for a sign-up."""

    born: date
    page: int
    joining: bool


async def ask_if_worth_it(
    turn: Turn, state: FSMContext, refusal: WouldLose, back: Address, *, page: int = 0, joining: bool = False
) -> None:
    """What the date would cost, and two buttons; the date is kept beside the question. `back`: leaves it as it was."""
    turn.said.show(await worth_it(turn, state, refusal, back, page=page, joining=joining))


async def worth_it(
    turn: Turn, state: FSMContext, refusal: WouldLose, back: Address, *, page: int = 0, joining: bool = False
) -> Screen:
    """The same, to be shown by the caller."""
    await state.update_data({_BORN: {"born": refusal.born.isoformat(), "page": page, "joining": joining}})
    known = {course_id: await courses.get(turn.session, course_id) for course_id in refusal.course_ids}
    return refusals.what_it_costs(refusal, known, mark_of(refusal.born), back)


async def kept_date(state: FSMContext) -> KeptDate | None:
    match (await state.get_data()).get(_BORN):
        case {"born": str(born), "page": int(page), "joining": bool(joining)}:
            return KeptDate(date.fromisoformat(born), page, joining)
    return None


async def forget_date(state: FSMContext) -> None:
    data = await state.get_data()
    if data.pop(_BORN, None) is not None:
        await state.set_data(data)


def mark_of(born: date) -> str:
    """What tells a date from another in a button's address, without saying it."""
    return f"{zlib.crc32(born.isoformat().encode()):x}"


async def ask_location(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ShareLocation
) -> None:
    await begin(state, "place", address.page)
    await scenes.enter(Locating)


async def summary(turn: Turn, page: int) -> Screen:
    """The list of what is known or the profile, whichever the question was opened from, as it is now."""
    if not page:
        asked = await guardians.count(turn.session, turn.person.id or 0) > 0
        return screens.profile(turn.person, turn.pack, permissions=asked)
    return known.known(await told(turn), page)


async def told(turn: Turn) -> values.Told:
    """All that is known of whoever speaks, as it is now."""
    await turn.session.flush()
    return values.Told(await profiles.everything(turn.session, turn.person), turn.pack, turn.facts, turn.now)


class Describing(Scene, state="describing"):
    """Open while one thing is asked for; the profile's button that opened it says which."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await _ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        if await _accept(turn, state, message.text or ""):
            await _finish(self.wizard, turn, state)

    @on.message(F.location)
    async def hear_location(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """Shared without the phone's own keyboard, while the place is asked for: that is the answer too."""
        field, _page = await _open(state)
        if field != "place":
            await _ask(turn, state, asking.needs_text(hearing.kind_of(message)))
        elif trouble := await _be_here(message, turn):
            await _ask(turn, state, trouble)
        else:
            turn.said.send(screens.noted_place(turn.person))
            await _finish(self.wizard, turn, state, located=True)

    @on.message(~F.text)
    async def hear_something_else(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        if kind in hearing.SAID_BY_PEOPLE:
            await _ask(turn, state, asking.needs_text(kind))

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await _ask(turn, state, asking.edited())


class Locating(Scene, state=LOCATING):
    """The same for the place, with the phone's own keyboard out."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn) -> None:
        turn.said.send(screens.ask_location())

    @on.message(F.location)
    async def hear_location(self, message: Message, turn: Turn, state: FSMContext) -> None:
        if trouble := await _be_here(message, turn):
            turn.said.send(screens.ask_location(trouble))
        else:
            turn.said.send(screens.noted_place(turn.person))
            await _finish(self.wizard, turn, state, located=True)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """The colonia, typed all the same, or the keyboard's *Back*."""
        text = (message.text or "").strip()
        if text in _backs():
            turn.said.send(screens.keyboard_gone())
            await _finish(self.wizard, turn, state)
            return
        try:
            name = profiles.colonia_from(text)
        except NotAPlace as refusal:
            turn.said.send(screens.ask_location(refusals.bad_place(refusal)))
            return
        moved = await _move(turn, name)
        turn.said.send(screens.noted_place(turn.person, moved=moved))
        await _finish(self.wizard, turn, state)

    @on.message(~F.text)
    async def hear_something_else(self, message: Message, turn: Turn) -> None:
        kind = hearing.kind_of(message)
        if kind in hearing.SAID_BY_PEOPLE:
            turn.said.send(screens.ask_location(asking.needs_text(kind)))

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn) -> None:
        turn.said.send(screens.ask_location(asking.edited()))


async def _finish(wizard: SceneWizard, turn: Turn, state: FSMContext, *, located: bool = False) -> None:
    """Back to where it was asked from. `located`: a location came; a colonia told before may be another one's."""
    _field, page = await _open(state)
    await _over(state)
    await wizard.exit()
    if located and turn.person.colonia:
        turn.said.show(screens.same_colonia(turn.person, page))
    else:
        turn.said.show(await summary(turn, page))


async def _be_here(message: Message, turn: Turn) -> Markup | None:
    """Where somebody is, once: a place from the map isn't it, and nobody is followed. What is wrong with it."""
    here = message.location
    assert here is not None
    try:
        if message.venue is not None:
            raise NotAPlace("venue")
        if here.live_period:
            raise NotAPlace("live")
        await profiles.be_near(turn.session, turn.person, here.latitude, here.longitude, facts=turn.facts, now=turn.now)
    except NotAPlace as refusal:
        return refusals.bad_place(refusal)
    return None


async def _move(turn: Turn, colonia: str) -> bool:
    """Note the colonia; whether a location shared in another one went with it."""
    had = turn.person.latitude is not None
    await _say(turn, "colonia", colonia)
    return had and turn.person.latitude is None


async def _accept(turn: Turn, state: FSMContext, text: str) -> bool:
    """Take what was typed, or say what was wrong with it and ask again."""
    field, page = await _open(state)
    today = time.local(turn.now, turn.facts.zone).date()
    trouble: Markup
    try:
        if field == "name":
            await _say(turn, "name", people.name_from(text))
        elif field == "birth_date":
            await _say(turn, "birth_date", people.birth_date_from(text, today=today))
        elif await _move(turn, profiles.colonia_from(text)):
            turn.said.send(screens.moved(turn.person, page))
    except NotAName as refusal:
        trouble = refusals.bad_name(refusal)
    except NotADate as refusal:
        trouble = refusals.bad_date(refusal)
    except NotAPlace as refusal:
        trouble = refusals.bad_place(refusal)
    except WouldLose as refusal:
        await ask_if_worth_it(turn, state, refusal, screens.back(page), page=page)
        return False
    else:
        return True
    await _ask(turn, state, trouble)
    return False


async def _say(turn: Turn, field: str, value: object) -> None:
    await profiles.say(turn.session, turn.person, field, value, facts=turn.facts, now=turn.now)


async def _ask(turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
    field, page = await _open(state)
    turn.said.show(
        screens.question(
            field,
            turn.person,
            today=time.local(turn.now, turn.facts.zone).date(),
            page=page,
            suggestion=people.suggested_name(turn.first_name),
            trouble=trouble,
            locating=turn.pack.knows_distances,
        )
    )


def _backs() -> set[str]:
    """What the keyboard's way back says, in every language: it may have come in another one."""
    found = set()
    for locale in LOCALES:
        with speaking(locale):
            found.add(str(_("Back")))
    return found
