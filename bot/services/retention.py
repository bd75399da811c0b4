"""Keeping to the register: what has served goes, and what is stored is accounted for.

`python -m bot.services.retention` prints the register, and fails where a table is missing from it or would be kept for
ever without a law that says so.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlmodel import SQLModel, delete

from bot.db import Session
from bot.services.register import REGISTER, Ends, Moment, Rule

_POINTERS: Final = frozenset({"person_id", "account_id", "chat_id", "user_id", "lane", "from_account", "to_account"})


async def tidy(session: Session, at: Moment) -> int:
    """Delete what has served. Returns how many rows went."""
    gone = 0
    for rule in REGISTER:
        if rule.over is not None:
            gone += (await session.exec(delete(rule.table).where(rule.over(at)))).rowcount
    return gone


def problems(tables: Sequence[Any] | None = None, register: Sequence[Rule] = REGISTER) -> Iterator[str]:
    """What is wrong with the register, a sentence each; nothing where every table is accounted for."""
    known = {rule.name: rule for rule in register}
    for table in SQLModel.metadata.sorted_tables if tables is None else tables:
        rule = known.get(table.name)
        if rule is None:
            yield f"{table.name}: not in the register; say whose it is, what for, how long and on what ground"
            continue
        if rule.ends is Ends.ENDLESS and not rule.law:
            yield f"{table.name}: kept for ever without a law that says so"
        if isinstance(rule.ends, timedelta) and rule.over is None:
            yield f"{table.name}: has a time that nobody enforces; say with `over` which rows have served"
        personal = any(
            column.name in _POINTERS
            or any(key.column.table.name in ("person", "account") for key in column.foreign_keys)
            for column in table.columns
        )
        if (personal or rule.ends is Ends.WITH_PERSON) and rule.mine is None:
            yield f"{table.name}: points at people; say with `mine` which rows are whose"
        if rule.blanked and not rule.law:
            yield f"{table.name}: something stays when the person goes; name the law that wants it"


def show() -> int:
    """Print the register; 1 where something is wrong with it."""
    for rule in REGISTER:
        ends = f"{rule.ends.days} days" if isinstance(rule.ends, timedelta) and rule.ends.days else str(rule.ends)
        print(f"{rule.name:15} {rule.owner:13} {rule.purpose}\n{'':29} {ends}; {rule.ground}")  # noqa: T201
        if rule.law:
            print(f"{'':29} {rule.law}")  # noqa: T201
    found = list(problems())
    for problem in found:
        print(f"✗ {problem}", file=sys.stderr)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(show())
