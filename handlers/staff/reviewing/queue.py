"""The queue: rounds, what is in one, taking an application."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot import time
from bot.addresses import ClaimApplication, ReadNext, Reviews, RoundAt, SentApplication
from bot.errors import CantReview, NotThere
from bot.screens import applications_export
from bot.screens.reviewing import queue as screens
from bot.services import calls, rights
from bot.services.applications import queue, reviewing, rounds
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff
from handlers.staff.reviewing import reading


def listen(router: Router) -> None:
    tap = router.callback_query.register
    router.message.register(show_by_command, Command("solicitudes", "applications"), **for_staff(Act.ENTER))
    tap(show_rounds, At(Reviews), **for_staff(Act.REVIEW))
    tap(show_round, At(RoundAt), **for_staff(Act.REVIEW))
    tap(show_one, At(SentApplication), **for_staff(Act.REVIEW))
    tap(read_next, At(ReadNext), **for_staff(Act.REVIEW))
    tap(claim, At(ClaimApplication), **for_staff(Act.REVIEW))


async def show_by_command(message: Message, turn: Turn) -> None:
    """To be read; for who may only take them away, that."""
    found = await queue.open_rounds(turn.session)
    if rights.may(await rights.roles_of(turn.session, turn.me), Act.REVIEW):
        turn.said.show(screens.rounds(found, 1))
        return
    await rights.require(turn.session, turn.me, Act.EXPORT_APPLICATIONS)
    turn.said.show(applications_export.rounds(found))


async def show_rounds(query: CallbackQuery, turn: Turn, address: Reviews) -> None:
    turn.said.show(screens.rounds(await queue.open_rounds(turn.session), address.page))


async def decides(turn: Turn) -> bool:
    return rights.may(await rights.roles_of(turn.session, turn.me), Act.DECIDE)


async def show_round(query: CallbackQuery, turn: Turn, address: RoundAt) -> None:
    of = await rounds.get(turn.session, address.round)
    if await queue.excluded(turn.session, address.round, turn.me):
        raise CantReview("excluded")
    every = await queue.of_round(turn.session, of, facts=turn.facts)
    entries = queue.seen_by(every, turn.me)
    call = await calls.get(turn.session, of.call_id)
    if address.which:
        if address.which not in queue.KINDS:
            raise NotThere
        today = time.local(turn.now, turn.facts.zone).date()
        some = [one for one in entries if one.is_(address.which, turn.me, today=today, now=turn.now)]
        turn.said.show(screens.listed(of, call, address.which, some, address.page, facts=turn.facts, now=turn.now))
        return
    turn.said.show(
        screens.one_round(
            of,
            call,
            len(every),
            len(entries),
            queue.counts(entries, turn.me, facts=turn.facts, now=turn.now),
            decides=await decides(turn),
            reads=any(one.is_free_for(turn.me, turn.now) and not one.read_by(turn.me, turn.now) for one in entries),
            facts=turn.facts,
            now=turn.now,
            more=applications_export.ways(await rights.roles_of(turn.session, turn.me), address.round),
        )
    )


async def show_one(query: CallbackQuery, turn: Turn, address: SentApplication) -> None:
    entry, _of, call = await reviewing.look(turn.session, address.application, turn.me, facts=turn.facts)
    turn.said.show(screens.sent(entry, call, turn.me, decides=await decides(turn), facts=turn.facts, now=turn.now))


async def read_next(query: CallbackQuery, turn: Turn, address: ReadNext) -> None:
    review = await reviewing.claim_next(turn.session, address.round, turn.me, facts=turn.facts, now=turn.now)
    await reading.show(turn, review.application_id)


async def claim(query: CallbackQuery, turn: Turn, address: ClaimApplication) -> None:
    review = await reviewing.claim(turn.session, address.application, turn.me, facts=turn.facts, now=turn.now)
    await reading.show(turn, review.application_id)
