"""What may fit this person, what isn't for them, and what they could take later."""

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject
from markupsafe import Markup

from bot import time
from bot.addresses import (
    ForMeAgain,
    ForYou,
    GetAcquainted,
    NotForMe,
    NotForMeWhy,
    NotMine,
    TakeBack,
    Taste,
    Tastes,
)
from bot.i18n import words
from bot.screen import Screen
from bot.screens import suggestions as screens
from bot.screens import tastes as taste_screens
from bot.screens import unfit as unfit_screens
from bot.services import consents, dismissals, news, purposes, standing, suggestions, tastes, unfit
from bot.turn import Turn
from handlers.hearing import At, Command


def listen(router: Router) -> None:
    router.message.register(show_first, Command("para_ti", "for_you"))
    router.callback_query.register(show, At(ForYou))
    router.callback_query.register(ask, At(GetAcquainted))
    router.callback_query.register(taste, At(Taste))
    router.callback_query.register(show_tastes, At(Tastes))
    router.callback_query.register(dismiss, At(NotForMe))
    router.callback_query.register(explain, At(NotForMeWhy))
    router.callback_query.register(undo, At(ForMeAgain))
    router.callback_query.register(show_dismissed, At(NotMine))
    router.callback_query.register(take_back, At(TakeBack))


def _id(turn: Turn) -> int:
    assert turn.person.id is not None
    return turn.person.id


async def show_first(event: TelegramObject, turn: Turn) -> None:
    await _show(turn, 1)


async def show(query: CallbackQuery, turn: Turn, address: ForYou) -> None:
    await _show(turn, address.page)


async def _show(turn: Turn, page: int) -> None:
    """The first time the three questions come before."""
    if turn.person.acquainted_at is None:
        turn.said.show(taste_screens.question(turn.person, turn.pack, 0))
        return
    found = await suggestions.ranked(turn.session, turn.person, turn.pack, facts=turn.facts, now=turn.now)
    if not found:
        turn.said.show(await nothing(turn))
        return
    below = Markup()
    if len(found) < screens.PAGE:
        below = unfit_screens.later(await unfit.look(turn.session, turn.person, facts=turn.facts, now=turn.now))
    turn.said.show(
        screens.listed(found, page, turn.person, pack=turn.pack, facts=turn.facts, now=turn.now, below=below)
    )


async def nothing(turn: Turn) -> Screen:
    """In place of suggestions: why there are none, and from when there are."""
    why = await unfit.look(turn.session, turn.person, facts=turn.facts, now=turn.now)
    letter = await standing.old_enough(turn.session, _id(turn))
    noted = time.local(letter.due_at, turn.facts.zone).date() if letter is not None else None
    told = await news.current(turn.session, facts=turn.facts, now=turn.now)
    return unfit_screens.nothing(why, turn.pack, noted=noted, has_news=bool(told))


async def ask(query: CallbackQuery, turn: Turn, address: GetAcquainted) -> None:
    if address.step < len(tastes.STEPS):
        turn.said.show(taste_screens.question(turn.person, turn.pack, max(address.step, 0)))
        return
    turn.person.acquainted_at = turn.person.acquainted_at or turn.now
    await _show(turn, 1)


async def taste(query: CallbackQuery, turn: Turn, address: Taste) -> None:
    """On or off; what they are doing now is one tap, and the last."""
    tastes.tap(turn.person, turn.pack, address.step, address.value, facts=turn.facts, now=turn.now)
    await consents.give_by_doing(turn.session, _id(turn), purposes.SUGGESTIONS, facts=turn.facts, now=turn.now)
    if tastes.STEPS[address.step] != "occupation":
        turn.said.show(taste_screens.question(turn.person, turn.pack, address.step))
    elif turn.person.acquainted_at is None:
        turn.person.acquainted_at = turn.now
        await _show(turn, 1)
    else:
        await _show_tastes(turn)


async def show_tastes(query: CallbackQuery, turn: Turn) -> None:
    await _show_tastes(turn)


async def _show_tastes(turn: Turn) -> None:
    dismissed = len(await dismissals.mine(turn.session, _id(turn)))
    turn.said.show(taste_screens.settings(turn.person, turn.pack, dismissed))


async def dismiss(query: CallbackQuery, turn: Turn, address: NotForMe) -> None:
    """It holds at once, whether or not they say why."""
    thing = await dismissals.thing(turn.session, address.kind, address.id)
    await dismissals.dismiss(turn.session, _id(turn), thing, now=turn.now)
    turn.said.show(screens.ask_why(thing, address.page))


async def explain(query: CallbackQuery, turn: Turn, address: NotForMeWhy) -> None:
    thing = await dismissals.thing(turn.session, address.kind, address.id)
    await dismissals.explain(turn.session, _id(turn), thing, address.reason, now=turn.now)
    turn.said.toast(screens.thanks())
    await _show(turn, address.page)


async def undo(query: CallbackQuery, turn: Turn, address: ForMeAgain) -> None:
    thing = await dismissals.thing(turn.session, address.kind, address.id)
    await dismissals.undo(turn.session, _id(turn), thing)
    turn.said.toast(taste_screens.comes_again(words(thing.short_title)))
    await _show(turn, address.page)


async def show_dismissed(query: CallbackQuery, turn: Turn, address: NotMine) -> None:
    turn.said.show(taste_screens.not_mine(await dismissals.mine(turn.session, _id(turn)), address.page))


async def take_back(query: CallbackQuery, turn: Turn, address: TakeBack) -> None:
    """A second tap, or one on somebody else's, only shows the list as it is."""
    found = await dismissals.mine(turn.session, _id(turn))
    taken = next((thing for one, thing in found if one.id == address.dismissal), None)
    await dismissals.take_back(turn.session, _id(turn), address.dismissal)
    if taken is not None:
        turn.said.toast(taste_screens.comes_again(words(taken.short_title)))
    left = [(one, thing) for one, thing in found if one.id != address.dismissal]
    turn.said.show(taste_screens.not_mine(left, address.page))
