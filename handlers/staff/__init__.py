"""What only colleagues can talk about."""

from aiogram import Router

from handlers.staff import arriving, log, sheets, team


def listen(router: Router) -> None:
    for noun in (arriving, team, log, sheets):
        noun.listen(router)
