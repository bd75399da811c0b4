"""What is done together with organisers outside the institution."""

from typing import Final

from aiogram import Router

from handlers.partners import firms, referrals
from handlers.partners.firms import Checking
from handlers.partners.referring import Referring

SCENES: Final = (Referring, Checking)


def listen(router: Router) -> None:
    referrals.listen(router)
    firms.listen(router)
