"""The letter about the journey's next step."""

from collections.abc import Mapping
from typing import Final

from bot.letters.desk import Desk, Dropped, Held, Writer, Written
from bot.screens import journey as screens
from bot.services import journey, nudges


async def _nudge(desk: Desk) -> Written:
    session, person = desk.session, desk.person
    if nudges.MUTED in person.muted:
        return Dropped("muted")
    if desk.pack.journey is None:
        return Dropped("the pack has no journey")
    following = journey.next_step(await journey.parts(session, person.id or 0, desk.pack.journey))
    if following is None:
        return Dropped("nothing left to do")
    said = await nudges.unanswered(session, person)
    if said >= nudges.UNANSWERED:
        return Dropped("not back since the last ones")
    if until := await nudges.held_until(session, person, facts=desk.facts, now=desk.now):
        return Held(until, "a week after the last sign of life, in the afternoon")
    if said + 1 < nudges.UNANSWERED:
        await nudges.plan(session, person, facts=desk.facts, now=desk.now, saying=desk.letter)
    return screens.nudge(desk.pack, following)


WRITERS: Final[Mapping[str, Writer]] = {nudges.KIND: _nudge}
