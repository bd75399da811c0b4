"""A door to the inbox with the crisis floor before it, for tests of what hears."""

from collections.abc import Callable
from typing import Any

from bot import packs, safety
from bot.courier.calls import Call
from bot.courier.verdicts import Verdict
from bot.db import Database
from bot.intake.door import Door
from bot.intake.floor import Floor
from bot.models import Post


async def delivered(call: Call, ours: Callable[[], bool]) -> Verdict | None:
    return Verdict(Post.DELIVERED, message_id=1, message_ids=(1,))


async def bot_name() -> str:
    return "rumbo_bot"


def floor(db: Database, rush: Any = delivered, listen: Any = safety.listen) -> Floor:
    return Floor(packs.read("leon"), db, 42, rush, bot_name=bot_name, listen=listen)


def door(db: Database, heard: Callable[[], None] = lambda: None, *, rush: Any = delivered) -> Door:
    """Open."""
    made = Door(db, 42, floor(db, rush), heard)
    made.open()
    return made
