"""The catalogue in the staff's hands: creating, changing and closing what is on offer.

`fields` says what may be written, `effects` what a change would do and whom it affects, `putting` makes it true,
`telling` tells people, `arranging` and `planning` are about dates, `ending` about closing, `drafts` keeps what isn't
published yet.
"""

from bot.services.editing.foreseeing import Effects, effects
from bot.services.editing.putting import Changed, Created, Outcome, Unchanged, find_course, put, put_course

__all__ = [
    "Changed",
    "Created",
    "Effects",
    "Outcome",
    "Unchanged",
    "effects",
    "find_course",
    "put",
    "put_course",
]
