"""*Not for me*: holds for every edition of a course, and for a call, until the person takes it back."""

from datetime import datetime
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from bot.db import Session
from bot.errors import NotThere
from bot.models import Call, Course, Dismissal
from bot.services import calls, courses
from bot.services.fits import Thing, kind_of

REASONS: Final = ("time", "place", "topic", "done", "other")


async def thing(session: Session, kind: str, id: int) -> Thing:
    """What an address names: `c` a course, `k` a call. Raises NotThere."""
    if kind == "c":
        return await courses.get(session, id)
    if kind == "k":
        return await calls.get(session, id)
    raise NotThere


async def dismiss(session: Session, person_id: int, thing: Thing, *, now: datetime) -> bool:
    """False where it was said already."""
    if await _of(session, person_id, thing) is not None:
        return False
    try:
        async with session.begin_nested():
            session.add(Dismissal(person_id=person_id, kind=kind_of(thing), key=thing.key, at=now))
    except IntegrityError:
        return False
    return True


async def explain(session: Session, person_id: int, thing: Thing, reason: str, *, now: datetime) -> None:
    """Why it isn't for them; said without having been dismissed before, it dismisses. Raises NotThere for a reason
    that nobody offered."""
    if reason not in REASONS:
        raise NotThere
    await dismiss(session, person_id, thing, now=now)
    found = await _of(session, person_id, thing)
    if found is not None:
        found.reason = reason


async def undo(session: Session, person_id: int, thing: Thing) -> None:
    """Harmless where it wasn't said."""
    mine = (
        col(Dismissal.person_id) == person_id,
        col(Dismissal.kind) == kind_of(thing),
        col(Dismissal.key) == thing.key,
    )
    await session.exec(delete(Dismissal).where(*mine))


async def take_back(session: Session, person_id: int, dismissal_id: int) -> None:
    """By its own id; harmless where it was taken back already or is somebody else's."""
    mine = (col(Dismissal.id) == dismissal_id, col(Dismissal.person_id) == person_id)
    await session.exec(delete(Dismissal).where(*mine))


async def mine(session: Session, person_id: int) -> list[tuple[Dismissal, Thing]]:
    """Everything that still exists, the newest first; of a course its latest edition."""
    query = select(Dismissal).where(Dismissal.person_id == person_id)
    found = list(await session.exec(query.order_by(col(Dismissal.at).desc(), col(Dismissal.id).desc())))
    keys = {kind: [one.key for one in found if one.kind == kind] for kind in ("c", "k")}
    editions = await session.exec(select(Course).where(col(Course.key).in_(keys["c"])).order_by(col(Course.edition)))
    known: dict[tuple[str, str], Thing] = {("c", course.key): course for course in editions}
    known |= {("k", call.key): call for call in await session.exec(select(Call).where(col(Call.key).in_(keys["k"])))}
    return [(one, known[one.kind, one.key]) for one in found if (one.kind, one.key) in known]


async def _of(session: Session, person_id: int, thing: Thing) -> Dismissal | None:
    query = select(Dismissal).where(
        Dismissal.person_id == person_id, Dismissal.kind == kind_of(thing), Dismissal.key == thing.key
    )
    return (await session.exec(query)).first()
