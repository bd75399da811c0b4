"""What only colleagues can talk about."""

from typing import Final

from aiogram import Router

from handlers.staff import (
    announcing,
    applications_export,
    arriving,
    attendance,
    broadcasting,
    catalogue,
    late,
    log,
    panel,
    partners,
    reviewing,
    sheets,
    team,
)
from handlers.staff.sheets.taking import Sending

SCENES: Final = (*announcing.SCENES, catalogue.Editing, late.PuttingOff, *reviewing.SCENES, Sending, *partners.SCENES)


def listen_late(router: Router) -> None:
    sheets.taking.listen_late(router)


def listen(router: Router) -> None:
    for noun in (
        arriving,
        team,
        panel,
        attendance,
        log,
        announcing,
        broadcasting,
        catalogue,
        late,
        reviewing,
        sheets,
        applications_export,
        partners,
    ):
        noun.listen(router)
