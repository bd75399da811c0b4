"""Applying to a call in the chat: the questions, the whole, and how it stands."""

from aiogram import Router

from handlers.applying import asking, looking, tapping
from handlers.applying.asking import Applying

__all__ = ["Applying", "listen", "listen_late"]


def listen(router: Router) -> None:
    """Before signing up, which hears the same word for leaving."""
    looking.listen(router)
    tapping.listen(router)
    asking.listen(router)


def listen_late(router: Router) -> None:
    asking.listen_late(router)
