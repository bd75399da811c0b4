"""Referrals that the staff passes on."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import PassOn, ReferralOf, ReferralsToPass, WriteAboutReferral
from bot.i18n import _
from bot.screen import Screen
from bot.screens.partners import desk as screens
from bot.services import audit
from bot.services.partners import referring, things
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff
from handlers.staff.partners.writing import Writing, begin


def listen(router: Router) -> None:
    tap, rule = router.callback_query.register, for_staff(Act.REFER)
    router.message.register(show_all, Command("derivaciones", "referrals"), **rule)
    tap(show_page, At(ReferralsToPass), **rule)
    tap(show_one, At(ReferralOf), **rule)
    tap(pass_on, At(PassOn), **rule)
    tap(write, At(WriteAboutReferral), **rule)


async def show_all(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(await _list(turn, 1))


async def show_page(query: CallbackQuery, turn: Turn, address: ReferralsToPass) -> None:
    turn.said.show(await _list(turn, address.page))


async def _list(turn: Turn, page: int) -> Screen:
    found = await referring.waiting(turn.session)
    named = {one.id or 0: await things.of(turn.session, one, facts=turn.facts, now=turn.now) for one, _who in found}
    return screens.waiting(found, named, page, turn.pack, facts=turn.facts, now=turn.now)


async def show_one(query: CallbackQuery, turn: Turn, address: ReferralOf) -> None:
    referral, person = await referring.for_staff(turn.session, address.referral)
    await audit.note(turn.session, turn.me, "read_referral", f"referral:{referral.id}", now=turn.now)
    thing = await things.of(turn.session, referral, facts=turn.facts, now=turn.now)
    turn.said.show(screens.one(referral, thing, person, turn.pack, facts=turn.facts, now=turn.now))


async def pass_on(query: CallbackQuery, turn: Turn, address: PassOn) -> None:
    await referring.pass_on(turn.session, address.referral, by=turn.me, now=turn.now)
    turn.said.toast(_("Noted. They are told, and asked in two weeks whether it happened."))
    turn.said.show(await _list(turn, 1))


async def write(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: WriteAboutReferral
) -> None:
    referral, _person = await referring.for_staff(turn.session, address.referral)
    await begin(state, referral.id or 0)
    await scenes.enter(Writing)
