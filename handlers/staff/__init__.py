"""What only colleagues can talk about."""

from typing import Final

from aiogram import Router

from handlers.staff import announcing, arriving, broadcasting, catalogue, late, log, panel, sheets, team
from handlers.staff.sheets.taking import Sending

SCENES: Final = (*announcing.SCENES, catalogue.Editing, Sending)


def listen_late(router: Router) -> None:
    sheets.taking.listen_late(router)


def listen(router: Router) -> None:
    for noun in (arriving, team, panel, log, announcing, broadcasting, catalogue, late, sheets):
        noun.listen(router)
