"""Everything of an application that is tapped: its buttons work whenever they are found again."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot.addresses import (
    AnswerTo,
    ApplicationAt,
    Apply,
    AskWithdrawal,
    ChangeAnswer,
    Choose,
    ContinueApplication,
    DropPapers,
    GoOnLater,
    LeaveSo,
    MyApplications,
    ReplacePapers,
    SayCheck,
    SendApplication,
    SkipQuestion,
    UseEarlier,
    UseTypedAnswer,
    WholeApplication,
    WithdrawApplication,
)
from bot.errors import AnswerOutdated, CallClosed, NotThere, Unanswered
from bot.i18n import _
from bot.models import Progress
from bot.packs.forms import Question
from bot.screens import answers as answer_screens
from bot.screens.applying import questions, standing, whole
from bot.services import approvals, calls, rights
from bot.services.applications import drafts, eligible, papers, rounds, sending
from bot.services.applications.paths import DOES, Path
from bot.turn import Turn
from handlers import holding
from handlers.applying import answering, opening, showing
from handlers.applying.answering import After
from handlers.hearing import At, Command


def listen(router: Router) -> None:
    router.message.register(show_mine, Command("mis_solicitudes", "my_applications"))
    router.message.register(show_mine, Command("solicitudes", "applications"), NoColleague())
    router.callback_query.register(show_mine, At(MyApplications))
    router.callback_query.register(show_card, At(ApplicationAt))
    router.callback_query.register(apply, At(Apply))
    router.callback_query.register(go_on, At(ContinueApplication))
    router.callback_query.register(ask, At(AnswerTo))
    router.callback_query.register(change, At(ChangeAnswer))
    router.callback_query.register(choose, At(Choose))
    router.callback_query.register(leave_so, At(LeaveSo))
    router.callback_query.register(skip, At(SkipQuestion))
    router.callback_query.register(use_typed, At(UseTypedAnswer))
    router.callback_query.register(use_earlier, At(UseEarlier))
    router.callback_query.register(say_check, At(SayCheck))
    router.callback_query.register(ask_replacing, At(DropPapers))
    router.callback_query.register(drop_papers, At(ReplacePapers))
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
        await _enter(state, scenes, path)
    else:
        turn.said.show(await showing.card(turn, path))


async def go_on(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ContinueApplication
) -> None:
    path = await opening.path_of(turn, address.application)
    if path.is_open(turn.heard):
        if path.correcting and path.current is None and path.questions:
            path.application.at_question = path.questions[0].key
        await _enter(state, scenes, path)
    else:
        turn.said.show(await showing.card(turn, path))


async def _enter(state: FSMContext, scenes: ScenesManager, path: Path, notice: Markup | str = "") -> None:
    """The scene asks what the rows say is open."""
    await opening.remember(state, path.id)
    await scenes.enter(opening.STATE, notice=notice)


async def _go_on(turn: Turn, state: FSMContext, scenes: ScenesManager, path: Path, after: After) -> None:
    """What came of a tap: another screen, or the step that is open now."""
    if after.screen is not None:
        turn.said.show(after.screen)
        if after.over:
            await opening.forget(state)
        return
    await turn.session.flush()
    await _enter(state, scenes, path, after.notice)


async def _open(turn: Turn, application: int) -> Path | None:
    """One's own, to be answered; None where it can't be any more, and how it stands is shown. Raises NotThere."""
    path = await opening.path_of(turn, application)
    if path.is_open(turn.heard):
        return path
    turn.said.show(await showing.card(turn, path))
    return None


async def _asked(turn: Turn, application: int, key: str) -> tuple[Path, Question] | None:
    """The same, with a question that is asked."""
    path = await _open(turn, application)
    if path is None:
        return None
    asked = path.question(key)
    if asked is None:
        raise NotThere
    return path, asked


async def ask(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AnswerTo) -> None:
    if found := await _asked(turn, address.application, address.question):
        path, asked = found
        path.application.at_question = asked.key
        await _enter(state, scenes, path)


async def change(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ChangeAnswer
) -> None:
    if found := await _asked(turn, address.application, address.question):
        path, asked = found
        path.application.at_question = asked.key
        await opening.remember(state, path.id, from_page=(asked.key, max(address.page, 1)))
        await scenes.enter(opening.STATE)


async def choose(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: Choose) -> None:
    if address.question == DOES:
        if path := await _open(turn, address.application):
            await _go_on(turn, state, scenes, path, await answering.occupation(turn, path, address.option))
        return
    found = await _asked(turn, address.application, address.question)
    if found is None:
        return
    path, asked = found
    if not 0 <= address.option < len(asked.options):
        raise NotThere
    option = asked.options[address.option].key
    if asked.kind == "several":
        after = await answering.toggle(turn, path, asked, option)
    else:
        after = await answering.keep(turn, path, asked, option)
    await _go_on(turn, state, scenes, path, after)


async def leave_so(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: LeaveSo
) -> None:
    found = await _asked(turn, address.application, address.question)
    if found is None:
        return
    path, asked = found
    await _go_on(turn, state, scenes, path, await answering.go_on(path, asked))


async def skip(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: SkipQuestion
) -> None:
    found = await _asked(turn, address.application, address.question)
    if found is None:
        return
    path, asked = found
    if not asked.optional:
        raise NotThere
    await _go_on(turn, state, scenes, path, await answering.skip(turn, path, asked))


async def use_typed(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: UseTypedAnswer
) -> None:
    """The text that the button shows, as the answer to what is open; an older button only asks again."""
    path = await opening.path_of(turn, address.application)
    typed = path.answers.get(drafts.TYPED)
    if typed is None or drafts.mark_of(typed) != address.mark or not path.is_open(turn.heard):
        await go_on(query, turn, state, scenes, ContinueApplication(address.application))
        return
    await drafts.take_back(turn.session, path.application, drafts.TYPED, now=turn.now)
    after = await answering.take_text(turn, state, path, typed)
    await _go_on(turn, state, scenes, path, after)


async def use_earlier(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: UseEarlier
) -> None:
    found = await _asked(turn, address.application, address.question)
    if found is None:
        return
    path, asked = found
    if asked.kind == "file":
        shown = await papers.earlier(turn.session, path.application, asked)
        await papers.copy(turn.session, shown, path.application, asked, now=turn.now)
        path = await opening.again(turn, path.application)
        after = await answering.go_on(path, asked)
    else:
        value = await drafts.before(turn.session, path.application, asked)
        after = After() if value is None else await answering.keep(turn, path, asked, value)
    await _go_on(turn, state, scenes, path, after)


async def say_check(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: SayCheck
) -> None:
    path = await _open(turn, address.application)
    if path is None:
        return
    if path.check(address.check) is None or address.yes not in (0, 1):
        raise NotThere
    after = await answering.check(turn, path, address.check, yes=address.yes == 1)
    await _go_on(turn, state, scenes, path, after)


async def ask_replacing(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: DropPapers
) -> None:
    found = await _asked(turn, address.application, address.question)
    if found is None:
        return
    path, asked = found
    path.application.at_question = asked.key
    if path.files(asked):
        turn.said.show(questions.ask_replacing(path, asked))
    else:
        await _enter(state, scenes, path)


async def drop_papers(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ReplacePapers
) -> None:
    found = await _asked(turn, address.application, address.question)
    if found is None:
        return
    path, asked = found
    for paper in await papers.of(turn.session, path.id, asked.key):
        await papers.drop(turn.session, paper)
    path.application.at_question = asked.key
    await _enter(state, scenes, path)


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
        await _enter_whole(turn, state, scenes, path)
        return
    except AnswerOutdated as outdated:
        path.application.at_question = outdated.question
        notice = answer_screens.trouble(path.question(outdated.question), outdated.error)
        await _enter(state, scenes, path, notice)
        return
    await opening.forget(state)
    path = await opening.again(turn, path.application)
    turn.said.show(await showing.card(turn, path))
    if path.application.progress is Progress.GUARDIAN:
        await holding.tell_sent(turn, path.id)
    else:
        turn.said.send(standing.receipt(path, facts=turn.facts, now=turn.now, corrected=corrected))


async def _enter_whole(turn: Turn, state: FSMContext, scenes: ScenesManager, path: Path) -> None:
    """All of it, with what is missing; or what has to be true first."""
    path.application.at_question = None
    await _enter(state, scenes, path)


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
