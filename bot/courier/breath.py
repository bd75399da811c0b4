"""When everything fails, everybody waits: one knock at the door now and then instead of one for each letter."""

from bot import time
from bot.courier.verdicts import back_off


class Breath:
    """Pauses grow while nothing at all succeeds. After a pause one letter tries; the first to get through ends it."""

    def __init__(self) -> None:
        self.streak = 0
        self._since = self._until = 0.0

    @property
    def held(self) -> bool:
        return bool(self.streak) and time.wall().timestamp() < self._until

    def failed(self, began: float) -> bool:
        """A request that began then ran into trouble that isn't its own. Whether this is the first of the trouble."""
        if self.streak and began < self._since:
            return False
        self.streak += 1
        self._since = time.wall().timestamp()
        self._until = self._since + back_off(self.streak - 1).total_seconds()
        return self.streak == 1

    def succeeded(self) -> bool:
        """Whether this ends a trouble."""
        ended, self.streak = self.streak > 0, 0
        return ended
