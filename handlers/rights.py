"""What a person may do with what is stored: allow and forbid, take it away, have it deleted."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from bot import time
from bot.addresses import EraseAll, Permissions, Permit, Recover, TakeMyData
from bot.i18n import words
from bot.screens import erasing as erasing_screens
from bot.screens import home, known
from bot.screens import permissions as screens
from bot.services import consents, erasing, exporting, journey, permissions, purposes
from bot.turn import Turn
from handlers import describing
from handlers.hearing import At, Command
from handlers.old import renew

_CONFIRMED = 2


def listen(router: Router) -> None:
    router.message.register(show, Command("permisos", "permissions"))
    router.callback_query.register(show, At(Permissions))
    router.callback_query.register(permit, At(Permit))
    router.callback_query.register(take, At(TakeMyData))
    router.message.register(ask_to_erase, Command("borrar_todo", "delete_all"))
    router.callback_query.register(erase, At(EraseAll))
    router.callback_query.register(recover, At(Recover))


async def show(event: TelegramObject, turn: Turn) -> None:
    last = await consents.newest(turn.session, _id(turn))
    turn.said.show(screens.permissions(last, pack=turn.pack, facts=turn.facts))


async def permit(query: CallbackQuery, turn: Turn, state: FSMContext, address: Permit) -> None:
    """In the list, or below the message that asked. A no that deletes something is asked about first."""
    purpose = purposes.of(address.purpose)
    if purpose is None or purpose.basis is not purposes.Basis.CONSENT or address.yes not in (0, 1):
        await renew(query, turn, state)
        return
    yes = address.yes == 1
    if purpose.deletes and not yes and address.asked != _CONFIRMED:
        turn.said.show(screens.confirm(purpose.key))
        return
    await permissions.permit(turn.session, turn.person, purpose.key, yes=yes, facts=turn.facts, now=turn.now)
    if address.asked:
        turn.said.toast(screens.told(purpose.key, yes=yes))
        await show(query, turn)
    else:
        turn.said.show(screens.answered(purpose.key, yes=yes))


async def take(query: CallbackQuery, turn: Turn) -> None:
    content = await exporting.document(
        turn.session,
        turn.person,
        institution=words(turn.pack.institution.name),
        notice=turn.facts.notice,
        now=turn.now,
        in_words=known.in_words(await describing.told(turn)),
    )
    turn.said.send(erasing_screens.document(content, time.local(turn.now, turn.facts.zone), turn.facts))


async def ask_to_erase(event: TelegramObject, turn: Turn) -> None:
    seats, waits = await erasing.what_goes(turn.session, _id(turn), now=turn.now)
    begun = turn.pack.journey is not None and any(
        part.begun for part in await journey.parts(turn.session, _id(turn), turn.pack.journey)
    )
    feed = turn.person.feed_token is not None
    turn.said.show(erasing_screens.consequences(seats, waits, journey=begun, feed=feed, hour=_hour(turn)))


async def erase(query: CallbackQuery, turn: Turn, state: FSMContext, address: EraseAll) -> None:
    """A button older than an hour or two begins at the beginning."""
    fresh = 0 <= _hour(turn) - address.hour <= 1
    if address.step == 1 and fresh:
        turn.said.show(erasing_screens.last_question(_hour(turn)))
    elif address.step == _CONFIRMED and fresh:
        await state.clear()
        await erasing.close(turn.session, turn.person, facts=turn.facts, now=turn.now)
        assert turn.person.erase_at is not None
        turn.said.show(erasing_screens.closed(turn.person.erase_at, facts=turn.facts, now=turn.now))
    else:
        await ask_to_erase(query, turn)


async def recover(query: CallbackQuery, turn: Turn) -> None:
    """For a profile that isn't closed (any more)."""
    turn.said.toast(erasing_screens.nothing_to_recover())
    turn.said.show(home.home(turn.pack))


def _hour(turn: Turn) -> int:
    return int(turn.now.timestamp()) // 3600


def _id(turn: Turn) -> int:
    assert turn.person.id is not None
    return turn.person.id
