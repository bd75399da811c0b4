"""/start, and the links that open a card."""

import re
from datetime import timedelta
from typing import Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.errors import NotThere
from bot.screen import Screen
from bot.screens import home
from bot.services import calls
from bot.turn import Turn
from handlers import drafts, guardians, moving, news
from handlers.applying import opening
from handlers.calls import call_card
from handlers.courses import course_card
from handlers.hearing import Command
from handlers.staff import arriving
from handlers.topics import topic_screen

JUST_NOW: Final = timedelta(seconds=5)
"""Who was met so lately was met by this very message."""
_LINK: Final = re.compile(r"[cknt]_.")
"""What we give out to be shared; anything else after /start is an ordinary start."""
_SENT: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a link carry; whatever else was typed there leads nowhere."""


def listen(router: Router) -> None:
    router.message.register(start, Command("start"))


async def start(message: Message, turn: Turn, state: FSMContext, payload: str = "") -> None:
    gone = bool(_LINK.match(payload))
    # A garbled link for changing accounts is refused in its own words.
    payload = payload if _SENT.fullmatch(payload) else moving.LINK if payload.startswith(moving.LINK) else ""
    if payload.startswith(moving.LINK):
        await moving.open_link(turn, payload.removeprefix(moving.LINK))
        return
    if payload.startswith(arriving.LINK):
        await arriving.open_link(turn, payload.removeprefix(arriving.LINK))
        return
    if payload.startswith(guardians.LINK):
        await guardians.open_link(turn, payload.removeprefix(guardians.LINK))
        return
    linked = await _linked(turn, payload)
    new = turn.now - turn.person.created_at < JUST_NOW
    if linked is None:
        gone = bool(_LINK.match(payload))
        if new or not gone:
            turn.said.send(home.welcome(turn.pack))
        left_open = await drafts.left_open(turn, state)
        application = await opening.left_open(turn)
        turn.said.send(home.home(turn.pack, left_open=left_open, application=application, gone=gone))
        return
    if new:
        turn.said.send(home.hello(turn.pack))
    turn.said.send(linked)


async def _linked(turn: Turn, payload: str) -> Screen | None:
    """The card a link names: `c_<course>`, `k_<call>`, `n_<news>`, `t_<topic>`; None for anything else."""
    kind, _underscore, key = payload.partition("_")
    try:
        if kind == "c" and key:
            return await course_card(turn, key)
        if kind == "k" and key:
            found = await calls.everything(turn.session, facts=turn.facts, now=turn.now)
            call = next((call for call in found if call.key == key), None)
            return await call_card(turn, call) if call else None
        if kind == "n" and key:
            return await news.shared(turn, key)
        if kind == "t" and any(topic.key == key for topic in turn.pack.topics):
            return await topic_screen(turn, key, 1)
    except NotThere:
        return None
    return None
