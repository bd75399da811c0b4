"""Two readers to try an announcement on: the longest name of the audience and the strangest, as `{nombre}` will say
them. For whoever may not see names, and where the audience itself would tell something intimate, in disguise: as long
and as strange, and nobody's."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import regex
from sqlmodel import col, select

from bot.db import Session
from bot.models import Call, Course
from bot.services import rights
from bot.services.broadcasts import audience, content
from bot.services.broadcasts.audience import Rule
from bot.services.facts import Facts
from bot.services.rights import Act

_PLAIN: Final = regex.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]")
_RIGHT_TO_LEFT: Final = ("R", "AL")


async def readers(session: Session, rule: Rule, asks: int, *, now: datetime, facts: Facts) -> list[str]:
    """First names, the longest first; one or none where there are no two. `asks`: the colleague who will see them."""
    found = await audience.names(session, rule, now=now, facts=facts)
    chosen = most_telling([content.cut(name.split(" ")[0]) for name in found])
    may_see = rights.may(await rights.roles_of(session, asks), Act.SEE_NAMES)
    if not may_see or await _intimate(session, rule):
        chosen = [disguised(name) for name in chosen]
    return list(dict.fromkeys(chosen))


def most_telling(names: Sequence[str]) -> list[str]:
    """The longest of them, and the strangest where that is another one."""
    if not names:
        return []
    longest = max(names, key=lambda name: (len(regex.findall(r"\X", name)), name))
    strangest = max(names, key=lambda name: (strangeness(name), name))
    return [longest, strangest] if strangest != longest and strangeness(strangest) else [longest]


def strangeness(name: str) -> int:
    """How much of a name isn't a letter of Spanish; what is written from the right counts double."""
    odd = [letter for letter in name if not _PLAIN.match(letter)]
    return len(odd) + sum(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in odd)


def disguised(name: str) -> str:
    """Another name of the same length and scripts."""
    return "".join(map(_mask, name))


def _mask(letter: str) -> str:
    if not letter.isalpha():
        return letter
    if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT:
        return "م"
    if _PLAIN.match(letter):
        return "X" if letter.isupper() else "x"
    return "Ж" if letter.isupper() else "ж" if letter.islower() else "名"


async def _intimate(session: Session, rule: Rule) -> bool:
    """Whether being in this audience says something that is nobody's business."""
    for table, ids in ((Course, rule.courses), (Call, rule.calls)):
        query = select(table.id).where(col(table.id).in_(ids), col(table.sensitive).is_(True))
        if ids and (await session.exec(query.limit(1))).first() is not None:
            return True
    return False
