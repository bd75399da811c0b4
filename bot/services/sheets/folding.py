"""Words as people write them in tables, made comparable."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

_SIGNS: Final = re.compile(r"[^a-z0-9ñ]+")


@lru_cache(8_192)
def fold(text: str) -> str:
    """Small letters and digits without accents, one space between words."""
    low = text.lower().replace("ñ", "\0")
    bare = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return _SIGNS.sub(" ", bare.replace("\0", "ñ")).strip()


def nearest(said: str, names: Mapping[str, Iterable[str]], *, like: float = 86) -> str | None:
    """The key one of whose names this is, or nearly is; None where none is, or two are as near."""
    wanted = fold(said)
    if not wanted:
        return None
    folded = {fold(name): key for key, each in names.items() for name in each if fold(name)}
    if wanted in folded:
        return folded[wanted]
    words = set(wanted.split())
    within = {key for name, key in folded.items() if words <= set(name.split())}
    if len(within) == 1:
        return within.pop()
    found = process.extract(wanted, list(folded), scorer=fuzz.ratio, score_cutoff=like, limit=3)
    keys = {folded[name]: score for name, score, _at in reversed(found)}
    if not keys:
        return None
    best = max(keys.values())
    near = [key for key, score in keys.items() if score >= best - 2]
    return near[0] if len(near) == 1 else None


def closest(said: str, names: Mapping[str, str], count: int = 3) -> list[str]:
    """The names that are likest, the best first: for saying which ones there are."""
    found = process.extract(
        fold(said), {key: fold(name) for key, name in names.items()}, scorer=fuzz.WRatio, limit=count
    )
    return [names[key] for _name, _score, key in found]
