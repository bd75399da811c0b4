"""What is wrong with a pack, said so that the person who wrote it can mend it."""

import difflib
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails


@dataclass(frozen=True, order=True)
class Problem:
    file: str
    line: int
    field: str
    says: str

    def __str__(self) -> str:
        field = f", {self.field}" if self.field else ""
        return f"{self.file}, line {self.line}{field}: {self.says}"


class PackError(Exception):
    """A pack that can't be used. `problems` holds every one of them, in the order of the files' lines."""

    def __init__(self, pack: str, problems: list[Problem]) -> None:
        self.pack = pack
        self.problems = sorted(problems)
        count = "1 thing" if len(self.problems) == 1 else f"{len(self.problems)} things"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f'The pack "{pack}" has {count} to mend:\n{lines}')


def advice(error: ErrorDetails, known_fields: list[str]) -> str:
    """One sentence or two: what is wrong, and what to write instead."""
    kind, context, value = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "missing":
        return "this field is missing: add it"
    if kind == "extra_forbidden":
        return _unknown_field(str(error["loc"][-1]), known_fields)
    if kind == "value_error":
        return str(context["error"])
    told = _TOLD.get(kind)
    if told is None:
        return f"{error['msg']}; it says {_shown(value)}"
    return told.format(value=_shown(value), length=len(value) if isinstance(value, str | list) else 0, **context)


_TOLD = {
    "string_too_long": "{length} characters, and there is room for {max_length}: shorten it",
    "string_too_short": "it is empty: write something",
    "string_type": "words are expected here, not {value}: put them in quotes if they look like something else",
    "string_pattern_mismatch": "{value} is not written as expected; it must match {pattern}",
    "literal_error": "{value} is not one of the choices: write {expected}",
    "int_parsing": "a whole number is expected, not {value}",
    "int_type": "a whole number is expected, not {value}",
    "int_from_float": "a whole number is expected, not {value}",
    "float_parsing": "a number is expected, not {value}",
    "greater_than_equal": "{value} is too small: {ge} at least",
    "less_than_equal": "{value} is too large: {le} at most",
    "bool_parsing": "write true or false, not {value}",
    "bool_type": "write true or false, not {value}",
    "list_type": "a list is expected: each item on its own line after a dash, or [a, b]",
    "model_type": "fields are expected here ({class_name}), not {value}",
    "model_attributes_type": "fields are expected here, not {value}",
    "dict_type": "fields are expected here, not {value}",
    "too_short": "{length} given, {min_length} needed: add what is missing",
    "too_long": "more than the {max_length} there is room for: take some out",
    "date_from_datetime_parsing": "{value} is no date: write year-month-day, such as 2026-03-31",
    "date_parsing": "{value} is no date: write year-month-day, such as 2026-03-31",
    "date_type": "{value} is no date: write year-month-day, such as 2026-03-31",
}


def _unknown_field(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f'there is no field "{name}": did you mean "{near[0]}"?'
    return f'there is no field "{name}": remove it, or use one of {", ".join(known)}'


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a group of fields"
    text = str(value)
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
