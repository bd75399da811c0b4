"""What bots have called lately: for the page's view of the calls, for tests and for experiments that count."""

from collections import deque
from typing import Any

from bot.playground.clock import Clock, real_now

KEPT = 50_000


class Calls:
    """The newest calls, each with a number `n` that only grows."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.kept: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.total = 0

    def note(self, bot_id: int, method: str, parameters: dict[str, Any], status: int | str, outcome: Any) -> None:
        """`status` is the HTTP status, or the name of a fault that gave none."""
        self.total += 1
        key = "result" if status == 200 else "description"
        self.kept.append({
            "n": self.total,
            "at": self.clock.now(),
            "real": real_now(),
            "token_id": bot_id,
            "method": method,
            "parameters": parameters,
            "status": status,
            key: outcome,
        })  # fmt: skip

    def newest(self, method: str, chat_id: str, limit: int, after: int) -> list[dict[str, Any]]:
        """Newest last; `after` leaves out the calls up to that number."""
        found: list[dict[str, Any]] = []
        for call in reversed(self.kept):
            if call["n"] <= after or len(found) == limit:
                break
            if method and call["method"].lower() != method.lower():
                continue
            if chat_id and str(call["parameters"].get("chat_id")) != chat_id:
                continue
            found.append(call)
        return found[::-1]

    def clear(self) -> None:
        self.kept.clear()
