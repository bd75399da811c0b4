"""What only colleagues can talk about."""

from aiogram import Router

from handlers.staff import arriving, catalogue, log, panel, sheets, team


def listen(router: Router) -> None:
    for noun in (arriving, team, panel, log, catalogue, sheets):
        noun.listen(router)
