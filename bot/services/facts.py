"""What every rule may need to know about where it applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Self

from bot.time import age_on, at_local, is_quiet, local

OF_AGE: Final = 18


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
    quiet_minors: tuple[time, time] | None = None
    """The longer quiet hours of whoever is known to be under 18; None where they are everybody's."""
    notice: str = ""
    """The version of the privacy notice."""
    revisions: Mapping[str, int] = field(default_factory=dict, hash=False)
    """Which form of a purpose the notice describes, where that isn't the first."""
    closures: frozenset[date] = frozenset()
    """Days on which the institution is closed, beside weekends and Mexico's official holidays."""

    guardian_for: frozenset[str] = frozenset()
    """What whoever is under 18 needs a guardian's yes for: `applications`, `paid_courses`, `every_sign_up`."""
    guardian_hours: float = 24
    """How long a seat waits for that yes, counted in hours in which people are awake."""

    staff_chat: int | None = None
    """The staff's group, where people's conversations with the team are topics; None where there is none."""
    paid_broadcast: bool = False
    """Whether an announcement may leave faster than Telegram lets a bot write for free, for Stars."""

    def revision(self, purpose: str) -> int:
        return self.revisions.get(purpose, 1)

    def for_born(self, birth_date: date | None, now: datetime) -> Self:
        """The same facts as they hold for one person: with a minor's quiet hours, where the birth date is known."""
        if self.quiet_minors is None or birth_date is None:
            return self
        minor = age_on(local(now, self.zone).date(), birth_date) < OF_AGE
        return replace(self, quiet=self.quiet_minors) if minor else self

    def awake(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet stretch it falls in."""
        if not is_quiet(moment, self.zone, self.quiet):
            return moment
        here, end = local(moment, self.zone), self.quiet[1]
        day = here.date() if here.time() < end else here.date() + timedelta(days=1)
        return at_local(day, end, self.zone)

    def before_quiet(self, moment: datetime) -> datetime:
        """The moment itself, or the beginning of the quiet stretch it falls in."""
        if not is_quiet(moment, self.zone, self.quiet):
            return moment
        here, begin = local(moment, self.zone), self.quiet[0]
        day = here.date() if here.time() >= begin else here.date() - timedelta(days=1)
        return at_local(day, begin, self.zone)
