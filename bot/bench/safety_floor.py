"""`rumbo bench safety`: how much danger is heard, how often an everyday message raises an alarm, and how long it takes,
beside what one would take instead.

Heard is a phrase of danger that is answered as danger, and one of distress that is answered at all.
"""

import gc
import json
import platform
import time as clock
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bot.bench.listeners import Bayes, Keywords, Listener, Nearest, Ours
from bot.bench.spoken import FRESH, HALVES, MEASURED, Phrase, everyday, fresh, grave

MAKERS: Final[dict[str, Callable[[Sequence[Phrase], Sequence[Phrase]], Listener]]] = {
    "ours": Ours,
    "keywords": Keywords,
    "nearest_phrase": Nearest,
    "naive_bayes": Bayes,
}


def score(listener: Listener, danger: Sequence[Phrase], ordinary: Sequence[Phrase]) -> dict[str, Any]:
    """Recall, over all and by topic; what was noticed, be it as less grave than it is; false alarms, of any level and
    of danger, as parts of the everyday messages."""
    asked: Counter[str] = Counter(phrase.topic for phrase in danger)
    heard: Counter[str] = Counter()
    noticed = 0
    for phrase in danger:
        level = listener.hears(phrase.text)
        noticed += bool(level)
        heard[phrase.topic] += level == "danger" or (bool(level) and phrase.level == "distress")
    alarms = Counter(listener.hears(phrase.text) for phrase in ordinary)
    alarmed = alarms["danger"] + alarms["distress"]
    return {
        "recall": round(heard.total() / asked.total(), 4),
        "noticed": round(noticed / asked.total(), 4),
        "recall_by_topic": {topic: round(heard[topic] / asked[topic], 4) for topic in sorted(asked)},
        "false_alarms": round(alarmed / len(ordinary), 4),
        "false_danger": round(alarms["danger"] / len(ordinary), 4),
        "phrases": asked.total(),
        "everyday": len(ordinary),
    }


def measure() -> dict[str, Any]:
    """One object with everything that was measured; times in milliseconds, of the set-aside half."""
    halves = {half: (grave(half), everyday(half)) for half in HALVES}
    named = {name: _measured(make(*halves["tuned"]), halves) for name, make in MAKERS.items()}
    ours = named.pop("ours")
    # The others never learn from these, and would take minutes.
    ours |= {f"fresh_{name}": score(Ours((), ()), *fresh(name)) for name in (*FRESH, *MEASURED)}
    best = max(named, key=lambda name: named[name]["aside"]["recall"] - named[name]["aside"]["false_alarms"])
    return {
        "bench": "safety",
        "python": platform.python_version(),
        "ours": ours,
        "peers": named,
        "best_peer": best,
        "ratio": round(ours["aside"]["recall"] / named[best]["aside"]["recall"], 3),
        "ratio_means": "our recall on the set-aside half / that of best_peer (most recall less false alarms)",
    }


def _measured(listener: Listener, halves: dict[str, tuple[list[Phrase], list[Phrase]]]) -> dict[str, Any]:
    found: dict[str, Any] = {name: score(listener, *both) for name, both in halves.items()}
    gc.collect()
    times = sorted(_timed(listener, phrase.text) for half in halves["aside"] for phrase in half[::4])
    found["p50_ms"], found["p99_ms"] = (round(times[int(len(times) * part)] * 1000, 4) for part in (0.50, 0.99))
    return found


def _timed(listener: Listener, text: str) -> float:
    """The shortest of three, so that what else the machine does is left out."""
    taken = []
    for _round in range(3):
        begin = clock.perf_counter()
        listener.hears(text)
        taken.append(clock.perf_counter() - begin)
    return min(taken)


def show(out: Console, *, as_json: bool) -> None:
    """Print what was measured: tables, or exactly one JSON object."""
    found = measure()
    if as_json:
        out.file.write(json.dumps(found) + "\n")
        return
    rows = {"ours": found["ours"], **found["peers"]}
    table = Table(title="The crisis floor on what was set aside")
    for heading in ("", "recall", "false alarms", "of danger", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, got in rows.items():
        aside = got["aside"]
        parts = (aside["recall"], aside["false_alarms"], aside["false_danger"])
        times = (f"{got[key]:.3f}" for key in ("p50_ms", "p99_ms"))
        table.add_row(name, *(f"{part:.1%}" for part in parts), *times)
    out.print(table)
    later = Table(title="On phrases written after the rules, then learned (half the sixth, none of the last five)")
    for heading in ("", "recall", "noticed", "false alarms"):
        later.add_column(heading, justify="right" if heading else "left")
    for one in (*FRESH, *MEASURED):
        got = found["ours"][f"fresh_{one}"]
        later.add_row(one, *(f"{got[key]:.1%}" for key in ("recall", "noticed", "false_alarms")))
    out.print(later)
    topics = Table(title="Our recall by topic")
    for heading in ("", *HALVES):
        topics.add_column(heading, justify="right" if heading else "left")
    for topic, tuned in found["ours"]["tuned"]["recall_by_topic"].items():
        topics.add_row(topic, f"{tuned:.1%}", f"{found['ours']['aside']['recall_by_topic'][topic]:.1%}")
    out.print(topics)
