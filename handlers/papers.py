"""One's own papers back, and a copy of one's application. The turn only says which; the courier opens the file."""

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import MyPapers, Receipt, TakePaper
from bot.errors import NotThere
from bot.i18n import words
from bot.models import Application, Call, Paper, PaperState
from bot.screens import papers as screens
from bot.services import calls
from bot.services.applications import drafts, papers, rounds
from bot.turn import Turn
from handlers.hearing import At


def listen(router: Router) -> None:
    router.callback_query.register(show, At(MyPapers))
    router.callback_query.register(give, At(TakePaper))
    router.callback_query.register(give_receipt, At(Receipt))


async def show(event: TelegramObject, turn: Turn, address: MyPapers) -> None:
    found = [
        (paper, application, await calls.get(turn.session, application.call_id), await _label(turn, paper, application))
        for paper, application in await papers.mine(turn.session, turn.me)
    ]
    turn.said.show(screens.mine(found, address.page))


async def give(query: CallbackQuery, turn: Turn, address: TakePaper) -> None:
    paper, application = await papers.get(turn.session, address.paper, turn.me)
    if paper.state is not PaperState.KEPT:
        raise NotThere
    call: Call = await calls.get(turn.session, application.call_id)
    turn.said.send(screens.given(paper, call, await _label(turn, paper, application)))


async def give_receipt(query: CallbackQuery, turn: Turn, address: Receipt) -> None:
    application = await drafts.get(turn.session, turn.me, address.application)
    turn.said.send(screens.receipt(application, await calls.get(turn.session, application.call_id)))


async def _label(turn: Turn, paper: Paper, application: Application) -> str:
    asked = rounds.asked(await rounds.get(turn.session, application.round_id)).question(paper.question)
    return words(asked.label) if asked else paper.question
