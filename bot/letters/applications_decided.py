"""Letters about applications: what was decided, what is to be corrected; to colleagues, what waits for them."""

from collections.abc import Mapping
from typing import Final

from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.models import Application, Call, CallRound, Decision, Progress
from bot.screens import not_yet
from bot.screens.reviewing import deciding as deciding_screens
from bot.screens.reviewing import outcomes as screens
from bot.screens.reviewing import queue as queue_screens
from bot.services import rights, suggestions
from bot.services.applications import correcting, deciding, queue, releasing, reminding, rounds
from bot.services.rights import Act


async def _of(desk: Desk) -> tuple[Application, Call, CallRound] | None:
    """The application, where it is the reader's still."""
    found = await desk.session.get(Application, desk.letter.subject.get("application", 0), populate_existing=True)
    if found is None or found.person_id != desk.person.id:
        return None
    call = await desk.session.get_one(Call, found.call_id)
    return found, call, await rounds.get(desk.session, found.round_id)


async def _decided(desk: Desk) -> Written:
    """What was decided and released, as it is now."""
    about = await _of(desk)
    if about is None:
        return Dropped("the application is gone")
    application, call, of = about
    if application.progress is not Progress.DECIDED or application.released_at is None or application.decision is None:
        return Dropped("it isn't decided any more")
    if releasing.KINDS[application.decision] != desk.letter.kind:
        return Dropped("decided otherwise since")
    fitting = []
    if application.decision is Decision.DECLINED and not call.sensitive:
        found = await suggestions.meanwhile(desk.session, desk.person, desk.pack, call, facts=desk.facts, now=desk.now)
        fitting = [not_yet.suggested(one, facts=desk.facts) for one in found]
    return screens.decided(call, rounds.asked(of), application, fitting)


async def _correct(desk: Desk) -> Written:
    about = await _of(desk)
    if about is None:
        return Dropped("the application is gone")
    application, call, of = about
    if application.progress is not Progress.CORRECTING or application.correct_until is None:
        return Dropped("nothing to correct any more")
    until = application.correct_until
    return screens.correct(call, rounds.asked(of), application, until, facts=desk.facts, now=desk.now)


async def _correcting_over(desk: Desk) -> Written:
    about = await _of(desk)
    if about is None or about[0].progress is not Progress.SUBMITTED:
        return Dropped("it has gone on since")
    application, call, _of_round = about
    return screens.correcting_over(call, application)


async def _work(desk: Desk) -> Written:
    """To a colleague, where something waits still."""
    everything = await reminding.everything(desk.session, facts=desk.facts)
    found = await reminding.work_of(desk.session, desk.person.id or 0, everything, now=desk.now)
    return queue_screens.work(found) if found else Dropped("nothing waits any more")


async def _place_free(desk: Desk) -> Written:
    """To who decides: a place is free. Whom it would go to next is looked up now."""
    me = desk.person.id or 0
    of = await desk.session.get(CallRound, desk.letter.subject.get("round", 0))
    if of is None or not rights.may(await rights.roles_of(desk.session, me), Act.DECIDE):
        return Dropped("nobody's to know any more")
    if await queue.excluded(desk.session, of.id or 0, me):
        return Dropped("they take part themself")
    if (await deciding.places_left(desk.session, of)) == 0:
        return Dropped("the place is given")
    entries = queue.seen_by(await queue.of_round(desk.session, of, facts=desk.facts), me)
    call = await desk.session.get_one(Call, of.call_id)
    return deciding_screens.place_free(of, call, deciding.next_in_line(entries))


WRITERS: Final[Mapping[str, Writer]] = {
    **dict.fromkeys(releasing.KINDS.values(), _decided),
    correcting.KIND: _correct,
    correcting.OVER: _correcting_over,
    reminding.KIND: _work,
    deciding.FREE: _place_free,
}
