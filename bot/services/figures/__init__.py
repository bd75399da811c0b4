"""Figures for the staff, of weeks that are over, in which nobody can be found.

`publishing` counts and writes down, `suppression` says why what it writes is safe, `reading` puts a chart together.
"""

from bot.services.figures.periods import PERIODS
from bot.services.figures.reading import CHARTS, TIMELESS, Count, Figure, Row, Table, read

__all__ = ["CHARTS", "PERIODS", "TIMELESS", "Count", "Figure", "Row", "Table", "read"]
