"""Lists of the catalogue as spreadsheets: sending one, deciding about it, taking one away."""

from aiogram import Router

from handlers.staff.sheets import deciding, giving, taking


def listen(router: Router) -> None:
    for noun in (taking, deciding, giving):
        noun.listen(router)
