"""From a text to what was heard in it: idioms are taken out, then every rule listens, and the worst counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from bot.safety.evidence import WINDOW, Weighed, weigh
from bot.safety.finding import Finding, Level, Topic
from bot.safety.folding import fold, joined
from bot.safety.lexicon import HARMLESS, STOP
from bot.safety.rulebook import Rulebook, alone, rulebook

LITTLE: Final = -0.6
"""With less evidence than this a rule was wrong about the distress it heard, and danger is answered as distress;"""
NOTHING: Final = -1.1
"""with less than this it was wrong about danger too:"""
FEW: Final = 5
"""both only in one sentence of at least so many words, as a second one may be harmless, and outweigh the grave one."""
LEAST: Final = 2
"""Words without which there is no evidence: what is said in one, rules know. Nor do so few tell about whom they are."""
FEW_WORDS: Final = 3
"""So few are never danger by evidence alone: "I don't want to any more" may be said of a course."""
ENOUGH: Final = 0.35
"""How much the evidence must weigh to be answered where no rule says so,"""
SURE: Final = 0.4
"""to be answered as danger,"""
AT_LEAST: Final = 0.0
"""if by so much it speaks for danger rather than distress, and"""
MORE: Final = 0.9
"""how much where an idiom, a joke, a game or a story is told beside it."""
_AGAIN: Final = re.compile(r"(.{1,12}?)\1{2,}")
"""Words said over and over count twice."""
READ: Final = 20_000
"""Characters of a text that are read, from its beginning and its end; Telegram lets one write 4,096."""
WORDS_A_LINE: Final = 3
"""Lines of at most so many words, taken together, may be one sentence written downwards."""
SHORT_LINES: Final = 40
_SPANISH: Final = frozenset({
    "que", "de", "la", "el", "mi", "mis", "se", "y", "con", "una", "un", "por", "los", "las", "ya", "estoy", "porque",
    "en", "es", "lo", "le", "al", "del", "kiero", "quiero", "voy", "q",
})  # fmt: skip
_ENGLISH: Final = frozenset({
    "i", "my", "the", "to", "and", "is", "am", "of", "he", "she", "it", "in", "that", "they", "want", "i'm", "im",
    "myself", "was", "have", "don't", "dont", "do", "you",
})  # fmt: skip
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
    words = book.lexicon.words_of(folded)
    signs = _AGAIN.sub(r"\1\1", "".join(sign for _word, sign in words))
    evidence = weigh(words, book.lexicon.concepts)
    found = list(_heard(book, signs))
    if FEW <= len(words) <= WINDOW and STOP not in signs.strip(STOP):
        found = _outweighed(found, evidence.grave)
    for again in (joined(folded), _in_one_line(text)):
        if again is None or any(one.level is Level.DANGER for one in found):
            continue
        found += _heard(book, _AGAIN.sub(r"\1\1", "".join(sign for _word, sign in book.lexicon.words_of(again, words))))
    if not any(one.level is Level.DANGER for one in found):
        found += _weighed(book, evidence, words, signs)
    if not found and (topic := alone().get(" ".join(folded.split()).strip(" .,!?"))) is not None:
        found.append(Finding(Level.DISTRESS, topic, False, "es", f"{topic}/alone"))
    worst = min(found, key=_weight, default=None)
    return worst and replace(_told(worst, evidence, _count(words)), locale=_language(folded) or worst.locale)


def language(text: str) -> str | None:
    """`es` or `en`, by its small words; None where they don't tell."""
    return _language(fold(text))


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


def _heard(book: Rulebook, signs: str) -> Iterator[Finding]:
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


def _outweighed(found: Sequence[Finding], grave: float) -> list[Finding]:
    """What is left of what rules heard in one sentence, where everything else in it speaks of everyday life."""
    if grave >= LITTLE:
        return list(found)
    dangers = [replace(one, level=Level.DISTRESS) for one in found if one.level is Level.DANGER]
    return dangers if grave >= NOTHING else []


def _weighed(book: Rulebook, evidence: Weighed, words: Sequence[tuple[str, str]], signs: str) -> Iterator[Finding]:
    """What no rule names, but much speaks for."""
    count = _count(words)
    if evidence.grave < ENOUGH or count < LEAST:
        return
    if evidence.grave < MORE and (book.harmless.found(signs) or book.told(signs)):
        return
    sure = evidence.grave >= SURE and evidence.danger >= AT_LEAST and count > FEW_WORDS
    level = Level.DANGER if sure else Level.DISTRESS
    yield Finding(level, evidence.topic, evidence.other > 0, "es", f"{evidence.topic}/evidence")


def _count(words: Sequence[tuple[str, str]]) -> int:
    return sum(word[0].isalnum() for word, _signs in words)


def _told(found: Finding, evidence: Weighed, count: int) -> Finding:
    """About what it is and whose, by all of it: a rule knows only the words that it names. Where one hears that
    somebody wants to die, that is what it is about, whatever else is told."""
    if count <= LEAST:
        return found
    topic = evidence.topic if evidence.grave > 0 and found.topic is not Topic.SUICIDE else found.topic
    return replace(found, topic=topic, third_person=evidence.other > 0)


def _around(signs: str, start: int, end: int) -> str:
    before = signs.rfind(STOP, 0, start) + 1
    after = signs.find(STOP, end)
    return signs[before : after if after >= 0 else len(signs)]


def _weight(found: Finding) -> tuple[bool, bool, int]:
    return found.level is not Level.DANGER, found.third_person, _order()[found.topic]


@cache
def _order() -> dict[Topic, int]:
    return {topic: at for at, topic in enumerate(ORDER)}
