"""Who came to which meeting of a course: lists that colleagues tick.

A list opens an hour before its meeting and closes a week after it began. Whoever joined after
it began isn't on it; who takes part in a sensitive course stands on none. Of a course called off, the meetings held
before keep theirs.
"""

from bot.services.attendance.marking import forget, mark, mark_rest, take_back
from bot.services.attendance.meetings import CALLED_OFF, CLOSES, Meeting, Taken, latest_open, on_list, to_tick
from bot.services.attendance.rolls import Entry, Roll, roll
from bot.services.attendance.theirs import merge, of_person

__all__ = [
    "CALLED_OFF",
    "CLOSES",
    "Entry",
    "Meeting",
    "Roll",
    "Taken",
    "forget",
    "latest_open",
    "mark",
    "mark_rest",
    "merge",
    "of_person",
    "on_list",
    "roll",
    "take_back",
    "to_tick",
]
