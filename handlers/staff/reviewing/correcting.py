"""Asking an applicant to correct some answers."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import CorrectAnswer, Corrections, CorrectionsFor, EndCorrections, KeepAnswer, SendCorrections
from bot.errors import CantReview, NotThere
from bot.i18n import _
from bot.screens.reviewing import correcting as screens
from bot.services.applications import correcting
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.reviewing import asking


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_corrections, At(Corrections), **for_staff(Act.REVIEW))
    tap(ask_answer, At(CorrectAnswer), **for_staff(Act.REVIEW))
    tap(keep_answer, At(KeepAnswer), **for_staff(Act.REVIEW))
    tap(preview, At(CorrectionsFor), **for_staff(Act.REVIEW))
    tap(send, At(SendCorrections), **for_staff(Act.REVIEW))
    tap(end, At(EndCorrections), **for_staff(Act.REVIEW))


async def show(turn: Turn, application_id: int) -> None:
    application, of, _call, questions = await correcting.look(
        turn.session, application_id, turn.me, facts=turn.facts, now=turn.now
    )
    turn.said.show(screens.choose(application, of, questions, facts=turn.facts, now=turn.now))


async def show_corrections(query: CallbackQuery, turn: Turn, address: Corrections) -> None:
    await show(turn, address.application)


async def ask_answer(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: CorrectAnswer
) -> None:
    _one, _of, _call, questions = await correcting.look(
        turn.session, address.application, turn.me, facts=turn.facts, now=turn.now
    )
    if address.question not in {one.key for one in questions}:
        raise NotThere
    await asking.ask(state, scenes, "correct", address.application, address.question)


async def keep_answer(query: CallbackQuery, turn: Turn, address: KeepAnswer) -> None:
    await correcting.drop(turn.session, address.application, turn.me, address.question, facts=turn.facts, now=turn.now)
    await show(turn, address.application)


async def preview(query: CallbackQuery, turn: Turn, address: CorrectionsFor) -> None:
    application, of, call, _questions = await correcting.look(
        turn.session, address.application, turn.me, facts=turn.facts, now=turn.now
    )
    if address.days not in correcting.DAYS:
        raise NotThere
    if not application.corrections:
        raise CantReview("bare", address.application, of.id or 0)
    until = correcting.until(address.days, facts=turn.facts, now=turn.now)
    turn.said.show(screens.preview(application, of, call, address.days, until, facts=turn.facts, now=turn.now))


async def send(query: CallbackQuery, turn: Turn, address: SendCorrections) -> None:
    await correcting.send(turn.session, address.application, turn.me, address.days, facts=turn.facts, now=turn.now)
    turn.said.toast(_("Sent. You'll see it again once it's corrected, or when the time is over."))
    await show(turn, address.application)


async def end(query: CallbackQuery, turn: Turn, address: EndCorrections) -> None:
    await correcting.end(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    turn.said.toast(_("It's judged as it is now."))
    await show(turn, address.application)
