"""A seat that waits for a guardian's yes: the receipt, and the message to forward."""

from bot.models import Course, Enrollment
from bot.screens import guardians as screens
from bot.services import approvals, courses, guardians
from bot.turn import Turn


async def tell(turn: Turn, enrollment: Enrollment, course: Course, *, show: bool = False) -> None:
    """Until when it is held; with a link at once for who has no guardian here yet. `show`: in place of what was
    tapped."""
    known = await guardians.of(turn.session, enrollment.person_id)
    meetings = await courses.sessions(turn.session, enrollment.course_id)
    receipt = screens.provisional(
        enrollment, course, meetings, pack=turn.pack, facts=turn.facts, now=turn.now, linked=not known
    )
    if show:
        turn.said.show(receipt)
    else:
        turn.said.send(receipt)
    if not known:
        await send_link(turn, enrollment)


async def send_link(turn: Turn, enrollment: Enrollment) -> str:
    """A fresh link, in a message to forward; returns its address, which is empty while the bot has no name."""
    token, permission, course = await approvals.ask_by_link(
        turn.session, turn.person, enrollment.id or 0, facts=turn.facts, now=turn.now
    )
    turn.said.send(
        screens.link(token, permission, course, pack=turn.pack, bot_name=turn.bot_name, facts=turn.facts, now=turn.now)
    )
    return f"https://t.me/{turn.bot_name}?start=g_{token}" if turn.bot_name else ""
