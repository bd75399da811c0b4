"""Learns bot/safety/words/weights.txt from the tuned half and the fresh phrases: `python -m bot.bench.learning`.

Linear support vectors by dual coordinate descent; the same corpus gives the same file. Learned twice, with and
without what was made hard on purpose, and the mean of both is kept: so hints are heard, and how people mostly write is
heard as well as before.
"""

import random
import re
from collections.abc import Sequence
from typing import Final

from bot.bench.spoken import FRESH, HALVES, HARD, TAUGHT, UNGRADED, Phrase, everyday, fresh, grave, half_of
from bot.catalogues import read
from bot.i18n import LOCALES
from bot.safety.evidence import SCALE, WEIGHTS, windows
from bot.safety.finding import Level, Topic
from bot.safety.folding import fold
from bot.safety.rulebook import rulebook

ROUNDS: Final = 25
COST: Final = 0.05
SMALL: Final = 2
"""Weights below this, of SCALE, are left out."""
HEAD: Final = "// Learned: python -m bot.bench.learning. What, then its weight for grave, for danger, for each topic."
LAST: Final = "sixth"
"""Of this one half is only measured, by the hash of the phrase."""
_SLOT: Final = re.compile(r"\{[a-z_]+\}|</?[a-z][^>]*>")
Example = tuple[frozenset[str], Phrase]


def known(without: Sequence[str] = ()) -> list[Phrase]:
    """What may be learned from: never the half that is set aside."""
    phrases = [*grave("tuned"), *everyday("tuned")]
    for name in (*FRESH, *TAUGHT):
        if name in without:
            continue
        for some in fresh(name):
            phrases += (one for one in some if name != LAST or half_of(one.text) == HALVES[0])
    return [*phrases, *said_by_us()]


def said_by_us() -> list[Phrase]:
    """What the bot says itself is everyday talk too, and other than what young people write."""
    return [
        Phrase(_SLOT.sub("Ana", str(text)), "catalogue", locale)
        for locale in LOCALES
        for message in read(locale)
        if message.id
        for text in (message.string if isinstance(message.string, tuple | list) else [message.string])
        if text and "911" not in text
    ]


def examples(phrases: Sequence[Phrase]) -> list[Example]:
    """A grave phrase is one example, whole; every window of an everyday one is an example."""
    found: list[Example] = []
    lexicon = rulebook().lexicon
    for phrase in phrases:
        parts = list(windows(lexicon.words_of(fold(phrase.text)), lexicon.concepts))
        found += [(frozenset(part), phrase) for part in (parts if not phrase.topic else [set().union(*parts)])]
    return found


def learned(examples: Sequence[frozenset[str]], wanted: Sequence[bool], cost: float = COST) -> dict[str, float]:
    """One weight for each piece, and `bias`."""
    dice = random.Random(5)
    weights: dict[str, float] = {}
    number = {piece: at for at, piece in enumerate(sorted(set().union(*examples)))}
    dense = [0.0] * (len(number) + 1)
    rows = [[number[piece] for piece in sorted(example)] + [len(number)] for example in examples]
    alphas = [0.0] * len(rows)
    order = list(range(len(rows)))
    for _round in range(ROUNDS):
        dice.shuffle(order)
        for at in order:
            row, sign = rows[at], 1.0 if wanted[at] else -1.0
            slope = sign * sum([dense[one] for one in row]) - 1 + alphas[at] / (2 * cost)
            after = max(alphas[at] - slope / (len(row) + 1 / (2 * cost)), 0.0)
            if after != alphas[at]:
                step = (after - alphas[at]) * sign
                alphas[at] = after
                for one in row:
                    dense[one] += step
    weights = {piece: dense[at] for piece, at in number.items()}
    weights["bias"] = dense[-1]
    return weights


def columns(phrases: Sequence[Phrase]) -> list[dict[str, float]]:
    """Weights for grave, for danger among the grave (neither of `UNGRADED` nor of `HARD`), and for each topic."""
    every = examples(phrases)
    serious = [one for one in every if one[1].topic]
    parts = [part for part, _phrase in serious]
    graded = [one for one in serious if one[1].family.removeprefix("fresh/") not in (*HARD, *UNGRADED)]
    return [
        learned([part for part, _phrase in every], [bool(phrase.topic) for _part, phrase in every]),
        learned([part for part, _phrase in graded], [phrase.level == Level.DANGER for _part, phrase in graded]),
        *(learned(parts, [phrase.topic == topic for _part, phrase in serious]) for topic in Topic),
    ]


def write() -> None:
    every, plain = columns(known()), columns(known(HARD))
    lines = []
    for piece in sorted({*every[0], *plain[0]}):
        pairs = zip(every, plain, strict=True)
        numbers = [round((one.get(piece, 0.0) + other.get(piece, 0.0)) / 2 * SCALE) for one, other in pairs]
        if piece == "bias" or max(abs(numbers[0]), abs(numbers[1])) >= SMALL:
            lines.append(f"{piece}\t{' '.join(map(str, numbers))}")
    WEIGHTS.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    write()
