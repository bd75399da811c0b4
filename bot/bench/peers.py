"""What one would take instead: SQLite's FTS5, with words or with trigrams, and plain fuzzy matching of titles."""

import sqlite3
from collections.abc import Sequence
from typing import Protocol

from rapidfuzz import fuzz, process, utils

from bot.services.search.entries import Entry
from bot.services.search.lexicon import lexicon
from bot.services.search.spelling import fold, read


class Peer(Protocol):
    def search(self, text: str) -> list[str]:
        """The ids of the best three entries."""


class Fts5:
    """BM25 over a title column and a column of everything else, the title weighed as ours is; any of the words may
    match, without those that only hold a sentence together."""

    def __init__(self, entries: Sequence[Entry], tokenize: str) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(f"CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, title, text, tokenize='{tokenize}')")
        self._db.executemany("INSERT INTO found VALUES (?, ?, ?)", (_columns(entry) for entry in entries))
        self._small = lexicon().small | lexicon().weak

    def search(self, text: str) -> list[str]:
        words = read(text)
        kept = [word.plain for word in words if word.kept not in self._small] or [word.plain for word in words]
        if not kept:
            return []
        asked = " OR ".join(f'"{word}"' for word in kept)
        query = "SELECT id FROM found WHERE found MATCH ? ORDER BY bm25(found, 0, 3.0, 1.0) LIMIT 3"
        return [row[0] for row in self._db.execute(query, (asked,))]


class Fuzzy:
    """rapidfuzz over the titles, both languages."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        titled = {(entry.id, text) for entry in entries for field, _of, text in entry.words if field == "title"}
        self._ids, titles = zip(*sorted(titled), strict=True)
        self._titles = [utils.default_process(title) for title in titles]

    def search(self, text: str) -> list[str]:
        asked = utils.default_process(text[:400])
        best = process.extract(asked, self._titles, scorer=fuzz.WRatio, limit=9)
        return list(dict.fromkeys(self._ids[at] for _title, _score, at in best))[:3]


def _columns(entry: Entry) -> tuple[str, str, str]:
    title = " · ".join(text for field, _of, text in entry.words if field == "title")
    rest = " · ".join(text for field, _of, text in entry.words if field != "title")
    # Only newer versions of SQLite fold accents in trigrams.
    return entry.id, fold(title).replace("ñ", "n"), fold(rest).replace("ñ", "n")
