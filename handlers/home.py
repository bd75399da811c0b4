"""Home, the language, the privacy notice, help."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from bot import time
from bot.addresses import Help, Helplines, Home, HowItWorks, Languages, Notice, Speak
from bot.i18n import LOCALES, _, speaking
from bot.screens import help, home, notices
from bot.services import people
from bot.turn import Turn
from handlers import drafts
from handlers.applying import opening
from handlers.hearing import At, Command
from handlers.old import renew


def listen(router: Router) -> None:
    router.message.register(show_home, Command("inicio", "home"))
    router.callback_query.register(show_home, At(Home))
    router.message.register(show_languages, Command("idioma", "language"))
    router.callback_query.register(show_languages, At(Languages))
    router.callback_query.register(speak, At(Speak))
    router.message.register(show_first_notice, Command("aviso", "privacidad", "privacy"))
    router.callback_query.register(show_notice, At(Notice))
    router.message.register(show_help, Command("ayuda", "help"))
    router.callback_query.register(show_help, At(Help))
    router.callback_query.register(show_helplines, At(Helplines))
    router.callback_query.register(show_how_it_works, At(HowItWorks))


async def show_home(event: TelegramObject, turn: Turn, state: FSMContext) -> None:
    application = await opening.left_open(turn)
    turn.said.show(home.home(turn.pack, left_open=await drafts.left_open(turn, state), application=application))


async def show_languages(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(home.languages())


async def speak(query: CallbackQuery, turn: Turn, state: FSMContext, address: Speak) -> None:
    if address.locale not in LOCALES:
        await renew(query, turn, state)
        return
    assert turn.person.id is not None
    await people.speak(turn.session, turn.person.id, address.locale)
    with speaking(address.locale):
        turn.said.toast(_("From now on in English."))
        await show_home(query, turn, state)


async def show_first_notice(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(notices.notice(turn.pack, 1, public_url=turn.facts.public_url))


async def show_notice(query: CallbackQuery, turn: Turn, address: Notice) -> None:
    turn.said.show(notices.notice(turn.pack, address.page, public_url=turn.facts.public_url))


async def show_help(event: TelegramObject, turn: Turn, state: FSMContext) -> None:
    today = time.local(turn.now, turn.facts.zone).date()
    turn.said.show(
        help.help(
            turn.pack,
            today=today,
            left_open=await drafts.left_open(turn, state),
            talk=turn.facts.staff_chat is not None,
        )
    )


async def show_helplines(query: CallbackQuery, turn: Turn, address: Helplines) -> None:
    today = time.local(turn.now, turn.facts.zone).date()
    turn.said.show(help.helplines(turn.pack, address.page, today=today))


async def show_how_it_works(query: CallbackQuery, turn: Turn) -> None:
    turn.said.show(help.how_it_works(turn.pack))
