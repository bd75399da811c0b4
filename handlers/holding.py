"""What waits for a guardian's yes: the receipt, and the message to forward."""

from bot.models import Course, Enrollment
from bot.screen import Screen
from bot.screens import guardians as screens
from bot.services import approvals, courses, guardians
from bot.services.approvals import Applied, Matter, Place
from bot.turn import Turn


async def tell(turn: Turn, enrollment: Enrollment, course: Course, *, show: bool = False) -> None:
    """A held seat, and until when; with a link at once for who has no guardian here yet. `show`: in place of what was
    tapped."""
    known = await guardians.of(turn.session, enrollment.person_id)
    meetings = await courses.sessions(turn.session, enrollment.course_id)
    receipt = screens.provisional(
        enrollment, course, meetings, pack=turn.pack, facts=turn.facts, now=turn.now, linked=not known
    )
    await _say(turn, Place(enrollment, course), receipt, linked=not known, show=show)


async def tell_sent(turn: Turn, application_id: int, *, show: bool = False) -> None:
    """The same for an application that was sent."""
    matter = await approvals.mine(turn.session, turn.person.id or 0, enrollment_id=0, application_id=application_id)
    assert isinstance(matter, Applied)
    known = await guardians.of(turn.session, turn.person.id or 0)
    named = bool(turn.person.name)
    receipt = screens.sent(matter, facts=turn.facts, now=turn.now, linked=named and not known, named=named)
    await _say(turn, matter, receipt, linked=named and not known, show=show)


async def _say(turn: Turn, matter: Matter, receipt: Screen, *, linked: bool, show: bool) -> None:
    if show:
        turn.said.show(receipt)
    else:
        turn.said.send(receipt)
    if linked:
        await send_link(turn, matter)


async def send_link(turn: Turn, matter: Matter) -> str:
    """A fresh link, in a message to forward; returns its address, which is empty while the bot has no name."""
    token, permission = await approvals.ask_by_link(turn.session, turn.person, matter, facts=turn.facts, now=turn.now)
    turn.said.send(
        screens.link(token, permission, matter, pack=turn.pack, bot_name=turn.bot_name, facts=turn.facts, now=turn.now)
    )
    return f"https://t.me/{turn.bot_name}?start=g_{token}" if turn.bot_name else ""
