"""The register of everything that is stored: whose it is, what for, how long, on what ground.

One register, read by everybody: the export shows a person's rows of every table, erasing deletes them, the nightly
job deletes what is over. See `bot.services.retention`.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Text, and_, cast, or_
from sqlmodel import col, exists, select

from bot.models import (
    Account,
    AccountChange,
    Application,
    Attendance,
    AuditEntry,
    AuditHead,
    Broadcast,
    BroadcastMessage,
    Call,
    CallRound,
    CatalogueDraft,
    Consent,
    Course,
    CourseSession,
    Dismissal,
    Download,
    Enrollment,
    Fetch,
    Follow,
    GivenNumber,
    Guardianship,
    Heard,
    Heartbeat,
    InboxUpdate,
    Interest,
    Invitation,
    JourneyStage,
    Lane,
    Letter,
    Loaded,
    News,
    Pace,
    Permission,
    Person,
    Placement,
    Post,
    Priority,
    PublishedWeek,
    Request,
    SafetyEvent,
    Scene,
    SheetImport,
    StaffRole,
    Standing,
    Talk,
    Thread,
    ThreadMessage,
    Venue,
)
from bot.services.register.applying import APPLYING
from bot.services.register.rules import (
    CATALOGUE,
    CONSENT,
    CONVERSATION,
    COURSES,
    DUTY,
    INACTIVE,
    MONTH,
    NOTICE,
    PEOPLE,
    PUBLIC,
    REQUESTED,
    SERVICE,
    SHORT,
    TEAM,
    YEAR,
    Ends,
    Ids,
    Moment,
    Rule,
    of_person,
)

__all__ = ["INACTIVE", "NOTICE", "REGISTER", "YEAR", "Ends", "Ids", "Moment", "Rule"]

_FINAL: Final = (Post.DELIVERED, Post.STOPPED, Post.REJECTED, Post.UNCERTAIN, Post.DROPPED)


def _letters_of(ids: Ids) -> ColumnElement[bool]:
    """To the person or into their chat; and the answers to their taps, which name no chat."""
    heard = select(InboxUpdate.update_id).where(col(InboxUpdate.lane).in_(ids.accounts))
    return or_(
        col(Letter.person_id) == ids.person,
        col(Letter.chat_id).in_(ids.accounts),
        and_(col(Letter.update_id).in_(heard), col(Letter.chat_id).is_(None)),
    )


def _letter_over(at: Moment) -> ColumnElement[bool]:
    reply, said = col(Letter.priority) == Priority.REPLY, col(Letter.state).in_(_FINAL)
    return and_(said, or_(and_(reply, col(Letter.due_at) < at.now - SHORT), col(Letter.due_at) < at.now - YEAR / 2))


def _pace_over(at: Moment) -> ColumnElement[bool]:
    stale = (at.wall - SHORT).timestamp()
    return and_(col(Pace.next_at) < stale, col(Pace.halted_until) < stale, col(Pace.key) != "all")


def _course_over(at: Moment) -> ColumnElement[bool]:
    """Its numbers stay as long as anybody's place in it does."""
    taken_up = exists().where(col(Enrollment.course_id) == Course.id)
    return and_(col(Course.ends_at) < at.now - 5 * YEAR, ~taken_up)


