"""The rules, read once: rules/*.yaml, and rules/scenes for what is told without its word, compiled over the lexicon."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.safety.finding import Level, Topic
from bot.safety.folding import fold
from bot.safety.lexicon import Lexicon
from bot.safety.patterns import compiled, expand, literals, needed

RULES: Final = Path(__file__).with_name("rules")


Pattern = re.Pattern[str]


class Patterns:
    """Many patterns, each with what was to be said when it is found. Only those are tried whose words are there, and
    each is compiled when it is tried first: compiling all of them would make every start wait."""

    DEPTH = 5

    def __init__(self, patterns: Sequence[tuple[str, Sequence[frozenset[str]], Any]], signs: Mapping[str, str]) -> None:
        self._all = [(text, meant) for text, _needs, meant in patterns]
        self._signs = signs
        self._compiled: dict[int, Pattern] = {}
        self._bits: list[dict[str, int]] = [{} for _ in range(self.DEPTH)]
        self._free = [0] * self.DEPTH
        for at, (_pattern, needs, _meant) in enumerate(patterns):
            for depth in range(self.DEPTH):
                if depth >= len(needs):
                    self._free[depth] |= 1 << at
                    continue
                bits = self._bits[depth]
                for sign in needs[depth]:
                    bits[sign] = bits.get(sign, 0) | 1 << at

    def worth(self, signs: str) -> Iterator[tuple[Pattern, Any]]:
        """In their order, those of whose first needed words at least one of each is among the signs."""
        present = set(signs)
        left = -1
        for bits, free in zip(self._bits, self._free, strict=True):
            here = free
            for sign in present & bits.keys():
                here |= bits[sign]
            left &= here
        while left:
            low = left & -left
            at = low.bit_length() - 1
            yield self._pattern(at), self._all[at][1]
            left ^= low

    def _pattern(self, at: int) -> Pattern:
        if at not in self._compiled:
            self._compiled[at] = compiled(self._all[at][0], self._signs)
        return self._compiled[at]

    def check(self) -> None:
        """Compile every pattern. Raises ValueError with the text of one that can't be."""
        for at, (text, _meant) in enumerate(self._all):
            try:
                self._pattern(at)
            except (ValueError, re.error) as wrong:
                raise ValueError(f"{text}: {wrong}") from wrong

    def found(self, signs: str) -> bool:
        return any(pattern.search(signs) for pattern, _meant in self.worth(signs))


@dataclass(frozen=True)
class Rule:
    name: str
    topic: Topic
    level: Level
    third: bool
    locale: str
    when: frozenset[str]
    """Contexts that count for it: `past` softens it, `fiction` drops it, `game` drops it, `doubt` softens it."""


@dataclass(frozen=True)
class Rulebook:
    lexicon: Lexicon
    harmless: Patterns
    contexts: dict[str, Patterns]
    rules: Patterns
    """Each means its rule; the worst first."""

    def softened(self, rule: Rule, sentence: str) -> bool:
        return any(name in rule.when and self.contexts[name].found(sentence) for name in ("past", "doubt"))

    def dropped(self, rule: Rule, signs: str) -> bool:
        return any(name in rule.when and self.contexts[name].found(signs) for name in ("fiction", "game", "laugh"))

    def told(self, signs: str) -> bool:
        """It is a story, a game, a joke or denied."""
        return any(self.contexts[name].found(signs) for name in ("fiction", "game", "laugh", "denial"))


def _read(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506


@cache
def alone() -> dict[str, Topic]:
    """Whole messages, folded, that name what is wrong and nothing else."""
    words = _read(RULES.parent / "words" / "alone.yaml")
    return {fold(text): Topic(topic) for topic, texts in words.items() for text in texts}


@cache
def rulebook() -> Rulebook:
    macros = {name: " ".join(text.split()) for name, text in _read(RULES / "macros.yaml").items()}
    harmless = [expand(text, macros) for text in _read(RULES / "harmless.yaml")]
    contexts = {
        name: [expand(text, macros) for text in texts] for name, texts in _read(RULES / "contexts.yaml").items()
    }
    topics = {topic: _read(RULES / f"{topic}.yaml") + _read(RULES / "scenes" / f"{topic}.yaml") for topic in Topic}
    written = {
        topic: [(rule, [expand(text, macros) for text in rule["any"]]) for rule in rules]
        for topic, rules in topics.items()
    }
    every = [*harmless, *(text for texts in contexts.values() for text in texts)]
    every += [text for rules in written.values() for _rule, texts in rules for text in texts]
    lexicon = Lexicon({word for text in every for word in literals(text)})

    def patterns(texts: Iterable[tuple[str, Any]]) -> Patterns:
        return Patterns([(text, needed(text, lexicon.signs), meant) for text, meant in texts], lexicon.signs)

    rules = [(text, _rule(topic, rule)) for topic, both in written.items() for rule, texts in both for text in texts]
    rules.sort(key=lambda both: both[1].level is not Level.DANGER)
    return Rulebook(
        lexicon,
        patterns((text, None) for text in harmless),
        {name: patterns((text, None) for text in texts) for name, texts in contexts.items()},
        patterns(rules),
    )


def _rule(topic: Topic, written: dict[str, Any]) -> Rule:
    return Rule(
        name=f"{topic}/{written['name']}",
        topic=topic,
        level=Level(written.get("level", "danger")),
        third=written.get("third", False),
        locale=written.get("in", "es"),
        when=frozenset(written.get("when", "past fiction").split()),
    )
