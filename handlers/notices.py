"""What the bot may write unasked, and when."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import Allow, DigestAt, HowMany, Notices
from bot.screens import notices_settings as screens
from bot.services import attention, digests, notices, standing
from bot.turn import Turn
from handlers import news
from handlers.hearing import At, Command
from handlers.old import renew

CHOICES = 99


def listen(router: Router) -> None:
    router.message.register(show, Command("avisos", "notices"))
    router.callback_query.register(show, At(Notices))
    router.callback_query.register(allow, At(Allow))
    router.callback_query.register(choose_number, At(HowMany))
    router.callback_query.register(choose_hour, At(DigestAt))


async def show(event: TelegramObject, turn: Turn) -> None:
    coming = await notices.coming(turn.session, turn.person, facts=turn.facts, now=turn.now)
    wished = await standing.mine(turn.session, turn.person, facts=turn.facts, now=turn.now)
    on = await notices.turned_on(turn.session, turn.person, facts=turn.facts)
    turn.said.show(
        screens.notices(turn.person, coming, on=on, pack=turn.pack, facts=turn.facts, now=turn.now, wished=wished)
    )


async def allow(query: CallbackQuery, turn: Turn, state: FSMContext, address: Allow) -> None:
    """Here, or below the letter under which it was tapped."""
    if address.kind not in attention.SWITCHES or address.on not in (0, 1):
        await renew(query, turn, state)
        return
    on = address.on == 1
    await notices.allow(turn.session, turn.person, address.kind, on=on, facts=turn.facts, now=turn.now)
    if address.asked:
        turn.said.toast(screens.allowed(turn.person, address.kind, on=on))
        await show(query, turn)
    elif on:
        turn.said.show(screens.turned(address.kind, turn.person, on=True))
    else:
        turn.said.send(screens.turned(address.kind, turn.person, on=False))


async def choose_number(query: CallbackQuery, turn: Turn, state: FSMContext, address: HowMany) -> None:
    if address.weekly == CHOICES:
        turn.said.show(screens.numbers(turn.person))
        return
    if address.weekly not in notices.WEEKLY:
        await renew(query, turn, state)
        return
    await notices.how_many(turn.session, turn.person, address.weekly, facts=turn.facts, now=turn.now)
    turn.said.toast(screens.how_often(turn.person))
    await show(query, turn)


async def choose_hour(query: CallbackQuery, turn: Turn, state: FSMContext, address: DigestAt) -> None:
    """An hour that isn't the person's to choose (any more) is answered with those that are."""
    followed = bool(address.followed)
    if address.hour == -1:
        await notices.allow(turn.session, turn.person, digests.KIND, on=False, facts=turn.facts, now=turn.now)
    elif not await notices.digest_at(turn.session, turn.person, address.hour, facts=turn.facts, now=turn.now):
        turn.said.show(screens.hours(turn.person, followed=followed, facts=turn.facts, now=turn.now))
        return
    turn.said.toast(screens.hour(turn.person, facts=turn.facts, now=turn.now))
    if followed:
        await news.show_topics(query, turn)
    else:
        await show(query, turn)
