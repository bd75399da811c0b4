"""Files of an application that can't be taken."""

from collections.abc import Mapping
from typing import Final

from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.models import LIVE, Application, PaperState
from bot.screens import papers as screens
from bot.services import calls
from bot.services.applications import papers, rounds


async def _refused(desk: Desk) -> Written:
    """All that were refused of the question by now, also where it was sent again in vain."""
    session, subject = desk.session, desk.letter.subject
    application = await session.get(Application, subject.get("application", 0))
    if application is None or application.person_id != desk.person.id or application.progress not in LIVE:
        return Dropped("the application is over")
    question = rounds.asked(await rounds.get(session, application.round_id)).question(subject.get("question", ""))
    if question is None:
        return Dropped("it isn't asked any more")
    there = await papers.of(session, application.id or 0, question.key)
    whys = [one.problem or "" for one in there if one.state is PaperState.REFUSED]
    if not whys:
        return Dropped("another was sent")
    call = await calls.get(session, application.call_id)
    return screens.refused(application, call, question, whys, left=len(there) - len(whys))


WRITERS: Final[Mapping[str, Writer]] = {papers.KIND: _refused}
