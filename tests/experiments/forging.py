"""Callbacks and links that nobody was given: made from every address the bot knows, from what lies in its tables, and
from noise. And everything stored that isn't one person's, to be compared before and after."""

import random
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import col

from bot.addresses import Address
from bot.addresses.base import KEEP, LIMIT, MISSING, fields
from bot.addresses.base import _codes as codes
from bot.db import Session
from bot.models import Account, CallRound, Course, InboxUpdate, Lane, Letter, Pace, Person
from bot.packs import Pack
from bot.services.register import REGISTER, Ids

HUGE: Final = (2**31 - 1, 2**31, 2**53, 10**17, 999_999_999_999_999_999)
ODD: Final = (0, -1, 1, 2, 99, -(10**17))
SMALL_WORDS: Final = (
    *("es", "en", "fr", "mine", "all", "you", "a", "c", "k", "l", "p", "s", "x", "follow", "mute", "neither", "mother"),
    *("self", "c_1", "root", "None", "null", "1", "0"),
)
NOISE: Final = "abcz019._-!\u0000\u200f💥ñ'\";%{}<>/\\\n "
ANYBODY_S_LINKS: Final = ("c_", "k_", "n_", "t_")
CHANGES_FOR_ALL: Final = {Course: ("taken",)}
"""What a place of one's own changes too: how many are taken."""
CONVERSATION: Final = (InboxUpdate, Letter, Lane, Pace, CallRound)
"""What every update leaves behind; and a call's round, nobody's, which is made by whoever looks first."""
COUNTED: Final = "safety_event"
"""That danger was heard is counted, nobody's. Noise may spell it; only whoever sent that is told."""

Rows = dict[tuple[str, Any], str]


def link_prefixes() -> list[str]:
    """What the payloads begin with that a handler opens."""
    named = [getattr(module, "LINK", None) for name, module in sys.modules.items() if name.startswith("handlers.")]
    return sorted({*ANYBODY_S_LINKS, *(one for one in named if isinstance(one, str))})


class Forger:
    """`ids` (somebody's, nobody's) and `words` are what the tables and the pack hold; `tokens` are links that somebody
    else was given. Of these `kinds` of address, or of all."""

    def __init__(
        self,
        dice: random.Random,
        ids: tuple[Sequence[int], Sequence[int]],
        words: Sequence[str],
        tokens: Sequence[str],
        kinds: Sequence[type[Address]] = (),
    ) -> None:
        self._dice, self._ids, self._words, self._tokens = dice, ids, words, tokens
        self._kinds = list(kinds) or [codes[code] for code in sorted(codes)]
        self._prefixes = link_prefixes()

    def data(self) -> str:
        """What a tap carries: mostly a well-formed address, now and then cut, grown, swapped or mere noise."""
        dice = self._dice
        text = self._address(dice.choice(self._kinds))
        match dice.choices(("whole", "cut", "grown", "swapped", "old", "noise"), (64, 8, 8, 8, 4, 8))[0]:
            case "cut":
                text = text[: dice.randrange(len(text) + 1)]
            case "grown":
                text += dice.choice(("", ".")) + dice.choice(
                    (self._word(), str(self._number()), "." * 9, self._noise())
                )
            case "swapped":
                _code, *values = text.split(".")
                text = ".".join([dice.choice(self._kinds).code, *values])
            case "old":
                text = ".".join([dice.choice("abcdefghijklmnopqrstuvwxyz") * dice.randint(1, 3), text])
            case "noise":
                text = self._noise()
        return _cut(text + (KEEP if dice.random() < 0.05 else "")) or "?"

    def payload(self) -> str:
        """What follows /start: a kind of link with a token nobody gave, a changed one of somebody's, or noise."""
        dice = self._dice
        token = dice.choice(self._tokens)
        at = dice.randrange(len(token))
        body = dice.choice(
            (
                token[:at] + dice.choice("Aa0_-") + token[at:],
                token[:at],
                token[:at] + token[at + 1 :],
                token.swapcase(),
                "".join(dice.choices("abcdefXYZ0189_-", k=dice.randint(1, 43))),
                self._word(),
                str(self._number()),
                self._noise(),
            )
        )
        return dice.choice((*self._prefixes, "", "zz_")) + ("" if body == token else body)

    def _address(self, kind: type[Address]) -> str:
        values: list[str] = []
        for slot in fields(kind):
            if slot.default is not MISSING and self._dice.random() < 0.4:
                break
            values.append(str(self._number()) if slot.type is int else self._word())
        return ".".join([kind.code, *values])

    def _number(self) -> int:
        return self._dice.choice(self._dice.choices((*self._ids, ODD, HUGE), (6, 2, 2, 1))[0])

    def _word(self) -> str:
        return self._dice.choice(self._dice.choices((self._words, SMALL_WORDS), (3, 1))[0])

    def _noise(self) -> str:
        return "".join(self._dice.choices(NOISE, k=self._dice.randint(1, 40)))


def _cut(text: str) -> str:
    """Telegram sends on what fits into 64 bytes."""
    return text.encode()[:LIMIT].decode(errors="ignore")


def words_of(pack: Pack) -> list[str]:
    """Whatever may stand as a word in an address: keys of the pack, values of every enumeration, names of fields."""
    found = {topic.key for topic in pack.topics} | {one.key for one in (*pack.courses, *pack.calls, *pack.interests)}
    for stage in pack.journey.stages:
        for question in stage.questions:
            found |= {question.key, *(option.key for option in question.options)}
    modules = [module for name, module in sys.modules.items() if name.startswith(("bot.models", "bot.services"))]
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
                found |= {str(one.value) for one in value}
    found |= set(Person.model_fields)
    return sorted(word for word in found if len(word) <= 40 and word.replace("_", "").replace("-", "").isalnum())


async def ids_in(session: Session) -> tuple[list[int], list[int]]:
    """The numbers of what is somebody's, and of what is nobody's: the smallest forty of each kind."""
    found: tuple[set[int], set[int]] = (set(), set())
    for rule in REGISTER:
        if rule.table in CONVERSATION or "id" not in rule.table.model_fields:
            continue
        column = rule.table.__table__.c.id  # type: ignore[attr-defined]
        rows = await session.exec(select(column).order_by(column).limit(40))
        found[rule.mine is None].update(row[0] for row in rows if isinstance(row[0], int))
    return sorted(found[0]), sorted(found[1])


async def not_of(session: Session, person_id: int) -> Rows:
    """Every stored row that isn't this person's: its table and key, and what stands in it."""
    accounts = tuple(
        row[0] for row in await session.exec(select(Account.id).where(col(Account.person_id) == person_id))
    )
    ids = Ids(person_id, accounts)
    found: Rows = {}
    for rule in REGISTER:
        if rule.table in CONVERSATION:
            continue
        table = rule.table.__table__  # type: ignore[attr-defined]
        keys = list(table.primary_key.columns)
        left_out = CHANGES_FOR_ALL.get(rule.table, ())
        mine = set()
        if rule.mine is not None:
            mine = {tuple(row) for row in await session.exec(select(*keys).where(rule.mine(ids)))}
        for row in await session.exec(select(table)):
            held = row._mapping
            key = tuple(held[column.name] for column in keys)
            if key not in mine:
                found[rule.name, key] = repr([(name, value) for name, value in held.items() if name not in left_out])
    return found


def changed(before: Rows, after: Rows) -> Iterator[str]:
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key) and (key in before or key[0] != COUNTED):
            yield f"{key}: {before.get(key)} -> {after.get(key)}"
