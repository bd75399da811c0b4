"""Announcements to many: composing one by sending it, choosing whom it is for, its approval by somebody else."""

from typing import Final

from aiogram import Router

from handlers.staff.announcing import aiming, approving, asking, buttons, desk, hours, submitting, words

SCENES: Final = (asking.Announcing, approving.Approving)


def listen(router: Router) -> None:
    for noun in (desk, words, buttons, aiming, hours, submitting, approving, asking):
        noun.listen(router)
