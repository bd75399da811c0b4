"""What is measured with: phrases of danger and everyday messages, in families, divided by the hash of a family's name.

`tuned` was looked at while the rules were written, `aside` only measured. `fresh` came after the rules.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot import packs
from bot.packs.offers import Call, Course

CORPUS: Final = Path(__file__).with_name("safety")
HALVES: Final = ("tuned", "aside")
FRESH: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "tried", "seventh", "eighth", "tenth", "scenes",
    "eleventh", "twelfth", "thirteenth", "learned",
)  # fmt: skip
TAUGHT: Final = ("taught", "taught_again", "lookalikes", "everyday")
"""Written to be learned, and never measured."""
HARD: Final = ("tenth", "scenes", "taught_again")
"""Of those that are learned, the ones made hard on purpose."""
UNGRADED: Final = ("eleventh", "twelfth", "thirteenth")
"""Of those that are learned, the ones whose authors gave no levels."""
MEASURED: Final = ("ninth", "tenth_aside", "scenes_aside", "blind", "untouched")
"""Written after the rules too, and never learned from."""


@dataclass(frozen=True)
class Phrase:
    text: str
    family: str
    locale: str = "es"
    topic: str = ""
    """Empty: an everyday message."""
    level: str = ""
    third: bool = False


def half_of(family: str) -> str:
    return HALVES[hashlib.sha256(family.encode()).digest()[0] % 2]


@cache
def grave(half: str) -> list[Phrase]:
    """The phrases of danger and distress of that half."""
    return [
        Phrase(text, f"{topic}/{family['family']}", locale, topic, family["level"], family.get("third", False))
        for topic, families in _files(CORPUS)
        for family in families
        if half_of(f"{topic}/{family['family']}") == half
        for locale in ("es", "en")
        for text in family.get(locale, [])
    ]


@cache
def everyday(half: str) -> list[Phrase]:
    """The ordinary messages of that half: written by hand, and what the packs say about what they offer."""
    written = [
        Phrase(text, f"{name}/{family}")
        for name, families in _files(CORPUS / "ordinary")
        for family, texts in families.items()
        for text in texts.splitlines()
    ]
    return [phrase for phrase in (*written, *_offered()) if half_of(phrase.family) == half]


def fresh(name: str) -> tuple[list[Phrase], list[Phrase]]:
    """Phrases written after the rules, of a file (`first`) or of every author in a folder (`learned`): those of danger
    and distress, and everyday ones."""
    place = CORPUS / "fresh" / name
    serious, ordinary = list[Phrase](), list[Phrase]()
    for path in sorted(place.glob("*.yaml")) if place.is_dir() else [place.with_suffix(".yaml")]:
        read = _read(path)
        for level in ("danger", "distress"):
            for topic, texts in read[level].items():
                serious += (Phrase(text, f"fresh/{name}", topic=topic, level=level) for text in texts)
        ordinary += (Phrase(text, f"fresh/{name}") for text in read["ordinary"])
    return serious, ordinary


OTHER: Final = "other"


@cache
def about() -> dict[str, str]:
    """Of some of the phrases that are learned: whether they are about whoever writes, `self`, or only about `OTHER`."""
    lines = (CORPUS / "about.tsv").read_text(encoding="utf-8").split("\n")
    told = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return {text: whom for whom, _tab, text in told}


def _offered() -> Iterator[Phrase]:
    seen: set[str] = set()
    for name in packs.NAMES:
        pack = packs.read(name)
        offers: list[Course | Call] = [*pack.courses, *pack.calls]
        for offer in offers:
            for text in (offer.title.es, offer.title.en, offer.summary.es, offer.summary.en):
                if text not in seen:
                    seen.add(text)
                    yield Phrase(text, f"packs/{offer.key}")


def _files(folder: Path) -> Iterator[tuple[str, Any]]:
    for path in sorted(folder.glob("*.yaml")):
        yield path.stem, _read(path)


def _read(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506
