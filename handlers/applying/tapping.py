"""Answers that are tapped: an old button answers as it did, while it may be answered."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import (
    AnswerTo,
    ChangeAnswer,
    Choose,
    ContinueApplication,
    DropPapers,
    LeaveSo,
    ReplacePapers,
    SayCheck,
    SkipQuestion,
    UseEarlier,
    UseTypedAnswer,
)
from bot.errors import NotThere
from bot.packs.forms import Question
from bot.screens.applying import questions
from bot.services.applications import drafts, papers
from bot.services.applications.paths import DOES, Path
from bot.turn import Turn
from handlers.applying import answering, opening, showing
from handlers.applying.answering import After
from handlers.applying.looking import enter, go_on
from handlers.hearing import At


def listen(router: Router) -> None:
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


async def _go_on(turn: Turn, state: FSMContext, scenes: ScenesManager, path: Path, after: After) -> None:
    """What came of a tap: another screen, or the step that is open now."""
    if after.screen is not None:
        turn.said.show(after.screen)
        if after.over:
            await opening.forget(state)
        return
    await turn.session.flush()
    await enter(state, scenes, path, after.notice)


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
        await enter(state, scenes, path)


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
        await enter(state, scenes, path)


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
    await enter(state, scenes, path)
