"""The index: BM25 over weighted fields, in memory, with what words mean worked in.

Built once from entries and never changed; a search only reads it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from bot.services.search.entries import FIELDS, Entry, Kind
from bot.services.search.guessing import Guesser
from bot.services.search.lexicon import Lexicon, Phrase, Phrases, lexicon, stems
from bot.services.search.spelling import known_stem, plain, read, stem, word_of, written

K1: Final = 1.2
"""BM25: how soon saying a word again stops counting."""
NEAR: Final = 0.55
"""What something counts that only comes near to what was asked for."""
MENTIONED: Final = 0.65
"""What an idea counts that a description only mentions: the word itself is asked for, or something is called so."""
FURTHER: Final = 0.1
"""What each further way of saying the same adds, in parts of its own strength."""
LANGUAGES: Final = ("es", "en")
RESULTS: Final[tuple[Kind, ...]] = ("course", "call", "news")

Postings = dict[int, float]
"""Entry number -> how strongly it is about something, between 0 and 1."""
Place = tuple[str, str]
"""A field, and a word as it is written there."""
Text = tuple[str, str, str]
"""A field, a language, and what is said there."""
_Said = tuple[tuple[str, str], str, Place]
"""A word: (language, stem), the stem, and where it stands."""


@dataclass(frozen=True)
class Reading:
    """A word that may have been meant, how sure that is, and its stems in Spanish and in English."""

    word: str
    weight: float
    roots: tuple[str, str]


class _Counted(NamedTuple):
    """An entry while it is read: how much each stem weighs, in which field it was read last, and where it stands."""

    weight: dict[str, float]
    field_of: dict[str, str]
    place: dict[tuple[str, str], Place]


class Index:
    """`entries` by number. A search asks the index, never the database."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self.lexicon: Lexicon = lexicon()
        self.postings: dict[str, Postings] = {}
        self._places: list[dict[tuple[str, str], Place]] = []
        self._words: set[str] = set()
        self._title_words: set[str] = set()
        self._read()
        self.ideas = [self._gathered(idea.ways, NEAR if idea.near else 1.0) for idea in self.lexicon.ideas]
        self._words |= self.lexicon.words
        self._guesser = Guesser(self._words)
        self._know_places()
        self._sort()

    def idf(self, found: int) -> float:
        """What a word tells that so many entries hold."""
        return math.log(1 + (len(self.entries) - found + 0.5) / (found + 0.5))

    def readings(self, word: str) -> tuple[Reading, ...]:
        """What a plain word may be: itself where it is known, else what it was meant to be."""
        if word in self._words:
            return (Reading(word, 1.0, (known_stem(word, "es"), known_stem(word, "en"))),)
        if word not in self.lexicon.ordinary and (guessed := self._guesser.guess(word)):
            return tuple(Reading(w, sure, (known_stem(w, "es"), known_stem(w, "en"))) for w, sure in guessed)
        # What somebody typed is remembered nowhere.
        return (Reading(word, 1.0, (stem(word, "es"), stem(word, "en"))),)

    def holds(self, reading: Reading) -> bool:
        """Whether any entry says a form of the word."""
        return any(root in self.postings for root in reading.roots)

    def place(self, number: int, reading: Reading, language: str) -> Place | None:
        """Where an entry says a word most strongly in its text of that language."""
        places = self._places[number]
        return places.get((language, reading.roots[0])) or places.get((language, reading.roots[1]))

    def says(self, number: int, phrase: Phrase, language: str) -> Place | None:
        """The same for a way of saying something, where all of its words stand there; the field is the first one's."""
        places = [at for root in stems(phrase, language) if (at := self._places[number].get((language, root)))]
        if not places or len(places) < len(phrase):
            return None
        return places[0][0], " ".join(word for _field, word in places)

    def _read(self) -> None:
        """Every entry's words, then their weights: fields are weighed first and only then does saturation set in."""
        forms: dict[Text, _Said | None] = {}
        texts: dict[Text, tuple[int, list[_Said]]] = {}
        for entry in self.entries:
            for text in entry.words:
                if text not in texts:
                    texts[text] = self._split(text, forms)
        means = _mean_lengths(self.entries, texts)
        for number, entry in enumerate(self.entries):
            counted = _Counted({}, {}, {})
            for text in entry.words:
                length, said = texts[text]
                weight, b = FIELDS[text[0]]
                _count(counted, said, text[0], weight / (1 - b + b * length / means[text[0]]))
            self._places.append(counted.place)
            for root, weight in counted.weight.items():
                self.postings.setdefault(root, {})[number] = weight / (K1 + weight)

    def _split(self, text: Text, forms: dict[Text, _Said | None]) -> tuple[int, list[_Said]]:
        """How many words a text has, and those that are read, each once."""
        place, language, whole = text
        words = written(whole)
        said: dict[str, _Said] = {}
        for word in words:
            key = (place, language, word)
            if key not in forms:
                forms[key] = self._form(place, language, word)
            if form := forms[key]:
                said.setdefault(form[1], form)
        return len(words), list(said.values())

    def _form(self, place: str, language: str, written_word: str) -> _Said | None:
        """A word as it is counted; None for one that isn't read."""
        word = word_of(written_word)
        if len(word.plain) == 1 or word.kept in self.lexicon.small or word.plain in self.lexicon.bare:
            return None
        if place != "title" and word.plain.isdigit():
            return None  # hours and prices are no words
        self._words.add(word.plain)
        if place == "title":
            self._title_words.add(word.plain)
        root = known_stem(word.plain, language)
        return (language, root), root, (place, word.typed)

    def _gathered(self, ways: Iterable[Phrase], weight: float) -> Postings:
        """Where any of these ways stands. Several words count as much as the weakest of them, what is only mentioned
        counts less than a name, and each further way adds a little."""
        found: Postings = {}
        said = dict.fromkeys((language, stems(way, language)) for way in ways for language in LANGUAGES)
        for language, roots in said:
            first, *others = [self.postings.get(root, {}) for root in roots]
            key = (language, roots[0])
            for number, of_first in first.items():
                at = self._places[number].get(key)
                if at is None or (others and not all(number in one for one in others)):
                    continue
                mentioned = MENTIONED if at[0] == "text" and not others else 1.0
                strength = weight * mentioned * min(of_first, *(one[number] for one in others), 1.0)
                before = found.get(number, 0.0)
                found[number] = max(strength, before) + FURTHER * min(strength, before)
        return found

    def _know_places(self) -> None:
        named = {(name, entry.venue) for entry in self.entries for name in entry.venue_names}
        self.venues: Phrases[str] = Phrases((plain(name), venue) for name, venue in sorted(named))
        said = {text for entry in self.entries for place, _of, text in entry.words if place == "place"}
        self.place_words = {word.plain for text in said for word in read(text)}
        self.title_words = sorted(self._title_words)

    def _sort(self) -> None:
        """What belongs together, so that no search goes through everything."""
        self.of_kind: dict[Kind, list[int]] = {}
        self.results: set[int] = set()
        self.on_day: dict[date, list[int]] = {}
        self.on_weekday: list[list[int]] = [[] for _day in range(7)]
        by_start = sorted(range(len(self.entries)), key=lambda number: self.entries[number].first)
        for number in by_start:
            entry = self.entries[number]
            self.of_kind.setdefault(entry.kind, []).append(number)
            if entry.kind in RESULTS:
                self.results.add(number)
            days = {meeting.day for edition in entry.editions for meeting in edition.meetings}
            for day in days:
                self.on_day.setdefault(day, []).append(number)
            for weekday in {day.weekday() for day in days}:
                self.on_weekday[weekday].append(number)


def _count(counted: _Counted, said: list[_Said], place: str, norm: float) -> None:
    weight, field_of, places = counted.weight, counted.field_of, counted.place
    heavy = FIELDS[place][0]
    for key, root, at in said:
        # A title said in two languages, or long and short, is one title.
        if field_of.get(root) == place:
            weight[root] = max(weight[root], norm)
        else:
            weight[root] = weight.get(root, 0.0) + norm
            field_of[root] = place
        if key not in places or heavy > FIELDS[places[key][0]][0]:
            places[key] = at


def _mean_lengths(entries: Iterable[Entry], texts: dict[Text, tuple[int, list[_Said]]]) -> dict[str, float]:
    totals, counts = dict.fromkeys(FIELDS, 0), dict.fromkeys(FIELDS, 0)
    for entry in entries:
        for text in entry.words:
            totals[text[0]] += texts[text][0]
            counts[text[0]] += 1
    return {place: max(1.0, totals[place] / counts[place]) if counts[place] else 1.0 for place in FIELDS}
