"""What the courier reads of a broadcast and of each reader, and what the words are chosen by."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.models import Post


@dataclass(frozen=True)
class Run:
    """A broadcast that may be said now. `beyond`: all of it, not only what is due. `amends`: it changes the messages of
    another one, which its letters name; `captions`: those are files, so new words go below them."""

    id: int
    beyond: bool = True
    amends: bool = False
    captions: bool = False


@dataclass(slots=True)
class Recipient:
    """A letter of a broadcast and its reader, as both are at the moment it is taken up."""

    id: int
    broadcast_id: int
    person_id: int
    chat_id: int | None
    """Where it goes; None where every account of the person stopped the bot."""
    state: Post
    repeats: int
    attempts: int
    subject: dict[str, Any]
    call: str | None
    message_ids: list[int]
    locale: str
    muted: list[str]
    weekly: int
    birth_date: date | None
    erase_at: datetime | None
    name: str | None
    due_at: datetime
