"""The catalogue in the staff's hands."""

from aiogram import Router

from handlers.staff.catalogue import dates, ending, form_parts, forms, looking, publishing, writing
from handlers.staff.catalogue.editing import Editing

__all__ = ["Editing", "listen"]


def listen(router: Router) -> None:
    for noun in (looking, writing, dates, forms, form_parts, publishing, ending):
        noun.listen(router)
