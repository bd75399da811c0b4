"""`rumbo bench search`: how long a search and an index of 5,000 items take, and how much is found, beside its peers.

`ratio` is our median search time in parts of the best peer's, the best being the one that finds most (recall at 1 on
the queries set aside). `ratios` has the same for each peer by name.
"""

import gc
import json
import platform
import random
import time as clock
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import yaml
from rich.console import Console
from rich.table import Table

from bot import packs
from bot.bench.peers import Fts5, Fuzzy, Peer
from bot.bench.stock import entries_of, many
from bot.services.search.entries import Entry
from bot.services.search.finding import find
from bot.services.search.index import Index

SIZE: Final = 5_000
SEED: Final = 20_261_123
MONDAY: Final = datetime(2026, 11, 23, 18, tzinfo=UTC)
"""The moment at which everything is measured: what is open depends on the day."""
ZONE: Final = "America/Mexico_City"
QUERIES: Final = Path(__file__).with_name("searches.yaml")
TIMED: Final = 120
"""Queries whose time is taken, drawn from all of them; each is asked `ROUNDS` times and its shortest time counts, so
that what else the machine does is left out."""
ROUNDS: Final = 3


class Ours:
    def __init__(self, entries: Sequence[Entry]) -> None:
        self._index = Index(entries)

    def search(self, text: str) -> list[str]:
        """Helplines stand above the results."""
        found = find(self._index, text, language="es", now=MONDAY, zone=ZONE)
        return [*(f"l:{key}" for key in found.helplines), *(hit.entry.id for hit in (*found.hits, *found.beside))][:3]


MAKERS: Final[dict[str, Callable[[Sequence[Entry]], Peer]]] = {
    "ours": Ours,
    "fts5_unicode61": partial(Fts5, tokenize="unicode61 remove_diacritics 2"),
    "fts5_trigram": partial(Fts5, tokenize="trigram"),
    "rapidfuzz_titles": Fuzzy,
}


def queries(half: str) -> list[dict[str, Any]]:
    """`tuned` or `aside`: each with the pack it is `in`, what is typed (`q`) and what is `want`ed, any of them."""
    found: list[dict[str, Any]] = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))[half]
    return found


def recall(make: Callable[[Sequence[Entry]], Peer], asked: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """In what part of the queries something wanted comes first, and is among the first three."""
    engines = {}
    for key in {row["in"] for row in asked}:
        known = [entry for entry in entries_of(packs.read(key), MONDAY) if entry.kind != "topic"]
        engines[key] = make(known)
    first = three = 0
    for row in asked:
        found = engines[row["in"]].search(row["q"])
        first += bool(found) and found[0] in row["want"]
        three += any(id in row["want"] for id in found)
    return first / len(asked), three / len(asked)


def measure(size: int = SIZE, seed: int = SEED) -> dict[str, Any]:
    """One object with everything that was measured; times in milliseconds, the index's without waiting for others."""
    read = [packs.read(name) for name in packs.NAMES]
    entries = many(read, size, MONDAY, seed=seed)
    aside = queries("aside")
    typed = random.Random(seed).sample([row["q"] for half in ("tuned", "aside") for row in queries(half)], TIMED)
    named = {name: _measured(make, entries, typed, aside) for name, make in MAKERS.items()}
    ours = named.pop("ours")
    best = max(named, key=lambda name: (named[name]["recall_at_1"], -named[name]["p50_ms"]))
    ratios = {name: round(ours["p50_ms"] / peer["p50_ms"], 3) for name, peer in named.items()}
    return {
        "bench": "search",
        "items": size,
        "queries": len(typed),
        "queries_for_recall": len(aside),
        "seed": seed,
        "python": platform.python_version(),
        "ours": ours,
        "peers": named,
        "best_peer": best,
        "ratio": ratios[best],
        "ratio_means": "our median search time / that of the peer that finds most (best_peer); below 1 we are faster",
        "ratios": ratios,
    }


def _measured(
    make: Callable[[Sequence[Entry]], Peer],
    entries: Sequence[Entry],
    typed: Sequence[str],
    aside: Sequence[dict[str, Any]],
) -> dict[str, float]:
    gc.collect()
    begin = clock.process_time()
    engine = make(entries)
    built = clock.process_time() - begin
    times = sorted(min(_timed(engine, text) for _round in range(ROUNDS)) for text in typed)
    first, three = recall(make, aside)
    p50, p95, p99 = (round(times[int(len(times) * part)] * 1000, 4) for part in (0.50, 0.95, 0.99))
    return {
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
        "index_ms": round(built * 1000, 1),
        "recall_at_1": round(first, 4),
        "recall_at_3": round(three, 4),
    }


def _timed(engine: Peer, text: str) -> float:
    begin = clock.perf_counter()
    engine.search(text)
    return clock.perf_counter() - begin


def show(out: Console, *, as_json: bool, size: int, seed: int) -> None:
    """Print what was measured: a table, or exactly one JSON object."""
    found = measure(size, seed)
    if as_json:
        out.file.write(json.dumps(found) + "\n")
        return
    table = Table(title=f"Search over {size:,} items, {found['queries']} queries, seed {seed}")
    for heading in ("", "p50 ms", "p95 ms", "p99 ms", "index ms", "recall at 1", "recall at 3"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, got in {"ours": found["ours"], **found["peers"]}.items():
        shown = (f"{got[key]:.3f}" for key in ("p50_ms", "p95_ms", "p99_ms"))
        recalled = (f"{got[key]:.1%}" for key in ("recall_at_1", "recall_at_3"))
        table.add_row(name, *shown, f"{got['index_ms']:,.0f}", *recalled)
    out.print(table)
    out.print(f"ratio {found['ratio']}: our median time / that of {found['best_peer']}, the peer that finds most")
