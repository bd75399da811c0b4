"""The card of a call for applications."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import ALL, FOR_YOU, Address, AllCalls, CallAt, CallPapers, TopicAt
from bot.models import Application, Call
from bot.screen import Screen
from bot.screens import call_forms
from bot.screens import calls as screens
from bot.services import calls, guardians, wishes
from bot.services.applications import own
from bot.turn import Turn
from handlers import why
from handlers.hearing import At
from handlers.topics import every_call, offer


def listen(router: Router) -> None:
    router.callback_query.register(show_call, At(CallAt))
    router.callback_query.register(show_papers, At(CallPapers))


async def call_card(turn: Turn, call: Call, came: str = "") -> Screen:
    """Back leads to the page on which the call stands in the list it was opened from, by default its topic's."""
    back: Address
    reason = ""
    if came == ALL:
        back = AllCalls((await every_call(turn)).page_of(call))
    elif came == FOR_YOU:
        back, reason = await why.of(turn, call)
    else:
        back = TopicAt(call.topic, (await offer(turn, call.topic)).page_of(call))
    return screens.card(
        call,
        pack=turn.pack,
        facts=turn.facts,
        now=turn.now,
        back=back,
        bot_name=turn.bot_name,
        why=reason,
        own=await _own(turn, call),
        wished=await wishes.waiting_for(turn.session, turn.person.id or 0, call) is not None,
    )


async def show_call(query: CallbackQuery, turn: Turn, address: CallAt) -> None:
    turn.said.show(await call_card(turn, await calls.get(turn.session, address.call), address.came))


async def _own(turn: Turn, call: Call) -> Application | None:
    """In a group nobody's own standing is told."""
    if not turn.private:
        return None
    return await own.live(turn.session, turn.person.id or 0, call, facts=turn.facts, now=turn.now)


async def show_papers(query: CallbackQuery, turn: Turn, address: CallPapers) -> None:
    call = await calls.get(turn.session, address.call)
    born = turn.person.birth_date if turn.private else None
    of_age = born is not None and not guardians.is_minor(turn.person, facts=turn.facts, now=turn.now)
    turn.said.show(call_forms.papers(call, turn.pack, of_age=of_age, facts=turn.facts))
