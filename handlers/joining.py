"""Signing up for a course: only what is missing is asked, one question at a time."""

from typing import Final

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager, on
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot import time
from bot.addresses import (
    Address,
    CourseAt,
    FixBirthDate,
    Join,
    QuestionAt,
    Resume,
    SecondChoices,
    Stop,
    UseName,
    UseTyped,
)
from bot.errors import AlreadyIn, NotADate, NotAName, Refusal, WouldLose
from bot.models import Course
from bot.screens import asking, refusals
from bot.services import courses, enrollments, guardians, people, profiles
from bot.turn import Turn, refusing
from handlers import describing, drafts, searching
from handlers.courses import card
from handlers.drafts import Draft
from handlers.enrollments import tell_outcome
from handlers.hearing import At, Command, Everyday
from handlers.home import show_home
from handlers.in_words import InWords

_STATE: Final = "joining"


def listen(router: Router) -> None:
    """What opens, leaves and continues a sign-up; the answers are heard by the scene."""
    router.callback_query.register(join, At(Join))
    router.callback_query.register(fix_birth_date, At(FixBirthDate))
    router.callback_query.register(resume, At(Resume))
    router.callback_query.register(stop, At(Stop))
    router.message.register(stop, Command("cancelar", "cancel"))
    # What is no answer to a question about oneself, whoever forgot that it is open.
    router.message.register(stop, StateFilter(_STATE, "describing"), Everyday("leave"))
    router.message.register(searching.look, StateFilter(_STATE, "describing"), Everyday())


def listen_late(router: Router) -> None:
    """Buttons of a question that was left: they lead back to it, with what was typed meanwhile where that is meant."""
    router.callback_query.register(resume, At(UseName, UseTyped, QuestionAt))


async def join(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: Join) -> None:
    course = await courses.get(turn.session, address.course)
    try:
        await enrollments.may_join(turn.session, turn.person, course, facts=turn.facts, now=turn.now)
    except AlreadyIn as already:
        if already.other_edition:
            raise
        # A second tap on the same button: say so, and let the card show it.
        known = {address.course: course}
        turn.said.toast(refusals.sentence(already, courses=known, facts=turn.facts, now=turn.now).text)
        turn.said.show(await card(turn, course, address.came))
        return
    steps = enrollments.missing(course, turn.person, facts=turn.facts)
    if steps:
        await drafts.keep(state, Draft(address.course, tuple(steps), came=address.came))
        await scenes.enter(Joining)
    else:
        await drafts.forget(state)
        await _take_place(turn, course, address.came, tapped=True)


async def fix_birth_date(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: FixBirthDate
) -> None:
    await courses.get(turn.session, address.course)
    await drafts.keep(state, Draft(address.course, ("birth_date",)))
    await scenes.enter(Joining)


async def resume(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: Address) -> None:
    """The same question again, if the course can still be joined; with its answer where that was typed meanwhile."""
    draft = await drafts.find(state)
    typed = draft.typed if draft is not None and isinstance(address, UseTyped) else ""
    meant = isinstance(address, UseTyped) and address.mark == drafts.mark_of(typed)
    course = await drafts.course_of(turn, state)
    if course is None:
        turn.said.toast(asking.nothing_open())
        await show_home(query, turn, state)
        return
    try:
        await enrollments.may_join(turn.session, turn.person, course, facts=turn.facts, now=turn.now)
    except Refusal as refusal:
        await drafts.forget(state)
        turn.said.show(await refusing.screen(refusal, turn))
        return
    await scenes.enter(Joining, typed=typed if meant else "")


async def stop(event: TelegramObject, turn: Turn, state: FSMContext) -> None:
    """The question stopped listening when this was heard; the draft stays."""
    turn.said.show(asking.stopped(await drafts.course_of(turn, state)))


async def _take_place(turn: Turn, course: Course, came: str, *, tapped: bool) -> None:
    """Join, and say what came of it. Where a card was tapped, it changes too."""
    assert turn.person.id is not None and course.id is not None
    line = SecondChoices.left(came)
    enrollment = await enrollments.join(
        turn.session,
        turn.person.id,
        course.id,
        facts=turn.facts,
        now=turn.now,
        backs_up=line.enrollment if line else 0,
    )
    if tapped:
        turn.said.show(await card(turn, course, came))
    await tell_outcome(turn, enrollment, course)


