"""Finding by words: courses, calls, news and helplines, from one index in memory that every process keeps for itself.

`spelling` makes words comparable, `lexicon` knows what they mean, `entries` says what there is, `index` weighs it,
`asking` understands a text, `finding` brings the two together, `shelf` keeps the index fresh, `answering` adds
the rows.
"""

from bot.services.search.answering import Answer, Result, answer
from bot.services.search.asking import Asked, Wishes, everyday
from bot.services.search.reasons import Reason, Why
from bot.services.search.shelf import Shelf, changed

__all__ = ["Answer", "Asked", "Reason", "Result", "Shelf", "Why", "Wishes", "answer", "changed", "everyday"]
