"""Letters between the two sides of an account change."""

from collections.abc import Mapping
from typing import Final

from bot.letters.desk import Desk, Dropped, Writer
from bot.models import Course
from bot.screen import Screen
from bot.screens import moving as screens
from bot.services import moving


async def _asked(desk: Desk) -> Screen | Dropped:
    subject = desk.letter.subject
    change = await moving.open_change(desk.session, subject["change"], now=desk.now)
    if change is None or change.person_id != desk.person.id:
        return Dropped("that link is over")
    return screens.confirm(change.id or 0, subject["first_name"], change.expires_at, facts=desk.facts)


async def _moved(desk: Desk) -> Screen:
    found = [await desk.session.get(Course, course_id) for course_id in desk.letter.subject["given_up"]]
    return screens.arrived([course for course in found if course is not None])


async def _kept(_desk: Desk) -> Screen:
    return screens.kept()


WRITERS: Final[Mapping[str, Writer]] = {
    "account_asked": _asked,
    "account_moved": _moved,
    "account_kept": _kept,
}