class Joining(InWords, state=_STATE):
    """Open while the person is asked for what a sign-up needs. What was answered is on the person at once."""

    @on.message.enter()
    @on.callback_query.enter()
    async def ask(self, event: TelegramObject, turn: Turn, state: FSMContext, typed: str = "") -> None:
        """`typed`: the answer, given while the question wasn't listening."""
        if typed:
            await self._accept(turn, state, typed, tapped=True)
        else:
            await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await self._accept(turn, state, message.text or "", tapped=False)

    @on.callback_query(At(UseName))
    async def use_name(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        draft = await drafts.find(state)
        if draft is not None and draft.asks == "name":
            await self._accept(turn, state, turn.first_name, tapped=True)
        else:
            await self._ask(turn, state)

    @on.callback_query(At(QuestionAt))
    async def go_to(self, query: CallbackQuery, turn: Turn, state: FSMContext, address: QuestionAt) -> None:
        """Back to an earlier answer, or on from it; never past a question without an answer."""
        draft, course = await drafts.find(state), await drafts.course_of(turn, state)
        if draft is None or course is None:
            await self._ask(turn, state)
            return
        unanswered = enrollments.missing(course, turn.person, facts=turn.facts)
        furthest = next((at for at, step in enumerate(draft.steps) if step in unanswered), len(draft.steps))
        await self._go_on(turn, state, draft.to(min(address.step, furthest)), tapped=True)

    async def _accept(self, turn: Turn, state: FSMContext, text: str, *, tapped: bool) -> None:
        """Take an answer, or say what was wrong with it and ask again; earlier answers stay."""
        draft = await drafts.find(state)
        if draft is None:
            await self._ask(turn, state)
            return
        try:
            if draft.asks == "name":
                await self._note(turn, "name", people.name_from(text))
            else:
                today = time.local(turn.now, turn.facts.zone).date()
                await self._note(turn, "birth_date", people.birth_date_from(text, today=today))
        except NotAName as refusal:
            await self._ask(turn, state, refusals.bad_name(refusal))
        except NotADate as refusal:
            await self._ask(turn, state, refusals.bad_date(refusal))
        except WouldLose as refusal:
            back = CourseAt(draft.course, draft.came)
            await describing.ask_if_worth_it(turn, state, refusal, back, joining=True)
        else:
            await self._go_on(turn, state, draft.to(draft.at + 1), tapped=tapped)

    async def _note(self, turn: Turn, field: str, value: object) -> None:
        await profiles.say(turn.session, turn.person, field, value, facts=turn.facts, now=turn.now)

    async def _go_on(self, turn: Turn, state: FSMContext, draft: Draft, *, tapped: bool) -> None:
        """The next question, or the place once everything is answered."""
        if not draft.answered:
            await drafts.keep(state, draft)
            await self._ask(turn, state)
            return
        course = await courses.get(turn.session, draft.course)
        if still := enrollments.missing(course, turn.person, facts=turn.facts):
            await self._go_on(turn, state, Draft(draft.course, tuple(still), came=draft.came), tapped=tapped)
            return
        await drafts.forget(state)
        await self.wizard.exit()
        try:
            # In a savepoint: what was answered stays on the person whatever the rules say about this course.
            async with turn.session.begin_nested():
                await _take_place(turn, course, draft.came, tapped=tapped)
        except Refusal as refusal:
            turn.said.show(await refusing.screen(refusal, turn))

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        """Show the open question; where it is gone, home."""
        draft, course = await drafts.find(state), await drafts.course_of(turn, state)
        if draft is None or course is None:
            await self.wizard.exit()
            await show_home(self.wizard.event, turn, state)
            return
        turn.said.show(
            asking.question(
                draft.steps,
                draft.at,
                course,
                turn.person,
                today=time.local(turn.now, turn.facts.zone).date(),
                suggestion=people.suggested_name(turn.first_name),
                trouble=trouble,
                waits=await enrollments.would_wait(turn.session, course),
                came=draft.came,
                guardian=guardians.matters(course, turn.facts),
            )
        )
