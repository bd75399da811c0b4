"""Points, a comment, a judgement."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import AskComment, GivePoints, Judge, JudgeAgain, Judgement, PointsOf
from bot.errors import NotThere
from bot.packs.forms import Criterion
from bot.screens.reviewing import judging as screens
from bot.services.applications import reviewing
from bot.services.applications.reviewing import Mine
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.reviewing import asking


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show, At(Judgement), **for_staff(Act.REVIEW))
    tap(ask_points, At(PointsOf), **for_staff(Act.REVIEW))
    tap(give_points, At(GivePoints), **for_staff(Act.REVIEW))
    tap(ask_comment, At(AskComment), **for_staff(Act.REVIEW))
    tap(judge, At(Judge), **for_staff(Act.REVIEW))
    tap(judge_again, At(JudgeAgain), **for_staff(Act.REVIEW))


async def show(query: CallbackQuery, turn: Turn, address: Judgement) -> None:
    """The first criterion without points; the whole where each has its own."""
    await show_next(turn, await _mine(turn, address.application))


async def _mine(turn: Turn, application_id: int) -> Mine:
    return await reviewing.mine(turn.session, application_id, turn.me, facts=turn.facts, now=turn.now)


async def show_next(turn: Turn, found: Mine) -> None:
    if found.is_over:
        turn.said.show(screens.judged(found, changed=await reviewing.changed_since(turn.session, found)))
        return
    missing = next((one for one in found.form.criteria if one.key not in found.review.points), None)
    turn.said.show(screens.ask_points(found, missing) if missing else screens.judgement(found))


async def ask_points(query: CallbackQuery, turn: Turn, address: PointsOf) -> None:
    found = await _mine(turn, address.application)
    if found.is_over:
        raise NotThere
    turn.said.show(screens.ask_points(found, _criterion(found, address.criterion)))


def _criterion(found: Mine, key: str) -> Criterion:
    one = next((one for one in found.form.criteria if one.key == key), None)
    if one is None:
        raise NotThere
    return one


async def give_points(query: CallbackQuery, turn: Turn, address: GivePoints) -> None:
    found = await reviewing.give_points(
        turn.session,
        address.application,
        turn.me,
        address.criterion,
        address.points,
        facts=turn.facts,
        now=turn.now,
    )
    await show_next(turn, found)


async def ask_comment(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskComment
) -> None:
    found = await _mine(turn, address.application)
    if found.is_over:
        raise NotThere
    await asking.ask(state, scenes, "comment", address.application)


async def judge(query: CallbackQuery, turn: Turn, address: Judge) -> None:
    await reviewing.judge(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    await show_next(turn, await _mine(turn, address.application))


async def judge_again(query: CallbackQuery, turn: Turn, address: JudgeAgain) -> None:
    found = await reviewing.judge_again(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    turn.said.show(screens.judgement(found))
