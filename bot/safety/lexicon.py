"""Words to concepts. Every kind of word is one sign, so that a text becomes a short string in which rules look."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from rapidfuzz.distance import OSA

from bot.safety.conjugating import english, spanish
from bot.safety.folding import unleet
from bot.safety.sounding import sound

WORDS: Final = Path(__file__).with_name("words")
UNKNOWN, NUMBER, MINOR, ADULT, COMMA, STOP, HARMLESS = "u", "#", "m", "a", ",", "|", "o"
"""Signs of what is no known word. Rules never reach across a STOP; a HARMLESS word is part of an idiom. MINOR and
ADULT are numbers that may be ages, 8 to 17 and from 20."""
FIRST_SIGN: Final = 0x4E00
FUZZY: Final = 6
"""Shorter words must be spelled, or sound, right: one letter makes too many others of them."""
LONGEST: Final = 16
PATIENCE: Final = 24
"""Long unknown words of one text that are tried as words run together, and"""
TRIED: Final = 120
"""unknown words that are tried as slips of known ones."""
WHOLE: Final = 600
"""Of a longer word the beginning and the end are tried."""
_WORD = re.compile(r"[a-z0-9@$*]+(?:'[a-z]+)?|[.!?;]+|,")
_SPLIT = 9
_SKIP = 1.2


def read(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((WORDS / f"{name}.yaml").read_text(encoding="utf-8"), loader)  # noqa: S506


def _forms(concepts: dict[str, dict[str, str]]) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Each word with its concepts, and whether it is Spanish, which one spells by ear."""
    for section, form_of, by_ear in (("verbs_es", spanish, True), ("verbs_en", english, False)):
        for concept, written in concepts[section].items():
            for verb in written.split():
                for word, said in form_of(verb):
                    yield word, frozenset({concept, *(f"{concept}.{one}" for one in said)}), by_ear
    for section in ("words_es", "words_en"):
        for concept, written in concepts[section].items():
            for word in written.split():
                yield word, frozenset({concept, concept.partition(".")[0]}), section == "words_es"


