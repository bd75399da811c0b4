"""The panel's screens. A picture's caption says all that is in it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from bot.addresses import Address, FigureAt, FiguresSheet, Panel, Team
from bot.i18n import _, day, short_month
from bot.packs import Pack
from bot.screen import Button, Drawing, File, Screen
from bot.screens import rows
from bot.screens.figures import names, workbook
from bot.screens.lines import DASH, blocks, bold, lines, sentences, small
from bot.services.facts import Facts
from bot.services.figures import PERIODS, TIMELESS, Count, Figure, Row, Table
from bot.services.figures.periods import WEEK

BARS: Final = 8
"""As many courses as are drawn; the spreadsheet has all."""


def panel(period: str, *, last: date, pack: Pack) -> Screen:
    """Which chart, and of which period. `last`: the last day that is published."""
    others = [Button(names.period(key), Panel(key)) for key in PERIODS if key != period]
    return Screen(
        blocks(
            bold(_("Figures")),
            lines(
                _("Whole weeks, up to {day}.", day=day(last)),
                _("Period: {period}", period=bold(names.period(period))),
            ),
            small(names.in_fives()),
        ),
        (
            *rows.in_twos([Button(names.chart(key), FigureAt(key, period)) for key in names.offered(pack)]),
            *rows.alone(Button(_("As a spreadsheet"), FiguresSheet(period))),
            *rows.in_twos(others),
            *rows.footer(Team()),
        ),
    )


def nothing_yet(this_week: date, pack: Pack) -> Screen:
    """Before the first week is over."""
    told = [Markup("{}{}").format(DASH, names.chart(key)) for key in names.offered(pack)]
    return Screen(
        blocks(
            bold(_("Figures")),
            _(
                "There is nothing to show yet. I count a week once it is over; the first figures come on {day}:",
                day=day(this_week + WEEK),
            ),
            lines(*told),
            small(names.in_fives()),
        ),
        rows.footer(Team()),
    )


def chart(figure: Figure, *, pack: Pack, facts: Facts) -> Screen:
    """One chart as a picture; in words alone where there is no group of five in it."""
    called = names.Rows(figure, pack, facts)
    title = bold(names.chart(figure.chart))
    if figure.empty:
        text = blocks(
            lines(title, names.span(figure, facts)),
            sentences(_("There is no group of five people here yet."), _("When there is, you will see this:")),
            names.about(figure.chart),
        )
        return Screen(text, _ways_on(figure, pack))
    told = [_told(called, table, names.table(table.key, pack, facts, figure)) for table in figure.tables]
    return Screen(
        blocks(lines(title, names.span(figure, facts)), *told, small(names.foot(figure))),
        _ways_on(figure, pack),
        drawing=Drawing(
            "chart",
            {
                "title": names.chart(figure.chart),
                "when": names.span(figure, facts),
                "foot": names.foot(figure),
                "panels": [
                    _panel(called, table, names.table(table.key, pack, facts, figure))
                    for table in figure.tables
                    if table.rows
                ],
            },
        ),
        kept=True,
    )


def _ways_on(figure: Figure, pack: Pack) -> tuple[rows.Row, ...]:
    charts = names.offered(pack)
    following = charts[(charts.index(figure.chart) + 1) % len(charts)]
    others = [key for key in PERIODS if key != figure.period and figure.chart not in TIMELESS]
    to: Address = FigureAt(following, figure.period)
    return (
        *rows.alone(Button(_("Next: {chart}", chart=names.chart(following)), to)),
        *rows.in_twos([Button(names.period(key), FigureAt(figure.chart, key)) for key in others]),
        *rows.alone(Button(_("As a spreadsheet"), FiguresSheet(figure.period))),
        *rows.footer(Panel(figure.period)),
    )


def _told(called: names.Rows, table: Table, heading: Markup) -> Markup:
    """A table in words: a line for each row, or one for all its weeks."""
    if table.key == "weeks":
        each = [Markup("{}: {}").format(called.name(table, row), _of_week(row)) for row in _in_view(table)]
        return lines(heading, Markup(" · ").join(each))
    said = [
        Markup("{}{}: {}{}").format(
            DASH, called.name(table, row), names.spoken(_first(table, row)), _besides(table, row)
        )
        for row in _in_view(table)
    ]
    return lines(heading, *said)


def _besides(table: Table, row: Row) -> Markup:
    note = _note(table, row)
    return Markup(" ({})").format(note) if note else Markup()


def _note(table: Table, row: Row) -> Markup:
    """The other figures of a row that say something."""
    others = range(1, len(table.columns)) if table.key != "reasons_by_topic" else range(len(table.columns))
    told = [
        names.beside(table.columns[n], row.counts[n])
        for n in others
        if row.counts[n].value and (row.counts[0].value or not row.counts[n].partial)
    ]
    return Markup(" · ").join(told)


def _beside_bar(table: Table, row: Row) -> Markup:
    """What a picture has room for: of several reasons the most frequent one."""
    if table.key != "reasons_by_topic":
        return _note(table, row)
    most = max(range(len(row.counts)), key=lambda n: row.counts[n].value)
    alone = sum(count.value == row.counts[most].value for count in row.counts) == 1
    return names.beside(table.columns[most], row.counts[most]) if row.counts[most].value and alone else Markup()


def _first(table: Table, row: Row) -> Count:
    """What a bar is as long as: the first figure of a row or, where there is one for each reason, all together."""
    if table.key != "reasons_by_topic":
        return row.counts[0]
    return Count(sum(count.value for count in row.counts), sum(count.cells for count in row.counts))


def _in_view(table: Table) -> Sequence[Row]:
    return table.rows if table.key == "weeks" else table.rows[:BARS]


def _in_column(count: Count) -> Markup:
    """A week without a five in it has no number: what it had comes with a later one."""
    return names.shown(count) if count.value else Markup("–")


def _whole(row: Row) -> Markup:
    """Of how many a week's figure is a part, where it has that."""
    told = len(row.counts) > 1 and row.counts[1].value and not row.counts[1].partial
    return names.shown(row.counts[1]) if told else Markup()


