"""A guardian answers: what is asked, and their name, typed."""

from collections.abc import Sequence

from aiogram import F
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import on
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from bot.errors import NotAName, PermissionGone, Refusal
from bot.models import CourseSession
from bot.screen import Screen
from bot.screens import approvals as screens
from bot.screens import refusals
from bot.services import approvals, courses, people
from bot.turn import Turn, refusing
from handlers.in_words import InWords

_KEY = "approving"


async def begin(state: FSMContext, permission_id: int) -> None:
    """Which question it is; the scene is entered next."""
    await state.update_data({_KEY: permission_id})


def suggestion(turn: Turn) -> str:
    """A name to take with one tap."""
    return turn.person.name or people.suggested_name(turn.first_name)


async def request(turn: Turn, permission_id: int, *, fix: bool = False) -> Screen:
    """What is asked; or, once answered, what came of it. Raises NotThere, PermissionGone."""
    assert turn.person.id is not None
    permission, matter = await approvals.get(turn.session, permission_id, guardian_id=turn.person.id)
    young = await people.get(turn.session, permission.person_id)
    if permission.decided_at is not None and permission.why in (None, "declined", "withdrawn"):
        return screens.answered(permission, matter, young)
    if permission.ended_at is not None or permission.expires_at <= turn.now:
        raise PermissionGone("used" if permission.why not in (None, "over") else "expired")
    meetings = await meetings_of(turn, matter)
    return screens.request(permission, matter, young, meetings, pack=turn.pack, facts=turn.facts, now=turn.now, fix=fix)


async def meetings_of(turn: Turn, matter: approvals.Matter) -> Sequence[CourseSession]:
    """Of the course, where it is about a place in one."""
    if isinstance(matter, approvals.Applied):
        return ()
    return await courses.sessions(turn.session, matter.course.id or 0)


class Approving(InWords, state="approving"):
    """Open while a guardian is asked for their name. No telephone is needed for this: a contact is no answer either."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        number = await self._number(state)
        try:
            name = people.name_from(message.text or "")
        except NotAName as refusal:
            await self._ask(turn, state, refusals.bad_name(refusal))
            return
        await self.wizard.exit()
        try:
            # In a savepoint: whatever the rules say about this answer, the question stops listening.
            async with turn.session.begin_nested():
                await approvals.say_who(turn.session, number, turn.person.id or 0, name=name, now=turn.now)
                turn.said.show(await request(turn, number))
        except Refusal as refusal:
            turn.said.show(await refusing.screen(refusal, turn))

    async def _number(self, state: FSMContext) -> int:
        match (await state.get_data()).get(_KEY):
            case int(number):
                return number
        return 0

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        """Where the question is gone, say so and stop asking."""
        try:
            permission, _matter = await approvals.get(
                turn.session, await self._number(state), guardian_id=turn.person.id or 0
            )
        except Refusal as refusal:
            await self.wizard.exit()
            turn.said.show(await refusing.screen(refusal, turn))
            return
        young = await people.get(turn.session, permission.person_id)
        turn.said.show(screens.ask_name(permission, young, suggestion=suggestion(turn), trouble=trouble))
