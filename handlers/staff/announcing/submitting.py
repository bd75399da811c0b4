"""Seeing an announcement exactly as it will arrive, and sending it or asking for a yes."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import Address, AnnouncementAt, PreviewOf, Submit, SubmitSurely
from bot.errors import CantAnnounce
from bot.i18n import LOCALES, speaking
from bot.screens.announcing import desk as screens
from bot.screens.announcing import said
from bot.services.broadcasts import EVERYBODY, approving, content, drafts, showing
from bot.services.broadcasts.drafts import Draft
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.announcing import common


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_preview, At(PreviewOf), **for_staff(Act.ANNOUNCE))
    tap(ask_if_sure, At(Submit), **for_staff(Act.ANNOUNCE))
    tap(submit, At(SubmitSurely), **for_staff(Act.ANNOUNCE))


async def show_preview(query: CallbackQuery, turn: Turn, address: PreviewOf) -> None:
    draft = await common.own(turn, address.broadcast)
    if not draft.messages:
        await common.show(turn, draft, CantAnnounce("empty"))
        return
    names = await preview(turn, draft)
    turn.said.send(screens.previewed(_back(draft), names, named_in_it=_names_them(draft)))


def _back(draft: Draft) -> Address:
    return AnnouncementAt(draft.id)


def _names_them(draft: Draft) -> bool:
    return any(content.names_them(contents) for contents in draft.messages.values())


async def preview(turn: Turn, draft: Draft) -> Sequence[str]:
    """Say it as it will be said: in each language, and where the name is in it, to the longest and the strangest name
    and to nobody's. Returns the names."""
    linked = await drafts.linked(turn.session, draft.row.buttons)
    names: Sequence[str] = ()
    if _names_them(draft):
        names = await showing.readers(turn.session, draft.rule, turn.me, now=turn.now, facts=turn.facts)
    for locale in _reads(draft):
        contents = draft.said_in(locale)
        tried = [*names, ""] if content.names_them(contents) else [""]
        with speaking(locale):
            for name in tried:
                turn.said.send(said.said(contents, draft.row.buttons, linked, first_name=name))
    return names


def _reads(draft: Draft) -> list[str]:
    """The languages in which it comes out differently: the buttons have their own words in each."""
    if EVERYBODY not in draft.messages:
        return [locale for locale in LOCALES if locale in draft.messages]
    chosen: list[str] = [locale for locale in LOCALES if locale in draft.rule.languages]
    return chosen or list[str](LOCALES if draft.row.buttons else LOCALES[:1])


async def ask_if_sure(query: CallbackQuery, turn: Turn, address: Submit) -> None:
    draft = await common.own(turn, address.broadcast)
    try:
        found = await approving.ready(turn.session, draft, facts=turn.facts, now=turn.now)
    except CantAnnounce as refusal:
        await common.show(turn, draft, refusal)
        return
    turn.said.show(screens.sure(draft, found, facts=turn.facts, now=turn.now))


async def submit(query: CallbackQuery, turn: Turn, address: SubmitSurely) -> None:
    try:
        draft, found = await approving.submit(
            turn.session, address.broadcast, turn.me, address.mark, facts=turn.facts, now=turn.now
        )
    except CantAnnounce as refusal:
        await common.show(turn, await common.own(turn, address.broadcast), refusal)
        return
    turn.said.show(screens.submitted(draft, found, facts=turn.facts, now=turn.now))
