"""Tables, one noun per file."""

from bot.models.course import Call, Course, CourseSession, Loaded
from bot.models.enrollment import ACTIVE, HOLDS_A_SEAT, Enrollment, Interest, Standing
from bot.models.inbox import ALBUM_PAUSE, Heard, InboxUpdate, Lane, Scene
from bot.models.letter import Letter, Pace, Post, Priority
from bot.models.person import Account, Person

__all__ = [
    "ACTIVE",
    "ALBUM_PAUSE",
    "HOLDS_A_SEAT",
    "Account",
    "Call",
    "Course",
    "CourseSession",
    "Enrollment",
    "Heard",
    "InboxUpdate",
    "Interest",
    "Lane",
    "Letter",
    "Loaded",
    "Pace",
    "Person",
    "Post",
    "Priority",
    "Scene",
    "Standing",
]
