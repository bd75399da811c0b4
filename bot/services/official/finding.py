"""What a text speaks of: a course, a call or news of ours, by its title or by a link to its card."""

from collections.abc import Sequence
from typing import Final, TypeVar

from sqlmodel import col, select

from bot.db import Session
from bot.models import Call, Course, News
from bot.services.official.texts import names_it

Thing = Course | Call | News
K = TypeVar("K", Course, Call, News)
AT_MOST: Final = 3


async def spoken_of(session: Session, text: str, *, payloads: Sequence[str] = ()) -> list[Thing]:
    """At most three things, those that a link names first, then the longest titles: also what is over by now."""
    linked = [thing for payload in payloads if (thing := await _linked(session, payload)) is not None]
    titled: list[Thing] = [
        *await _titled(session, Course, text),
        *await _titled(session, Call, text),
        *await _titled(session, News, text),
    ]
    titled.sort(key=lambda thing: -len(thing.title["es"]))
    chosen: dict[tuple[str, str], Thing] = {}
    for thing in (*linked, *titled):
        chosen.setdefault((type(thing).__name__, thing.key), thing)
    return list(chosen.values())[:AT_MOST]


async def _linked(session: Session, payload: str) -> Thing | None:
    letter, _underscore, key = payload.partition("_")
    match letter:
        case "c":
            return await _newest(session, Course, key)
        case "k":
            return await _newest(session, Call, key)
        case "n":
            return await _newest(session, News, key)
    return None


async def _newest(session: Session, kind: type[K], key: str) -> K | None:
    return (await session.exec(select(kind).where(kind.key == key).order_by(col(kind.id).desc()).limit(1))).first()


async def _titled(session: Session, kind: type[K], text: str) -> list[K]:
    newest: dict[str, K] = {}
    for thing in await session.exec(select(kind).order_by(col(kind.id))):
        newest[thing.key] = thing
    return [thing for thing in newest.values() if names_it(text, _names(thing))]


def _names(thing: Thing) -> list[str]:
    short = {} if isinstance(thing, News) else thing.short_title
    return [*thing.title.values(), *short.values()]
