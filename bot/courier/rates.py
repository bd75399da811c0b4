"""How fast one may speak, as arithmetic: no clock, no database.

Telegram counts what reaches it, so every bound here leaves room for a network that delays one message and not the next.
"""

from collections import deque
from dataclasses import dataclass, field

INTERVAL = 1 / 27
"""Seconds between messages of the bot. With bursts of two that is at most 29 in a second, and Telegram allows 30."""
BURST = 2
CHAT = (5, 5.25)
"""So many messages of one chat in so many seconds."""
GROUP = (20, 60.5)
PAID = 950.0
"""Messages of broadcasts a second where they are paid for (`allow_paid_broadcast`); Telegram allows 1,000."""
FUTURE = 5.0
"""No slot is given so many seconds ahead: a later time was written before the machine's clock was set back."""


@dataclass
class Slot:
    """When a message may leave, and what the rows say once it has taken that moment."""

    at: float
    next_at: float
    recent: list[float] = field(default_factory=list)


def quota(chat: int | str) -> tuple[int, float]:
    """How many in how many seconds; a name that begins with @ is a group or a channel."""
    return GROUP if isinstance(chat, str) or chat < 0 else CHAT


def chat_opens(recent: list[float], cost: int, most: int, seconds: float, now: float) -> float:
    """When a chat takes `cost` more, given its latest departures. An album larger than the quota needs all of it."""
    past = [moment for moment in recent if moment <= now + FUTURE][-most:]
    over = len(past) + min(cost, most) - most
    return past[over - 1] + seconds if over > 0 else now


def opens(chat: int | str, recent: list[float], cost: int, now: float) -> float:
    """When this chat takes `cost` more. A group keeps to what any chat takes at once, and to its own number a minute:
    one refused for a burst would silence the bot everywhere."""
    kept = {CHAT, quota(chat)}
    return max(chat_opens(recent, cost, most, seconds, now) for most, seconds in kept)


def bot_opens(next_at: float, cost: int, now: float) -> float:
    """When the bot may say `cost` messages at once: the generic cell rate algorithm.

    An album leaves as one, so it waits until as many intervals have passed unused as it needs beyond the burst; that
    keeps every second within the same bound.
    """
    if next_at > now + FUTURE + cost * INTERVAL:
        return now
    return max(now, next_at + (cost - BURST) * INTERVAL)


def taken(next_at: float, recent: list[float], at: float, cost: int, most: int) -> Slot:
    """The rows after `cost` messages leave at `at`."""
    base = at if next_at > at + FUTURE + cost * INTERVAL else max(next_at, at)
    kept = [moment for moment in recent if moment <= at + FUTURE]
    return Slot(at, base + cost * INTERVAL, sorted([*kept, *[at] * min(cost, most)])[-most:])


class Window:
    """What Telegram may have counted within a second: all that is under way, and what it answered a second ago or
    less. Whatever the network does, at most `most` messages of this process reach it in any second."""

    def __init__(self, most: int = 30, seconds: float = 1.0) -> None:
        self.most = most
        self.seconds = seconds
        self.under_way = 0
        self._answered: deque[tuple[float, int]] = deque()
        self._counted = 0

    def opens(self, cost: int, now: float) -> float:
        """The earliest moment at which `cost` more may leave, as far as it can be told; `now` when they may."""
        while self._answered and self._answered[0][0] < now - self.seconds:
            self._counted -= self._answered.popleft()[1]
        over = self.under_way + self._counted + min(cost, self.most) - self.most
        if over <= 0:
            return now
        for moment, count in self._answered:
            over -= count
            if over <= 0:
                return moment + self.seconds + 0.001
        return now + 0.05

    def leave(self, cost: int) -> None:
        self.under_way += cost

    def answered(self, cost: int, now: float) -> None:
        self.under_way -= cost
        self._counted += cost
        self._answered.append((now, cost))
