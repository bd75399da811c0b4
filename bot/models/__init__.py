"""Tables, one noun per file."""

from bot.models.application import (
    LIVE,
    SENT,
    Answer,
    Application,
    CallRound,
    Decision,
    Paper,
    PaperContent,
    PaperState,
    Progress,
    Review,
)
from bot.models.attendance import Attendance
from bot.models.broadcast import Broadcast, BroadcastMessage, Stage
from bot.models.course import PACK, STAFF, Call, Course, CourseSession, Loaded
from bot.models.download import Download, Fetch, SheetImport, SheetState
from bot.models.editing import CatalogueDraft, Venue
from bot.models.enrollment import ACTIVE, HOLDS_A_SEAT, Enrollment, Interest, Standing
from bot.models.figures import PublishedWeek
from bot.models.firm import FirmCheck
from bot.models.guardian import OWN, RELATIONS, Guardianship, Permission
from bot.models.heartbeat import Heartbeat
from bot.models.inbox import ALBUM_PAUSE, Heard, InboxUpdate, Lane, Scene
from bot.models.journey import JourneyStage
from bot.models.letter import Letter, Pace, Post, Priority
from bot.models.news import Dismissal, Follow, News
from bot.models.person import FREE, OCCUPATIONS, WEEKLY, Account, AccountChange, GivenNumber, Person
from bot.models.placement import LogWeek, Placement
from bot.models.referral import RUNNING, STAFFS_TURN, Referral, Referred
from bot.models.rights import Consent, Request
from bot.models.safety import SafetyEvent
from bot.models.staff import AuditEntry, AuditHead, Invitation, Role, StaffRole
from bot.models.thread import Talk, Thread, ThreadMessage

__all__ = [
    "ACTIVE",
    "ALBUM_PAUSE",
    "FREE",
    "HOLDS_A_SEAT",
    "LIVE",
    "OCCUPATIONS",
    "OWN",
    "PACK",
    "RELATIONS",
    "RUNNING",
    "SENT",
    "STAFF",
    "STAFFS_TURN",
    "WEEKLY",
    "Account",
    "AccountChange",
    "Answer",
    "Application",
    "Attendance",
    "AuditEntry",
    "AuditHead",
    "Broadcast",
    "BroadcastMessage",
    "Call",
    "CallRound",
    "CatalogueDraft",
    "Consent",
    "Course",
    "CourseSession",
    "Decision",
    "Dismissal",
    "Download",
    "Enrollment",
    "Fetch",
    "FirmCheck",
    "Follow",
    "GivenNumber",
    "Guardianship",
    "Heard",
    "Heartbeat",
    "InboxUpdate",
    "Interest",
    "Invitation",
    "JourneyStage",
    "Lane",
    "Letter",
    "Loaded",
    "LogWeek",
    "News",
    "Pace",
    "Paper",
    "PaperContent",
    "PaperState",
    "Permission",
    "Person",
    "Placement",
    "Post",
    "Priority",
    "Progress",
    "PublishedWeek",
    "Referral",
    "Referred",
    "Request",
    "Review",
    "Role",
    "SafetyEvent",
    "Scene",
    "SheetImport",
    "SheetState",
    "StaffRole",
    "Stage",
    "Standing",
    "Talk",
    "Thread",
    "ThreadMessage",
    "Venue",
]
