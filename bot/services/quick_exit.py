"""Leaving at once: what asks for it, and what is still to be said here isn't said any more."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import col

from bot.db import Session
from bot.models import Letter, Post, Priority
from bot.packs import Pack

COMMANDS: Final = ("salir", "exit")
_AWAY: Final = {"salir", "salirrapido", "salidarapida", "leavequickly", "quickexit"}
"""What somebody in a hurry types who can't find the button."""


def says_so(text: str, pack: Pack) -> bool:
    """The pack's safe word, in either language, or the button's own words, and nothing else."""
    word = pack.institution.safe_word
    return _bare(text) in {_bare(word.es), _bare(word.en), *_AWAY}


def is_asked(message: Mapping[str, Any], pack: Pack) -> bool:
    """Whether a message, as Telegram sent it, asks to leave: in one's own words, or by the command."""
    text = message.get("text")
    if not isinstance(text, str) or message.get("forward_origin") is not None:
        return False
    command, _space, _rest = text.partition(" ")
    return says_so(text, pack) or command.partition("@")[0].casefold() in {f"/{name}" for name in COMMANDS}


async def silence(session: Session, chat_id: int) -> None:
    """Drop the answers that haven't left for this chat: they would arrive on the empty screen."""
    await session.exec(
        update(Letter)
        .where(
            col(Letter.chat_id) == chat_id,
            col(Letter.state) == Post.WAITING,
            col(Letter.priority) <= Priority.REPLY,
        )
        .values(state=Post.DROPPED, call=None, reason="quick exit")
    )


def _bare(text: str) -> str:
    """The letters alone: without case, accents, punctuation."""
    taken_apart: Any = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in taken_apart if letter.isalpha())
