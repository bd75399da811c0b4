"""Letters between a young person and their guardians."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.errors import NotThere
from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.models import Guardianship, Person, Standing
from bot.screen import Screen
from bot.screens import approvals as screens
from bot.screens import guardian_letters, receipts
from bot.screens import guardians as young_screens
from bot.services import approvals, courses, enrollments, holds, of_age
from bot.services.approvals import About, Applied


def _about(write: Callable[[Desk, About], Awaitable[Written]], *, open_only: bool = False) -> Writer:
    """A letter about a question to a guardian, to one of its two sides."""

    async def written(desk: Desk) -> Written:
        about = await approvals.about(desk.session, desk.letter.subject.get("permission", 0))
        if about is None or desk.person.id not in (about.permission.person_id, about.permission.guardian_id):
            return Dropped("the question is gone")
        if open_only and about.permission.ended_at is not None:
            return Dropped("the question is over")
        return await write(desk, about)

    return written


async def _asked(desk: Desk, about: About) -> Written:
    if about.permission.decided_at is not None:
        return Dropped("answered already")
    matter = about.matter
    meetings = () if isinstance(matter, Applied) else await courses.sessions(desk.session, matter.course.id or 0)
    return screens.request(
        about.permission, matter, about.young, meetings, pack=desk.pack, facts=desk.facts, now=desk.now
    )


async def _answered(desk: Desk, about: About) -> Written:
    if about.permission.confirmed_at is not None:
        return Dropped("confirmed already")
    return young_screens.confirm(about.permission, about.matter, facts=desk.facts, now=desk.now)


async def _declined(desk: Desk, about: About) -> Written:
    return guardian_letters.declined(about.permission, about.matter, facts=desk.facts, now=desk.now)


async def _given(desk: Desk, about: About) -> Written:
    matter = about.matter
    if isinstance(matter, Applied):
        return young_screens.received(about.permission, matter, facts=desk.facts)
    if matter.enrollment.standing is not Standing.ENROLLED:
        return young_screens.noted(about.permission, matter.enrollment, matter.course)
    mine = desk.facts.for_born(desk.person.birth_date, desk.now)
    meetings = await courses.sessions(desk.session, matter.course.id or 0)
    seat = receipts.seat(matter.enrollment, matter.course, meetings, pack=desk.pack, facts=mine, now=desk.now)
    return young_screens.given(about.permission, seat)


async def _withdrawn(_desk: Desk, about: About) -> Written:
    return guardian_letters.withdrawn(about.permission, about.matter)


async def _confirmed(_desk: Desk, about: About) -> Written:
    return screens.confirmed(about.matter, about.young)


async def _refused(_desk: Desk, _about: About) -> Written:
    return screens.refused()


async def _in_vain(_desk: Desk, about: About) -> Written:
    return screens.in_vain(about.matter, about.young)


async def _soon(desk: Desk) -> Written:
    enrollment, course = await enrollments.get(desk.session, desk.person.id or 0, desk.letter.enrollment_id or 0)
    if enrollment.standing is not Standing.PROVISIONAL:
        return Dropped("not held any more")
    waiting = await approvals.waiting(desk.session, approvals.Place(enrollment, course), now=desk.now)
    return guardian_letters.soon(enrollment, course, waiting, facts=desk.facts, now=desk.now)


async def _lapsed(desk: Desk) -> Written:
    try:
        found = await enrollments.get(desk.session, desk.person.id or 0, desk.letter.subject.get("enrollment", 0))
    except NotThere:
        return Dropped("the place is gone")
    if await enrollments.own(desk.session, desk.person.id or 0, found[1], now=desk.now) is not None:
        return Dropped("back already")
    return guardian_letters.lapsed(found[1], open_still=found[1].is_open(desk.now))


async def _grown_up(desk: Desk) -> Written:
    return guardian_letters.of_age(await of_age.running(desk.session, desk.person.id or 0, now=desk.now))


async def _pair(desk: Desk) -> tuple[Guardianship, Person] | None:
    pair = await desk.session.get(Guardianship, desk.letter.subject.get("guardianship", 0))
    if pair is None or desk.person.id not in (pair.person_id, pair.guardian_id):
        return None
    return pair, await desk.session.get_one(Person, pair.person_id)


async def _parted(desk: Desk) -> Screen | Dropped:
    found = await _pair(desk)
    if found is None:
        return Dropped("they are gone")
    pair, young = found
    return guardian_letters.parted(pair) if desk.person.id == pair.person_id else screens.parted(pair, young)


async def _free(desk: Desk) -> Screen | Dropped:
    found = await _pair(desk)
    return Dropped("they are gone") if found is None else screens.free(found[1])


WRITERS: Final[Mapping[str, Writer]] = {
    "permission_asked": _about(_asked, open_only=True),
    "guardian_answered": _about(_answered, open_only=True),
    "guardian_declined": _about(_declined),
    "permission_given": _about(_given, open_only=True),
    "permission_withdrawn": _about(_withdrawn),
    "guardian_confirmed": _about(_confirmed, open_only=True),
    "guardian_refused": _about(_refused),
    "guardian_in_vain": _about(_in_vain),
    holds.SOON: _soon,
    holds.LAPSED: _lapsed,
    "grown_up": _grown_up,
    "guardian_parted": _parted,
    "guardian_free": _free,
}
