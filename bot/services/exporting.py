"""All that is stored about a person, to take away: every row of theirs in every table of the register."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import LargeBinary, func, inspect, type_coerce
from sqlmodel import select

from bot.db import Session
from bot.models import Person
from bot.models.base import SealedBytes
from bot.services import erasing
from bot.services.register import REGISTER, Ids, Rule


async def everything(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, what is sealed in plain. A table without a row of theirs is an empty list."""
    await session.flush()
    ids = await erasing.ids_of(session, person.id or 0)
    found: dict[str, list[dict[str, Any]]] = {}
    for rule in REGISTER:
        if rule.mine is not None:
            found[rule.name] = await _rows(session, rule, ids)
    return found


async def _rows(session: Session, rule: Rule, ids: Ids) -> list[dict[str, Any]]:
    """Of a file only how many bytes are kept: it is taken from where its name is shown, one at a time."""
    assert rule.mine is not None
    table = inspect(rule.table).local_table
    files = [column for column in table.columns if isinstance(column.type, SealedBytes)]
    if not files:
        query = select(rule.table).where(rule.mine(ids))
        return [row.model_dump(mode="json") for row in await session.exec(query)]
    plain = [column for column in table.columns if column not in files]
    sizes = [func.length(type_coerce(column, LargeBinary)).label(column.name) for column in files]
    rows = await session.exec(select(*plain, *sizes).where(rule.mine(ids)))
    return [to_jsonable_python(dict(row._mapping)) for row in rows]


async def document(
    session: Session,
    person: Person,
    *,
    institution: str,
    notice: str,
    now: datetime,
    in_words: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """The same as JSON (UTF-8), with who keeps it, under which notice, why and how long; before it, `in_words`, what
    the person can read of it in their own language."""
    held = await everything(session, person)
    kept = {
        rule.name: {"purpose": rule.purpose, "ground": rule.ground, "kept": str(rule.ends)}
        for rule in REGISTER
        if rule.name in held
    }
    head = {"made_at": now.isoformat(), "institution": institution, "notice": notice, "in_words": list(in_words)}
    whole = head | {"why": kept, "data": held}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()
