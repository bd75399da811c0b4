"""What came of a list that a colleague sent."""

from collections.abc import Mapping
from typing import Final

from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.models import SheetImport, SheetState
from bot.screens.sheets import reports


async def _read(desk: Desk) -> Written:
    one = await desk.session.get(SheetImport, desk.letter.subject.get("import", 0))
    if one is None or one.person_id != desk.person.id:
        return Dropped("the list is gone")
    if one.state not in (SheetState.READ, SheetState.REFUSED):
        return Dropped("decided already")
    return reports.report(one, now=desk.now)


WRITERS: Final[Mapping[str, Writer]] = {"sheet_read": _read}
