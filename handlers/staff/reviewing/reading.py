"""Reading: first whether one knows who sent it, then its answers."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import AskConflict, Declare, GiveBack, ReadAnswers
from bot.errors import NotThere
from bot.i18n import _
from bot.screens import applications_export
from bot.screens.reviewing import reading as screens
from bot.services import people
from bot.services.applications import drafts, papers, reviewing, twins
from bot.services.applications.reviewing import Mine
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(read, At(ReadAnswers), **for_staff(Act.REVIEW))
    tap(declare, At(Declare), **for_staff(Act.REVIEW))
    tap(ask_conflict, At(AskConflict), **for_staff(Act.REVIEW))
    tap(give_back, At(GiveBack), **for_staff(Act.REVIEW))


async def show(turn: Turn, application_id: int, page: int = 1) -> None:
    """The question that comes before everything, or a page of the answers."""
    found = await reviewing.mine(turn.session, application_id, turn.me, facts=turn.facts, now=turn.now, declared=False)
    if found.review.declared_at is None:
        name = "" if found.form.blind else await _name(turn, found)
        turn.said.show(screens.ask_knows(found, name, facts=turn.facts, now=turn.now))
        return
    given = await drafts.answers_of(turn.session, application_id)
    twin = page == 1 and await twins.same_curp(turn.session, found.application)
    kept = await papers.of(turn.session, application_id)
    more = applications_export.papers_button(application_id, kept, found.questions)
    turn.said.show(screens.read(found, given, kept, page, more=more, twin=twin))


async def _name(turn: Turn, found: Mine) -> str:
    return (await people.get(turn.session, found.application.person_id)).name or ""


async def read(query: CallbackQuery, turn: Turn, address: ReadAnswers) -> None:
    await show(turn, address.application, address.page)


async def declare(query: CallbackQuery, turn: Turn, address: Declare) -> None:
    if address.knows not in (0, 1):
        raise NotThere
    found = await reviewing.declare(
        turn.session, address.application, turn.me, knows=bool(address.knows), facts=turn.facts, now=turn.now
    )
    if address.knows:
        turn.said.show(screens.passed_on(found.round.id or 0))
    else:
        await show(turn, address.application)


async def ask_conflict(query: CallbackQuery, turn: Turn, address: AskConflict) -> None:
    found = await reviewing.mine(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    turn.said.show(screens.ask_conflict(found))


async def give_back(query: CallbackQuery, turn: Turn, address: GiveBack) -> None:
    found = await reviewing.give_back(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    turn.said.toast(_("Given back. What you noted stays, should you take it again."))
    turn.said.show(screens.given_back(found))
