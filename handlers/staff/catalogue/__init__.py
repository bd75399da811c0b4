"""The catalogue in the staff's hands."""

from aiogram import Router

from handlers.staff.catalogue import dates, ending, forms, looking, publishing, writing
from handlers.staff.catalogue.editing import Editing

__all__ = ["Editing", "listen"]


def listen(router: Router) -> None:
    for noun in (looking, writing, dates, forms, publishing, ending):
        noun.listen(router)
