"""Fields that take one, or several, of given values."""

import zlib
from typing import Any, Final

from bot.i18n import _
from bot.models import CatalogueDraft
from bot.screens.catalogue import labels
from bot.services import venues
from bot.services.editing import drafts
from bot.services.editing.fields import CALL_KINDS, COURSE, COURSE_KINDS, MODALITIES
from bot.turn import Turn
from handlers.staff.catalogue import showing

MANY: Final = ("topics", "interests", "requirements", "eligibility", "documents")
"""Those that take several."""
CHOSEN: Final = ("topic", "kind", "modality", "organiser", "venue", "sensitive", *MANY)


def mark(value: Any) -> str:
    """What stands for a choice in an address: keys may be longer than it has room for."""
    return f"{zlib.crc32(str(value).encode()):x}"


async def values(turn: Turn, one: CatalogueDraft, field: str) -> list[Any]:
    pack = turn.pack
    if field == "venue":
        return [venue.key for venue in await venues.everything(turn.session, pack)]
    if field == "sensitive":
        return [True, False]
    if field in ("requirements", "eligibility", "documents"):
        # Those that this institution uses; the labels of all packs would be a hundred.
        things: Any = pack.courses if one.kind == COURSE else pack.calls
        return list(dict.fromkeys(key for thing in things for key in getattr(thing, field)))
    return {
        "topic": [topic.key for topic in pack.topics],
        "topics": [topic.key for topic in pack.topics],
        "kind": [*(COURSE_KINDS if one.kind == COURSE else CALL_KINDS)],
        "modality": [*MODALITIES],
        "organiser": [organiser.key for organiser in pack.organisers],
        "interests": [interest.key for interest in pack.interests],
    }[field]


def label(turn: Turn, field: str, value: Any, places: dict[str, str]) -> str:
    if field == "sensitive":
        return str(_("Yes, sensitive") if value else _("No"))
    return places[value] if field == "venue" else labels.choice(field, value, turn.pack)


async def choices(turn: Turn, one: CatalogueDraft, field: str) -> list[tuple[str, str, bool]]:
    held = (await drafts.state(turn.session, one, pack=turn.pack)).get(field)
    known = await showing.places(turn)
    return [
        (
            mark(value),
            label(turn, field, value, known),
            value in held if isinstance(held, list) else value == held,
        )
        for value in await values(turn, one, field)
    ]
