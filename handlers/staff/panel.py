"""The panel: charts for colleagues, and the same as a spreadsheet. Who looked at what is noted."""

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import FigureAt, FiguresSheet, Panel
from bot.errors import NotThere
from bot.screens import figures as screens
from bot.services import audit, figures
from bot.services.figures.periods import monday_of
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff


def listen(router: Router) -> None:
    tap = router.callback_query.register
    router.message.register(show_panel, Command("panel", "figures"), **for_staff(Act.READ_FIGURES))
    tap(show_panel, At(Panel), **for_staff(Act.READ_FIGURES))
    tap(show_chart, At(FigureAt), **for_staff(Act.READ_FIGURES))
    tap(show_sheet, At(FiguresSheet), **for_staff(Act.READ_FIGURES))


async def show_panel(event: TelegramObject, turn: Turn, address: Panel | None = None) -> None:
    period = (address or Panel()).period
    if period not in figures.PERIODS:
        raise NotThere
    found = await _read(turn, "reach", period)
    if found is None:
        turn.said.show(screens.nothing_yet(monday_of(turn.now, turn.facts.zone), turn.pack))
    else:
        turn.said.show(screens.panel(period, last=found.last, pack=turn.pack))


async def show_chart(query: CallbackQuery, turn: Turn, address: FigureAt) -> None:
    found = await _read(turn, address.chart, address.period)
    if found is None:
        turn.said.show(screens.nothing_yet(monday_of(turn.now, turn.facts.zone), turn.pack))
        return
    await _note(turn, address.chart, address.period)
    turn.said.show(screens.chart(found, pack=turn.pack, facts=turn.facts))


async def show_sheet(query: CallbackQuery, turn: Turn, address: FiguresSheet) -> None:
    found = [await _read(turn, chart, address.period) for chart in screens.offered(turn.pack)]
    read = [figure for figure in found if figure is not None]
    if not read:
        turn.said.show(screens.nothing_yet(monday_of(turn.now, turn.facts.zone), turn.pack))
        return
    await _note(turn, "spreadsheet", address.period)
    turn.said.show(screens.sheet(read, pack=turn.pack, facts=turn.facts))


async def _read(turn: Turn, chart: str, period: str) -> figures.Figure | None:
    trip = turn.pack.journey
    return await figures.read(
        turn.session,
        chart,
        period,
        topics=[topic.key for topic in turn.pack.topics],
        stages=[stage.topic for stage in trip.stages] if trip else [],
        facts=turn.facts,
        now=turn.now,
    )


async def _note(turn: Turn, what: str, period: str) -> None:
    await audit.note(turn.session, turn.person.id, "read_figures", f"chart:{what}", now=turn.now, weeks=period)
