"""Who may use which handler: every one has a rule, and what has none is forbidden.

A handler for staff is registered with `for_staff(Act...)`; whoever taps or types is looked up anew each time. What
anybody may use stands in `OPEN`, with the reason. `Guard` stands before each handler and keeps to both.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.fsm.scene import SceneHandlerWrapper
from aiogram.types import TelegramObject

from bot.errors import NotThere
from bot.services import rights
from bot.services.rights import Act
from bot.turn import Turn

RULE: Final = "rule"

OPEN: Final[dict[str, str]] = {
    "handlers.agenda": "one's own dates and calendar; owner checked by the services",
    "handlers.applying.asking": "one's own application; owner checked by the services",
    "handlers.applying.looking": "one's own applications; owner checked by the services",
    "handlers.applying.tapping": "answers to one's own application; owner checked by the services",
    "handlers.approving": "a guardian's answer; the link and both sides' words are the check",
    "handlers.birth_dates": "one's own birth date",
    "handlers.browsing": "the public catalogue",
    "handlers.calls": "the public catalogue",
    "handlers.closed": "one's own profile, on its way to being deleted",
    "handlers.challenging": "one's own evidence",
    "handlers.courses": "the public catalogue",
    "handlers.describing": "one's own profile",
    "handlers.enrollments": "one's own places; owner checked by the services",
    "handlers.fallback": "says only that something wasn't understood",
    "handlers.floor": "help in danger and leaving at once are everybody's",
    "handlers.giving_up": "a place of one's own, given to somebody else; owner checked by the services",
    "handlers.groups": "one public line, nothing personal",
    "handlers.guardians": "one's own guardians, and the young people one answers for; owner checked by the services",
    "handlers.home": "home, help, the notice and the language are everybody's",
    "handlers.joining": "signing oneself up",
    "handlers.journey": "one's own journey",
    "handlers.moving": "one's own account; both sides say yes",
    "handlers.naming": "one's own name, for what is one's own; owner checked by the services",
    "handlers.news": "public news, and what one follows",
    "handlers.notices": "one's own notices",
    "handlers.official": "judges what one was sent; keeps nothing",
    "handlers.old": "renews an old button",
    "handlers.overhearing": "one's own evidence",
    "handlers.partners.referrals": "one's own referrals; owner checked by the services; for a guardian's answer the "
    "link and both sides' words are the check",
    "handlers.partners.dual": "one's own place in a firm; owner checked by the services",
    "handlers.partners.dual_scenes": "one's own place in a firm; owner checked by the services",
    "handlers.partners.tutoring": "weeks of who confirmed them as tutor; the link and both sides' words are the check",
    "handlers.partners.firms": "one's own firm and papers",
    "handlers.partners.referring": "one's own referral",
    "handlers.papers": "one's own papers and applications; owner checked by the services",
    "handlers.profile": "one's own profile",
    "handlers.requesting": "a request of one's own",
    "handlers.rights": "one's own data and permissions",
    "handlers.searching": "the public catalogue",
    "handlers.sharing": "public cards",
    "handlers.start": "anybody may begin; what a link opens has its own check",
    "handlers.suggestions": "one's own suggestions",
    "handlers.talking": "one's own conversation with the team",
    "handlers.topics": "the public catalogue",
    "handlers.wishes": "what one wants to be told of",
    "handlers.staff.answering": "in the staff's group, where who has no role is told why nothing is passed on; it asks "
    "for the role itself, as the guard forbids everything for staff outside private chats",
    "handlers.staff.sheets.taking": "entered by who may; each file is held against the right anew",
    "handlers.staff.partners.writing": "entered by who may; the right is looked up anew when it is written",
    "handlers.staff.arriving": "whoever holds an invitation accepts it; the invitation is the check",
}
"""By the module of the handler, and why it needs no role."""


def for_staff(act: Act) -> dict[str, Any]:
    """The flags of a handler that needs a role."""
    return {"flags": {RULE: act}}


def module_of(handler: HandlerObject) -> str:
    """Where a handler is written; for a scene's, where the scene is."""
    callback = handler.callback
    if isinstance(callback, SceneHandlerWrapper):
        return callback.scene.__module__
    return str(getattr(callback, "__module__", ""))


def rule_of(handler: HandlerObject) -> Act | None:
    """The act that it needs; None for one that anybody may use. Raises LookupError where nobody decided."""
    act = handler.flags.get(RULE)
    if isinstance(act, Act):
        return act
    if module_of(handler) in OPEN:
        return None
    raise LookupError(f"{handler.callback!r} has no rule: register it with for_staff(), or say why it is open in OPEN")


class Guard(BaseMiddleware):
    """Before each handler: its rule holds for whoever acts, as of now."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        turn: Turn = data["turn"]
        try:
            act = rule_of(data["handler"])
        except LookupError:
            raise NotThere from None
        if act is not None:
            if not turn.private or turn.person.id is None:
                raise NotThere
            await rights.require(turn.session, turn.person.id, act)
        return await handler(event, data)
