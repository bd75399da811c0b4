"""What only colleagues can talk about."""

from typing import Final

from aiogram import Router

from handlers.staff import announcing, arriving, broadcasting, log, team

SCENES: Final = announcing.SCENES


def listen(router: Router) -> None:
    for noun in (arriving, team, log, announcing, broadcasting):
        noun.listen(router)
