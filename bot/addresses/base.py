"""What a button carries: a short typed address, at most 64 bytes, that still works next month.

An address is a dataclass with a code of one to three letters; on the wire its fields follow the code, joined by dots.
Nothing in an address is trusted: `parse` gives a well-formed value or None, and whoever acts on it checks that the
thing exists and belongs to the person who tapped. A field with a default was added later, or says little: it is left
out where it has nothing to say, and buttons that were sent without it still work.
"""

import re
from dataclasses import MISSING, dataclass, fields
from typing import ClassVar, Self

LIMIT = 64
KEEP = "!"
"""Ends the data of a button under a message that is to stay as it is: the answer comes below."""
_WORD = re.compile(r"[A-Za-z0-9_-]{0,40}")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_codes: dict[str, type["Address"]] = {}


@dataclass(frozen=True)
class Address:
    """A place in the conversation. Fields are `int` or `str`; words hold letters, digits, `-` and `_` only."""

    code: ClassVar[str] = ""

    def __init_subclass__(cls, code: str = "") -> None:
        if code:
            if code in _codes:
                raise ValueError(f"two addresses share the code {code!r}")
            cls.code = code
            _codes[code] = cls

    def __str__(self) -> str:
        slots = list(fields(self))
        while slots and getattr(self, slots[-1].name) == slots[-1].default:
            slots.pop()
        text = ".".join([self.code, *(str(getattr(self, slot.name)) for slot in slots)])
        if len(text.encode()) >= LIMIT or parse(text) != self:
            raise ValueError(f"{text!r} is not an address a button can carry")
        return text

    @classmethod
    def of(cls, values: list[str]) -> Self | None:
        """The address with these field values as text, or None where one of them can't be right."""
        slots = fields(cls)
        if len(values) > len(slots) or any(slot.default is MISSING for slot in slots[len(values) :]):
            return None
        found: list[int | str] = []
        for slot, value in zip(slots, values, strict=False):
            if not (_NUMBER if slot.type is int else _WORD).fullmatch(value):
                return None
            found.append(int(value) if slot.type is int else value)
        return cls(*found)


def parse(text: str | None) -> Address | None:
    """The address in a callback's data, or None for anything that isn't one (old, forged or cut)."""
    if not text or len(text.encode(errors="replace")) > LIMIT:
        return None
    code, *values = text.removesuffix(KEEP).split(".")
    kind = _codes.get(code)
    return kind.of(values) if kind else None
