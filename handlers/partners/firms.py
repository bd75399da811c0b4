"""Whether a financing call may be for one's firm: quick answers, tapped or typed; papers; dates."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager, on
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from bot import time
from bot.addresses import CheckFirm, FirmDates, FirmPapers, SayOfFirm, TickPaper
from bot.errors import BadAnswer, NotADate, NotThere, Refusal, WouldLose
from bot.i18n import _
from bot.models import Call, FirmCheck
from bot.packs.offers import Precheck
from bot.screen import Screen
from bot.screens import refusals
from bot.screens.partners import firms as screens
from bot.services import calls, courses, eligibility, people, profiles
from bot.services.facts import OF_AGE
from bot.services.partners import prechecks
from bot.turn import Turn, refusing
from handlers.hearing import At
from handlers.in_words import InWords

_KEY = "firm"


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(check_firm, At(CheckFirm))
    tap(say, At(SayOfFirm))
    tap(show_papers, At(FirmPapers))
    tap(tick, At(TickPaper))
    tap(show_dates, At(FirmDates))


async def _of(turn: Turn, call_id: int) -> tuple[Call, Precheck, FirmCheck]:
    """Raises NotThere, also for who isn't of age or hasn't said when they were born."""
    call = await calls.get(turn.session, call_id)
    precheck = prechecks.of_call(call)
    if precheck is None or not prechecks.of_age(turn.person, facts=turn.facts, now=turn.now):
        raise NotThere
    return call, precheck, await prechecks.begin(turn.session, turn.person, call, facts=turn.facts, now=turn.now)


async def check_firm(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: CheckFirm
) -> None:
    call = await calls.get(turn.session, address.call)
    if prechecks.of_call(call) is None or call.closed_at is not None:
        raise NotThere
    if address.again == 1:
        _call, _precheck, check = await _of(turn, address.call)
        await prechecks.begin_again(turn.session, check, now=turn.now)
    await _enter(state, scenes, address.call)


async def say(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: SayOfFirm) -> None:
    _call, precheck, check = await _of(turn, address.call)
    if address.what not in prechecks.asks(precheck):
        raise NotThere
    try:
        value = prechecks.value_from(address.what, address.value)
    except BadAnswer:
        raise NotThere from None
    await prechecks.say(turn.session, check, address.what, value, now=turn.now)
    await _enter(state, scenes, address.call)


async def _enter(state: FSMContext, scenes: ScenesManager, call_id: int) -> None:
    await state.update_data({_KEY: call_id})
    await scenes.enter(Checking)


async def show_papers(query: CallbackQuery, turn: Turn, address: FirmPapers) -> None:
    call, _precheck, check = await _of(turn, address.call)
    turn.said.show(await _papers(turn, call, check))


async def tick(query: CallbackQuery, turn: Turn, address: TickPaper) -> None:
    call, _precheck, check = await _of(turn, address.call)
    await prechecks.tick(turn.session, check, call, address.paper, now=turn.now)
    turn.said.show(await _papers(turn, call, check))


async def _papers(turn: Turn, call: Call, check: FirmCheck) -> Screen:
    before = await prechecks.sent_before(turn.session, turn.me, call.documents)
    return screens.papers(call, check, before, turn.pack)


async def show_dates(query: CallbackQuery, turn: Turn, address: FirmDates) -> None:
    call, _precheck, check = await _of(turn, address.call)
    if address.on in (0, 1):
        on = address.on == 1
        await prechecks.remind(turn.session, check, call, on=on, facts=turn.facts, now=turn.now)
        turn.said.toast(_("Noted.") if on else _("Done: no more reminders."))
    found = prechecks.ladder(call, facts=turn.facts, now=turn.now)
    coming = (
        await prechecks.planned(turn.session, check, facts=turn.facts)
        if check.reminds
        else prechecks.reminder_days(call, facts=turn.facts, now=turn.now)
    )
    turn.said.show(screens.dates(call, check, found, coming, time.local(turn.now, turn.facts.zone).date()))


class Checking(InWords, state="checking_firm"):
    """Open while something is asked about the firm; each answer is kept as it is given."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        try:
            call = await self._call(state, turn)
            if prechecks.of_age(turn.person, facts=turn.facts, now=turn.now) is None:
                await self._hear_born(turn, state, message.text or "")
                return
            _call, precheck, check = await _of(turn, call.id or 0)
        except Refusal as refusal:
            await self._leave(turn, refusal)
            return
        what = prechecks.next_question(precheck, prechecks.said(check))
        if what is None:
            await self._ask(turn, state)
            return
        try:
            value = prechecks.value_from(what, message.text or "")
        except BadAnswer as error:
            await self._ask(turn, state, screens.bad(what, error))
            return
        await prechecks.say(turn.session, check, what, value, now=turn.now)
        await self._ask(turn, state)

    async def _call(self, state: FSMContext, turn: Turn) -> Call:
        number = (await state.get_data()).get(_KEY)
        return await calls.get(turn.session, number if isinstance(number, int) else 0)

    async def _hear_born(self, turn: Turn, state: FSMContext, text: str) -> None:
        today = time.local(turn.now, turn.facts.zone).date()
        trouble: Markup | str = ""
        try:
            born = people.birth_date_from(text, today=today)
            await profiles.say(turn.session, turn.person, "birth_date", born, facts=turn.facts, now=turn.now)
        except NotADate as refusal:
            trouble = refusals.bad_date(refusal)
        except WouldLose as refusal:
            known = {one: await courses.get(turn.session, one) for one in refusal.course_ids}
            trouble = refusals.would_lose(refusal, known)
        await self._ask(turn, state, trouble)

    async def _leave(self, turn: Turn, refusal: Refusal) -> None:
        await self.wizard.exit()
        turn.said.show(await refusing.screen(refusal, turn))

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        """The next question, or what follows from the answers; nothing listens then."""
        today = time.local(turn.now, turn.facts.zone).date()
        try:
            call = await self._call(state, turn)
            age = prechecks.of_age(turn.person, facts=turn.facts, now=turn.now)
            if age is None:
                turn.said.show(screens.ask_born(call, today, trouble))
                return
            if age is False:
                await self.wizard.exit()
                born = turn.person.birth_date
                turn.said.show(screens.minor(call, eligibility.turns(born, OF_AGE) if born else None))
                return
            _call, precheck, check = await _of(turn, call.id or 0)
        except Refusal as refusal:
            await self._leave(turn, refusal)
            return
        answers, asked = prechecks.said(check), prechecks.asks(precheck)
        what = prechecks.next_question(precheck, answers)
        if what is not None:
            turn.said.show(screens.question(what, call, precheck, asked.index(what) + 1, len(asked), trouble))
            return
        await self.wizard.exit()
        missing = len([key for key in call.documents if key not in check.papers])
        found = prechecks.judge(precheck, answers)
        turn.said.show(screens.result(call, precheck, answers, found, turn.pack, missing=missing))
