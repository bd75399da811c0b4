"""Whether something that was forwarded or pasted is the institution's.

`known` says what is ours, `links` judges where a link leads, `contacts` whose a name, an e-mail
address or a number is, `texts` holds a copied text against our own words, `judging` brings them together, `finding`
looks up what a text speaks of. Nothing that is judged here is kept.
"""

from bot.services.official.contacts import alone
from bot.services.official.finding import Thing, spoken_of
from bot.services.official.judging import Kind, Own, Sender, Shown, Verdict, judge, judge_links
from bot.services.official.known import Ours, ours
from bot.services.official.links import Leads, Link, Way

__all__ = [
    "Kind",
    "Leads",
    "Link",
    "Ours",
    "Own",
    "Sender",
    "Shown",
    "Thing",
    "Verdict",
    "Way",
    "alone",
    "judge",
    "judge_links",
    "ours",
    "spoken_of",
]
