"""The panel: its list of charts, a chart, and all of it as a spreadsheet."""

from bot.screens.figures.charts import chart, nothing_yet, panel, sheet
from bot.screens.figures.names import offered

__all__ = ["chart", "nothing_yet", "offered", "panel", "sheet"]
