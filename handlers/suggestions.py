"""What may fit this person, what isn't for them, and what they want to be told of."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

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
    TellWhenICan,
    TellWhenOpen,
)
from bot.i18n import words
from bot.screens import suggestions as screens
from bot.screens import tastes as taste_screens
from bot.screens import wishes as wish_screens
from bot.services import calls, consents, courses, dismissals, purposes, suggestions, tastes, wishes
from bot.turn import Turn
from handlers.courses import card
from handlers.hearing import At, Command
from handlers.old import renew


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
    router.callback_query.register(tell_when_i_can, At(TellWhenICan))
    router.callback_query.register(tell_when_open, At(TellWhenOpen))


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
    turn.said.show(screens.listed(found, page, turn.person, pack=turn.pack, facts=turn.facts, now=turn.now))


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


async def tell_when_i_can(query: CallbackQuery, turn: Turn, address: TellWhenICan) -> None:
    """Where another group can be joined already, its card; else the wish is kept, once."""
    course = await courses.get(turn.session, address.course)
    other = await wishes.another_group(turn.session, turn.person, course, facts=turn.facts, now=turn.now)
    if other is not None and not course.is_open(turn.now):
        turn.said.toast(wish_screens.another_group(other))
        turn.said.show(await card(turn, other))
        return
    kept = await wishes.when_i_can(turn.session, turn.person, course, facts=turn.facts, now=turn.now)
    turn.said.toast(wish_screens.kept(course, kept), alert=True)
    if kept.what == "nothing":
        turn.said.show(await card(turn, course))


async def tell_when_open(query: CallbackQuery, turn: Turn, state: FSMContext, address: TellWhenOpen) -> None:
    call = await calls.get(turn.session, address.call)
    if call.closed_at is not None:
        await renew(query, turn, state)
        return
    kept = await wishes.when_open(turn.session, turn.person, call, facts=turn.facts, now=turn.now)
    turn.said.toast(wish_screens.kept(call, kept), alert=True)
