"""What is kept of applications, of places in firms that follow from them, and of whom people were referred to."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from bot.models import (
    Answer,
    Application,
    Decision,
    FirmCheck,
    LogWeek,
    Paper,
    PaperContent,
    Placement,
    Progress,
    Referral,
    Referred,
    Review,
)
from bot.services.register.rules import (
    CONSENT,
    COURSES,
    DUTY,
    MONTH,
    REQUESTED,
    SHORT,
    TEAM,
    YEAR,
    Ids,
    Moment,
    Rule,
    of_person,
)


def _applications_of(ids: Ids) -> Any:
    return select(Application.id).where(col(Application.person_id) == ids.person)


def _application_over(at: Moment) -> ColumnElement[bool]:
    """A draft that nobody sent is kept half a year, for the next edition; what was withdrawn a quarter; what was
    decided a year from when it was told, and what was chosen two: the institution answers for what it gave."""
    unsent = col(Application.progress).in_([Progress.DRAFT, Progress.LAPSED, Progress.GUARDIAN])
    chosen = col(Application.decision) == Decision.ACCEPTED
    return or_(
        and_(unsent, col(Application.edited_at) < at.now - YEAR / 2),
        and_(col(Application.progress) == Progress.WITHDRAWN, col(Application.withdrawn_at) < at.now - YEAR / 4),
        and_(~chosen, col(Application.released_at) < at.now - YEAR),
        and_(chosen, col(Application.released_at) < at.now - 2 * YEAR),
    )


def _applications_over(at: Moment) -> Any:
    return select(Application.id).where(_application_over(at))


def _placement_over(at: Moment) -> ColumnElement[bool]:
    """Two years after it ended; what was never agreed on, a month after it was begun."""
    unfinished = and_(col(Placement.hours).is_(None), col(Placement.begun_at) < at.now - MONTH)
    return or_(unfinished, col(Placement.ends) < (at.now - 2 * YEAR).date())


def _referral_over(at: Moment) -> ColumnElement[bool]:
    """What nobody sent two days later; what is over a quarter, and what nobody says how it went a year later."""
    return or_(
        and_(col(Referral.state) == Referred.DRAFT, col(Referral.begun_at) < at.now - SHORT),
        col(Referral.ended_at) < at.now - YEAR / 4,
        col(Referral.begun_at) < at.now - YEAR,
    )


def _part(table: Any, purpose: str) -> Rule:
    """Rows that hang on an application and go with it."""
    return Rule(
        table,
        COURSES,
        purpose,
        REQUESTED,
        2 * YEAR,
        mine=lambda ids: col(table.application_id).in_(_applications_of(ids)),
        over=lambda at: col(table.application_id).in_(_applications_over(at)),
    )


APPLYING: Final = (
    Rule(
        PaperContent,
        COURSES,
        "the papers of an application, sealed",
        REQUESTED,
        2 * YEAR,
        mine=lambda ids: col(PaperContent.id).in_(
            select(Paper.id).where(col(Paper.application_id).in_(_applications_of(ids)))
        ),
        over=lambda at: col(PaperContent.id).in_(
            select(Paper.id).where(col(Paper.application_id).in_(_applications_over(at)))
        ),
    ),
    _part(Paper, "which papers an application has"),
    _part(Answer, "what was answered in an application"),
    Rule(
        Review,
        TEAM,
        "judging an application, and showing that it was judged fairly",
        DUTY,
        2 * YEAR,
        mine=lambda ids: or_(
            col(Review.application_id).in_(_applications_of(ids)), col(Review.reviewer_id) == ids.person
        ),
        over=lambda at: col(Review.application_id).in_(_applications_over(at)),
    ),
    Rule(
        Application,
        COURSES,
        "applying to a call, and hearing what came of it",
        REQUESTED,
        2 * YEAR,
        mine=of_person(Application),
        over=_application_over,
    ),
    Rule(
        LogWeek,
        COURSES,
        "the weekly log of a place in a firm, with its signatures",
        REQUESTED,
        2 * YEAR,
        mine=lambda ids: col(LogWeek.placement_id).in_(
            select(Placement.id).where(col(Placement.person_id) == ids.person)
        ),
        over=lambda at: col(LogWeek.placement_id).in_(select(Placement.id).where(_placement_over(at))),
    ),
    Rule(
        Placement,
        COURSES,
        "a place in a firm: what was agreed, and who signs the log",
        REQUESTED,
        2 * YEAR,
        mine=of_person(Placement),
        over=_placement_over,
    ),
    Rule(
        FirmCheck,
        COURSES,
        "what somebody said of their firm, and their list of papers for a financing call",
        REQUESTED,
        YEAR,
        mine=of_person(FirmCheck),
        over=lambda at: col(FirmCheck.edited_at) < at.now - YEAR,
    ),
    Rule(
        Referral,
        COURSES,
        "passing on that somebody wants to be contacted, and asking whether it happened; the contact goes at the end",
        CONSENT,
        YEAR / 4,
        mine=lambda ids: or_(
            col(Referral.person_id) == ids.person,
            and_(col(Referral.guardian_id) == ids.person, col(Referral.guardian_confirmed_at).is_(None)),
        ),
        over=_referral_over,
    ),
)
"""As in the register: what points at another comes before it."""
