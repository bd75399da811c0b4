"""A new version of the privacy notice: everybody who allowed something is told once."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import String, cast, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, exists
from sqlmodel import select as pick

from bot.db import Session
from bot.models import Consent, Letter, Loaded, Person, Post, Priority
from bot.models.base import Coded, Json, UtcDateTime
from bot.services.facts import Facts

KIND: Final = "notice_changed"


async def look(session: Session, pack: str, *, facts: Facts, now: datetime) -> bool:
    """Whether the notice is another one than people were last told of; then letters are put down, in one statement
    however many people there are. The first version is nobody's news."""
    query = pick(Loaded).where(Loaded.pack == pack).with_for_update()
    loaded = (await session.exec(query.execution_options(populate_existing=True))).first()
    if loaded is None or loaded.notice == facts.notice:
        return False
    before, loaded.notice = loaded.notice, facts.notice
    given = exists().where(
        col(Consent.person_id) == Person.id,
        col(Consent.withdrawn_at).is_(None),
        col(Consent.notice) != facts.notice,
    )
    somebody = pick(Consent.id).where(col(Consent.withdrawn_at).is_(None)).limit(1)
    if before is None and (await session.exec(somebody)).first() is None:
        return False
    values: dict[str, Any] = {
        "priority": literal(int(Priority.DECISION)),
        "kind": literal(KIND),
        "key": literal(f"{KIND}:{facts.notice}:") + cast(Person.id, String),
        "person_id": col(Person.id),
        "subject": literal({}, Json),
        "due_at": literal(facts.awake(now), UtcDateTime()),
        "state": literal(Post.WAITING, Coded(Post)),
        "attempts": literal(0),
        "repeats": literal(0),
    }
    people = select(*values.values()).where(given)
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(Letter).from_select(list(values), people)
    await session.exec(insert.on_conflict_do_nothing(index_elements=["key"]))
    return True