class Lexicon:
    def __init__(self, literals: Iterable[str]) -> None:
        """`literals` are the words that rules name themselves."""
        said: dict[str, set[str]] = {}
        heard: dict[str, set[str]] = {}
        for word, tags, by_ear in (
            *_forms(read("concepts")),
            *((word, frozenset({f"={word}"}), True) for word in literals),
        ):
            said.setdefault(word, set()).update(tags)
            if by_ear:
                heard.setdefault(sound(word), set()).update(tags)
        for word in list(said):  # A word of one sound with others means what it says.
            said[word] |= {tag for tag in heard.get(sound(word), ()) if tag == f"={word}"}
        every = {frozenset(tags) for tags in (*said.values(), *heard.values())}
        # Words of one concept become neighbours, which keeps the rules' character classes short.
        ordered = sorted((sorted(tags, key=lambda tag: (tag[0] == "=", tag)) for tags in every), key=tuple)
        kinds = {frozenset(tags): chr(FIRST_SIGN + at) for at, tags in enumerate(ordered)}
        self._said = {word: kinds[frozenset(tags)] for word, tags in said.items()}
        self._heard = {key: kinds[frozenset(tags)] for key, tags in heard.items()}
        self._ordinary = frozenset((WORDS / "ordinary.txt").read_text(encoding="utf-8").split())
        self._others: dict[str, list[str]] = read("short")
        self._near: dict[str, list[str]] = {}
        for word in self._said:
            if len(word) >= FUZZY:
                for cut in _cuts(word):
                    self._near.setdefault(cut, []).append(word)
        self._starred: dict[str, list[str]] = {}
        for word in self._said:
            if 4 <= len(word) < FUZZY:
                for cut in _cuts(word):
                    self._starred.setdefault(cut, []).append(word)
        small = set(self._ordinary_small())
        spoken = {word for word, tags in said.items() if len(word) > 1 and not any(".order" in tag for tag in tags)}
        named = {word for word in spoken if f"={word}" in said[word]}
        self._parts = dict.fromkeys(spoken, 1.6) | dict.fromkeys(named, 1.1) | dict.fromkeys(small, 0.8)
        self._parts |= {word: 1.2 for word in self._others if len(word) > 1 and word.isalpha()}
        """What a word costs when a text without spaces is taken apart: the commoner, the less."""
        self._stems = {word[:at] for word in self._parts for at in range(1, len(word) + 1)}
        self.concepts = {
            sign: tuple(f"@{tag}" for tag in sorted(tags) if tag[0] != "=") for tags, sign in kinds.items()
        }
        """What each sign stands for, beside the words that rules name."""
        self.signs: dict[str, str] = {}
        for tags, sign in kinds.items():
            for tag in tags:
                self.signs[tag] = self.signs.get(tag, "") + sign

    def _ordinary_small(self) -> Iterator[str]:
        yield from read("concepts")["small"].split()

    def words_of(self, folded: str, before: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
        """The words of a folded text, each with its signs: one, or several where it was run together.

        `before` is what was found in another reading of it.
        """
        found: list[tuple[str, str]] = []
        known = dict(before)
        patience, tried = PATIENCE, TRIED
        for word in self._in_full(folded):
            if word not in known:
                signs = self._signs(word)
                plain = unleet(word)
                if signs == UNKNOWN and tried and self._may_be_a_slip(plain):
                    tried -= 1
                    signs = self._alike(plain)
                if signs == UNKNOWN and len(word) >= _SPLIT and patience and word not in self._ordinary:
                    patience -= 1
                    signs = self._apart(word)
                known[word] = signs
            found.append((word, known[word]))
        return found

    def _in_full(self, folded: str) -> Iterator[str]:
        for word in _WORD.findall(folded):
            yield from self._others.get(word, (word,))

    def _signs(self, word: str) -> str:
        first = word[0]
        if first in ".!?;":
            return STOP
        if first == ",":
            return COMMA
        if word.isdigit():
            age = int(word) if len(word) < 3 else 0
            return MINOR if 8 <= age < 18 else ADULT if age >= 20 else NUMBER
        if word in self._others:
            return self._whole(word)
        if "'" in word:
            bare = unleet(word.replace("'", ""))
            if bare in self._others:
                return self._whole(bare)
            if len(bare) > LONGEST:
                return self._apart(bare)
            word, _, rest = word.partition("'")
            ends = {"s": "is", "ll": "will", "m": "am", "ve": "have", "re": "are", "d": "would"}
            return self._sign(word) + (self._sign(ends[rest]) if rest in ends else self._sign(rest))
        return self._sign(word)

    def _whole(self, word: str) -> str:
        others = self._others.get(word)
        return "".join(self._sign(one) for one in others) if others else self._sign(word)

    def _sign(self, word: str) -> str:
        found = self._said.get(word)
        if found:
            return found
        if not word.isalpha():
            plain = unleet(word)
            if "*" in plain:
                return self._hidden(plain)
            return self._sign(plain) if plain.isalpha() else UNKNOWN
        if word in self._ordinary:
            return UNKNOWN
        return self._heard.get(sound(word), UNKNOWN)

    def _may_be_a_slip(self, plain: str) -> bool:
        return FUZZY - 1 <= len(plain) <= LONGEST and plain.isalpha() and plain not in self._ordinary

    def _alike(self, word: str) -> str:
        """A word one slip away: a letter too many, too few, wrong, or two in the wrong order."""
        for key in (word, *_cuts(word)):
            near = self._said.get(key) if len(key) >= FUZZY and key != word else None
            if near:
                return near
            for other in self._near.get(key, ()):
                if OSA.distance(word, other, score_cutoff=1) <= 1:
                    return self._said[other]
        return UNKNOWN

    def _hidden(self, starred: str) -> str:
        """`m*rir`, `s*icidio`: some letters hidden by signs."""
        bare = starred.replace("*", "")
        pattern = re.compile(re.sub(r"\*+", "[a-z]{1,3}", starred))
        for known in (self._near, self._starred):
            for other in known.get(bare, ()):
                if pattern.fullmatch(other):
                    return self._said[other]
        return self._said.get(bare, UNKNOWN)

    def _apart(self, word: str) -> str:
        """The words in `noquierovivir`, if it is made of words that are known; letters between them cost."""
        if len(word) > WHOLE:
            return self._apart(word[: WHOLE // 2]) + self._apart(word[-WHOLE // 2 :])
        best: list[tuple[float, int, bool]] = [(0.0, 0, False)]
        for end in range(1, len(word) + 1):
            best.append((best[end - 1][0] - _SKIP, end - 1, False))
        for start in range(len(word)):
            score = best[start][0]
            # A place reached by a worse way than skipping is updated before it is left.
            for end in range(start + 1, min(len(word), start + LONGEST) + 1):
                part = word[start:end]
                if part not in self._stems:
                    break
                if part not in self._parts:
                    continue
                worth = score + (end - start) - self._parts[part] - (0 if end - start > 1 else 0.8)
                if worth > best[end][0]:
                    best[end] = (worth, start, True)
            if score - _SKIP > best[start + 1][0]:
                best[start + 1] = (score - _SKIP, start, False)
        if best[-1][0] < len(word) * 0.2:
            return UNKNOWN
        signs: list[str] = []
        at = len(word)
        while at:
            _score, start, known = best[at]
            signs.append(self._whole(word[start:at]) if known else UNKNOWN)
            at = start
        return "".join(reversed(signs))


def _cuts(word: str) -> tuple[str, ...]:
    return tuple(word[:at] + word[at + 1 :] for at in range(len(word)))
