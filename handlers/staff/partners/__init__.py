"""The staff's part in what is done with partners."""

from typing import Final

from aiogram import Router

from handlers.staff.partners import dual, referrals
from handlers.staff.partners.writing import Writing

SCENES: Final = (Writing,)


def listen(router: Router) -> None:
    referrals.listen(router)
    dual.listen(router)
