"""How fast a bot may speak: Telegram's limits on the real clock, and the silence after they were broken.

At most 30 messages in any sliding second overall, 5 in any five seconds in one chat (that is one a second on
average, with short bursts), 20 a minute in one group. Whoever breaks a limit gets a `retry_after`; until it has
run out everything of the same scope (the bot, the chat) is refused too, with the seconds that remain.
"""

import math
import time
from collections import deque
from collections.abc import Callable

from bot.playground.errors import slow_down

OVERALL = (30, 1.0)
ONE_CHAT = (5, 5.0)
ONE_GROUP = (20, 60.0)
FORGET_AFTER = 10_000


class Window:
    """The moments of the last `seconds`, at most `most` of them; `closed` is when a refusal ends."""

    __slots__ = ("closed", "moments", "most", "seconds")

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self.moments: deque[float] = deque()
        self.closed = 0.0

    def wait(self, now: float, count: int) -> int:
        """Whole seconds to wait before `count` more fit; 0 when they fit now."""
        if now < self.closed:
            return math.ceil(self.closed - now)
        while self.moments and self.moments[0] <= now - self.seconds:
            self.moments.popleft()
        # An album larger than the whole window still has to fit into an empty one.
        over = len(self.moments) + min(count, self.most) - self.most
        if over <= 0:
            return 0
        seconds = max(1, math.ceil(self.moments[over - 1] + self.seconds - now))
        self.closed = now + seconds
        return seconds

    def idle(self, now: float) -> bool:
        return now >= self.closed and (not self.moments or self.moments[-1] <= now - self.seconds)


class Limits:
    """`factor` multiplies every allowance; 0 switches the limits off."""

    def __init__(self, factor: float = 1.0, watch: Callable[[], float] = time.monotonic) -> None:
        self.factor = factor
        self.watch = watch
        self.windows: dict[tuple[int, int, str], Window] = {}

    def take(self, bot_id: int, chat_id: int, count: int = 1) -> None:
        """Notes `count` messages to this chat, or raises 429 and notes nothing. Chats below zero are groups."""
        if not self.factor:
            return
        now = self.watch()
        wanted = [self._window(bot_id, 0, "bot", OVERALL), self._window(bot_id, chat_id, "chat", ONE_CHAT)]
        if chat_id < 0:
            wanted.append(self._window(bot_id, chat_id, "group", ONE_GROUP))
        seconds = max(window.wait(now, count) for window in wanted)
        if seconds:
            raise slow_down(seconds)
        for window in wanted:
            window.moments.extend([now] * count)
        if len(self.windows) > FORGET_AFTER:
            self.windows = {key: window for key, window in self.windows.items() if not window.idle(now)}

    def _window(self, bot_id: int, chat_id: int, kind: str, limit: tuple[int, float]) -> Window:
        key = (bot_id, chat_id, kind)
        window = self.windows.get(key)
        if window is None:
            window = self.windows[key] = Window(max(1, round(limit[0] * self.factor)), limit[1])
        return window
