"""An announcement on its way: its progress, pause and stop; afterwards the report, correcting it, taking it back."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, Message

from bot.addresses import (
    AskCorrection,
    AskRecall,
    AskStopSending,
    CorrectAnnouncement,
    HowItGoes,
    OutcomePicture,
    OutcomeSheet,
    PauseSending,
    RecallAnnouncement,
    ResumeSending,
    StopSending,
)
from bot.errors import NotThere
from bot.i18n import _
from bot.models import Stage
from bot.screens.announcing import going as screens
from bot.services.broadcasts import correcting, drafts, outcomes, running
from bot.services.broadcasts.drafts import Draft
from bot.services.broadcasts.outcomes import Tally
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff import progressing
from handlers.staff.announcing import asking


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show, At(HowItGoes), **for_staff(Act.SEE_ANNOUNCEMENTS))
    tap(show_picture, At(OutcomePicture), **for_staff(Act.SEE_ANNOUNCEMENTS))
    tap(send_sheet, At(OutcomeSheet), **for_staff(Act.SEE_ANNOUNCEMENTS))
    tap(pause, At(PauseSending), **for_staff(Act.STEER_ANNOUNCEMENT))
    tap(resume, At(ResumeSending), **for_staff(Act.STEER_ANNOUNCEMENT))
    tap(ask_stop, At(AskStopSending), **for_staff(Act.STEER_ANNOUNCEMENT))
    tap(stop, At(StopSending), **for_staff(Act.STEER_ANNOUNCEMENT))
    tap(ask_correction, At(AskCorrection), **for_staff(Act.ANNOUNCE))
    tap(correct, At(CorrectAnnouncement), **for_staff(Act.ANNOUNCE))
    tap(ask_recall, At(AskRecall), **for_staff(Act.STEER_ANNOUNCEMENT))
    tap(recall, At(RecallAnnouncement), **for_staff(Act.STEER_ANNOUNCEMENT))


async def show(query: CallbackQuery, turn: Turn, address: HowItGoes) -> None:
    await _show(query, turn, address.broadcast)


async def pause(query: CallbackQuery, turn: Turn, address: PauseSending) -> None:
    row = await running.pause(turn.session, address.broadcast, turn.me, now=turn.now)
    if row.stage is Stage.PAUSED:
        turn.said.toast(_("Paused. Only what had left already still arrives."))
    await _show(query, turn, address.broadcast)


async def resume(query: CallbackQuery, turn: Turn, address: ResumeSending) -> None:
    tally = (await _under_way(turn, address.broadcast))[1]
    row = await running.resume(turn.session, address.broadcast, turn.me, tally, now=turn.now)
    if row.stage in running.MOVING:
        turn.said.toast(_("It goes on."))
    await _show(query, turn, address.broadcast)


async def ask_stop(query: CallbackQuery, turn: Turn, address: AskStopSending) -> None:
    draft, tally = await _under_way(turn, address.broadcast)
    turn.said.show(screens.ask_stop(draft, tally))


async def stop(query: CallbackQuery, turn: Turn, address: StopSending) -> None:
    row = await running.stop(turn.session, address.broadcast, turn.me, now=turn.now)
    if row.stage is Stage.STOPPED:
        turn.said.toast(_("Stopped. Only what had left already still arrives."))
    await _show(query, turn, address.broadcast)


async def show_picture(query: CallbackQuery, turn: Turn, address: OutcomePicture) -> None:
    draft, _tally = await _under_way(turn, address.broadcast)
    tally = await outcomes.in_full(turn.session, draft.row)
    turn.said.send(screens.picture(draft, tally))


async def send_sheet(query: CallbackQuery, turn: Turn, address: OutcomeSheet) -> None:
    draft, _tally = await _under_way(turn, address.broadcast)
    tally = await outcomes.in_full(turn.session, draft.row)
    turn.said.send(screens.spreadsheet(draft, tally, facts=turn.facts))


async def ask_correction(query: CallbackQuery, turn: Turn, address: AskCorrection) -> None:
    draft, _tally = await _under_way(turn, address.broadcast)
    fresh, old = await correcting.reachable(turn.session, draft.id, now=turn.now)
    turn.said.show(screens.ask_correction(draft, fresh, old))


async def correct(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: CorrectAnnouncement
) -> None:
    row = await correcting.correct(turn.session, address.broadcast, turn.me, now=turn.now)
    await asking.ask(state, scenes, row.id or 0, "words")


async def ask_recall(query: CallbackQuery, turn: Turn, address: AskRecall) -> None:
    draft, _tally = await _under_way(turn, address.broadcast)
    fresh, old = await correcting.reachable(turn.session, draft.id, now=turn.now)
    turn.said.show(screens.ask_recall(draft, fresh, old))


async def recall(query: CallbackQuery, turn: Turn, address: RecallAnnouncement) -> None:
    row = await correcting.take_back(turn.session, address.broadcast, turn.me, now=turn.now)
    turn.said.toast(_("It is being taken back."))
    await turn.session.flush()
    await _show(query, turn, row.id or 0)


async def _show(query: CallbackQuery, turn: Turn, broadcast: int) -> None:
    draft, _tally = await _under_way(turn, broadcast)
    message = query.message.message_id if isinstance(query.message, Message) and query.message.text else None
    await progressing.show(turn, draft, message=message)


async def _under_way(turn: Turn, broadcast: int) -> tuple[Draft, Tally]:
    """One that left the drafts. Raises NotThere for any other."""
    draft = await drafts.look(turn.session, broadcast)
    if draft.row.stage in (*drafts.OPEN, Stage.DISCARDED):
        raise NotThere
    return draft, await outcomes.so_far(turn.session, draft.row, now=turn.now)
