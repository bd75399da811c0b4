"""What a card opened from the suggestions shows besides: the way back to them, and why it was suggested."""

from markupsafe import Markup

from bot.addresses import ForYou
from bot.models import Call, Course
from bot.screens import suggestions as screens
from bot.services import suggestions
from bot.turn import Turn


async def of(turn: Turn, thing: Course | Call) -> tuple[ForYou, Markup]:
    """The page on which it stands, and its line; an empty one where it isn't suggested (any more)."""
    found = await suggestions.ranked(turn.session, turn.person, turn.pack, facts=turn.facts, now=turn.now)
    one = next((one for one in found if suggestions.same(one.thing, thing)), None)
    line = screens.why(one, turn.pack, facts=turn.facts, now=turn.now) if one else Markup()
    return ForYou(screens.page_of(found, thing)), line
