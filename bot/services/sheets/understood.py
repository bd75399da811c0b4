"""What was read of a list: a course for each row, what is wrong with it, what was assumed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Trouble:
    """`column` of `columns.NAMES`, `why` a code, `said` what was written, `hints` what would do."""

    column: str
    why: str
    said: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """`number` as the spreadsheet counts. `keyed`: the file gives the key itself. A row with `problems` is left out;
    `notes` say what was assumed."""

    number: int
    key: str
    title: str
    keyed: bool
    fields: dict[str, Any]
    problems: tuple[Trouble, ...] = ()
    notes: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Understood:
    """`unknown` are headings that say nothing to us, `skipped` how many rows are no courses (totals, repeated
    headings)."""

    rows: tuple[Row, ...] = ()
    sheet: str = ""
    header_row: int = 0
    columns: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    skipped: int = 0

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Understood":
        def trouble(one: Mapping[str, Any]) -> Trouble:
            return Trouble(one["column"], one["why"], one["said"], tuple(one["hints"]))

        rows = (
            Row(**{**one, "problems": tuple(map(trouble, one["problems"])), "notes": tuple(map(trouble, one["notes"]))})
            for one in kept["rows"]
        )
        return cls(
            **{**kept, "rows": tuple(rows), "columns": tuple(kept["columns"]), "unknown": tuple(kept["unknown"])}
        )
