"""One question to a guardian about one place or one application: asked by a link or of a guardian who is known,
answered, confirmed, taken back.

A link is used once, by the account that opens it first, within its time. What a stranger says through it changes
nothing: the young person has to recognise them. A guardian who is known decides at once, each time anew.
"""

from bot.services.approvals.answering import confirm, decide, say_who, withdraw
from bot.services.approvals.applied import Applied
from bot.services.approvals.asking import ask_by_link, ask_known, open_link, revoke, unconfirmed, waiting
from bot.services.approvals.matters import About, Matter, about, get, mine
from bot.services.approvals.places import Place, lapse

__all__ = [
    "About",
    "Applied",
    "Matter",
    "Place",
    "about",
    "ask_by_link",
    "ask_known",
    "confirm",
    "decide",
    "get",
    "lapse",
    "mine",
    "open_link",
    "revoke",
    "say_who",
    "unconfirmed",
    "waiting",
    "withdraw",
]
