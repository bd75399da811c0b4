"""The rules, read once: rules/*.yaml compiled over the lexicon."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.safety.finding import Level, Topic
from bot.safety.lexicon import Lexicon
from bot.safety.patterns import compiled, expand, literals, needed

RULES: Final = Path(__file__).with_name("rules")


@dataclass(frozen=True)
class Pattern:
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    """Of each set one sign at least must be in the text."""

    def among(self, present: frozenset[str]) -> bool:
        return not any(one.isdisjoint(present) for one in self.needs)

    def found(self, signs: str) -> bool:
        return self.pattern.search(signs) is not None


@dataclass(frozen=True)
class Rule:
    name: str
    topic: Topic
    level: Level
    third: bool
    locale: str
    when: frozenset[str]
    """Contexts that count for it: `past` softens it, `fiction` drops it, `game` drops it, `doubt` softens it."""
    patterns: tuple[Pattern, ...]

    def softened(self, book: "Rulebook", sentence: str, signs: str) -> bool:
        return any(name in self.when and book.said(name, sentence) for name in ("past", "doubt"))

    def dropped(self, book: "Rulebook", sentence: str, signs: str) -> bool:
        return any(name in self.when and book.said(name, signs) for name in ("fiction", "game", "laugh"))


@dataclass(frozen=True)
class Rulebook:
    lexicon: Lexicon
    harmless: tuple[Pattern, ...]
    contexts: dict[str, tuple[Pattern, ...]]
    rules: tuple[Rule, ...]

    def said(self, context: str, signs: str) -> bool:
        present = frozenset(signs)
        return any(one.among(present) and one.found(signs) for one in self.contexts[context])


def _read(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506


@cache
def rulebook() -> Rulebook:
    macros = {name: " ".join(text.split()) for name, text in _read(RULES / "macros.yaml").items()}
    harmless = [expand(text, macros) for text in _read(RULES / "harmless.yaml")]
    contexts = {
        name: [expand(text, macros) for text in texts] for name, texts in _read(RULES / "contexts.yaml").items()
    }
    topics = {topic: _read(RULES / f"{topic}.yaml") for topic in Topic}
    written = {
        topic: [(rule, [expand(text, macros) for text in rule["any"]]) for rule in rules]
        for topic, rules in topics.items()
    }
    every = [*harmless, *(text for texts in contexts.values() for text in texts)]
    every += [text for rules in written.values() for _rule, texts in rules for text in texts]
    lexicon = Lexicon({word for text in every for word in literals(text)})

    def pattern(text: str) -> Pattern:
        try:
            return Pattern(re.compile(compiled(text, lexicon.signs)), needed(text, lexicon.signs))
        except (ValueError, re.error) as wrong:
            raise ValueError(f"{text}: {wrong}") from wrong

    rules = [
        Rule(
            name=f"{topic}/{rule['name']}",
            topic=topic,
            level=Level(rule.get("level", "danger")),
            third=rule.get("third", False),
            locale=rule.get("in", "es"),
            when=frozenset(rule.get("when", "past fiction").split()),
            patterns=tuple(pattern(text) for text in texts),
        )
        for topic, both in written.items()
        for rule, texts in both
    ]
    # The worst first: whoever is in danger is heard before the rest is read.
    rules.sort(key=lambda rule: rule.level is not Level.DANGER)
    return Rulebook(
        lexicon,
        tuple(pattern(text) for text in harmless),
        {name: tuple(pattern(text) for text in texts) for name, texts in contexts.items()},
        tuple(rules),
    )
