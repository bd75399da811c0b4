"""Deciding: by points, one by one, and with a second pair of eyes."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import (
    AnswersOf,
    AskRemark,
    AskSecond,
    DecideOn,
    DropRemark,
    Ranking,
    SecondVerdict,
    SettleVerdict,
    UndoVerdict,
    Verdict,
)
from bot.errors import NotThere
from bot.i18n import _
from bot.models import Decision
from bot.screens import applications_export
from bot.screens.reviewing import deciding as screens
from bot.screens.reviewing import reading as reading_screens
from bot.services import calls, team
from bot.services.applications import deciding, drafts, papers, queue, releasing, twins
from bot.services.applications.deciding import Case
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.reviewing import asking


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_ranking, At(Ranking), **for_staff(Act.DECIDE))
    tap(show_case, At(DecideOn), **for_staff(Act.DECIDE))
    tap(show_answers, At(AnswersOf), **for_staff(Act.DECIDE))
    tap(preview, At(Verdict), **for_staff(Act.DECIDE))
    tap(ask_remark, At(AskRemark), **for_staff(Act.DECIDE))
    tap(drop_remark, At(DropRemark), **for_staff(Act.DECIDE))
    tap(settle, At(SettleVerdict), **for_staff(Act.DECIDE))
    tap(undo, At(UndoVerdict), **for_staff(Act.DECIDE))
    tap(ask_second, At(AskSecond), **for_staff(Act.DECIDE))
    tap(second, At(SecondVerdict), **for_staff(Act.DECIDE))


async def show_ranking(query: CallbackQuery, turn: Turn, address: Ranking) -> None:
    of = await releasing.of_round(turn.session, address.round, turn.me)
    entries = queue.seen_by(await queue.of_round(turn.session, of, facts=turn.facts), turn.me)
    left = await deciding.places_left(turn.session, of)
    proposed = deciding.next_in_line(entries) if left else None
    turn.said.show(
        screens.ranking(
            of,
            await calls.get(turn.session, of.call_id),
            await deciding.named(turn.session, deciding.ranked(entries)),
            left,
            address.page,
            facts=turn.facts,
            now=turn.now,
            proposed=proposed,
        )
    )


async def _case(turn: Turn, application_id: int) -> Case:
    return await deciding.may_decide(turn.session, application_id, turn.me, facts=turn.facts, now=turn.now)


async def show_case(query: CallbackQuery, turn: Turn, address: DecideOn) -> None:
    await _show(turn, await _case(turn, address.application))


async def _show(turn: Turn, found: Case) -> None:
    twin = await twins.same_curp(turn.session, found.application)
    turn.said.show(screens.case(found, turn.me, facts=turn.facts, now=turn.now, twin=twin))


async def show_answers(query: CallbackQuery, turn: Turn, address: AnswersOf) -> None:
    found = await _case(turn, address.application)
    given = await drafts.answers_of(turn.session, address.application)
    kept = await papers.of(turn.session, address.application)
    more = applications_export.papers_button(address.application, kept, found.form.questions)
    turn.said.show(reading_screens.read_named(found, given, kept, address.page, more=more))


async def preview(query: CallbackQuery, turn: Turn, address: Verdict) -> None:
    await show_preview(turn, address.application, address.what, address.reason)


async def show_preview(turn: Turn, application_id: int, what: str, reason: str) -> None:
    """The decision as it would be read; a no without a reason asks for one."""
    found = await _case(turn, application_id)
    decision = _decision(what)
    if decision is Decision.DECLINED and not reason:
        turn.said.show(screens.choose_reason(found))
        return
    deciding.check(found, decision, reason, turn.me)
    confirmable = await deciding.can_be_confirmed(turn.session, found, turn.me)
    turn.said.show(screens.preview(found, decision, reason, confirmable=confirmable))


def _decision(what: str) -> Decision:
    if what not in set(Decision):
        raise NotThere
    return Decision(what)


async def ask_remark(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskRemark
) -> None:
    found = await _case(turn, address.application)
    deciding.check(found, _decision(address.what), address.reason, turn.me)
    await asking.ask(state, scenes, "remark", address.application, f"{address.what}/{address.reason}")


async def drop_remark(query: CallbackQuery, turn: Turn, address: DropRemark) -> None:
    await deciding.remark(turn.session, address.application, turn.me, "", facts=turn.facts, now=turn.now)
    await show_preview(turn, address.application, address.what, address.reason)


async def settle(query: CallbackQuery, turn: Turn, address: SettleVerdict) -> None:
    found = await deciding.settle(
        turn.session,
        address.application,
        turn.me,
        address.what,
        reason=address.reason,
        mark=address.mark,
        facts=turn.facts,
        now=turn.now,
    )
    turn.said.toast(screens.settled(found))
    await _show(turn, found)


async def undo(query: CallbackQuery, turn: Turn, address: UndoVerdict) -> None:
    found = await deciding.undo(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    turn.said.toast(_("It isn't decided any more."))
    await _show(turn, found)


async def ask_second(query: CallbackQuery, turn: Turn, address: AskSecond) -> None:
    found = await deciding.to_second(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    turn.said.show(screens.ask_second(found, await _called(turn, found.application.decided_by or 0)))


async def _called(turn: Turn, person_id: int) -> str:
    try:
        return (await team.colleague(turn.session, person_id)).called
    except NotThere:
        return str(_("Somebody who has left the team"))


async def second(query: CallbackQuery, turn: Turn, address: SecondVerdict) -> None:
    found = await deciding.second(
        turn.session, address.application, turn.me, address.mark, facts=turn.facts, now=turn.now
    )
    turn.said.toast(_("Confirmed. It counts now."))
    await _show(turn, found)
