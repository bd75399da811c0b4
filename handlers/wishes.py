"""*Tell me when I can*: keeping such a wish, seeing all of them, taking one back."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.addresses import (
    StandingWishes,
    TakeWishBack,
    TellMe,
    TellWhenICan,
    TellWhenIMay,
    TellWhenOldEnough,
    TellWhenOpen,
)
from bot.errors import NotEligible, Refusal
from bot.models import Call, Course
from bot.screens import standing as screens
from bot.screens import wishes as wish_screens
from bot.screens.courses import will_tell
from bot.services import calls, courses, enrollments, interests, standing, unfit, wishes
from bot.services.applications import eligible, rounds
from bot.services.fits import Thing
from bot.turn import Turn, refusing
from handlers import suggestions
from handlers.calls import call_card
from handlers.courses import card
from handlers.hearing import At
from handlers.old import renew

CARD, LIST, FOR_YOU = "c", "l", "p"
"""Where a wish was kept or taken back: on the thing's own card, in the list, among the suggestions; else on the card of
a refusal."""


def listen(router: Router) -> None:
    router.callback_query.register(tell_me, At(TellMe))
    router.callback_query.register(tell_when_i_can, At(TellWhenICan))
    router.callback_query.register(tell_when_open, At(TellWhenOpen))
    router.callback_query.register(tell_when_i_may, At(TellWhenIMay))
    router.callback_query.register(tell_when_old_enough, At(TellWhenOldEnough))
    router.callback_query.register(show_all, At(StandingWishes))
    router.callback_query.register(take_back, At(TakeWishBack))


async def tell_me(query: CallbackQuery, turn: Turn, address: TellMe) -> None:
    course = await courses.get(turn.session, address.course)
    anew = await interests.note(turn.session, _id(turn), course, now=turn.now)
    turn.said.toast(will_tell(course, anew=anew), alert=True)
    turn.said.show(await card(turn, course))


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
    await _show_again(turn, course, address.at)


async def tell_when_open(query: CallbackQuery, turn: Turn, state: FSMContext, address: TellWhenOpen) -> None:
    call = await calls.get(turn.session, address.call)
    if call.closed_at is not None:
        await renew(query, turn, state)
        return
    kept = await wishes.when_open(turn.session, turn.person, call, facts=turn.facts, now=turn.now)
    turn.said.toast(wish_screens.kept(call, kept), alert=True)
    turn.said.show(await call_card(turn, call))


async def tell_when_i_may(query: CallbackQuery, turn: Turn, address: TellWhenIMay) -> None:
    """Looked at again: the birth date, or the call, may be another by now."""
    call = await calls.get(turn.session, address.call)
    refusal = await _in_the_way(turn, call)
    if refusal is None or refusal.on is None:
        turn.said.show(await call_card(turn, call) if refusal is None else await refusing.screen(refusal, turn))
        return
    kept = await wishes.when_i_may(turn.session, turn.person, call, refusal.on, facts=turn.facts, now=turn.now)
    turn.said.toast(wish_screens.kept(call, kept), alert=True)
    turn.said.show(await refusing.screen(refusal, turn))


async def _in_the_way(turn: Turn, call: Call) -> NotEligible | None:
    of = await rounds.current(turn.session, call, facts=turn.facts, now=turn.now)
    if of is None:
        return None
    try:
        await eligible.check(turn.session, call, of, turn.person, facts=turn.facts, now=turn.now)
    except NotEligible as refusal:
        return refusal
    return None


async def tell_when_old_enough(query: CallbackQuery, turn: Turn) -> None:
    """Looked at again: what there is, or the birth date, may be another by now."""
    why = await unfit.look(turn.session, turn.person, facts=turn.facts, now=turn.now)
    if why.on is not None:
        await wishes.when_old_enough(turn.session, turn.person, why.age, why.on, facts=turn.facts)
    await suggestions.show_first(query, turn)


async def show_all(query: CallbackQuery, turn: Turn, address: StandingWishes) -> None:
    await _show_all(turn, address.page)


async def _show_all(turn: Turn, page: int = 1) -> None:
    found = await standing.mine(turn.session, turn.person, facts=turn.facts, now=turn.now)
    turn.said.show(screens.listed(found, page))


async def take_back(query: CallbackQuery, turn: Turn, address: TakeWishBack) -> None:
    """A second tap only shows how things are."""
    thing = await standing.thing(turn.session, address.kind, address.id)
    if await standing.take_back(turn.session, _id(turn), thing):
        turn.said.toast(screens.taken_back())
    if address.at == LIST:
        await _show_all(turn)
    elif thing is None:
        await suggestions.show_first(query, turn)
    else:
        await _show_again(turn, thing, address.at)


async def _show_again(turn: Turn, thing: Thing, at: str) -> None:
    """The card on which it was tapped, as it is now; the thing's own where nothing is in the way any more."""
    if not isinstance(thing, Course):
        turn.said.show(await call_card(turn, thing))
        return
    if at != CARD:
        try:
            await enrollments.may_join(turn.session, turn.person, thing, facts=turn.facts, now=turn.now)
        except Refusal as refusal:
            turn.said.show(await refusing.screen(refusal, turn))
            return
    turn.said.show(await card(turn, thing))


def _id(turn: Turn) -> int:
    assert turn.person.id is not None
    return turn.person.id
