"""Letters about an application's dates, to the applicant; and about late answers, to colleagues."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot import time
from bot.errors import NotThere
from bot.letters.desk import Desk, Dropped, Held, Writer, Written
from bot.models import SENT, PaperState, Progress
from bot.screens import guardian_letters
from bot.screens import late as staff_screens
from bot.screens.applying import closing as screens
from bot.screens.applying import saying
from bot.services import approvals, rights, suggestions
from bot.services.applications import closings, deadlines, drafts, lateness, outages, paths, rounds
from bot.services.applications.paths import Path
from bot.services.approvals import Applied
from bot.services.of_age import APPLIED
from bot.services.rights import Act
from bot.services.suggestions import Suggestion


async def _path(desk: Desk) -> Path | Dropped:
    try:
        application = await drafts.get(desk.session, desk.person.id or 0, desk.letter.subject.get("application", 0))
        return await paths.load(desk.session, desk.person, application, facts=desk.facts, now=desk.now)
    except NotThere:
        return Dropped("the application is gone")


async def _meanwhile(desk: Desk, path: Path) -> list[Suggestion]:
    return await suggestions.meanwhile(desk.session, desk.person, desk.pack, path.call, facts=desk.facts, now=desk.now)


async def _unfinished(desk: Desk) -> Written:
    path = await _path(desk)
    if isinstance(path, Dropped):
        return path
    closes, days = path.round.closes_at, desk.letter.subject.get("days", 0)
    if path.application.progress is not Progress.DRAFT:
        return Dropped(f"{path.application.progress}")
    if closes is None or closes <= desk.now:
        return Dropped("closed")
    mine = desk.facts.for_born(desk.person.birth_date, desk.now)
    due = deadlines.moments(closes, facts=mine).get(days)
    if due is not None and due > desk.now:
        return Held(due, "moved")
    if deadlines.later(closes, days, facts=mine, now=desk.now):
        return Dropped("a later one says the same")
    refused = any(paper.state is PaperState.REFUSED for paper in path.papers)
    return screens.unfinished(path, refused=refused, facts=desk.facts, now=desk.now)


async def _outage(desk: Desk) -> Written:
    path = await _path(desk)
    if isinstance(path, Dropped):
        return path
    until = path.application.correct_until if path.correcting else path.round.ends_at
    if not path.is_open(desk.now) or until is None:
        return Dropped("sent, or closed")
    return screens.outage(path, until=until, facts=desk.facts, now=desk.now)


async def _lapsed(desk: Desk) -> Written:
    path = await _path(desk)
    if isinstance(path, Dropped):
        return path
    if path.application.progress is not Progress.LAPSED:
        return Dropped("sent after all")
    return screens.lapsed(path, await _meanwhile(desk, path), facts=desk.facts)


async def _no_guardian(desk: Desk) -> Written:
    path = await _path(desk)
    if isinstance(path, Dropped):
        return path
    if path.application.progress is not Progress.LAPSED:
        return Dropped("not over")
    return screens.no_guardian(path, await _meanwhile(desk, path), facts=desk.facts)


async def _soon(desk: Desk) -> Written:
    number = desk.letter.subject.get("application", 0)
    try:
        matter = await approvals.mine(desk.session, desk.person.id or 0, enrollment_id=0, application_id=number)
    except NotThere:
        return Dropped("the application is gone")
    if not isinstance(matter, Applied) or not matter.is_open or matter.until <= desk.now:
        return Dropped("not waiting any more")
    waiting = await approvals.waiting(desk.session, matter, now=desk.now)
    return guardian_letters.soon_about(matter, waiting, facts=desk.facts, now=desk.now)


async def _of_age(desk: Desk) -> Written:
    path = await _path(desk)
    if isinstance(path, Dropped):
        return path
    if path.application.progress not in SENT:
        return Dropped("not in any more")
    return screens.of_age(path, saying.promise(path.application, path.round, facts=desk.facts))


async def _delayed(desk: Desk) -> Written:
    path = await _path(desk)
    if isinstance(path, Dropped):
        return path
    one, of = path.application, path.round
    if one.progress is Progress.GUARDIAN and one.submitted_at is not None:
        return await _delayed_without_yes(desk, path)
    if one.progress not in SENT or one.released_at is not None or one.submitted_at is None:
        return Dropped("answered, or not in any more")
    promised = rounds.promised(of, one.submitted_at, facts=desk.facts)
    said = desk.letter.subject.get("broken")
    broken = date.fromisoformat(said) if said else promised
    told = time.local(of.release_at, desk.facts.zone).date() if of.release_at is not None else None
    instead = max((day for day in (promised, told) if day is not None and day > broken), default=None)
    return screens.delayed(one, path.call, broken=broken, instead=instead)


async def _delayed_without_yes(desk: Desk, path: Path) -> Written:
    matter = await approvals.mine(
        desk.session, desk.person.id or 0, enrollment_id=0, application_id=path.application.id or 0
    )
    if not isinstance(matter, Applied) or matter.until <= desk.now:
        return Dropped("the time for the yes is over")
    said = desk.letter.subject
    waiting = await approvals.waiting(desk.session, matter, now=desk.now)
    return guardian_letters.delayed(
        matter,
        waiting,
        broken=date.fromisoformat(said["broken"]),
        instead=date.fromisoformat(said["instead"]) if said.get("instead") else None,
        facts=desk.facts,
        now=desk.now,
    )


async def _due(desk: Desk) -> Written:
    if not rights.may(await rights.roles_of(desk.session, desk.person.id or 0), Act.REVIEW):
        return Dropped("no longer a colleague who reads")
    try:
        one = await lateness.get(desk.session, desk.letter.subject.get("round", 0), facts=desk.facts, now=desk.now)
    except NotThere:
        return Dropped("all answered")
    return staff_screens.due(one, facts=desk.facts, now=desk.now)


async def _late(desk: Desk) -> Written:
    if not rights.may(await rights.roles_of(desk.session, desk.person.id or 0), Act.HEAR_OF_LATE):
        return Dropped("no longer a colleague who hears of it")
    late = [one for one in await lateness.owed(desk.session, facts=desk.facts, now=desk.now) if one.late]
    return staff_screens.late(late) if late else Dropped("all answered")


WRITERS: Final[Mapping[str, Writer]] = {
    deadlines.KIND: _unfinished,
    outages.KIND: _outage,
    closings.LAPSED: _lapsed,
    closings.NO_YES: _no_guardian,
    closings.SOON: _soon,
    APPLIED: _of_age,
    lateness.DELAYED: _delayed,
    lateness.SOON: _due,
    lateness.LATE: _late,
}
