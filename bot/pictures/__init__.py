"""Pictures by recipe: plain values in, a PNG out. Nothing here knows who sees it or how it is sent."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.pictures import chart, outcomes, passport, recognition

__all__ = ["RECIPES", "draw"]

RECIPES: Final[Mapping[str, Callable[[Mapping[str, Any]], bytes]]] = {
    "chart": chart.draw,
    "outcomes": outcomes.draw,
    "passport": passport.draw,
    "recognition": recognition.draw,
}


def draw(recipe: str, values: Mapping[str, Any]) -> bytes:
    """The PNG. KeyError for an unknown recipe; KeyError, TypeError or ValueError where values are missing or wrong."""
    return RECIPES[recipe](values)
