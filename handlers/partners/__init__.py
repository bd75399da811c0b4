"""What is done together with organisers outside the institution."""

from typing import Final

from aiogram import Router

from handlers.partners import referrals
from handlers.partners.referring import Referring

SCENES: Final = (Referring,)


def listen(router: Router) -> None:
    referrals.listen(router)
