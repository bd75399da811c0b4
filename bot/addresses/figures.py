"""The panel: figures for the staff."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Panel(Address, code="zfp"):
    """The list of charts. `period`: weeks, one of `bot.services.figures.PERIODS`."""

    period: str = "12"


@dataclass(frozen=True)
class FigureAt(Address, code="zfc"):
    chart: str
    period: str = "12"


@dataclass(frozen=True)
class FiguresSheet(Address, code="zfs"):
    """All charts of a period as a spreadsheet."""

    period: str = "12"
