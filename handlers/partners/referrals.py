"""Asking that a partner get in touch, how it stands, and whether it happened; and a guardian's answer."""

from typing import Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot import time
from bot.addresses import (
    ConfirmReferrer,
    EndReferral,
    HowItWent,
    MyReferrals,
    NewReferralLink,
    PermitReferral,
    ReachBy,
    ReferMe,
    ReferralAt,
    SendReferral,
    UseNameForReferral,
)
from bot.errors import NotThere, PermissionGone
from bot.i18n import _
from bot.models import RUNNING, Call, Course, Referral, Referred
from bot.screens.partners import guardians as guardian_screens
from bot.screens.partners import referrals as screens
from bot.services import guardians, people, profiles
from bot.services.partners import permitting, referring, things
from bot.turn import Turn
from handlers import approving
from handlers.hearing import At, Code, Command
from handlers.partners.referring import Referring, begin, thing_of

LINK: Final = "r_"
"""What the payload of a link for a guardian begins with."""


def listen(router: Router) -> None:
    tap = router.callback_query.register
    router.message.register(show_mine, Command("mis_derivaciones", "my_referrals"))
    router.message.register(paste, Code(LINK))
    tap(refer_me, At(ReferMe))
    tap(reach_by, At(ReachBy))
    tap(use_name, At(UseNameForReferral))
    tap(send, At(SendReferral))
    tap(show_mine, At(MyReferrals))
    tap(show_one, At(ReferralAt))
    tap(end, At(EndReferral))
    tap(hear_how_it_went, At(HowItWent))
    tap(make_link, At(NewReferralLink))
    tap(permit, At(PermitReferral))
    tap(confirm, At(ConfirmReferrer))


async def refer_me(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ReferMe
) -> None:
    thing = await things.get(turn.session, address.kind, address.thing)
    if not things.takes_referrals(thing, turn.pack, facts=turn.facts, now=turn.now):
        raise NotThere
    today = time.local(turn.now, turn.facts.zone).date()
    if why := things.misfit(thing, turn.person, facts=turn.facts, today=today):
        turn.said.show(screens.misfit(thing, turn.person, why, facts=turn.facts))
        return
    referral = await referring.begin(turn.session, turn.person, thing, facts=turn.facts, now=turn.now)
    if referral.state in RUNNING:
        await _show(turn, referral)
        return
    turn.said.show(screens.ask_reach(referral, thing, turn.person, turn.pack))


async def reach_by(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ReachBy
) -> None:
    referral = await referring.get(turn.session, turn.me, address.referral)
    await referring.reach_by(turn.session, referral, address.how)
    await _go_on(turn, state, scenes, referral)


async def use_name(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: UseNameForReferral
) -> None:
    referral = await referring.get(turn.session, turn.me, address.referral)
    if name := people.suggested_name(turn.first_name):
        await profiles.say(turn.session, turn.person, "name", name, facts=turn.facts, now=turn.now)
    await _go_on(turn, state, scenes, referral)


async def _go_on(turn: Turn, state: FSMContext, scenes: ScenesManager, referral: Referral) -> None:
    """The next thing that is missing."""
    await begin(state, referral.id or 0)
    await scenes.enter(Referring)


async def send(query: CallbackQuery, turn: Turn, address: SendReferral) -> None:
    referral = await referring.get(turn.session, turn.me, address.referral)
    thing = await thing_of(turn, referral)
    if referral.state in RUNNING:
        await _show(turn, referral)
        return
    referral = await referring.send(turn.session, referral, thing, turn.person, facts=turn.facts, now=turn.now)
    known, token = 0, ""
    if referral.state is Referred.GUARDIAN:
        known = await permitting.ask_known(turn.session, referral, now=turn.now)
        token = "" if known else await permitting.link(turn.session, referral, now=turn.now)
    turn.said.show(
        screens.sent(referral, thing, turn.pack, facts=turn.facts, now=turn.now, linked=bool(token), known=known)
    )
    if token:
        _send_link(turn, token, referral, thing)


def _send_link(turn: Turn, token: str, referral: Referral, thing: Course | Call) -> None:
    turn.said.send(screens.link(token, referral, thing, turn.pack, bot_name=turn.bot_name, facts=turn.facts))


async def show_mine(event: TelegramObject, turn: Turn) -> None:
    found = await referring.of(turn.session, turn.me)
    named = {one.id or 0: await things.of(turn.session, one, facts=turn.facts, now=turn.now) for one in found}
    turn.said.show(screens.mine(found, named, turn.pack, facts=turn.facts, now=turn.now))


async def show_one(query: CallbackQuery, turn: Turn, address: ReferralAt) -> None:
    await _show(turn, await referring.get(turn.session, turn.me, address.referral))


async def _show(turn: Turn, referral: Referral) -> None:
    thing = await things.of(turn.session, referral, facts=turn.facts, now=turn.now)
    known = len(await guardians.of(turn.session, turn.me))
    turn.said.show(screens.standing(referral, thing, turn.pack, facts=turn.facts, now=turn.now, known=known))


async def end(query: CallbackQuery, turn: Turn, address: EndReferral) -> None:
    referral = await referring.get(turn.session, turn.me, address.referral)
    if address.sure != 1:
        turn.said.show(screens.ask_end(referral))
        return
    await referring.withdraw(turn.session, referral, now=turn.now)
    turn.said.toast(_("Done, it is taken back."))
    await show_mine(query, turn)


async def hear_how_it_went(query: CallbackQuery, turn: Turn, address: HowItWent) -> None:
    referral = await referring.get(turn.session, turn.me, address.referral)
    before = referral.state
    await referring.say_how_it_went(turn.session, referral, address.said, now=turn.now)
    if before not in (Referred.PASSED, Referred.SILENT):
        await _show(turn, referral)
    else:
        turn.said.show(screens.answered(referral, address.said))


async def make_link(query: CallbackQuery, turn: Turn, address: NewReferralLink) -> None:
    referral = await referring.get(turn.session, turn.me, address.referral)
    token = await permitting.link(turn.session, referral, now=turn.now)
    thing = await thing_of(turn, referral)
    await _show(turn, referral)
    _send_link(turn, token, referral, thing)


async def paste(message: Message, turn: Turn, token: str) -> None:
    await open_link(turn, token)


async def open_link(turn: Turn, token: str) -> None:
    """After /start with a guardian's link, by whoever has it."""
    referral = await permitting.open_link(turn.session, token, turn.person, facts=turn.facts, now=turn.now)
    thing = await things.of(turn.session, referral, facts=turn.facts, now=turn.now)
    if thing is None:
        raise PermissionGone("used")
    _referral, known_as = await permitting.asked(turn.session, referral.id or 0, turn.me)
    young = await people.get(turn.session, referral.person_id)
    turn.said.send(guardian_screens.request(referral, thing, young, turn.pack, known_as=known_as))


async def permit(query: CallbackQuery, turn: Turn, address: PermitReferral) -> None:
    referral = await permitting.decide(
        turn.session,
        address.referral,
        turn.person,
        address.answer,
        name=approving.suggestion(turn),
        facts=turn.facts,
        now=turn.now,
    )
    turn.said.show(guardian_screens.answered(referral, await people.get(turn.session, referral.person_id)))


async def confirm(query: CallbackQuery, turn: Turn, address: ConfirmReferrer) -> None:
    await permitting.confirm(turn.session, address.referral, turn.me, yes=address.yes == 1, now=turn.now)
    if address.yes != 1:
        turn.said.toast(_("Good that you said so: that answer doesn't count."))
    await _show(turn, await referring.get(turn.session, turn.me, address.referral))
