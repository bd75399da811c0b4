"""From a text to what was heard in it: idioms are taken out, then every rule listens, and the worst counts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from bot.safety.finding import Finding, Level, Topic
from bot.safety.folding import fold, joined
from bot.safety.lexicon import HARMLESS, STOP
from bot.safety.rulebook import Rulebook, rulebook

_AGAIN: Final = re.compile(r"(.{1,12}?)\1{2,}")
"""Words said over and over count twice."""
READ: Final = 20_000
"""Characters of a text that are read, from its beginning and its end; Telegram lets one write 4,096."""
WORDS_A_LINE: Final = 3
"""Lines of at most so many words, taken together, may be one sentence written downwards."""
SHORT_LINES: Final = 40
_SPANISH: Final = frozenset(
    [
        "que",
        "de",
        "la",
        "el",
        "mi",
        "mis",
        "se",
        "y",
        "con",
        "una",
        "un",
        "por",
        "los",
        "las",
        "ya",
        "estoy",
        "porque",
        "en",
        "es",
        "lo",
        "le",
        "al",
        "del",
        "kiero",
        "quiero",
        "voy",
        "q",
    ]
)
_ENGLISH: Final = frozenset(
    [
        "i",
        "my",
        "the",
        "to",
        "and",
        "is",
        "am",
        "of",
        "he",
        "she",
        "it",
        "in",
        "that",
        "they",
        "want",
        "i'm",
        "im",
        "myself",
        "was",
        "have",
        "don't",
        "dont",
        "do",
        "you",
    ]
)
ORDER: Final = (
    Topic.SUICIDE,
    Topic.SEXUAL_VIOLENCE,
    Topic.TRAFFICKING,
    Topic.SUBSTANCES,
    Topic.HOME_VIOLENCE,
    Topic.DATING_VIOLENCE,
    Topic.SELF_HARM,
    Topic.BULLYING,
)
"""Which topic is named first when two are as bad."""


def listen(text: str) -> Finding | None:
    """The worst thing in the text, or None for ordinary text. Never raises; linear in the length of the text."""
    if len(text) > READ:
        text = text[: READ // 2] + "\n" + text[-READ // 2 :]
    book = rulebook()
    folded = fold(text)
    found = list(_heard(book, folded))
    for again in (joined(folded), _in_one_line(text)):
        if again is not None and not any(one.level is Level.DANGER for one in found):
            found += _heard(book, again)
    worst = min(found, key=_weight, default=None)
    return worst and replace(worst, locale=_language(folded) or worst.locale)


def _in_one_line(text: str) -> str | None:
    """A sentence that is broken after each word or two, folded as one; None for lines that may be sentences."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not 1 < len(lines) <= SHORT_LINES or len(text.split()) > len(lines) * WORDS_A_LINE:
        return None
    return fold(" ".join(lines))


def _language(folded: str) -> str | None:
    """By the small words; concepts are common to both languages, and so a rule doesn't tell."""
    words = folded.split()
    spanish, english = (sum(word in small for word in words) for small in (_SPANISH, _ENGLISH))
    return None if spanish == english else "es" if spanish > english else "en"


def _heard(book: Rulebook, folded: str) -> Iterator[Finding]:
    signs = _AGAIN.sub(r"\1\1", book.lexicon.signs_of(folded))
    for idiom, _nothing in book.harmless.worth(signs):
        signs = idiom.sub(lambda found: HARMLESS * len(found[0]), signs)
    heard = set()
    for pattern, rule in book.rules.worth(signs):
        if rule.name in heard:
            continue
        match = pattern.search(signs)
        if match is None or book.dropped(rule, signs):
            continue
        heard.add(rule.name)
        level = rule.level
        if level is Level.DANGER and book.softened(rule, _around(signs, match.start(), match.end())):
            level = Level.DISTRESS
        yield Finding(level, rule.topic, rule.third, rule.locale, rule.name)


def _around(signs: str, start: int, end: int) -> str:
    before = signs.rfind(STOP, 0, start) + 1
    after = signs.find(STOP, end)
    return signs[before : after if after >= 0 else len(signs)]


def _weight(found: Finding) -> tuple[bool, bool, int]:
    return found.level is not Level.DANGER, found.third_person, _order()[found.topic]


@cache
def _order() -> dict[Topic, int]:
    return {topic: at for at, topic in enumerate(ORDER)}
