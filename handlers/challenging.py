"""Telling or showing how a challenge went: the next text, photo or recording is it, until another subject comes."""

from typing import Final

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot.addresses import LeaveChallenge, ShowEvidence
from bot.i18n import _, number
from bot.screens import asking
from bot.screens import journey as screens
from bot.services.journey import FILES, LONGEST, Evidence, Part, told_in
from bot.turn import Turn
from handlers import hearing
from handlers.hearing import At, Command, Everyday
from handlers.journey import part_of, show_journey, show_part, tell
from handlers.old import renew

_STATE = "challenging"
_KEY = "challenge"
SHOWING: Final = F.content_type.in_(FILES)


def listen(router: Router) -> None:
    """Before signing up, which hears the same word for leaving."""
    router.callback_query.register(show_evidence, At(ShowEvidence))
    router.callback_query.register(leave, At(LeaveChallenge))
    router.message.register(leave_by_command, Command("cancelar", "cancel"), StateFilter(_STATE))
    router.message.register(leave_by_command, StateFilter(_STATE), Everyday("leave"))


async def show_evidence(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ShowEvidence
) -> None:
    part = await part_of(turn, address.topic)
    if part is None:
        await renew(query, turn, state)
    elif part.stamped or (part.begun and part.open_step is None):
        await state.update_data({_KEY: address.topic})
        await scenes.enter(Challenging)
    else:
        await show_part(turn, state, part)


async def leave(query: CallbackQuery, turn: Turn, state: FSMContext, address: LeaveChallenge) -> None:
    await _leave(query, turn, await part_of(turn, address.topic))


async def leave_by_command(message: Message, turn: Turn, state: FSMContext) -> None:
    await _leave(message, turn, await _asked(turn, state))


async def _leave(event: TelegramObject, turn: Turn, part: Part | None) -> None:
    """It stopped listening when this was heard; the answers stay."""
    if part is None:
        await show_journey(event, turn)
    else:
        turn.said.show(screens.left(turn.pack, part))


async def _asked(turn: Turn, state: FSMContext) -> Part | None:
    """The part whose challenge is open; None where it left the pack meanwhile."""
    topic = (await state.get_data()).get(_KEY)
    return await part_of(turn, topic) if isinstance(topic, str) else None


def evidence_in(message: Message) -> Evidence | None:
    """What a message tells or shows; of a photo the largest size that Telegram has. An album comes as one update, its
    first part. None for what can't be kept; a text in which there was nothing to see is empty."""
    if message.text:
        return Evidence("text", told_in(message.text)[0])
    kind = hearing.kind_of(message)
    if kind not in FILES:
        return None
    sent = message.photo[-1] if message.photo else getattr(message, kind)
    return Evidence(kind, sent.file_id, told_in(message.caption or "")[0] or None)


class Challenging(Scene, state=_STATE):
    """Open while something to tell or show is awaited."""

    @on.message.enter()
    @on.callback_query.enter()
    async def ask(self, event: TelegramObject, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        told = evidence_in(message)
        if told is not None and told.content:
            await self._keep(turn, state, told, cut=told_in(message.text or "")[1])
        else:
            await self._ask(turn, state, _("I couldn't see anything in that message. Write it with letters, please."))

    @on.message(SHOWING)
    async def see(self, message: Message, turn: Turn, state: FSMContext) -> None:
        shown = evidence_in(message)
        assert shown is not None
        await self._keep(turn, state, shown, cut=told_in(message.caption or "")[1])

    @on.message(~F.text & ~SHOWING)
    async def hear_something_else(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        if kind in hearing.SAID_BY_PEOPLE:
            await self._ask(turn, state, screens.needs_something_else(kind))

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state, asking.edited())

    async def _keep(self, turn: Turn, state: FSMContext, evidence: Evidence, *, cut: bool) -> None:
        part = await _asked(turn, state)
        await self._close(state)
        if part is None:
            await show_journey(self.wizard.event, turn)
            return
        notice = _("It was long, so I kept the first {n} characters.", n=number(LONGEST)) if cut else ""
        await tell(turn, state, part, evidence, notice=notice)

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        part = await _asked(turn, state)
        if part is None:
            await self._close(state)
            await show_journey(self.wizard.event, turn)
            return
        turn.said.show(screens.ask_evidence(turn.pack, part, trouble=trouble))

    async def _close(self, state: FSMContext) -> None:
        data = await state.get_data()
        data.pop(_KEY, None)
        await state.set_data(data)
        await self.wizard.exit()
