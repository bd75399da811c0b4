"""Who may do what, in one place. What isn't allowed here is forbidden."""

from collections.abc import Set
from enum import StrEnum
from typing import Final

from sqlmodel import select

from bot.db import Session
from bot.errors import NotAllowed, NotThere
from bot.models import Role, StaffRole


class Act(StrEnum):
    """What only colleagues do."""

    ENTER = "enter"
    """Open the staff's own screens."""
    INVITE = "invite"
    """Invite a colleague, and take an invitation back."""
    REMOVE = "remove"
    """Take a role away."""
    READ_AUDIT = "read_audit"
    READ_FIGURES = "read_figures"
    """See the panel: figures in which nobody can be found."""
    ANSWER = "answer"
    """Answer people who asked for a person, in the staff's group."""
    EDIT_CATALOGUE = "edit_catalogue"
    """Make, change and close what is on offer; people are told of it."""
    IMPORT = "import"
    """Change the catalogue with a spreadsheet."""
    EXPORT = "export"
    """Take the catalogue away as a spreadsheet."""
    EXPORT_PEOPLE = "export_people"
    """The same with who takes part or waits."""
    TAKE_ATTENDANCE = "take_attendance"
    """See who takes part in a course, and tick who came."""
    SEE_ANNOUNCEMENTS = "see_announcements"
    """The list of announcements, and how each went."""
    ANNOUNCE = "announce"
    """Write to many; to more than a few only with a yes of somebody else."""
    APPROVE_ANNOUNCEMENT = "approve_announcement"
    """Give that yes, or refuse it."""
    STEER_ANNOUNCEMENT = "steer_announcement"
    """Pause, resume and stop one that is on its way, and take back what it said: stopping needs no second yes."""
    REVIEW = "review"
    """Read applications and judge them."""
    DECIDE = "decide"
    """Say who is chosen, and when everybody is told; an award counts with a second one's yes."""
    SEE_ANSWER_DATES = "see_answer_dates"
    """Until when answers were promised to applicants, and how many wait."""
    HEAR_OF_LATE = "hear_of_late"
    """Be told each day of answers that are late, and put them off."""
    EXPORT_APPLICATIONS = "export_applications"
    """Take applications and their papers away."""
    REFER = "refer"
    """Pass on to partners who asked to be contacted by them, and write to those people about it."""
    SEE_PLACES = "see_places"
    """Follow who has a place in a firm, their weekly log, and what their tutors write."""
    SEE_NAMES = "see_names"
    """Read the names of people who aren't colleagues, where one's work shows them."""


_EVERYONE: Final = frozenset(Role)

MATRIX: Final[dict[Act, Set[Role]]] = {
    Act.ENTER: _EVERYONE,
    Act.INVITE: {Role.ADMINISTRATOR},
    Act.REMOVE: {Role.ADMINISTRATOR},
    Act.EDIT_CATALOGUE: {Role.AUTHOR, Role.ADMINISTRATOR},
    Act.READ_AUDIT: {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER},
    Act.READ_FIGURES: {Role.ADMINISTRATOR, Role.AUTHOR, Role.APPROVER, Role.PRIVACY_OFFICER},
    Act.ANSWER: _EVERYONE,
    Act.IMPORT: {Role.AUTHOR, Role.ADMINISTRATOR},
    Act.EXPORT: {Role.AUTHOR, Role.APPROVER, Role.FACILITATOR, Role.ADMINISTRATOR},
    Act.EXPORT_PEOPLE: {Role.FACILITATOR, Role.ADMINISTRATOR},
    Act.TAKE_ATTENDANCE: {Role.FACILITATOR, Role.ADMINISTRATOR},
    Act.SEE_ANNOUNCEMENTS: {Role.AUTHOR, Role.APPROVER},
    Act.ANNOUNCE: {Role.AUTHOR},
    Act.APPROVE_ANNOUNCEMENT: {Role.APPROVER},
    Act.STEER_ANNOUNCEMENT: {Role.AUTHOR, Role.APPROVER},
    Act.REVIEW: {Role.REVIEWER, Role.APPROVER},
    Act.DECIDE: {Role.APPROVER},
    Act.SEE_ANSWER_DATES: {Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR},
    Act.HEAR_OF_LATE: {Role.APPROVER, Role.ADMINISTRATOR},
    Act.EXPORT_APPLICATIONS: {Role.APPROVER, Role.ADMINISTRATOR},
    Act.REFER: {Role.FACILITATOR, Role.ADMINISTRATOR},
    Act.SEE_PLACES: {Role.FACILITATOR, Role.ADMINISTRATOR},
    Act.SEE_NAMES: {Role.APPROVER, Role.FACILITATOR, Role.ADMINISTRATOR},
}


async def roles_of(session: Session, person_id: int) -> frozenset[Role]:
    """The roles that a person has at this moment; read anew each time, so that one taken away ends at once."""
    rows = await session.exec(select(StaffRole).where(StaffRole.person_id == person_id))
    return frozenset(row.role for row in rows)


def may(roles: Set[Role], act: Act) -> bool:
    return not roles.isdisjoint(MATRIX.get(act, frozenset()))


async def require(session: Session, person_id: int, act: Act) -> None:
    """Raises NotAllowed for a colleague without the role; NotThere for anybody else, to whom these things don't
    exist."""
    roles = await roles_of(session, person_id)
    if not may(roles, act):
        raise NotAllowed if roles else NotThere