REGISTER: Final = (
    Rule(
        Letter,
        CONVERSATION,
        "what is to be said, and receipts: nothing twice, nobody too often",
        REQUESTED,
        YEAR / 2,
        mine=_letters_of,
        over=_letter_over,
    ),
    Rule(
        InboxUpdate,
        CONVERSATION,
        "answering in order; the text goes once it is answered, the number stays against repeats",
        REQUESTED,
        SHORT,
        mine=lambda ids: col(InboxUpdate.lane).in_(ids.accounts),
        over=lambda at: and_(col(InboxUpdate.state) != Heard.WAITING, col(InboxUpdate.received_at) < at.wall - SHORT),
    ),
    Rule(
        Lane,
        CONVERSATION,
        "answering in order",
        SERVICE,
        timedelta(hours=1),
        mine=lambda ids: col(Lane.id).in_(ids.accounts),
        over=lambda _at: and_(col(Lane.ready_at).is_(None), col(Lane.lease_until).is_(None)),
    ),
    Rule(
        Pace,
        CONVERSATION,
        "Telegram's limits on messages",
        SERVICE,
        SHORT,
        mine=lambda ids: col(Pace.key).in_([f"chat:{account}" for account in ids.accounts]),
        over=_pace_over,
    ),
    Rule(
        Scene,
        CONVERSATION,
        "an open question and what was answered so far",
        REQUESTED,
        Ends.WITH_PERSON,
        mine=lambda ids: or_(col(Scene.user_id).in_(ids.accounts), col(Scene.chat_id).in_(ids.accounts)),
        over=lambda _at: and_(col(Scene.state).is_(None), cast(Scene.data, Text) == "{}"),
    ),
    Rule(
        AccountChange,
        PEOPLE,
        "moving a profile to another Telegram account",
        REQUESTED,
        SHORT,
        mine=lambda ids: or_(
            col(AccountChange.person_id) == ids.person,
            col(AccountChange.from_account).in_(ids.accounts),
            col(AccountChange.to_account).in_(ids.accounts),
        ),
        over=lambda at: col(AccountChange.expires_at) < at.now - SHORT,
    ),
    Rule(
        Consent,
        PEOPLE,
        "what the person allows, since when, under which notice",
        DUTY,
        Ends.WITH_PERSON,
        mine=of_person(Consent),
    ),
    Rule(
        Request,
        PEOPLE,
        "answering what the person asked in time, and showing that it was",
        DUTY,
        INACTIVE,
        mine=of_person(Request),
        over=lambda at: col(Request.answered_at) < at.now - INACTIVE,
        blanked=("person_id", "text", "answer"),
        law="the time for answering that the law on personal data sets must be provable; only number and dates stay",
    ),
    Rule(
        Interest,
        COURSES,
        "telling who asked when a course can be joined",
        REQUESTED,
        INACTIVE,
        mine=of_person(Interest),
        over=lambda at: col(Interest.asked_at) < at.now - INACTIVE,
    ),
    Rule(
        Follow,
        CONVERSATION,
        "news of some topics and not of others",
        CONSENT,
        Ends.WITH_PERSON,
        mine=of_person(Follow),
    ),
    Rule(
        Dismissal,
        CONVERSATION,
        "not suggesting again what isn't for them",
        REQUESTED,
        Ends.WITH_PERSON,
        mine=of_person(Dismissal),
    ),
    Rule(
        JourneyStage,
        PEOPLE,
        "going on with the journey; suggestions from its answers",
        CONSENT,
        Ends.WITH_PERSON,
        mine=of_person(JourneyStage),
    ),
    Rule(
        Permission,
        PEOPLE,
        "asking a guardian for a minor's place or application, and showing the answer",
        DUTY,
        Ends.WITH_PERSON,
        mine=lambda ids: or_(col(Permission.person_id) == ids.person, col(Permission.guardian_id) == ids.person),
        over=lambda at: and_(col(Permission.confirmed_at).is_(None), col(Permission.expires_at) < at.now - SHORT),
    ),
    Rule(
        Guardianship,
        PEOPLE,
        "knowing who answers for a minor",
        DUTY,
        Ends.WITH_PERSON,
        mine=lambda ids: or_(col(Guardianship.person_id) == ids.person, col(Guardianship.guardian_id) == ids.person),
        over=lambda at: col(Guardianship.ended_at) < at.now - INACTIVE,
    ),
    Rule(
        Attendance,
        COURSES,
        "who came to a meeting of a course: for whoever teaches, and for figures in which nobody can be found",
        SERVICE,
        YEAR,
        mine=of_person(Attendance),
        over=lambda at: col(Attendance.held_at) < at.now - YEAR,
    ),
    Rule(
        Enrollment,
        COURSES,
        "keeping a place, reminding, knowing who took part",
        REQUESTED,
        Ends.WITH_PERSON,
        mine=of_person(Enrollment),
        over=lambda at: and_(
            col(Enrollment.standing).in_([Standing.LEFT, Standing.LAPSED]), col(Enrollment.left_at) < at.now - YEAR
        ),
    ),
    *APPLYING,
    Rule(
        SafetyEvent,
        TEAM,
        "how often danger was answered, and how often wrongly; nobody's, and without a word of what was written",
        SERVICE,
        MONTH,
        over=lambda at: col(SafetyEvent.at) < at.now - MONTH,
    ),
    Rule(
        PublishedWeek,
        TEAM,
        "figures of a week in groups of five and more; nobody's",
        SERVICE,
        2 * YEAR,
        over=lambda at: col(PublishedWeek.week) < (at.now - 2 * YEAR).date(),
    ),
    Rule(
        ThreadMessage,
        CONVERSATION,
        "answers and corrections in a conversation with the team; only numbers of messages",
        REQUESTED,
        MONTH,
        mine=lambda ids: col(ThreadMessage.thread_id).in_(select(Thread.id).where(col(Thread.person_id) == ids.person)),
        over=lambda at: and_(col(ThreadMessage.at) < at.now - MONTH, ~col(ThreadMessage.waits)),
    ),
    Rule(
        Thread,
        CONVERSATION,
        "a conversation with the team: where it is, who owes an answer; its topic goes with it",
        REQUESTED,
        MONTH,
        mine=of_person(Thread),
        over=lambda at: and_(
            col(Thread.topic_id).is_(None),
            or_(
                and_(col(Thread.state) == Talk.CLOSED, col(Thread.closed_at) < at.now - MONTH),
                and_(col(Thread.state) == Talk.INVITED, col(Thread.invited_at) < at.now - MONTH),
            ),
        ),
    ),
    Rule(
        StaffRole,
        TEAM,
        "who may do what for the institution",
        DUTY,
        Ends.WITH_PERSON,
        mine=of_person(StaffRole),
    ),
    Rule(
        Download,
        CONVERSATION,
        "fetching a file that somebody sent; its name at Telegram goes once it is there",
        REQUESTED,
        SHORT,
        mine=of_person(Download),
        over=lambda at: or_(
            and_(col(Download.state) != Fetch.WAITING, col(Download.made_at) < at.now - SHORT),
            col(Download.made_at) < at.now - MONTH,
        ),
    ),
    Rule(
        SheetImport,
        TEAM,
        "a list of courses that a colleague sent, until they decide, and the report of it",
        DUTY,
        MONTH,
        mine=of_person(SheetImport),
        over=lambda at: col(SheetImport.made_at) < at.now - MONTH,
    ),
    Rule(
        Invitation,
        TEAM,
        "inviting colleagues",
        SERVICE,
        SHORT,
        mine=lambda ids: col(Invitation.made_by) == ids.person,
        over=lambda at: col(Invitation.expires_at) < at.now - SHORT,
    ),
    Rule(
        AuditEntry,
        TEAM,
        "what the staff did; a number stands for whoever did it, and for nobody once they are erased",
        DUTY,
        Ends.ENDLESS,
        law="the law on personal data has the institution answer for what its staff did with them",
    ),
    Rule(
        Broadcast,
        TEAM,
        "what was announced to whom, and who said yes to it",
        DUTY,
        2 * YEAR,
        mine=lambda ids: or_(col(Broadcast.author_id) == ids.person, col(Broadcast.approver_id) == ids.person),
        over=lambda at: col(Broadcast.edited_at) < at.now - 2 * YEAR,
        blanked=("author_id", "approver_id"),
        law="the institution answers for what it announced, whoever wrote it",
    ),
    Rule(
        BroadcastMessage,
        TEAM,
        "the words and files of an announcement",
        DUTY,
        2 * YEAR,
        over=lambda at: col(BroadcastMessage.broadcast_id).in_(
            select(Broadcast.id).where(col(Broadcast.edited_at) < at.now - 2 * YEAR)
        ),
    ),
    Rule(
        Heartbeat,
        TEAM,
        "knowing whether a deadline passed while nobody could be served; nobody's",
        SERVICE,
        Ends.REPLACED,
    ),
    Rule(GivenNumber, PEOPLE, "not giving the number of somebody who is gone again; nobody's", SERVICE, Ends.REPLACED),
    Rule(
        CatalogueDraft,
        TEAM,
        "changes to the catalogue that a colleague has written and not published yet",
        SERVICE,
        YEAR,
        mine=of_person(CatalogueDraft),
        over=lambda at: col(CatalogueDraft.edited_at) < at.now - YEAR,
    ),
    Rule(AuditHead, TEAM, "the end of that log", DUTY, Ends.REPLACED),
    Rule(
        Account,
        PEOPLE,
        "knowing that it's them, and where to answer",
        REQUESTED,
        Ends.WITH_PERSON,
        mine=of_person(Account),
    ),
    Rule(
        Person,
        PEOPLE,
        "sign-ups; suggestions and notices as the person allows",
        REQUESTED,
        Ends.WITH_PERSON,
        mine=lambda ids: col(Person.id) == ids.person,
    ),
    Rule(
        CourseSession,
        CATALOGUE,
        "when a course meets",
        PUBLIC,
        5 * YEAR,
        over=lambda at: and_(
            col(CourseSession.ends_at) < at.now - 5 * YEAR,
            ~exists().where(col(Enrollment.course_id) == CourseSession.course_id),
        ),
    ),
    Rule(Course, CATALOGUE, "the courses on offer, with counts", PUBLIC, 5 * YEAR, over=_course_over),
    Rule(
        CallRound,
        CATALOGUE,
        "when a call closed, and when its answers were promised and given",
        PUBLIC,
        5 * YEAR,
        over=lambda at: and_(
            col(CallRound.closes_at) < at.now - 5 * YEAR, ~exists().where(col(Application.round_id) == CallRound.id)
        ),
    ),
    Rule(
        Call,
        CATALOGUE,
        "calls for applications",
        PUBLIC,
        INACTIVE,
        over=lambda at: and_(
            col(Call.closed_at) < at.now - INACTIVE,
            ~exists().where(col(Application.call_id) == Call.id),
            ~exists().where(col(Placement.call_id) == Call.id),
        ),
    ),
    Rule(News, CATALOGUE, "what is new", PUBLIC, INACTIVE, over=lambda at: col(News.closed_at) < at.now - INACTIVE),
    Rule(
        Venue, CATALOGUE, "where courses meet", PUBLIC, Ends.ENDLESS, law="no law limits it: nobody's data, an address"
    ),
    Rule(Loaded, CATALOGUE, "which pack this database holds", PUBLIC, Ends.REPLACED),
)
"""In the order in which rows can be deleted: what points at another table comes before it."""
