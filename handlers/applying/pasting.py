"""A long answer that Telegram cut: what has more than 4,096 UTF-16 units arrives as several messages."""

from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import Final

import regex
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

KEY: Final = "applying_part"
"""Where the scene keeps the length of a long part and when it came, never its words."""
WHOLE: Final = 4_096
LONG: Final = 4_000
"""UTF-16 units: the most of a message, and from where on one may go on in the next."""
SOON: Final = timedelta(seconds=5)
"""What Telegram cut comes at once; nobody writes another answer so soon."""


@dataclass(frozen=True)
class Part:
    """What came of an answer so far."""

    question: str
    count: int
    """Graphemes."""
    at: float
    cut: bool
    """Full to the last unit: it may end inside a word."""
    kept: bool = False


def part_of(question: str, message: Message) -> Part:
    text = message.text or ""
    cut = _units(text) >= WHOLE
    return Part(question, len(regex.findall(r"\X", text)), message.date.timestamp(), cut)


async def before(state: FSMContext, message: Message) -> Part | None:
    """The part that this message goes on with."""
    kept = (await state.get_data()).get(KEY)
    part = Part(*kept) if isinstance(kept, list) else None
    if part is None or not 0 <= message.date.timestamp() - part.at <= SOON.total_seconds():
        return None
    return part


async def note(state: FSMContext, part: Part | None, message: Message, *, kept: bool) -> None:
    """Remember a part that may go on; forget the last one after its end."""
    if part is not None and _units(message.text or "") >= LONG:
        await state.update_data({KEY: list(astuple(replace(part, kept=kept)))})
        return
    data = await state.get_data()
    if data.pop(KEY, None) is not None:
        await state.set_data(data)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
