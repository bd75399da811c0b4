"""Firms, of which there is no register: what is known are the names that people wrote of the one they have a place in.

One firm is whatever is written alike but for capitals, accents, ñ and spaces, so a spelling that comes after the
audience was chosen, or after the yes to it, is still that firm.
"""

import hashlib
from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from bot.db import Session
from bot.errors import NotThere
from bot.models import Placement
from bot.services.search.spelling import fold

MARK: Final = 12
"""Characters by which a button names a firm: a name may be longer than a button carries."""
LEAST: Final = 3
"""Letters of a name that have to be written: fewer are in almost any."""


def key(name: str) -> str:
    """The same for every way in which a firm is written."""
    return " ".join(fold(name).replace("ñ", "n").split())


def mark(name: str) -> str:
    return hashlib.sha256(key(name).encode()).hexdigest()[:MARK]


def held(today: date) -> list[ColumnElement[bool]]:
    """Places that somebody has: not given up, and not over by what was agreed."""
    return [
        col(Placement.firm).is_not(None),
        col(Placement.ended_at).is_(None),
        or_(col(Placement.ends).is_(None), col(Placement.ends) >= today),
    ]


async def _written(session: Session, today: date) -> dict[str, Counter[str]]:
    """Every spelling, and how often it is written, by firm."""
    query = select(Placement.firm, func.count()).where(*held(today)).group_by(col(Placement.firm))
    found: dict[str, Counter[str]] = {}
    for name, many in await session.exec(query):
        if name and key(name):
            found.setdefault(key(name), Counter())[name] += many
    return found


async def listed(session: Session, today: date) -> list[str]:
    """Each firm in which somebody has a place, once, as most write it; in the order of the alphabet."""
    written = await _written(session, today)

    def best(one: str) -> str:
        # Of two that are written as often, the one with capitals where names have them.
        return min(written[one], key=lambda name: (-written[one][name], name.isupper() or name.islower(), name))

    return [best(one) for one in sorted(written)]


async def spellings(session: Session, names: Collection[str], today: date) -> list[str]:
    """Every way in which these firms are written now; none where no firm is named."""
    if not names:
        return []
    wanted = {key(name) for name in names}
    return [name for one, ways in (await _written(session, today)).items() if one in wanted for name in ways]


async def marked(session: Session, value: str, had: Collection[str], today: date) -> str:
    """The firm that a button means: one of those chosen already (`had`), or one that is listed. Raises NotThere."""
    for name in (*had, *await listed(session, today)):
        if mark(name) == value:
            return name
    raise NotThere


async def like(session: Session, typed: str, today: date) -> list[str]:
    """The firms whose name holds what was typed; none for less than LEAST letters."""
    wanted = key(typed)
    return [name for name in await listed(session, today) if wanted in key(name)] if len(wanted) >= LEAST else []
