"""What words mean, whatever the catalogue holds: read once from the files beside this one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from bot.packs.lines import read_sheet
from bot.services.search.spelling import known_stem, plain

FOLDER: Final = Path(__file__).parent / "words"
LONGEST_PHRASE: Final = 6
Phrase = tuple[str, ...]
Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Finds phrases in a row of words, the longest first."""

    def __init__(self, said: Iterable[tuple[Phrase, Meaning]]) -> None:
        self.words: set[str] = set()
        self._meaning: dict[Phrase, list[Meaning]] = {}
        for phrase, meaning in said:
            self.words.update(phrase)
            self._meaning.setdefault(phrase, []).append(meaning)
        self._longest = min(LONGEST_PHRASE, max((len(phrase) for phrase in self._meaning), default=0))

    def find(self, words: list[str]) -> Iterator[tuple[int, int, Meaning]]:
        """(from, to, meaning) of every phrase; no two overlap."""
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                if found := self._meaning.get(tuple(words[at : at + length])):
                    for meaning in found:
                        yield at, at + length, meaning
                    at += length
                    break
            else:
                at += 1

    def get(self, phrase: Phrase) -> list[Meaning]:
        return self._meaning.get(phrase, [])


@dataclass(frozen=True)
class Idea:
    """Things that mean the same, or (for `near`) what comes near to something: each a row of words."""

    ways: tuple[Phrase, ...]
    near: bool = False


@dataclass(frozen=True)
class Alarm:
    """Words that bring helplines on these topics, unless one of the others is said too."""

    topics: tuple[str, ...]
    unless: frozenset[Phrase]


@dataclass
class Lexicon:
    small: frozenset[str]
    weak: frozenset[str]
    bare: frozenset[str]
    """Words that are not read in the catalogue."""
    ordinary: frozenset[str]
    """Common words that are never taken for a word of danger mistyped."""
    short: Mapping[str, str]
    signs: Mapping[str, str]
    together: Mapping[Phrase, str]
    """Two words that are one."""
    ideas: list[Idea]
    by_stem: dict[Phrase, list[int]] = field(default_factory=dict)
    """Ideas by the stems of each way of saying them."""
    wishes: Phrases[tuple[str, str]] = field(default_factory=lambda: Phrases([]))
    questions: Phrases[str] = field(default_factory=lambda: Phrases([]))
    alarms: Phrases[Alarm] = field(default_factory=lambda: Phrases([]))
    words: frozenset[str] = frozenset()
    """Every word that says something here, for correcting what is typed."""


def stems(phrase: Phrase, language: str = "es") -> Phrase:
    return tuple(known_stem(word, language) for word in phrase)


@cache
def lexicon() -> Lexicon:
    """The one lexicon there is."""
    grammar, meanings, wishes, questions, distress = (
        _sheet(name) for name in ("grammar", "meanings", "wishes", "questions", "distress")
    )
    small = frozenset(word for text in (grammar["small"],) for word in text.split())
    ideas = [Idea(tuple(_listed(line, small))) for line in _lines(meanings["same"])]
    by_stem: dict[Phrase, list[int]] = {}
    for number, idea in enumerate(ideas):
        _enter(by_stem, idea.ways, number)
    for said, others in meanings["near"].items():
        ideas.append(Idea(tuple(_listed(others, small)), near=True))
        way = _content(said, small)
        # What comes near to a thing comes near to it whatever it is called.
        same = [other for idea in ideas if not idea.near and way in idea.ways for other in idea.ways]
        _enter(by_stem, [way, *same], len(ideas) - 1)
    made = Lexicon(
        small=small,
        weak=frozenset(_plain_words(grammar["weak"].split())),
        bare=frozenset(grammar["bare"].split()),
        ordinary=frozenset(grammar["ordinary"].split()),
        short={str(key): str(value) for key, value in grammar["short"].items()},
        together={plain(str(key)): str(value) for key, value in grammar["together"].items()},
        signs={key.replace("\ufe0f", ""): value for key, value in grammar["signs"].items()},
        ideas=ideas,
        by_stem=by_stem,
        wishes=Phrases(_wishes(wishes)),
        questions=Phrases((phrase, name) for name, line in questions.items() for phrase in _said(line)),
        alarms=Phrases(
            (phrase, Alarm(tuple(entry["on"]), frozenset(_said(entry.get("not", "")))))
            for entry in distress
            for phrase in _said(entry["said"])
        ),
    )
    of_ideas = {word for idea in ideas for way in idea.ways for word in way}
    of_ideas |= {word for said in meanings["near"] for word in _content(said, small)}
    spoken = made.wishes.words | made.questions.words | made.alarms.words
    made.words = frozenset(of_ideas | spoken | _plain_words(made.small | made.weak))
    return made


def _sheet(name: str) -> Any:
    sheet, problems = read_sheet(FOLDER / f"{name}.yaml")
    if problems:
        raise ValueError(f"{problems[0]}")
    return sheet.value


def _lines(value: list[str]) -> list[str]:
    return [str(line) for line in value]


def _said(line: str) -> list[Phrase]:
    """Phrases between commas, whole."""
    return [phrase for part in str(line).split(",") if (phrase := plain(part))]


def _content(text: str, small: frozenset[str]) -> Phrase:
    """A phrase without the words that only hold it together."""
    whole = plain(text)
    return tuple(word for word in whole if word not in small) or whole


def _listed(line: str, small: frozenset[str]) -> list[Phrase]:
    return [phrase for part in str(line).split(",") if (phrase := _content(part, small))]


def _enter(by_stem: dict[Phrase, list[int]], ways: Iterable[Phrase], number: int) -> None:
    for way in ways:
        for language in ("es", "en"):
            numbers = by_stem.setdefault(stems(way, language), [])
            if number not in numbers:
                numbers.append(number)


def _wishes(sheet: dict[str, Any]) -> Iterator[tuple[Phrase, tuple[str, str]]]:
    for kind, said in sheet.items():
        named = said if isinstance(said, dict) else {kind: said}
        for value, line in named.items():
            for phrase in _said(line):
                yield phrase, (kind, value)


def _plain_words(words: Iterable[str]) -> set[str]:
    return {word.replace("ñ", "n") for word in words}
