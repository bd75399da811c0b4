"""Letters about a person's rights: the notice changed, a request was answered, two years have gone by."""

from collections.abc import Mapping
from typing import Final

from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.models import Request
from bot.screens import erasing as erasing_screens
from bot.screens import permissions as permission_screens
from bot.screens import requests as request_screens
from bot.services import consents, erasing, notice_changes, requests
from bot.services.register import NOTICE


async def _notice_changed(desk: Desk) -> Written:
    given = await consents.given_under_another(desk.session, desk.person.id or 0, facts=desk.facts)
    return permission_screens.notice_changed(desk.pack, given, desk.facts) if given else Dropped("allows nothing")


async def _answered(desk: Desk) -> Written:
    request = await desk.session.get(Request, desk.letter.subject.get("request", 0))
    if request is None or request.person_id != desk.person.id or request.answer is None:
        return Dropped("the request is gone")
    return request_screens.answered(request)


async def _silent(desk: Desk) -> Written:
    person = desk.person
    if person.warned_at is None or (person.seen_at is not None and person.seen_at > person.warned_at):
        return Dropped("back already")
    return erasing_screens.silent_for_long(person.warned_at + NOTICE, facts=desk.facts)


WRITERS: Final[Mapping[str, Writer]] = {
    notice_changes.KIND: _notice_changed,
    requests.ANSWERED: _answered,
    erasing.INACTIVE_KIND: _silent,
}
