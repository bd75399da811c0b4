"""Who came to which meeting of a course: lists that colleagues tick.

A list opens an hour before its meeting and closes a week after it began. Who takes part in a sensitive course stands on
no list; a course called off has none.
"""

from bot.services.attendance.marking import forget, mark, mark_rest, take_back
from bot.services.attendance.meetings import CLOSES, Meeting, Taken, latest_open, to_tick
from bot.services.attendance.rolls import Entry, Roll, roll
from bot.services.attendance.theirs import merge, of_person

__all__ = [
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
    "roll",
    "take_back",
    "to_tick",
]
