"""What somebody asks for: the words that say what, the conditions said plainly, and the everyday questions."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Final

import regex

from bot.safety import listen
from bot.services.search.index import LANGUAGES, Index, Reading
from bot.services.search.lexicon import LONGEST_PHRASE, Alarm, Lexicon, Phrase, lexicon
from bot.services.search.spelling import ROOM, Word, plain, read

SLOTS: Final = 8
"""Words that say what is sought; nobody means more than that."""
CHAT: Final = frozenset({"hello", "thanks", "bye", "chat"})
"""What is only said to be polite, or to say something."""
CHOOSING: Final = CHAT | {"courses", "calls"}
"""What is no question once conditions are said."""
OFFERS: Final = frozenset({"courses", "calls"})
NAMING: Final = 2
"""Words, besides those that hold others together, that name something; more tell something."""
NAMED: Final = 5
"""Letters from which on a word that nobody here knows is taken for the name of something."""
ALONE: Final = frozenset({"home"})
"""What is meant only where nothing else is said."""
TOLD: Final = frozenset({"sign_up", "where", "hours", "cost", "person", "certificate", "age", "bot"})
"""Questions that are answered in a sentence, below which something that is called so may stand."""
_SIGN = regex.compile(r"\p{So}(?:\u200d\p{So})*|[\U0001F1E6-\U0001F1FF]{2}|[✂✏⚽☕♿]")
_SPARE = regex.compile(r"[\ufe0e\ufe0f\U0001F3FB-\U0001F3FF]")
_AGE = regex.compile(r"\b(?:tengo|de|soy de|cumpli|im|i am|para)\s+(\d{1,2})(?:\s+(?:anos|years?|añitos)\b|$)")
_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Wishes:
    """Conditions, as far as they were said."""

    days: frozenset[int] = frozenset()
    """Weekdays, Monday is 0."""
    date: str = ""
    """`today`, `tomorrow`, `after_tomorrow`, `this_week` or `next_week`."""
    hours: str = ""
    """`morning`, `afternoon` or `evening`."""
    free: bool = False
    online: bool = False
    near: bool = False
    venue: str = ""
    """Key of the place that was named."""
    calls: bool = False
    age: int | None = None

    @cached_property
    def time(self) -> bool:
        """Whether any of them is about when."""
        return bool(self.days or self.date or self.hours)

    @cached_property
    def any(self) -> bool:
        return self != Wishes()

    @property
    def each(self) -> list["Wishes"]:
        """Every condition by itself."""
        nothing = Wishes()
        said = [field.name for field in fields(self) if getattr(self, field.name) != getattr(nothing, field.name)]
        return [replace(nothing, **{name: getattr(self, name)}) for name in said]


@dataclass(frozen=True)
class Slot:
    """One thing that is sought: what was typed, the words it may be, and the ideas it stands for."""

    typed: str
    readings: tuple[Reading, ...]
    ideas: tuple[int, ...]
    length: int
    """Words that say it together; `readings` are those words where it is more than one."""
    known: bool
    """Whether anything that can be found says it, or an idea stands for it."""


@dataclass
class Asked:
    slots: list[Slot] = field(default_factory=list)
    wishes: Wishes = field(default_factory=Wishes)
    question: str = ""
    """The everyday question, where it is asked and nothing else is sought."""
    alarm: tuple[str, ...] = ()
    """Topics of the helplines that belong on top."""
    said: str = ""
    """What is left of the text once it is cut to what is read."""


@dataclass(frozen=True)
class _Token:
    word: Word
    readings: tuple[Reading, ...]

    @property
    def best(self) -> str:
        return self.readings[0].word


def understand(text: str, index: Index) -> Asked:
    """What is asked for. The work is bounded whatever the text is."""
    lexicon = index.lexicon
    tokens = list(_tokens(text, index))
    words = [token.best for token in tokens]
    asked = Asked(alarm=_alarm(words, text, lexicon), said=" ".join(words))
    questions = list(lexicon.questions.find(words))
    wished = [*index.venues.find(words), *lexicon.wishes.find(words)]
    # Of what stands within something longer, the longer is meant: "buenas tardes", "no tengo dinero".
    conditions = {at for start, end, _meaning in wished for at in range(start, end)}
    wished = [wish for wish in wished if not _within_any(wish, questions)]
    questions = [question for question in questions if not _within_any(question, wished)]
    asked.wishes, taken = _wishes(words, wished, index)
    taken |= conditions
    in_questions = {at for start, end, _name in questions for at in range(start, end)}
    names = sorted(dict.fromkeys(name for _at, _end, name in questions), key=lambda name: name in CHAT)
    if asked.wishes.any and names and names[0] in CHOOSING:
        # "What is there on Saturday": the conditions say enough.
        names = []
    if not all(token.best in lexicon.small or at in in_questions for at, token in enumerate(tokens)):
        # "Start" is where one begins; "when does it start" asks something else.
        names = [name for name in names if name not in ALONE]
    asked.slots = _slots(tokens, taken | (in_questions if CHAT.intersection(names) else set()), index)
    rest = _slots(tokens, taken | in_questions, index)
    others = [slot for slot in rest if slot.known]
    if names and names[0] in OFFERS and any(len(slot.typed) >= NAMED for slot in rest):
        # "Driving classes" ask for driving, whether or not anything here says it.
        names = []
    if names and not others:
        asked.question = names[0]
    elif asked.wishes == Wishes(calls=True) and not others:
        asked.question = "calls"
    elif not asked.slots and not asked.wishes.any and any(_is_offer(word) for word in words):
        asked.question = "courses"
    if asked.question:
        # "When do you open on Saturday" asks, it doesn't choose.
        asked.wishes = Wishes()
    return asked


def everyday(text: str) -> str:
    """The everyday question that the whole text is, word for word; nothing where it may be something else."""
    said = plain(text)
    return next(iter(lexicon().questions.get(said)), "") if len(said) <= LONGEST_PHRASE else ""


def _is_offer(word: str) -> bool:
    return word.startswith(("curso", "taller", "clase", "course", "workshop", "class"))


def _tokens(text: str, index: Index) -> Iterator[_Token]:
    lexicon = index.lexicon
    cut = _SPARE.sub("", text[: ROOM * 2])
    meant = [lexicon.signs[sign] for sign in dict.fromkeys(_SIGN.findall(cut)) if sign in lexicon.signs]
    said = read(" ".join([cut, *meant[:SLOTS]]) if meant else cut, room=ROOM * 2)
    for at, word in enumerate(said := _together(said, lexicon)):
        if word.kept in lexicon.short:
            for longer in read(lexicon.short[word.kept]):
                yield _Token(replace(longer, typed=word.typed), index.readings(longer.plain))
        elif word.kept == "unas" and at == len(said) - 1:
            # "Unas acrílicas" are some; "poner unas" are nails without their ñ.
            yield _Token(replace(word, kept="uñas"), index.readings(word.plain))
        else:
            yield _Token(word, index.readings(word.plain))


def _together(said: list[Word], lexicon: Lexicon) -> list[Word]:
    """`Whats app` is one word; some say something that takes other words here."""
    found: list[Word] = []
    for word in said:
        whole = lexicon.together.get((found[-1].plain, word.plain)) if found else None
        if whole is not None:
            typed = f"{found.pop().typed} {word.typed}"
            found += [replace(one, typed=typed) for one in read(whole)]
        else:
            found.append(word)
    return found


def _alarm(words: list[str], text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """What helplines are about, in a few words; whether a whole sentence is grave, the ear knows better."""
    here = set(words)
    topics: dict[str, None] = {}
    for _at, _end, alarm in lexicon.alarms.find(words):
        if not _softened(alarm, here):
            topics |= dict.fromkeys(alarm.topics)
    told = topics and sum(word not in lexicon.small for word in words) > NAMING
    return () if told and listen(text) is None else tuple(topics)


def _softened(alarm: Alarm, here: set[str]) -> bool:
    return any(here.issuperset(phrase) for phrase in alarm.unless)


Found = tuple[int, int, Any]
"""Words from, words to, and what they mean."""


def _within_any(one: Found, others: list[Any]) -> bool:
    return any(at <= one[0] and one[1] <= end and end - at > one[1] - one[0] for at, end, _meaning in others)


def _wishes(words: list[str], wished: list[Any], index: Index) -> tuple[Wishes, set[int]]:
    """The conditions, and the positions of the words that say them."""
    wishes, taken = Wishes(), set[int]()
    for at, end, meaning in wished:
        taken.update(range(at, end))
        kind, value = meaning if isinstance(meaning, tuple) else ("venue", meaning)
        if kind == "days":
            wishes = replace(wishes, days=wishes.days | _days(value))
        elif kind in _FIELDS:
            named: dict[str, Any] = {_FIELDS[kind]: value}
            wishes = replace(wishes, **named)
        else:
            plainly: dict[str, Any] = {kind: True}
            wishes = replace(wishes, **plainly)
        if kind == "near":
            taken.update(_place_unknown(words, end, index))
    if (found := _AGE.search(" ".join(words))) and 6 <= int(found[1]) <= 99:
        wishes = replace(wishes, age=int(found[1]))
        taken.update(at for at, word in enumerate(words) if word in (found[1], "anos", "years", "year", "old"))
    return wishes, taken


_FIELDS: Final = {"dates": "date", "hours": "hours", "venue": "venue"}


def _place_unknown(words: list[str], at: int, index: Index) -> list[int]:
    """The word after "near", where no venue or address here says it: nobody here knows how far from it anything is."""
    following = [n for n in range(at, len(words)) if words[n] not in index.lexicon.small][:1]
    return [n for n in following if words[n] not in index.place_words]


def _days(value: str) -> frozenset[int]:
    if value == "weekend":
        return frozenset({5, 6})
    return frozenset(range(5)) if value == "weekdays" else frozenset({_WEEK.index(value)})


def _slots(tokens: list[_Token], taken: set[int], index: Index) -> list[Slot]:
    lexicon = index.lexicon
    kept = [token for at, token in enumerate(tokens) if at not in taken and not _is_small(token, lexicon)]
    slots: list[Slot] = []
    at = 0
    while at < len(kept) and len(slots) < SLOTS:
        length, ideas = _longest_idea(kept, at, index)
        here = kept[at : at + length]
        at += length
        if length == 1 and (here[0].word.plain in lexicon.weak or here[0].best in lexicon.weak):
            continue
        typed = " ".join(dict.fromkeys(token.word.typed for token in here))
        readings = here[0].readings if length == 1 else tuple(token.readings[0] for token in here)
        known = bool(ideas) or any(index.holds(reading) for reading in readings)
        slots.append(Slot(typed, readings, tuple(ideas), length, known))
    return slots


def _is_small(token: _Token, lexicon: Lexicon) -> bool:
    """A word that only holds others together, or the same mistyped."""
    mistyped = token.best != token.word.plain and token.best in lexicon.small
    return mistyped or token.word.kept in lexicon.small or len(token.best) == 1


def _longest_idea(kept: list[_Token], at: int, index: Index) -> tuple[int, list[int]]:
    """How many of the next words say one idea together, and which ideas; one word and perhaps none."""
    for length in (4, 3, 2):
        phrase = [token.readings[0] for token in kept[at : at + length]]
        if len(phrase) == length and (found := _ideas(phrase, index)):
            return length, found
    found = []
    for reading in kept[at].readings:
        found += [idea for idea in _ideas([reading], index) if idea not in found]
    return 1, found


def _ideas(phrase: list[Reading], index: Index) -> list[int]:
    found: list[int] = []
    for of in range(len(LANGUAGES)):
        stemmed: Phrase = tuple(reading.roots[of] for reading in phrase)
        found += [idea for idea in index.lexicon.by_stem.get(stemmed, ()) if idea not in found]
    return found
