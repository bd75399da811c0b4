"""What only colleagues can talk about."""

from aiogram import Router

from handlers.staff import arriving, log, panel, team


def listen(router: Router) -> None:
    for noun in (arriving, team, panel, log):
        noun.listen(router)
