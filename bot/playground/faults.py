"""Troubles on demand: the next calls of a method fail the way networks and Telegram fail."""

from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("timeout", "reset", "garbage")
DESCRIPTIONS = {
    400: "Bad Request: fault made in the playground",
    403: "Forbidden: bot was blocked by the user",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """`status` is an HTTP status or one of KINDS; `after_delivery`: the call takes effect and then fails."""

    method: str
    status: int | str
    chat_id: int | None = None
    retry_after: int | None = None
    description: str | None = None
    times: int = 1
    after_delivery: bool = False

    def words(self) -> str:
        if self.description:
            return self.description
        words = DESCRIPTIONS.get(self.status, "fault made in the playground") if isinstance(self.status, int) else ""
        return words.format(retry_after=self.retry_after)


class Faults:
    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def add(self, order: dict[str, Any]) -> Fault:
        """ValueError says what is wrong with the order."""
        unknown = order.keys() - Fault.__dataclass_fields__.keys()
        if unknown:
            raise ValueError(f"A fault has no field {', '.join(sorted(unknown))}.")
        status = order.get("status")
        if isinstance(status, str) and status.isdecimal():
            order["status"] = status = int(status)
        if not (status in KINDS or (isinstance(status, int) and 400 <= status <= 599)):
            raise ValueError(f"A fault needs a status from 400 to 599 or one of {', '.join(KINDS)}.")
        if not isinstance(order.get("times", 1), int) or order.get("times", 1) < 1:
            raise ValueError("A fault happens a whole number of times, at least once.")
        if status == 429:
            order.setdefault("retry_after", 1)
        order.setdefault("method", "*")
        fault = Fault(**order)
        self.planned.append(fault)
        return fault

    def take(self, method: str, chat_id: Any) -> Fault | None:
        """The first planned fault that fits this call, counted down."""
        for fault in self.planned:
            if fault.method not in ("*", method) or fault.chat_id not in (None, chat_id):
                continue
            fault.times -= 1
            if not fault.times:
                self.planned.remove(fault)
            return fault
        return None

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.planned]

    def clear(self) -> None:
        self.planned.clear()
