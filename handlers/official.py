"""Is it official? Whatever is forwarded, and whatever is pasted with a link, is judged; nothing of it is kept."""

import re
from collections.abc import Sequence
from typing import Any, Final

from aiogram import Bot, Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    TelegramObject,
)
from markupsafe import Markup

from bot.addresses import IsItOfficial
from bot.i18n import LOCALES, speaking
from bot.models import Call, Course
from bot.screen import Screen
from bot.screens import official as screens
from bot.screens import sharing
from bot.services import courses, official
from bot.services.official import Kind, Leads, Ours, Own, Sender, Shown, Thing, Verdict, Way
from bot.turn import Turn
from handlers import drafts, searching
from handlers.applying import opening
from handlers.calls import call_card
from handlers.challenging import Challenging
from handlers.courses import card
from handlers.hearing import At, Command
from handlers.staff.announcing import asking as announcing

LONG: Final = 200
"""Characters from which on a text is something pasted, and nothing one looks for."""
LINES: Final = 4
"""The same, in lines."""
_ASKED: Final = re.compile(
    r"\W*(?:es|ser[aá]|is) (?:(?:este|esto|esta|it|this)\b.{0,20})?\b(?:oficial|official)\b.{3,}",
    re.IGNORECASE | re.DOTALL,
)


class Forwarded(Filter):
    """Somebody else's words, passed on; a picture passed on as the evidence of a challenge stays that, and anything
    that is passed on as an announcement."""

    async def __call__(self, message: Message, state: FSMContext, raw_state: str | None = None) -> bool:
        if message.forward_origin is None or await announcing.takes_a_message(state):
            return False
        challenged = raw_state is not None and raw_state == Challenging.__scene_config__.state
        return not challenged or bool(message.text)


class Pasted(Filter):
    """A text with a link, one that is only an account, an e-mail address or a number, or a long one."""

    async def __call__(self, message: Message) -> bool:
        text = message.text or ""
        return bool(_links(message)) or official.alone(text) or len(text) >= LONG or len(text.splitlines()) >= LINES


class Asked(Filter):
    """A text that asks it itself: "is this official? You won a grant..."."""

    async def __call__(self, message: Message) -> bool:
        return _ASKED.match(message.text or "") is not None


def listen(router: Router) -> None:
    router.message.register(ask, Command("oficial", "official"))
    router.callback_query.register(ask, At(IsItOfficial))
    router.message.register(judge, Forwarded())


def listen_late(router: Router) -> None:
    """What no open question takes, before it is looked for."""
    router.message.register(judge, Asked())
    router.message.register(judge_pasted, Pasted())


async def ask(event: TelegramObject, turn: Turn, state: FSMContext) -> None:
    turn.said.show(screens.prompt(_ours(turn), left_open=await drafts.left_open(turn, state)))


async def judge(message: Message, turn: Turn, state: FSMContext, bot: Bot) -> None:
    await _say(await _verdict(message, turn, bot), turn, state)


async def judge_pasted(message: Message, turn: Turn, state: FSMContext, bot: Bot) -> None:
    """A long text of one's own is nobody's message: without a link, and about nothing of ours, it is looked for."""
    verdict = await _verdict(message, turn, bot)
    ones_own = verdict.kind is Kind.STRANGER and verdict.link is None
    if ones_own or await _may_answer(verdict, message, turn, state):
        await searching.look(message, turn, state)
    else:
        await _say(verdict, turn, state)


async def _may_answer(verdict: Verdict, message: Message, turn: Turn, state: FSMContext) -> bool:
    """Whether a number or an address may be somebody's own, for a question that was left open."""
    if verdict.link is None or verdict.link.way not in (Way.EMAIL, Way.PHONE) or _links(message):
        return False
    return (
        bool(await drafts.left_open(turn, state))
        or await opening.keep_typed(turn, state, message.text or "") is not None
    )


async def _say(verdict: Verdict, turn: Turn, state: FSMContext) -> None:
    left_open = await drafts.left_open(turn, state)
    turn.said.send(screens.answer(verdict, _ours(turn), turn.pack, left_open=left_open))


async def _verdict(message: Message, turn: Turn, bot: Bot) -> Verdict:
    ours, shown = _ours(turn), _shown(message, bot)
    judged = official.judge_links(shown, ours)
    payloads = [link.payload for link in judged if link.leads is Leads.OURS and link.payload]
    things = await official.spoken_of(turn.session, shown.text, payloads=payloads)
    return official.judge(shown, judged, [await _own(turn, thing) for thing in things], ours)


def _ours(turn: Turn) -> Ours:
    return official.ours(turn.pack, public_url=turn.facts.public_url, bot_name=turn.bot_name)


async def _own(turn: Turn, thing: Thing) -> Own:
    """What the bot says of a thing today, in every language it speaks."""
    lasting: list[str] = []
    passing: list[str] = []
    about: dict[str, Any] = {"pack": turn.pack, "facts": turn.facts, "now": turn.now, "bot_name": turn.bot_name}
    for locale in LOCALES:
        with speaking(locale):
            if isinstance(thing, Course):
                held = await courses.sessions(turn.session, thing.id or 0)
                public = sharing.course(thing, held, **about)
                whole = await card(turn, thing)
            elif isinstance(thing, Call):
                public = sharing.call(thing, **about)
                whole = await call_card(turn, thing)
            else:
                lasting += [thing.title[locale], *thing.body[locale].splitlines()]
                continue
        lasting += _lines(public.screen)
        passing += _lines(whole)
    return Own(thing, lasting, passing)


def _lines(screen: Screen) -> Sequence[str]:
    plain = (Markup(line).striptags() for line in str(screen.text).splitlines())  # noqa: S704 - our own screen
    return [line for line in plain if line]


def _shown(message: Message, bot: Bot) -> Shown:
    text = message.text or message.caption or ""
    mentions = [found for kind, found, _url in _entities(message) if kind == "mention"]
    by_us = message.via_bot is not None and message.via_bot.id == bot.id
    return Shown(text, tuple(_links(message)), tuple(mentions), Sender(us=True) if by_us else _sender(message, bot))


def _sender(message: Message, bot: Bot) -> Sender | None:
    match message.forward_origin:
        case MessageOriginUser(sender_user=user):
            return Sender(user.full_name, user.username or "", us=user.id == bot.id, a_bot=user.is_bot)
        case MessageOriginHiddenUser(sender_user_name=name):
            return Sender(name)
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            return Sender(chat.title or "", chat.username or "")
    return None


def _links(message: Message) -> list[tuple[str, str]]:
    """(where it leads, what it shows), also of the buttons below a message that was passed on."""
    found = [(url or text, text) for kind, text, url in _entities(message) if kind in ("url", "text_link")]
    below = message.reply_markup.inline_keyboard if message.reply_markup else []
    return [*found, *((button.url, button.text) for row in below for button in row if button.url)]


def _entities(message: Message) -> list[tuple[str, str, str | None]]:
    text = message.text or message.caption or ""
    return [
        (entity.type, entity.extract_from(text), entity.url)
        for entity in message.entities or message.caption_entities or ()
    ]
