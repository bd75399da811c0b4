"""What is asked about a place in a firm: what was agreed with it, and each week's hours, words and photo."""

from datetime import date, timedelta
from typing import Any, Final

from aiogram import F
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import on
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from bot import time
from bot.errors import BadAnswer, NotThere, Refusal
from bot.i18n import _
from bot.models import LogWeek, Placement
from bot.packs.forms import Question, QuestionKind, Title40
from bot.packs.words import Message320
from bot.screens import answers as said
from bot.screens import asking
from bot.screens.partners import dual as screens
from bot.screens.partners import firms
from bot.services.applications import answers
from bot.services.journey import told_in
from bot.services.partners import logging_weeks, placements
from bot.turn import Turn, refusing
from handlers.in_words import InWords

_KEY: Final = "dual"
_FAR: Final = timedelta(days=365)


async def begin(state: FSMContext, *, placement: int, week: date | None = None, asks: str = "") -> None:
    """Which one, and of its log which week and what of it; the scene is entered next."""
    await state.update_data({_KEY: {"placement": placement, "week": f"{week or ''}", "asks": asks}})


async def _open(state: FSMContext) -> tuple[int, date | None, str]:
    match (await state.get_data()).get(_KEY):
        case {"placement": int(placement), "week": str(week), "asks": str(asks)}:
            return placement, date.fromisoformat(week) if week else None, asks
    return 0, None, ""


def _question(what: str, high: int | None = None) -> Question:
    """As which kind of answer it is read."""
    kinds: dict[str, QuestionKind] = {"firm": "short", "starts": "date", "ends": "date"}
    kind = kinds.get(what, "number")
    number: dict[str, Any] = {"low": 1, "high": high} if kind == "number" else {}
    label, ask = Title40(es=what, en=what), Message320(es=what, en=what)
    return Question(key=what, kind=kind, label=label, ask=ask, at_most=80 if what == "firm" else None, **number)


class Placing(InWords, state="placing"):
    """Open until everything that was agreed with the firm is known."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        try:
            placement = await placements.get(turn.session, turn.me, (await _open(state))[0])
        except Refusal:
            await self._ask(turn, state)
            return
        what, today = placements.lacks(placement), time.local(turn.now, turn.facts.zone).date()
        if what is None:
            await self._ask(turn, state)
            return
        high = 6 if what == "days" else placements.limit(placement, turn.person, placement.starts or today)
        question = _question(what, high)
        try:
            value = answers.parse(question, message.text or "", born=None, today=today)
            if what in ("starts", "ends"):
                value = _fitting(placement, what, date.fromisoformat(value), today)
        except BadAnswer as error:
            trouble = _("That day doesn't fit: it ends after it begins, and a year later at most.")
            await self._ask(turn, state, trouble if error.why == "order" else said.trouble(question, error))
            return
        await placements.agree(turn.session, placement, what, value, facts=turn.facts, now=turn.now)
        await self._ask(turn, state)

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        today = time.local(turn.now, turn.facts.zone).date()
        try:
            placement = await placements.get(turn.session, turn.me, (await _open(state))[0])
        except Refusal as refusal:
            await self.wizard.exit()
            turn.said.show(await refusing.screen(refusal, turn))
            return
        what = placements.lacks(placement)
        if what is not None:
            turn.said.show(screens.ask(what, placement, turn.person, today=today, trouble=trouble))
            return
        await self.wizard.exit()
        known = await logging_weeks.logged(turn.session, placement.id or 0)
        turn.said.show(screens.one(placement, turn.person, known, 1, today=today))


def _fitting(placement: Placement, what: str, day: date, today: date) -> date:
    """Raises BadAnswer(order)."""
    if what == "starts" and abs(day - today) > _FAR:
        raise BadAnswer("order")
    starts = placement.starts or today
    if what == "ends" and not starts < day <= starts + _FAR:
        raise BadAnswer("order")
    return day


class Logging(InWords, state="logging_week"):
    """Open while a week is noted: its hours, what was done, and for as long as nothing else is begun its photo."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await self._hear(turn, state, message.text or "")

    @on.message(F.photo)
    async def hear_photo(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """With words below it, those are what was done."""
        photo = (message.photo or [])[-1:]
        number, week, asks = await _open(state)
        if not photo or week is None or asks == "hours" or (asks == "what" and not message.caption):
            await self._ask(turn, state, asking.needs_text("photo"))
            return
        if asks == "what":
            await self._hear(turn, state, message.caption or "", file_id=photo[0].file_id)
            return
        try:
            placement = await placements.get(turn.session, turn.me, number)
            await logging_weeks.note_photo(turn.session, placement, week, photo[0].file_id)
        except Refusal as refusal:
            await self._leave(turn, refusal)
            return
        await self._ask(turn, state)

    async def _hear(self, turn: Turn, state: FSMContext, text: str, *, file_id: str | None = None) -> None:
        number, week, asks = await _open(state)
        try:
            placement = await placements.get(turn.session, turn.me, number)
            if week is None:
                raise NotThere
            if asks == "hours":
                today = time.local(turn.now, turn.facts.zone).date()
                hours = logging_weeks.hours_from(text)
                await logging_weeks.note_hours(turn.session, placement, week, hours, today=today, now=turn.now)
                await begin(state, placement=number, week=week, asks="what")
            elif asks == "what":
                told, _cut = told_in(text)
                if not told:
                    raise BadAnswer("blank")
                await logging_weeks.note_what(turn.session, placement, week, told, facts=turn.facts, now=turn.now)
                if file_id:
                    await logging_weeks.note_photo(turn.session, placement, week, file_id)
                await begin(state, placement=number, week=week, asks="photo")
        except BadAnswer as error:
            trouble = (
                firms.bad("hours", error)
                if asks == "hours"
                else _("I couldn't see anything in that message. Write it with letters, please.")
            )
            await self._ask(turn, state, trouble)
            return
        except Refusal as refusal:
            await self._leave(turn, refusal)
            return
        await self._ask(turn, state)

    async def _leave(self, turn: Turn, refusal: Refusal) -> None:
        await self.wizard.exit()
        turn.said.show(await refusing.screen(refusal, turn))

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        number, week, asks = await _open(state)
        today = time.local(turn.now, turn.facts.zone).date()
        try:
            placement = await placements.get(turn.session, turn.me, number)
            if week is None:
                raise NotThere
            known = await logging_weeks.logged(turn.session, number)
            if asks == "hours":
                suggested = logging_weeks.suggested(placement, known, week)
                turn.said.show(screens.ask_hours(placement, week, suggested, today=today, trouble=trouble))
                return
            if week not in known:
                raise NotThere
        except Refusal as refusal:
            await self._leave(turn, refusal)
            return
        self._show(turn, placement, known[week], known, asks, trouble)

    def _show(
        self,
        turn: Turn,
        placement: Placement,
        found: LogWeek,
        known: dict[date, LogWeek],
        asks: str,
        trouble: Markup | str,
    ) -> None:
        most = placements.limit(placement, turn.person, found.week)
        if asks == "what":
            recent = logging_weeks.recent(known, found.week)
            turn.said.show(screens.ask_what(placement, found.week, found, recent, most=most, trouble=trouble))
        else:
            turn.said.show(screens.noted(placement, found, most=most))
