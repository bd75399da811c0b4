"""Asking a guardian, answering as one, and everything that either side can see and end."""

from typing import Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.addresses import (
    AskGuardian,
    AskKnownGuardian,
    ConfirmationAt,
    ConfirmGuardian,
    Decide,
    EndGuardianLink,
    GoOn,
    Guardians,
    NewGuardianLink,
    PartWays,
    PermissionAt,
    SayRelation,
    UseGuardianName,
    Withdraw,
)
from bot.errors import NotThere
from bot.models import RELATIONS, Guardianship, Permission, Person, Standing
from bot.screens import approvals as screens
from bot.screens import guardian_letters, receipts
from bot.screens import guardians as young_screens
from bot.services import approvals, courses, guardians, of_age, people
from bot.services.approvals import Applied, Matter
from bot.turn import Turn
from handlers import approving, holding
from handlers.enrollments import own_card, send_calendar_of
from handlers.hearing import At, Code, Command

LINK: Final = "g_"
"""What the payload of a guardian's link begins with."""


def listen(router: Router) -> None:
    router.message.register(show_all, Command("tutores", "guardians"))
    router.message.register(paste, Code(LINK))
    router.callback_query.register(show_all, At(Guardians))
    router.callback_query.register(show_asking, At(AskGuardian))
    router.callback_query.register(make_link, At(NewGuardianLink))
    router.callback_query.register(end_link, At(EndGuardianLink))
    router.callback_query.register(ask_known, At(AskKnownGuardian))
    router.callback_query.register(show_request, At(PermissionAt))
    router.callback_query.register(say_relation, At(SayRelation))
    router.callback_query.register(use_name, At(UseGuardianName))
    router.callback_query.register(decide, At(Decide))
    router.callback_query.register(ask_to_confirm, At(ConfirmationAt))
    router.callback_query.register(confirm, At(ConfirmGuardian))
    router.callback_query.register(withdraw, At(Withdraw))
    router.callback_query.register(part, At(PartWays))
    router.callback_query.register(go_on, At(GoOn))


def _id(turn: Turn) -> int:
    assert turn.person.id is not None
    return turn.person.id


async def show_all(event: TelegramObject, turn: Turn) -> None:
    """Who answers for whom, and what was approved."""
    turn.said.show(
        screens.everything(
            await guardians.of(turn.session, _id(turn)),
            await guardians.wards(turn.session, _id(turn)),
            await guardians.given(turn.session, _id(turn), now=turn.now),
        )
    )


async def show_asking(query: CallbackQuery, turn: Turn, address: AskGuardian) -> None:
    """How the permission stands. Where none is needed (any more), what it was for."""
    await _show(turn, await _matter(turn, address))


async def _show(turn: Turn, matter: Matter) -> None:
    if await matter.lacks(turn.session, turn.person, facts=turn.facts, now=turn.now):
        await _show_asking(turn, matter)
    elif isinstance(matter, Applied):
        turn.said.show(young_screens.not_lacking(matter))
    else:
        turn.said.show(await own_card(turn, matter.enrollment, matter.course))


async def _matter(turn: Turn, address: AskGuardian | NewGuardianLink | EndGuardianLink | AskKnownGuardian) -> Matter:
    return await approvals.mine(
        turn.session, _id(turn), enrollment_id=address.enrollment, application_id=address.application
    )


async def _show_asking(turn: Turn, matter: Matter, *, linked: str = "") -> None:
    if not turn.person.name:
        turn.said.show(young_screens.needs_name(matter))
        return
    turn.said.show(
        young_screens.asking(
            matter,
            await guardians.of(turn.session, _id(turn)),
            await approvals.waiting(turn.session, matter, now=turn.now),
            facts=turn.facts,
            now=turn.now,
            linked=linked,
        )
    )


async def go_on_asking(turn: Turn, matter: Matter) -> None:
    """Once the name is there: at once with a link for who has no guardian here yet, and asked nobody."""
    lacks = await matter.lacks(turn.session, turn.person, facts=turn.facts, now=turn.now)
    asked = await guardians.of(turn.session, turn.me) or await approvals.waiting(turn.session, matter, now=turn.now)
    if turn.person.name and lacks and not asked:
        await _send_link(turn, matter)
    else:
        await _show(turn, matter)


async def make_link(query: CallbackQuery, turn: Turn, address: NewGuardianLink) -> None:
    matter = await _matter(turn, address)
    if not turn.person.name:
        await _show_asking(turn, matter)
        return
    await _send_link(turn, matter)


async def _send_link(turn: Turn, matter: Matter) -> None:
    linked = await holding.send_link(turn, matter)
    await _show_asking(turn, matter, linked=linked)
    # First what it is for, then the message to forward.
    turn.said.sayings.reverse()


async def end_link(query: CallbackQuery, turn: Turn, address: EndGuardianLink) -> None:
    matter = await _matter(turn, address)
    await approvals.revoke(turn.session, matter, now=turn.now)
    turn.said.toast(screens.done())
    await _show_asking(turn, matter)


async def ask_known(query: CallbackQuery, turn: Turn, address: AskKnownGuardian) -> None:
    matter = await _matter(turn, address)
    await approvals.ask_known(turn.session, turn.person, matter, address.guardianship, facts=turn.facts, now=turn.now)
    turn.said.toast(screens.done())
    await _show_asking(turn, matter)


