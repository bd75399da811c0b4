"""Taking an answer: what is right is kept at once, what isn't is explained and asked again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from markupsafe import Markup

from bot import time
from bot.addresses import Apply
from bot.errors import BadAnswer, NotADate, NotAPaper, NotEligible, WouldLose
from bot.i18n import _, ngettext
from bot.packs.forms import Question
from bot.screen import Screen
from bot.screens import answers as answer_screens
from bot.screens import refusals
from bot.screens.applying import questions, whole
from bot.screens.lines import sentences
from bot.screens.tastes import occupation_labels
from bot.services import people, profiles
from bot.services.applications import answers, drafts, eligible, papers
from bot.services.applications.paths import BORN, DOES, Path
from bot.services.names import visible
from bot.turn import Turn, refusing
from handlers import describing

_DONE: Final = frozenset({"listo", "lista", "done", "ya"})
_SKIP: Final = frozenset({"saltar", "skip", "omitir"})


@dataclass(frozen=True)
class After:
    """What comes of an answer: the open step with a notice above it, or another screen; `over`: nothing is asked any
    more; `kept`: it is the question's answer now."""

    notice: Markup | str = ""
    screen: Screen | None = None
    over: bool = False
    kept: bool = False


async def take_text(turn: Turn, state: FSMContext, path: Path, text: str) -> After:
    """What was typed, for the step that is open."""
    key = path.current
    if not path.is_open(turn.heard):
        return After()
    if key is None:
        return After(screen=whole.whole(path, 1, notice=_("Tap the answer that you want to change, or send it.")))
    if key == BORN:
        return await _birth_date(turn, state, path, text)
    if key == DOES:
        return After(_("Tap one of these, please."))
    if path.check(key) is not None:
        return After(_("Tap yes or no, please."))
    asked = path.question(key)
    assert asked is not None
    said = visible(text[:40]).casefold()
    if said in _SKIP and asked.optional:
        return await skip(turn, path, asked)
    if said in _DONE and asked.kind in ("file", "several"):
        return await go_on(path, asked)
    today = time.local(turn.now, turn.facts.zone).date()
    try:
        value = answers.parse(asked, text, born=turn.person.birth_date, today=today)
    except BadAnswer as error:
        return After(answer_screens.trouble(asked, error))
    return await keep(turn, path, asked, value)


async def take_rest(turn: Turn, path: Path, asked: Question, text: str, *, kept: bool, count: int) -> After:
    """The rest of an answer that Telegram cut: joined with what was kept of it, or refused as a whole. `count`: the
    graphemes of all of it."""
    so_far = path.answers.get(asked.key) if kept else None
    too_long = BadAnswer("too_long", high=answers.limit(asked), count=count)
    path.application.at_question = asked.key
    if not isinstance(so_far, str):
        return After(answer_screens.trouble(asked, too_long))
    today = time.local(turn.now, turn.facts.zone).date()
    try:
        value = answers.parse(asked, so_far + text, born=turn.person.birth_date, today=today)
    except BadAnswer:
        # Half of what somebody wrote isn't their answer.
        await drafts.take_back(turn.session, path.application, asked.key, now=turn.now)
        return After(answer_screens.trouble(asked, too_long))
    return await keep(turn, path, asked, value)


async def keep(turn: Turn, path: Path, asked: Question, value: object) -> After:
    """Keep it, and open what comes next."""
    await drafts.put(turn.session, path.application, asked.key, value, now=turn.now)
    return replace(await _next(turn, path, asked, questions.saved(asked)), kept=True)


async def skip(turn: Turn, path: Path, asked: Question) -> After:
    await drafts.put(turn.session, path.application, asked.key, None, now=turn.now)
    return await _next(turn, path, asked, _("Skipped: {what}", what=questions.called(asked)))


async def go_on(path: Path, asked: Question) -> After:
    """On with what is there; not without an answer."""
    if asked.key in {question.key for question in path.missing}:
        return After(questions.choose_one(asked))
    path.application.at_question = path.after(asked.key)
    return After(questions.saved(asked))


async def _next(turn: Turn, path: Path, asked: Question, notice: Markup) -> After:
    known = await drafts.answers_of(turn.session, path.id)
    path.application.at_question = path.with_answers(known).after(asked.key)
    return After(notice)


async def toggle(turn: Turn, path: Path, asked: Question, option: str) -> After:
    """One of several in or out, kept with every tap."""
    kept = path.answers.get(asked.key)
    chosen = {*kept} if isinstance(kept, list) else set()
    chosen ^= {option}
    if asked.at_most is not None and len(chosen) > asked.at_most:
        return After(ngettext("{n} at most: take one out first.", "{n} at most: take one out first.", asked.at_most))
    path.application.at_question = asked.key
    if chosen:
        value = [one.key for one in asked.options if one.key in chosen]
        await drafts.put(turn.session, path.application, asked.key, value, now=turn.now)
    else:
        await drafts.take_back(turn.session, path.application, asked.key, now=turn.now)
    return After()


async def take_files(turn: Turn, path: Path, asked: Question, parts: Sequence[Message]) -> Markup | str:
    """Each file is asked for; the notice says what couldn't be taken."""
    taken, trouble = 0, Markup()
    for part in parts:
        sent = part.photo[-1] if part.photo else part.document
        if sent is None:
            trouble = questions.needs_answer(asked, "other")
            continue
        try:
            await papers.take(
                turn.session,
                path.application,
                asked,
                sent.file_id,
                size=sent.file_size,
                wall=time.wall(),
                now=turn.now,
            )
            taken += 1
        except NotAPaper as refusal:
            trouble = questions.refused_file(refusal)
    if taken:
        path.application.edited_at = turn.now
        path.application.at_question = asked.key
        if (await drafts.answers_of(turn.session, path.id)).get(asked.key, "") is None:
            # It had been skipped.
            await drafts.take_back(turn.session, path.application, asked.key, now=turn.now)
    return sentences(questions.arrived(taken) if taken else "", trouble)


async def _birth_date(turn: Turn, state: FSMContext, path: Path, text: str) -> After:
    today = time.local(turn.now, turn.facts.zone).date()
    try:
        born = people.birth_date_from(text, today=today)
        await profiles.say(turn.session, turn.person, "birth_date", born, facts=turn.facts, now=turn.now)
    except NotADate as error:
        return After(refusals.bad_date(error))
    except WouldLose as refusal:
        return After(screen=await describing.worth_it(turn, state, refusal, Apply(path.call.id or 0)))
    return await judge(turn, path)


async def occupation(turn: Turn, path: Path, index: int) -> After:
    keys = list(occupation_labels())
    if not 0 <= index < len(keys):
        return After(_("Tap one of these, please."))
    await profiles.say(turn.session, turn.person, "occupation", keys[index], facts=turn.facts, now=turn.now)
    return await judge(turn, path)


async def check(turn: Turn, path: Path, key: str, *, yes: bool) -> After:
    await drafts.put(turn.session, path.application, key, yes, now=turn.now)
    return await judge(turn, path)


async def judge(turn: Turn, path: Path) -> After:
    """With what is known by now: whether the person may apply. A draft without an answer isn't left behind."""
    try:
        await eligible.check(turn.session, path.call, path.round, turn.person, facts=turn.facts, now=turn.now)
    except NotEligible as refusal:
        await turn.session.flush()
        await drafts.leave_unbegun(turn.session, path.application)
        return After(screen=await refusing.screen(refusal, turn), over=True)
    return After()
