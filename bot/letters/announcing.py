"""Letters around an announcement, to colleagues: one waits for a yes, and what became of it."""

from collections.abc import Mapping
from typing import Final

from bot.errors import NotThere, Refusal
from bot.i18n import _
from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.models import Stage
from bot.screens.announcing import approving as screens
from bot.services import team
from bot.services.broadcasts import approving, drafts


async def _asked(desk: Desk) -> Written:
    """Only to who may still answer, while it waits."""
    try:
        draft = await approving.to_review(
            desk.session, desk.letter.subject.get("broadcast", 0), desk.person.id or 0, now=desk.now
        )
    except Refusal:
        return Dropped("nothing to answer any more")
    try:
        author = (await team.colleague(desk.session, draft.row.author_id or 0)).called
    except NotThere:
        author = str(_("Somebody who has left the team"))
    return screens.asked(draft, author=author, facts=desk.facts, now=desk.now)


async def _answered(desk: Desk) -> Written:
    """To its author, unless they have gone on meanwhile."""
    why = desk.letter.subject.get("why", "")
    try:
        draft = await drafts.own(desk.session, desk.letter.subject.get("broadcast", 0), desk.person.id or 0)
    except NotThere:
        return Dropped("the announcement is gone")
    stage, reason = draft.row.stage, (draft.row.reason or "").partition(":")[0]
    if why == approving.APPROVED:
        stands = stage not in (Stage.DRAFT, Stage.ASKED)
    else:
        stands = why == reason or (why == approving.AGAIN and stage is Stage.ASKED)
    return screens.answered(draft, why, facts=desk.facts, now=desk.now) if stands else Dropped("it has gone on since")


WRITERS: Final[Mapping[str, Writer]] = {approving.ASKED: _asked, approving.ANSWERED: _answered}
