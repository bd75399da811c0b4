"""What every rule may need to know about where it applies."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.time import at_local, is_quiet, local


@dataclass(frozen=True)
class Facts:
    """Facts of the institution and of this run; they don't change while a process lives."""

    zone: str
    quiet: tuple[time, time]
    """(from, to) on the wall clock; nothing unasked is said between the two."""
    rehearsal: bool
    """Whether the Bot API is a stand-in. Only then do illustrative courses take sign-ups."""
    public_url: str = ""
    """Where this deployment's public pages are; empty where it has none."""
    offer_hours: float = 12
    """How long a seat stays on offer, counted in hours in which people are awake."""

    def awake(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet stretch it falls in."""
        if not is_quiet(moment, self.zone, self.quiet):
            return moment
        here, end = local(moment, self.zone), self.quiet[1]
        day = here.date() if here.time() < end else here.date() + timedelta(days=1)
        return at_local(day, end, self.zone)
