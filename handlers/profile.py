"""What is known about a person: all of it, and changing each thing with buttons."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import ClearField, EditField, Known, Profile, SetField
from bot.errors import NotThere
from bot.screens import known
from bot.screens import profile as screens
from bot.services import consents, people, profiles, purposes, tastes
from bot.turn import Turn
from handlers import describing
from handlers.hearing import At, Command
from handlers.old import renew


def listen(router: Router) -> None:
    router.message.register(show_profile, Command("perfil", "profile"))
    router.callback_query.register(show_profile, At(Profile))
    router.message.register(show_all, Command("mis_datos", "my_data"))
    router.callback_query.register(show_page, At(Known))
    router.callback_query.register(edit, At(EditField))
    router.callback_query.register(change, At(SetField))
    router.callback_query.register(clear, At(ClearField))


async def show_profile(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(await describing.summary(turn, 0))


async def show_all(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(known.known(await describing.told(turn), 1))


async def show_page(query: CallbackQuery, turn: Turn, address: Known) -> None:
    turn.said.show(known.known(await describing.told(turn), address.page))


async def edit(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: EditField) -> None:
    if address.field in screens.TYPED:
        await describing.begin(state, address.field, address.page)
        await scenes.enter(describing.Describing)
    elif address.field in screens.CHOSEN:
        turn.said.show(screens.choices(address.field, turn.person, turn.pack, address.page))
    else:
        await _show_entry(query, turn, state, address.field, address.page)


async def _show_entry(query: CallbackQuery, turn: Turn, state: FSMContext, field: str, page: int) -> None:
    """What can only be deleted; a field that isn't ours is an old button."""
    one = known.entry(field)
    if one is None or one.to is not None or one.fixed:
        await renew(query, turn, state)
        return
    turn.said.show(screens.entry(await describing.told(turn), one, page))


async def change(query: CallbackQuery, turn: Turn, address: SetField) -> None:
    """A choice tapped. The name that Telegram shows is one too, where it could be a name."""
    if (address.field, address.value) == ("name", "telegram"):
        if name := people.suggested_name(turn.first_name):
            await profiles.say(turn.session, turn.person, "name", name, facts=turn.facts, now=turn.now)
            turn.said.toast(screens.noted())
        turn.said.show(await describing.summary(turn, address.page))
        return
    if address.field not in tastes.STEPS:
        raise NotThere
    step = tastes.STEPS.index(address.field)
    tastes.tap(turn.person, turn.pack, step, address.value, facts=turn.facts, now=turn.now)
    of = turn.person.id or 0
    await consents.give_by_doing(turn.session, of, purposes.SUGGESTIONS, facts=turn.facts, now=turn.now)
    turn.said.toast(screens.noted())
    turn.said.show(screens.choices(address.field, turn.person, turn.pack, address.page))


async def clear(query: CallbackQuery, turn: Turn, address: ClearField) -> None:
    await profiles.forget(turn.session, turn.person, address.field, facts=turn.facts, now=turn.now)
    turn.said.toast(screens.deleted())
    turn.said.show(await describing.summary(turn, address.page))
