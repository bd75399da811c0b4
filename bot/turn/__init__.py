"""A turn: one update handled in one transaction.

What the rules changed, where the conversation stands, what will be said and "this update is done" commit together or
not at all. Nothing here talks to Telegram; the courier says what was decided, after the commit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import quickly as quickly

# isort: split
from aiogram.types import Update

from bot.db import Session
from bot.models import Person
from bot.packs import Pack
from bot.screen import Said
from bot.services.facts import Facts
from bot.services.search import Shelf


@dataclass
class Turn:
    """What a handler is given: the transaction, who speaks, and where to leave what will be said."""

    session: Session
    said: Said
    now: datetime
    pack: Pack
    facts: Facts
    person: Person
    account_id: int
    first_name: str
    """Telegram's first name, cleaned; only ever offered as a suggestion, never stored by itself."""
    private: bool
    """Whether only this person reads the chat."""
    search: Shelf
    """Finds by words."""
    bot_name: str
    """The bot's user name for links; empty until Telegram has told it."""
    parts: tuple[int, ...] = ()
    """The numbers of the messages that this turn is about: several for an album."""
    album: tuple[Update, ...] = ()
    """Where the update is the first part of an album, the others."""
    waited: timedelta = timedelta()
    """How long ago the update was written down."""

    @property
    def heard(self) -> datetime:
        """When the person said it, as far as we know: what was said in time isn't late because we were busy."""
        return self.now - self.waited

    @property
    def me(self) -> int:
        """The number of whoever acts; only where they are known, as everybody in a private chat is."""
        assert self.person.id is not None
        return self.person.id


__all__ = ["Turn"]
