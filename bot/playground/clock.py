"""The movable clock: what time it is in the playground. Rate limits and waiting use the real one instead."""

import time
from datetime import UTC, datetime

monotonic = time.monotonic
# Dates in messages are 32-bit numbers.
LAST = 2**31 - 1


def real_now() -> float:
    """Unix seconds of the real clock."""
    return time.time()  # noqa: TID251 - the playground imports nothing of the bot, so this is its own watch


class Clock:
    """Runs at the speed of the real clock, `offset` seconds away from it."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> float:
        """Unix seconds of the playground."""
        return real_now() + self.offset

    def date(self) -> int:
        """What messages carry as `date`."""
        return int(self.now())

    def iso(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).isoformat().replace("+00:00", "Z")

    def move_to(self, moment: str) -> None:
        """A moment without a zone is UTC. ValueError when it is no ISO 8601 date or far from our days."""
        then = datetime.fromisoformat(moment)
        if then.tzinfo is None:
            then = then.replace(tzinfo=UTC)
        self._set(then.timestamp() - real_now())

    def advance(self, seconds: float) -> None:
        """ValueError when that leads far from our days."""
        self._set(self.offset + seconds)

    def _set(self, offset: float) -> None:
        if not 0 <= real_now() + offset <= LAST:
            raise ValueError("the clock goes from 1970 to 2038")
        self.offset = offset
