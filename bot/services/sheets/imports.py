"""A list that a colleague sent, from the file to the decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from bot.db import Session
from bot.errors import BadField, ChangedMeanwhile, NotThere
from bot.models import SheetImport, SheetState
from bot.packs import Pack
from bot.services import audit, downloads
from bot.services.facts import Facts
from bot.services.names import visible
from bot.services.sheets import planning
from bot.services.sheets.planning import Fate, Step
from bot.services.sheets.understood import Understood

PURPOSE: Final = "sheet"
"""Of its download."""
NAME: Final = 60


async def begin(
    session: Session, person_id: int, file_id: str, *, name: str, size: int | None, wall: datetime, now: datetime
) -> SheetImport:
    """A file came; it is fetched and read after this transaction."""
    made = SheetImport(person_id=person_id, file_name=visible(name)[:NAME], made_at=now)
    session.add(made)
    await session.flush()
    downloads.ask(session, PURPOSE, person_id, file_id, size=size, subject={"import": made.id}, wall=wall, now=now)
    return made


async def get(session: Session, import_id: int, person_id: int, *, lock: bool = False) -> SheetImport:
    """One's own. Raises NotThere."""
    query = select(SheetImport).where(SheetImport.id == import_id, SheetImport.person_id == person_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotThere
    return found


async def open_one(session: Session, person_id: int) -> SheetImport | None:
    """The newest list that waits for this colleague's decision."""
    waiting = (SheetState.READING, SheetState.READ)
    query = select(SheetImport).where(SheetImport.person_id == person_id, col(SheetImport.state).in_(waiting))
    return (await session.exec(query.order_by(col(SheetImport.id).desc()).limit(1))).first()


def refuse(one: SheetImport, why: str, *, now: datetime) -> None:
    """It couldn't be fetched, read or understood."""
    one.state, one.problem, one.decided_at = SheetState.REFUSED, why, now


def understood(one: SheetImport, found: Understood, steps: Sequence[Step], missing: Sequence[str]) -> None:
    """What it says, and what that would do."""
    one.state = SheetState.READ
    one.understood = {**found.stored(), "missing": list(missing)}
    one.plan = [step.stored() for step in steps]


def steps(one: SheetImport, *fates: Fate) -> list[Step]:
    """Its rows, of these fates or all."""
    found = [Step.of(kept) for kept in one.plan]
    return [step for step in found if step.fate in fates] if fates else found


async def renew(session: Session, one: SheetImport, *, pack: Pack, facts: Facts, now: datetime) -> None:
    """Hold the same rows against the catalogue as it is now."""
    found = read(one)
    planned, missing = await planning.plan(session, found.rows, pack=pack, facts=facts, now=now)
    understood(one, found, planned, missing)
    await session.flush()


def read(one: SheetImport) -> Understood:
    return Understood.of({name: value for name, value in one.understood.items() if name != "missing"})


async def confirm(
    session: Session, import_id: int, person_id: int, *, pack: Pack, facts: Facts, now: datetime
) -> tuple[SheetImport, bool]:
    """Change the catalogue as the list says, all of it or nothing; again, it changes nothing more. False where the
    catalogue changed since the colleague looked: nothing was done, and the plan is a new one. Raises NotThere."""
    one = await get(session, import_id, person_id, lock=True)
    if one.state is SheetState.APPLIED:
        return one, True
    if one.state is not SheetState.READ:
        raise NotThere
    try:
        async with session.begin_nested():
            done, made = await planning.apply(session, steps(one), by=person_id, pack=pack, facts=facts, now=now)
    except (ChangedMeanwhile, BadField):
        await renew(session, one, pack=pack, facts=facts, now=now)
        return one, False
    one.state, one.decided_at, one.outcome = SheetState.APPLIED, now, done
    one.plan = [step.stored() for step in made]
    await audit.note(session, person_id, "import_sheet", f"sheet_import:{one.id}", now=now, **done)
    return one, True


async def cancel(session: Session, import_id: int, person_id: int, *, now: datetime) -> SheetImport:
    """Nothing of it is done. Raises NotThere."""
    one = await get(session, import_id, person_id, lock=True)
    if one.state in (SheetState.READING, SheetState.READ):
        one.state, one.decided_at = SheetState.CANCELLED, now
        one.understood, one.plan = {}, []
    return one
