"""How an announcement goes, as it is now, in the message that was tapped; from then on that message follows it."""

from bot.screens.announcing import going as screens
from bot.services import rights
from bot.services.broadcasts import outcomes, running
from bot.services.broadcasts.drafts import Draft
from bot.services.rights import Act
from bot.turn import Turn


async def show(turn: Turn, draft: Draft, *, message: int | None = None) -> None:
    """`message`: where it is shown, so that it can be kept in step."""
    steers = rights.may(await rights.roles_of(turn.session, turn.person.id or 0), Act.STEER_ANNOUNCEMENT)
    tally = await outcomes.so_far(turn.session, draft.row, now=turn.now)
    if message is not None:
        running.follow(draft.row, turn.account_id, message, turn.person.locale, steers=steers)
    turn.said.show(screens.progress(draft, tally, facts=turn.facts, now=turn.now, steers=steers))
