"""Giving a yes to an announcement, by typing whom it reaches, or refusing it."""

from typing import Any, Final

import regex
from aiogram import F, Router, flags
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot.addresses import AskRefusal, RefuseAnnouncement, ReviewAnnouncement
from bot.errors import NotApprovable, NotThere
from bot.i18n import _
from bot.screens import asking as everyday
from bot.screens.announcing import approving as screens
from bot.screens.announcing.desk import MARK
from bot.services import team
from bot.services.broadcasts import approving
from bot.services.broadcasts.drafts import Draft
from bot.services.names import visible
from bot.services.rights import Act
from bot.turn import Turn
from handlers import hearing
from handlers.hearing import At, Command
from handlers.rules import for_staff
from handlers.staff.announcing import common, submitting

_STATE: Final = "approving_announcement"
_KEY: Final = "approval"
_NUMBER: Final = regex.compile(r"\d[\d\s.,'’]{0,14}")


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(review, At(ReviewAnnouncement), **for_staff(Act.APPROVE_ANNOUNCEMENT))
    tap(ask_reason, At(AskRefusal), **for_staff(Act.APPROVE_ANNOUNCEMENT))
    tap(refuse, At(RefuseAnnouncement), **for_staff(Act.APPROVE_ANNOUNCEMENT))
    router.message.register(
        leave, Command("cancelar", "cancel"), StateFilter(_STATE), **for_staff(Act.SEE_ANNOUNCEMENTS)
    )


async def review(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ReviewAnnouncement
) -> None:
    draft = await approving.to_review(turn.session, address.broadcast, turn.me, now=turn.now)
    await _review(turn, state, draft)
    await scenes.enter(Approving)


async def _review(turn: Turn, state: FSMContext, draft: Draft, trouble: Markup | str = "") -> None:
    """The exact previews, and below them what the yes is given to; what is typed next answers that."""
    await _note(state, draft, "count")
    names = await submitting.preview(turn, draft)
    await _show(turn, draft, trouble, names)


async def _show(turn: Turn, draft: Draft, trouble: Markup | str = "", names: Any = ()) -> None:
    found = await approving.count_again(turn.session, draft, facts=turn.facts, now=turn.now)
    named = await common.named(turn, draft)
    author = await _called(turn, draft)
    turn.said.send(
        screens.review(draft, named, found, names, author=author, facts=turn.facts, now=turn.now, trouble=trouble)
    )


async def _called(turn: Turn, draft: Draft) -> str:
    """What the author is called in the team."""
    try:
        return (await team.colleague(turn.session, draft.row.author_id or 0)).called
    except NotThere:
        return str(_("Somebody who has left the team"))


async def _note(state: FSMContext, draft: Draft, asks: str) -> None:
    await state.update_data({_KEY: {"broadcast": draft.id, "asks": asks, "mark": draft.hash[:MARK]}})


async def _noted(state: FSMContext) -> dict[str, Any] | None:
    found = (await state.get_data()).get(_KEY) or {}
    match found:
        case {"broadcast": int(), "asks": str(), "mark": str()}:
            return dict(found)
    return None


async def ask_reason(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskRefusal
) -> None:
    draft = await approving.to_review(turn.session, address.broadcast, turn.me, now=turn.now)
    await _note(state, draft, "reason")
    await scenes.enter(Approving)
    turn.said.show(screens.ask_reason(draft))


async def refuse(query: CallbackQuery, turn: Turn, address: RefuseAnnouncement) -> None:
    await approving.refuse(turn.session, address.broadcast, turn.me, "", now=turn.now)
    turn.said.show(screens.refused())


async def leave(message: Message, turn: Turn) -> None:
    """It stopped listening when this was heard; the announcement still waits."""
    turn.said.show(screens.left())


class Approving(Scene, state=_STATE):
    """Open while the count, or a reason, is to be typed."""

    @on.callback_query.enter()
    async def show(self, event: TelegramObject) -> None:
        """Shown by whoever opened it."""

    @on.message(F.text)
    @flags.rule(Act.APPROVE_ANNOUNCEMENT)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        noted = await _noted(state)
        if noted is None:
            await self.wizard.exit()
        elif noted["asks"] == "reason":
            reason = visible((message.text or "")[:400])
            await approving.refuse(turn.session, noted["broadcast"], turn.me, reason, now=turn.now)
            await self.wizard.exit()
            turn.said.show(screens.refused())
        else:
            await self._hear_count(turn, state, noted, message.text or "")

    @on.message(~F.text)
    @flags.rule(Act.APPROVE_ANNOUNCEMENT)
    async def hear_something_else(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind, noted = hearing.kind_of(message), await _noted(state)
        if kind in hearing.SAID_BY_PEOPLE and noted is not None:
            await self._again(turn, noted, everyday.needs_text(kind))

    async def _hear_count(self, turn: Turn, state: FSMContext, noted: dict[str, Any], text: str) -> None:
        try:
            # In a savepoint: what can't be approved leaves nothing behind.
            async with turn.session.begin_nested():
                draft = await approving.approve(
                    turn.session,
                    noted["broadcast"],
                    turn.me,
                    number_from(text),
                    noted["mark"],
                    facts=turn.facts,
                    now=turn.now,
                )
        except NotApprovable as refusal:
            if refusal.why == "number":
                await self._again(turn, noted, screens.wrong_number(refusal.count))
            elif refusal.why == "moved":
                await self._again(turn, noted, screens.moved(refusal.count))
            else:
                raise
        else:
            await self.wizard.exit()
            turn.said.show(screens.approved(draft, facts=turn.facts, now=turn.now))

    async def _again(self, turn: Turn, noted: dict[str, Any], trouble: Markup | str) -> None:
        draft = await approving.to_review(turn.session, noted["broadcast"], turn.me, now=turn.now)
        await _show(turn, draft, trouble)


def number_from(text: str) -> int:
    """`1,234`, `1.234` and `1 234` are the same; -1 for what is no number."""
    found = _NUMBER.fullmatch(text.strip())
    return int(regex.sub(r"\D", "", found.group())) if found else -1
