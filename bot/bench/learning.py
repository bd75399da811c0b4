"""Learns bot/safety/words/weights.txt from the tuned half and the fresh phrases: `make learn`, which installs what
this needs and nothing else does.

Linear support vectors over what each phrase is made of, weighed by rarity and measured by length; the same corpus gives
the same file.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import yaml
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.bench.spoken import (
    FRESH,
    HALVES,
    HARD,
    OTHER,
    TAUGHT,
    UNGRADED,
    Phrase,
    about,
    everyday,
    fresh,
    grave,
    half_of,
)
from bot.catalogues import read
from bot.i18n import LOCALES
from bot.safety.evidence import FINE, SCALE, STRETCH, WEIGHTS, windows
from bot.safety.finding import Level, Topic
from bot.safety.folding import fold
from bot.safety.rulebook import rulebook
from bot.services.search.lexicon import FOLDER

COST: Final = 4.0
SEEN: Final = 2
SEEN_STRETCHES: Final = 3
"""What is seen less often than this tells nothing."""
OF_STRETCHES: Final = 0.7
"""How much stretches of letters count beside everything else."""
RARITY: Final = 2
"""To which power it counts how rare something is."""
LAST: Final = "sixth"
"""Of this one half is only measured, by the hash of the phrase."""
_SLOT: Final = re.compile(r"\{[a-z_]+\}|</?[a-z][^>]*>")
Example = tuple[list[str], Phrase]


def known() -> list[Phrase]:
    """What may be learned from: never the half that is set aside."""
    phrases = [*grave("tuned"), *everyday("tuned")]
    for name in (*FRESH, *TAUGHT):
        for some in fresh(name):
            phrases += (one for one in some if name != LAST or half_of(one.text) == HALVES[0])
    return [*phrases, *said_by_us(), *understood()]


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


def understood() -> list[Phrase]:
    """What the search takes for an everyday question, word for word; but who calls for help isn't asking for one."""
    questions = yaml.safe_load((FOLDER / "questions.yaml").read_text(encoding="utf-8"))
    return [Phrase(said, "search") for name, told in questions.items() if name != "help" for said in told.split(", ")]


def examples(phrases: Sequence[Phrase]) -> list[Example]:
    """A grave phrase is one example, whole; every window of an everyday one is an example."""
    found: list[Example] = []
    lexicon = rulebook().lexicon
    for phrase in phrases:
        parts = list(windows(lexicon.words_of(fold(phrase.text)), lexicon.concepts))
        found += [(sorted(part), phrase) for part in (parts if not phrase.topic else [set().union(*parts)])]
    return found


def learned(phrases: Sequence[Phrase]) -> dict[str, list[int]]:
    """Of each piece its rarity, and its weights for grave and for danger among the grave (neither of `UNGRADED` nor of
    `HARD`); if it is no stretch, for being about somebody else; of one word, or of what it means, also for each topic;
    and what each begins with, as `bias`."""
    every = examples(phrases)
    serious = [at for at, (_part, phrase) in enumerate(every) if phrase.topic]
    graded = [at for at in serious if every[at][1].family.removeprefix("fresh/") not in (*HARD, *UNGRADED)]
    whose = about()
    told = [at for at in serious if every[at][1].text in whose]
    pieces, rows = _measured([[piece for piece in part if piece[0] != STRETCH] for part, _phrase in every], SEEN)
    stretches, letters = _measured(
        [[piece for piece in part if piece[0] == STRETCH] for part, _phrase in every], SEEN_STRETCHES
    )
    both = hstack([rows, OF_STRETCHES * letters]).tocsr()
    plain = rows.copy()
    plain.data[[" " in piece for piece in pieces.get_feature_names_out()[rows.indices]]] = 0

    def weighed(rows: Any, which: Sequence[int], wanted: list[bool]) -> Any:
        return LinearSVC(C=COST, random_state=5, max_iter=10_000).fit(rows[which], wanted)

    asked = [
        weighed(both, range(len(every)), [bool(phrase.topic) for _part, phrase in every]),
        weighed(both, graded, [every[at][1].level == Level.DANGER for at in graded]),
    ]
    others = weighed(rows, told, [whose[every[at][1].text] == OTHER for at in told])
    topics = [weighed(plain, serious, [every[at][1].topic == topic for at in serious]) for topic in Topic]
    table = {}
    for piece, at in sorted(pieces.vocabulary_.items()):
        heard = [*asked, others] if " " in piece else [*asked, others, *topics]
        table[piece] = _scaled(pieces.idf_[at], [1, *(one.coef_[0][at] for one in heard)])
    for piece, at in sorted(stretches.vocabulary_.items()):
        weights = [OF_STRETCHES * one.coef_[0][len(pieces.vocabulary_) + at] for one in asked]
        table[piece] = _scaled(stretches.idf_[at], [1, *weights])
    return table | {"bias": [0, *(round(FINE * one.intercept_[0]) for one in (*asked, others, *topics))]}


def _measured(parts: Sequence[list[str]], seen: int) -> tuple[TfidfVectorizer, Any]:
    """What counts which pieces, and the examples as rows of length one, the rarer a piece the more."""
    reader = TfidfVectorizer(analyzer=list, binary=True, min_df=seen)
    reader.fit(parts)
    reader.idf_ = reader.idf_**RARITY
    return reader, reader.transform(parts)


def _scaled(rarity: float, weights: Sequence[float]) -> list[int]:
    return [round(SCALE * rarity * weight) for weight in weights]


def write() -> None:
    lines = [f"{piece}\t{' '.join(map(str, numbers))}\n".encode() for piece, numbers in learned(known()).items()]
    # In the order of their bytes, in which they are looked up.
    WEIGHTS.write_bytes(b"".join(sorted(lines)))


if __name__ == "__main__":
    write()