async def paste(message: Message, turn: Turn, token: str) -> None:
    await open_link(turn, token)


async def open_link(turn: Turn, token: str) -> None:
    """After /start with a guardian's link, or its code, by whoever has it."""
    permission = await approvals.open_link(turn.session, token, turn.person, facts=turn.facts, now=turn.now)
    turn.said.send(await approving.request(turn, permission.id or 0))


async def show_request(query: CallbackQuery, turn: Turn, address: PermissionAt) -> None:
    turn.said.show(await approving.request(turn, address.permission, fix=address.fix == 1))


async def say_relation(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: SayRelation
) -> None:
    if address.relation not in RELATIONS:
        raise NotThere
    await approvals.say_who(turn.session, address.permission, _id(turn), relation=address.relation, now=turn.now)
    await approving.begin(state, address.permission)
    await scenes.enter(approving.Approving)


async def use_name(query: CallbackQuery, turn: Turn, address: UseGuardianName) -> None:
    """The name that is known, or that Telegram shows; where that is none, the question stays."""
    if name := approving.suggestion(turn):
        await approvals.say_who(turn.session, address.permission, _id(turn), name=name, now=turn.now)
    turn.said.show(await approving.request(turn, address.permission))


async def decide(query: CallbackQuery, turn: Turn, address: Decide) -> None:
    permission, matter = await approvals.decide(
        turn.session, address.permission, turn.person, yes=address.yes == 1, facts=turn.facts, now=turn.now
    )
    turn.said.show(screens.answered(permission, matter, await _young(turn, permission)))


async def ask_to_confirm(query: CallbackQuery, turn: Turn, address: ConfirmationAt) -> None:
    open_now = await approvals.unconfirmed(turn.session, turn.me, now=turn.now)
    permission = next((one for one in open_now if one.id == address.permission), None)
    if permission is None:
        raise NotThere
    matter = await approvals.mine(
        turn.session,
        turn.me,
        enrollment_id=permission.enrollment_id or 0,
        application_id=permission.application_id or 0,
    )
    turn.said.show(young_screens.confirm(permission, matter, facts=turn.facts, now=turn.now))


async def confirm(query: CallbackQuery, turn: Turn, address: ConfirmGuardian) -> None:
    """With a yes the question itself becomes the receipt; confirming again only shows what it was for."""
    permission, matter = await approvals.confirm(
        turn.session, address.permission, turn.person, yes=address.yes == 1, facts=turn.facts, now=turn.now
    )
    if permission.confirmed_at is None:
        turn.said.show(young_screens.stranger(matter, facts=turn.facts, now=turn.now))
    elif isinstance(matter, Applied):
        turn.said.show(young_screens.received(permission, matter, facts=turn.facts))
    elif permission.confirmed_at != turn.now:
        turn.said.show(await own_card(turn, matter.enrollment, matter.course))
    elif matter.enrollment.standing is Standing.ENROLLED:
        enrollment, course = matter.enrollment, matter.course
        meetings = await courses.sessions(turn.session, enrollment.course_id)
        own = turn.facts.for_born(turn.person.birth_date, turn.now)
        turn.said.show(receipts.seat(enrollment, course, meetings, pack=turn.pack, facts=own, now=turn.now))
        await send_calendar_of(turn, course)
    else:
        turn.said.show(young_screens.noted(permission, matter.enrollment, matter.course))


async def withdraw(query: CallbackQuery, turn: Turn, address: Withdraw) -> None:
    permission, matter = await approvals.get(turn.session, address.permission, guardian_id=_id(turn))
    if permission.confirmed_at is None or (permission.ended_at is not None and permission.why != "withdrawn"):
        raise NotThere
    if address.sure != 1:
        turn.said.show(screens.ask_withdraw(permission, matter, await _young(turn, permission)))
        return
    await approvals.withdraw(turn.session, address.permission, _id(turn), facts=turn.facts, now=turn.now)
    turn.said.toast(screens.taken_back())
    await show_all(query, turn)


async def part(query: CallbackQuery, turn: Turn, address: PartWays) -> None:
    if address.sure == 1:
        await guardians.part(turn.session, address.guardianship, _id(turn), now=turn.now)
        turn.said.toast(screens.done())
        await show_all(query, turn)
        return
    pair, young = await _pair(turn, address.guardianship)
    turn.said.show(screens.ask_part(pair, young, mine=pair.person_id == _id(turn)))


async def go_on(query: CallbackQuery, turn: Turn) -> None:
    turn.said.show(guardian_letters.going_on(await of_age.go_on(turn.session, turn.person, now=turn.now)))


async def _young(turn: Turn, permission: Permission) -> Person:
    return await people.get(turn.session, permission.person_id)


async def _pair(turn: Turn, guardianship_id: int) -> tuple[Guardianship, Person]:
    """A guardianship of one's own that stands."""
    mine = [(one, turn.person) for one in await guardians.of(turn.session, _id(turn))]
    for pair, young in [*mine, *await guardians.wards(turn.session, _id(turn))]:
        if pair.id == guardianship_id:
            return pair, young
    raise NotThere
