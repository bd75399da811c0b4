"""Writing one's name, birth date or colonia, or sharing where one is."""

from typing import Final

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, SceneWizard, on
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from bot import time
from bot.addresses import ShareLocation
from bot.errors import NotADate, NotAName, NotAPlace, StillNeeded
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
    await turn.session.flush()
    found = await profiles.everything(turn.session, turn.person)
    return known.known(values.Told(found, turn.pack, turn.facts, turn.now), page)


class Describing(Scene, state="describing"):
    """Open while one thing is asked for; the profile's button that opened it says which."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await _ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        if await _accept(turn, state, message.text or ""):
            await _finish(self.wizard, turn, state)

    @on.message(~F.text)
    async def hear_something_else(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        if kind in hearing.SAID_BY_PEOPLE:
            await _ask(turn, state, asking.needs_text(kind))

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await _ask(turn, state, asking.edited())


class Locating(Scene, state=LOCATING):
    """The same for the place, with the phone's own keyboard out. Only here is a location heard at all."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn) -> None:
        turn.said.send(screens.ask_location())

    @on.message(F.location)
    async def hear_location(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """Where somebody is, once: a place from the map isn't it, and nobody is followed."""
        here = message.location
        assert here is not None
        try:
            if message.venue is not None:
                raise NotAPlace("venue")
            if here.live_period:
                raise NotAPlace("live")
            await profiles.be_near(
                turn.session, turn.person, here.latitude, here.longitude, facts=turn.facts, now=turn.now
            )
        except NotAPlace as refusal:
            turn.said.send(screens.ask_location(refusals.bad_place(refusal)))
        else:
            turn.said.send(screens.noted_place(turn.person))
            await _finish(self.wizard, turn, state)

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
        await profiles.say(turn.session, turn.person, "colonia", name, facts=turn.facts, now=turn.now)
        turn.said.send(screens.noted_place(turn.person))
        await _finish(self.wizard, turn, state)

    @on.message(~F.text)
    async def hear_something_else(self, message: Message, turn: Turn) -> None:
        kind = hearing.kind_of(message)
        if kind in hearing.SAID_BY_PEOPLE:
            turn.said.send(screens.ask_location(asking.needs_text(kind)))

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn) -> None:
        turn.said.send(screens.ask_location(asking.edited()))


async def _finish(wizard: SceneWizard, turn: Turn, state: FSMContext) -> None:
    _field, page = await _open(state)
    await _over(state)
    await wizard.exit()
    turn.said.show(await summary(turn, page))


async def _accept(turn: Turn, state: FSMContext, text: str) -> bool:
    """Take what was typed, or say what was wrong with it and ask again."""
    field, _page = await _open(state)
    today = time.local(turn.now, turn.facts.zone).date()
    trouble: Markup
    try:
        if field == "name":
            await _say(turn, "name", people.name_from(text))
        elif field == "birth_date":
            await _say(turn, "birth_date", people.birth_date_from(text, today=today))
        else:
            await _say(turn, "colonia", profiles.colonia_from(text))
    except NotAName as refusal:
        trouble = refusals.bad_name(refusal)
    except NotADate as refusal:
        trouble = refusals.bad_date(refusal)
    except NotAPlace as refusal:
        trouble = refusals.bad_place(refusal)
    except StillNeeded as refusal:
        course = await courses.get(turn.session, refusal.course_id)
        trouble = refusals.still_needed(refusal, {refusal.course_id: course})
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
