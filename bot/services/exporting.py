"""All that is stored about a person, for machines: every row of theirs in every table of the register."""

import json
from datetime import datetime
from typing import Any

from sqlmodel import select

from bot.db import Session
from bot.models import Person
from bot.services import erasing
from bot.services.register import REGISTER


async def everything(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, what is sealed in plain. A table without a row of theirs is an empty list."""
    await session.flush()
    ids = await erasing.ids_of(session, person.id or 0)
    found: dict[str, list[dict[str, Any]]] = {}
    for rule in REGISTER:
        if rule.mine is not None:
            query = select(rule.table).where(rule.mine(ids))
            found[rule.name] = [row.model_dump(mode="json") for row in await session.exec(query)]
    return found


async def document(session: Session, person: Person, *, institution: str, notice: str, now: datetime) -> bytes:
    """The same as JSON (UTF-8), with who keeps it, under which notice, why and how long."""
    held = await everything(session, person)
    kept = {
        rule.name: {"purpose": rule.purpose, "ground": rule.ground, "kept": str(rule.ends)}
        for rule in REGISTER
        if rule.name in held
    }
    whole = {"made_at": now.isoformat(), "institution": institution, "notice": notice, "why": kept, "data": held}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()
