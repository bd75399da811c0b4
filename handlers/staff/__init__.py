"""What only colleagues can talk about."""

from aiogram import Router

from handlers.staff import arriving, catalogue, log, panel, team


def listen(router: Router) -> None:
    for noun in (arriving, team, panel, log, catalogue):
        noun.listen(router)
