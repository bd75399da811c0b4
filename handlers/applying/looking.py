"""Looking at one's applications, beginning, sending and leaving: each button works whenever it is found again."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot.addresses import (
    ApplicationAt,
    Apply,
    AskWithdrawal,
    ContinueApplication,
    GoOnLater,
    MyApplications,
    SendApplication,
    WholeApplication,
    WithdrawApplication,
)
from bot.errors import AnswerOutdated, CallClosed, Unanswered
from bot.i18n import _
from bot.models import Progress
from bot.screens import answers as answer_screens
from bot.screens.applying import standing, whole
from bot.services import approvals, calls, rights
from bot.services.applications import drafts, eligible, rounds, sending
from bot.services.applications.paths import Path
from bot.turn import Turn
from handlers import holding
from handlers.applying import opening, showing
from handlers.hearing import At, Command


def listen(router: Router) -> None:
    router.message.register(show_mine, Command("mis_solicitudes", "my_applications"))
    router.message.register(show_mine, Command("solicitudes", "applications"), NoColleague())
    router.callback_query.register(show_mine, At(MyApplications))
    router.callback_query.register(show_card, At(ApplicationAt))
    router.callback_query.register(apply, At(Apply))
    router.callback_query.register(go_on, At(ContinueApplication))
    router.callback_query.register(show_whole, At(WholeApplication))
    router.callback_query.register(send, At(SendApplication))
    router.callback_query.register(leave, At(GoOnLater))
    router.callback_query.register(ask_withdrawal, At(AskWithdrawal))
    router.callback_query.register(withdraw, At(WithdrawApplication))


class NoColleague(Filter):
    """For whom the applications that there are to read don't exist: they mean their own."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        return turn.person.id is not None and not await rights.roles_of(turn.session, turn.me)


async def show_mine(event: TelegramObject, turn: Turn) -> None:
    unconfirmed = {one.application_id for one in await approvals.unconfirmed(turn.session, turn.me, now=turn.now)}
    found = []
    for one in await drafts.of(turn.session, turn.me):
        of = await rounds.get(turn.session, one.round_id)
        call = await calls.get(turn.session, one.call_id)
        found.append((one, call, drafts.editable(one, of, turn.heard)))
    turn.said.show(standing.mine(found, unconfirmed=unconfirmed))


async def show_card(query: CallbackQuery, turn: Turn, address: ApplicationAt) -> None:
    turn.said.show(await showing.card(turn, await opening.path_of(turn, address.application)))


async def apply(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: Apply) -> None:
    """Begin, if one may; or the one that is there."""
    call = await calls.get(turn.session, address.call)
    of = await rounds.current(turn.session, call, facts=turn.facts, now=turn.heard)
    if of is None:
        raise CallClosed(address.call)
    if await drafts.live(turn.session, turn.me, of.id or 0) is None:
        await eligible.check(turn.session, call, of, turn.person, facts=turn.facts, now=turn.now)
    application = await drafts.begin(turn.session, turn.person, call, facts=turn.facts, now=turn.heard)
    path = await opening.again(turn, application)
    if path.is_open(turn.heard):
        await enter(state, scenes, path)
    else:
        turn.said.show(await showing.card(turn, path))


async def go_on(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ContinueApplication
) -> None:
    path = await opening.path_of(turn, address.application)
    if path.is_open(turn.heard):
        if path.correcting and path.current is None and path.questions:
            path.application.at_question = path.questions[0].key
        await enter(state, scenes, path)
    else:
        turn.said.show(await showing.card(turn, path))


async def enter(state: FSMContext, scenes: ScenesManager, path: Path, notice: Markup | str = "") -> None:
    """The scene asks what the rows say is open."""
    await opening.remember(state, path.id)
    await scenes.enter(opening.STATE, notice=notice)


async def show_whole(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: WholeApplication
) -> None:
    path = await opening.path_of(turn, address.application)
    if path.is_open(turn.heard) and not path.correcting and not path.missing:
        # Back from an answer that stays as it is.
        path.application.at_question = None
    turn.said.show(whole.whole(path, address.page))


async def send(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: SendApplication
) -> None:
    """The receipt stays to be scrolled back to."""
    path = await opening.path_of(turn, address.application)
    if path.application.progress not in (Progress.DRAFT, Progress.CORRECTING, Progress.LAPSED):
        turn.said.toast(_("It was sent already."))
        turn.said.show(await showing.card(turn, path))
        return
    corrected = path.correcting
    try:
        await sending.submit(turn.session, path.application, facts=turn.facts, now=turn.now, heard=turn.heard)
    except Unanswered:
        # All of it, with what is missing; or what has to be true first.
        path.application.at_question = None
        await enter(state, scenes, path)
        return
    except AnswerOutdated as outdated:
        path.application.at_question = outdated.question
        notice = answer_screens.trouble(path.question(outdated.question), outdated.error)
        await enter(state, scenes, path, notice)
        return
    await opening.forget(state)
    path = await opening.again(turn, path.application)
    turn.said.show(await showing.card(turn, path))
    if path.application.progress is Progress.GUARDIAN:
        await holding.tell_sent(turn, path.id)
    else:
        turn.said.send(standing.receipt(path, facts=turn.facts, now=turn.now, corrected=corrected))


async def leave(query: CallbackQuery, turn: Turn, address: GoOnLater) -> None:
    """The question stopped listening when this was heard; everything else is kept."""
    path = await opening.path_of(turn, address.application)
    turn.said.show(standing.later(path, facts=turn.facts, now=turn.now))


async def leave_by_command(message: Message, turn: Turn, state: FSMContext) -> None:
    path = await opening.remembered(turn, state)
    if path is None:
        await show_mine(message, turn)
    else:
        turn.said.show(standing.later(path, facts=turn.facts, now=turn.now))


async def ask_withdrawal(query: CallbackQuery, turn: Turn, address: AskWithdrawal) -> None:
    path = await opening.path_of(turn, address.application)
    if sending.may_withdraw(path.application):
        turn.said.show(standing.ask_withdrawal(path, now=turn.now))
    else:
        turn.said.show(await showing.card(turn, path))


async def withdraw(query: CallbackQuery, turn: Turn, state: FSMContext, address: WithdrawApplication) -> None:
    path = await opening.path_of(turn, address.application)
    await sending.withdraw(turn.session, path.application, now=turn.now)
    await opening.forget(state)
    turn.said.show(await showing.card(turn, path))
