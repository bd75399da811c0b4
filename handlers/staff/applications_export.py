"""Papers of applications for colleagues, and a round's applications to take away. Whoever looks or takes is noted; what
they get is made after the turn."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import ExportRound, PapersOf, ReadPaper, RoundAt, RoundPapers, RoundSheet
from bot.errors import NotThere
from bot.i18n import words
from bot.screens import applications_export as screens
from bot.services import rights
from bot.services.applications import exporting, queue, viewing
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_papers, At(PapersOf), **for_staff(Act.REVIEW))
    tap(read_paper, At(ReadPaper), **for_staff(Act.REVIEW))
    tap(show_round, At(ExportRound), **for_staff(Act.EXPORT_APPLICATIONS))
    tap(give_sheet, At(RoundSheet), **for_staff(Act.EXPORT_APPLICATIONS))
    tap(give_papers, At(RoundPapers), **for_staff(Act.EXPORT_APPLICATIONS))


async def show_papers(query: CallbackQuery, turn: Turn, address: PapersOf) -> None:
    view = await viewing.open_all(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    turn.said.send(screens.of_application(view))


async def read_paper(query: CallbackQuery, turn: Turn, address: ReadPaper) -> None:
    view, paper, question = await viewing.open_one(turn.session, address.paper, turn.me, facts=turn.facts, now=turn.now)
    turn.said.send(screens.of_reviewer(view, paper, words(question.label)))


async def show_round(query: CallbackQuery, turn: Turn, address: ExportRound) -> None:
    """Without a number: of which."""
    if not address.round:
        turn.said.show(screens.rounds(await queue.open_rounds(turn.session)))
        return
    await exporting.look(turn.session, address.round, turn.me)
    reviews = rights.may(await rights.roles_of(turn.session, turn.me), Act.REVIEW)
    whole = await exporting.whole(turn.session, address.round, told=False)
    turn.said.show(screens.round_(whole, RoundAt(address.round) if reviews else ExportRound()))


async def give_sheet(query: CallbackQuery, turn: Turn, address: RoundSheet) -> None:
    await exporting.look(turn.session, address.round, turn.me)
    whole = await exporting.whole(turn.session, address.round, told=False)
    await exporting.note(turn.session, address.round, turn.me, "sheet", now=turn.now, rows=len(whole.rows))
    turn.said.send(screens.sheet(whole, ExportRound(address.round)))


async def give_papers(query: CallbackQuery, turn: Turn, address: RoundPapers) -> None:
    await exporting.look(turn.session, address.round, turn.me)
    whole, chosen = await exporting.whole(turn.session, address.round, told=False), address.chosen == 1
    parts = exporting.parts(whole, chosen=chosen)
    if not 1 <= address.part <= len(parts):
        raise NotThere
    files = len(parts[address.part - 1])
    session, back = turn.session, ExportRound(address.round)
    await exporting.note(
        session, address.round, turn.me, "papers", now=turn.now, part=address.part, chosen=int(chosen), files=files
    )
    turn.said.send(screens.papers(whole, address.part, len(parts), files, back, chosen=chosen))
