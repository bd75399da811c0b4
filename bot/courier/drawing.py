"""Pictures and files, made right before they are said: a letter keeps only the recipe."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import pictures
from bot.courier import calls
from bot.courier.calls import Call
from bot.screen import Drawing

log = structlog.get_logger(__name__)

KEPT = 64
"""Finished pictures in memory; about 100 kB each."""


async def drawn(call: Call, *, letter: int) -> Call:
    """The call with its picture as a file; its words alone where that can't be drawn, so that they aren't lost."""
    if not call.drawn:
        return call
    try:
        files = {name: (f"{one.recipe}.png", await _picture(one)) for name, one in call.drawn.items()}
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a picture, its message must be said
        recipes = sorted(one.recipe for one in call.drawn.values())
        log.error("courier.not_drawn", letter=letter, recipes=recipes, error=type(error).__name__)
        return calls.in_words(call)
    return replace(call, files=call.files | files, drawn={})


Documents = Callable[[str, Mapping[str, Any]], Awaitable[tuple[str, bytes] | None]]
"""The file of a recipe, with its name; None where it is gone."""


async def made(call: Call, documents: Documents | None, *, letter: int) -> Call:
    """The call with its file; the words that stand for it where that is gone or can't be made. Raises what a database
    that is away raises."""
    for name, document in call.made.items():
        try:
            found = await documents(document.recipe, document.values) if documents else None
        except (SQLAlchemyError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a file, the person hears of it
            log.error("courier.not_made", letter=letter, recipe=document.recipe, error=type(error).__name__)
            found = None
        if found is None:
            return calls.without_file(call, document)
        call = replace(call, files=call.files | {name: found}, made={})
    return call


async def _picture(drawing: Drawing) -> bytes:
    """Off the event loop: one takes tens of milliseconds."""
    return await asyncio.to_thread(_finished, drawing.recipe, json.dumps(drawing.values, sort_keys=True))


@lru_cache(maxsize=KEPT)
def _finished(recipe: str, values: str) -> bytes:
    return pictures.draw(recipe, json.loads(values))
