"""What only colleagues can talk about."""

from aiogram import Router

from handlers.staff import arriving, catalogue, log, team


def listen(router: Router) -> None:
    for noun in (arriving, team, log, catalogue):
        noun.listen(router)
