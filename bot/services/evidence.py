"""Whether what somebody sends while a challenge is on their screen is how it went, or something else.

The card invites to tap *Tell or show* first, but whoever has just done the challenge simply sends it. So:

* A photo, voice message, recording, video or file is it: nothing else here ever asks for one.
* A text is it where it tells something: five words or more, or fewer of which nothing can be found.
* It isn't where a few words ask: a greeting, thanks or another everyday question; a question mark; words such as
  *busco* or *cursos* at the beginning; a condition ("gratis el sábado") with something that is found. And whatever may
  be a cry for help is answered as one.
* In doubt people are asked: many words that ask, a few that something here is called by, what may be the answer to a
  sign-up that was left open, and anything at all once the card isn't surely what they were looking at: the bot has
  written since by itself, something was searched for, or a day has gone by.

Commands and taps open another subject, so none of this is asked about what follows them.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import regex
from sqlmodel import col, select

from bot.db import Session
from bot.models import Letter, Person, Post, Priority
from bot.services.search import Answer

FRESH: Final = timedelta(hours=24)
"""So long after the card was shown nobody needs to be asked."""
ENOUGH: Final = 5
"""Words with which one tells something rather than names it."""
A_LOT: Final = 8
"""With so many a question may be part of what is told."""
_ASKS: Final = regex.compile(
    r"[¿?]|^\W*(?:busco|buscar|buscando|quiero|quisiera|necesito|me interesa|hay|tienen|dame|cursos?|taller(?:es)?"
    r"|clases?|becas?|convocatorias?|d[oó]nde|cu[aá]ndo|cu[aá]nto|c[oó]mo|qu[eé]|cu[aá]l(?:es)?|qui[eé]n(?:es)?"
    r"|info(?:rmaci[oó]n)?|looking for|search|find|i want|i need|are there|is there|do you have|courses?|workshops?"
    r"|class(?:es)?|scholarships?|where|when|how|what|which|who)\b",
    regex.IGNORECASE,
)


class Meant(StrEnum):
    EVIDENCE = "evidence"
    SEARCH = "search"
    UNSURE = "unsure"


def meant(text: str, found: Answer, *, sure: bool, sign_up_open: bool) -> Meant:
    """What a text is. `found`: what the search says to it; `sure`: the card is surely what they look at;
    `sign_up_open`: a question of a sign-up was left open, and this may be its answer."""
    asked, words = found.asked, len(text.split())
    if asked.alarm or found.helplines:
        return Meant.SEARCH
    asks = _ASKS.search(text) is not None
    polite = bool(asked.question)
    if (asks and words < A_LOT) or (polite and words < ENOUGH):
        return Meant.SEARCH
    if asked.wishes.any and found.results and words < ENOUGH:
        return Meant.SEARCH
    named = bool(found.results) and words < ENOUGH
    doubtful = asks or polite or named or (sign_up_open and words <= ENOUGH)
    return Meant.EVIDENCE if sure and not doubtful else Meant.UNSURE


async def written_since(session: Session, person: Person, since: datetime) -> bool:
    """Whether the bot has said something by itself since then: what is typed may answer that."""
    query = select(Letter.id).where(
        Letter.person_id == person.id,
        col(Letter.priority) > Priority.REPLY,
        col(Letter.state).in_([Post.DELIVERED, Post.UNCERTAIN, Post.SENDING]),
        col(Letter.said_at) >= since,
    )
    return (await session.exec(query.limit(1))).first() is not None
