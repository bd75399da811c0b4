"""What is done together with organisers outside the institution."""

from typing import Final

from aiogram import Router

from handlers.partners import dual, firms, referrals, tutoring
from handlers.partners.dual_scenes import Logging, Placing
from handlers.partners.firms import Checking
from handlers.partners.referring import Referring

SCENES: Final = (Referring, Checking, Placing, Logging, tutoring.Remarking)


def listen(router: Router) -> None:
    referrals.listen(router)
    firms.listen(router)
    dual.listen(router)
    tutoring.listen(router)
