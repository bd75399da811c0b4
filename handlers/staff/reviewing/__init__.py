"""Applications: reading and judging them, asking for corrections, deciding, telling everybody at one hour."""

from typing import Final

from aiogram import Router

from handlers.staff.reviewing import correcting, deciding, judging, queue, reading, releasing, writing

SCENES: Final = (writing.Reviewing,)


def listen(router: Router) -> None:
    for noun in (queue, reading, judging, correcting, deciding, releasing, writing):
        noun.listen(router)