def _of_week(row: Row) -> Markup:
    whole, count = _whole(row), _in_column(row.counts[0])
    return _("{count} of {whole}", count=count, whole=whole) if whole else count


def _panel(called: names.Rows, table: Table, heading: Markup) -> dict[str, Any]:
    if table.key == "weeks":
        columns = []
        for row in table.rows:
            monday = date.fromisoformat(row.key)
            at: dict[str, Any] = {"label": str(monday.day), "below": short_month(monday)}
            at |= {"value": row.counts[0].value, "text": _in_column(row.counts[0])}
            columns.append(at | ({"note": Markup("/{}").format(_whole(row))} if _whole(row) else {}))
        return {"heading": heading, "columns": columns}
    bars = []
    for part, row in enumerate(_in_view(table)):
        count = _first(table, row)
        bar = {"label": called.name(table, row), "value": count.value, "text": names.shown(count)}
        bar |= {"note": _beside_bar(table, row), "emoji": called.emoji(table, row)}
        bars.append(bar | ({"part": part} if table.key in names.TOPICAL else {}))
    return {"heading": heading, "bars": bars}


def sheet(figures: Sequence[Figure], *, pack: Pack, facts: Facts) -> Screen:
    """All charts of one period as a file."""
    period, last = figures[0].period, figures[0].last
    name = _("figures")
    file = File(f"{name}-{last}-{period}.xlsx", workbook.made(figures, pack=pack, facts=facts))
    return Screen(
        blocks(
            bold(_("Figures as a spreadsheet")),
            lines(names.span(figures[-1], facts), _("One sheet for each chart; the first says what the figures mean.")),
        ),
        rows.footer(Panel(period)),
        file=file,
        kept=True,
    )
