"""Going through what is sealed: sealing what was written before there were keys, and everything anew under the first
key, a slice at a time."""

from typing import Any, Final

from sqlalchemy import Column, LargeBinary, Table, Text, select, type_coerce, update
from sqlmodel import SQLModel

from bot import sealing
from bot.db import Database
from bot.models.base import Sealed, SealedBytes

SLICE: Final = 200
"""Rows in one transaction, so that nobody waits for long."""


def columns(kind: type[Sealed] | type[SealedBytes] = Sealed) -> list[tuple[Table, list[Column[Any]]]]:
    """Every sealed column, by table: of texts, or of files."""
    found = [(t, [c for c in t.columns if isinstance(c.type, kind)]) for t in SQLModel.metadata.sorted_tables]
    return [(table, sealed) for table, sealed in found if sealed]


async def rotate(db: Database, *, plain_only: bool = False) -> int:
    """Bring everything under the first key; `plain_only`: only what was never sealed. Returns how many rows changed.
    Stopped halfway, it goes on where it is run again. Raises NoKey for what none of the keys opens."""
    changed = 0
    for table, sealed in columns():
        last: int | None = 0
        while last is not None:
            last, some = await _slice(db, table, sealed, last, plain_only=plain_only)
            changed += some
    if not plain_only:  # no file was ever kept unsealed
        for table, sealed in columns(SealedBytes):
            last = 0
            while last is not None:
                last, some = await _file(db, table, sealed, last)
                changed += some
    return changed


async def _file(db: Database, table: Table, sealed: list[Column[Any]], after: int) -> tuple[int | None, int]:
    """The next row with files, alone: each may be megabytes. Its id, None where there is none; and whether it
    changed."""
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in sealed]
    query = select(table.c.id, *raw).where(table.c.id > after).order_by(table.c.id).limit(1)
    async with db.begin() as session:
        connection = await session.connection()
        row = (await connection.execute(query.with_for_update())).first()
        if row is None:
            return None, 0
        kept = {column.name: row._mapping[column.name] for column in sealed if row._mapping[column.name]}
        new = {name: sealing.bytes_sealed_anew(content) for name, content in kept.items()}
        differs = {table.c[name]: type_coerce(new[name], LargeBinary) for name in new if new[name] is not kept[name]}
        if differs:
            await connection.execute(update(table).where(table.c.id == row.id).values(differs))
        return row.id, int(bool(differs))


async def _slice(
    db: Database, table: Table, sealed: list[Column[Any]], after: int, *, plain_only: bool
) -> tuple[int | None, int]:
    """The id of the last row looked at, None after the last slice; and how many changed."""
    raw = [type_coerce(column, Text).label(column.name) for column in sealed]
    query = select(table.c.id, *raw).where(table.c.id > after).order_by(table.c.id).limit(SLICE)
    async with db.begin() as session:
        connection = await session.connection()
        rows = (await connection.execute(query.with_for_update())).all()
        changed = 0
        for row in rows:
            new = {column: _anew(kept, plain_only) for column, kept in row._mapping.items() if column != "id" and kept}
            differs = {table.c[column]: type_coerce(text, Text) for column, text in new.items() if text}
            if differs:
                await connection.execute(update(table).where(table.c.id == row.id).values(differs))
                changed += 1
    return (rows[-1].id if len(rows) == SLICE else None), changed


def _anew(kept: str, plain_only: bool) -> str | None:
    """None where it stays as it is."""
    if plain_only and kept.startswith(sealing.MARK):
        return None
    new = sealing.sealed_anew(kept)
    return new if new != kept else None
