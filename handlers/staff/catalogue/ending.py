"""Taking out, calling off, bringing back, confirming: each asked once more, with whom it affects."""

from typing import Any, Final

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import AskEnd, EndItem
from bot.errors import NotThere
from bot.i18n import _, ngettext
from bot.screens.catalogue import preview
from bot.services import courses, interests
from bot.services.editing import ending
from bot.services.editing.fields import CALL, COURSE, NEWS
from bot.services.editing.foreseeing import when
from bot.services.editing.putting import find
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.catalogue import showing

MAY = for_staff(Act.EDIT_CATALOGUE)
HOW: Final = ("close", "cancel", "reopen", "confirm")


def listen(router: Router) -> None:
    router.callback_query.register(ask, At(AskEnd), **MAY)
    router.callback_query.register(end, At(EndItem), **MAY)


async def ask(query: CallbackQuery, turn: Turn, address: AskEnd) -> None:
    thing = await _thing(turn, address.kind, address.id, address.how)
    asked = await interests.count(turn.session, thing.key) if address.kind == COURSE else 0
    meetings = await courses.sessions(turn.session, thing.id) if address.kind == COURSE else []
    ahead = [one.starts_at for one in meetings if one.starts_at > turn.now]
    at = when(min(ahead, default=None), facts=turn.facts, now=turn.now)
    how_many = await showing.counts(turn, address.kind, thing.id)
    turn.said.show(
        preview.ask_end(address.kind, thing, address.how, how_many, asked, at, facts=turn.facts, now=turn.now)
    )


async def end(query: CallbackQuery, turn: Turn, address: EndItem) -> None:
    await _thing(turn, address.kind, address.id, address.how)
    how: dict[str, Any] = {"by": turn.me, "pack": turn.pack, "now": turn.now, "revision": address.revision}
    match address.how:
        case "close":
            await ending.close(turn.session, address.kind, address.id, **how)
            done = _("Done: nobody new finds it.")
        case "cancel":
            told = await ending.cancel(turn.session, address.id, facts=turn.facts, **how)
            done = ngettext("Called off; {n} person is told.", "Called off; {n} people are told.", told)
        case "reopen":
            await ending.reopen(turn.session, address.kind, address.id, facts=turn.facts, **how)
            done = _("Done: people find it again.")
        case _:
            await ending.confirm(turn.session, address.kind, address.id, facts=turn.facts, **how)
            done = _("Done: it is no example any more.")
    thing = await _thing(turn, address.kind, address.id, address.how)
    turn.said.show(await showing.item(turn, address.kind, thing, done))


async def _thing(turn: Turn, kind: str, id: int, how: str) -> Any:
    if kind not in (COURSE, CALL, NEWS) or how not in HOW or (how == "cancel" and kind != COURSE):
        raise NotThere
    thing = await find(turn.session, kind, id=id)
    if thing is None:
        raise NotThere
    return thing
