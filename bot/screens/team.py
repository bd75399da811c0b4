"""The staff's own screens: the way in, the team, invitations, the log."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot.addresses import (
    AcceptRole,
    Announcements,
    AnswerDates,
    AskRemoval,
    AttendanceLists,
    AuditLog,
    Catalogue,
    ChooseRole,
    ColleagueAt,
    Colleagues,
    DualPlaces,
    ExportRound,
    Home,
    Invitations,
    Invite,
    Panel,
    ReferralsToPass,
    RemoveRole,
    Reviews,
    Sheets,
    TakeBackInvitation,
    Team,
)
from bot.errors import InvitationGone
from bot.i18n import _, day, hour, listed, ngettext, words
from bot.models import AuditEntry, Invitation, Role
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import late as lateness
from bot.screens import rows
from bot.screens.lines import blocks, bold, dated, lines, small
from bot.services import rights
from bot.services.facts import Facts
from bot.services.rights import Act
from bot.services.team import Colleague

LOG_PAGE: Final = 8
"""Lines of the log that are read without much scrolling."""


def role_name(role: str) -> Markup:
    """What a role is called; the code of one that this version doesn't know."""
    named = {
        Role.FACILITATOR: _("Facilitator"),
        Role.AUTHOR: _("Author"),
        Role.APPROVER: _("Approver"),
        Role.REVIEWER: _("Reviewer"),
        Role.ASSESSOR: _("Assessor"),
        Role.CERTIFICATE_OFFICER: _("Certificates"),
        Role.PRIVACY_OFFICER: _("Data protection"),
        Role.COMPANY_APPROVER: _("Companies"),
        Role.ADMINISTRATOR: _("Administrator"),
    }
    return {str(key): name for key, name in named.items()}.get(role) or Markup("{}").format(role)


def _applications(roles: AbstractSet[Role]) -> Button | None:
    """To be read; for who may only take them away, that."""
    if rights.may(roles, Act.REVIEW):
        return Button(_("Applications"), Reviews())
    return Button(_("Applications"), ExportRound()) if rights.may(roles, Act.EXPORT_APPLICATIONS) else None


def role_does(role: Role) -> Markup:
    """What a role is for, after its name."""
    return {
        Role.FACILITATOR: _("teaches, and sees who takes part"),
        Role.AUTHOR: _("writes announcements and the catalogue"),
        Role.APPROVER: _("approves what an author wrote and decides applications; it takes two people"),
        Role.REVIEWER: _("reads and judges applications"),
        Role.ASSESSOR: _("assesses competences"),
        Role.CERTIFICATE_OFFICER: _("issues and revokes certificates"),
        Role.PRIVACY_OFFICER: _("answers requests about personal data"),
        Role.COMPANY_APPROVER: _("approves companies"),
        Role.ADMINISTRATOR: _("invites colleagues and gives roles"),
    }[role]


def desk(roles: AbstractSet[Role], pack: Pack, *, late: int = 0) -> Screen:
    """One's roles and what they open; `late`: how many applicants should have had an answer."""
    mine = sorted(roles, key=list(Role).index)
    told = [Markup("{}: {}").format(bold(role_name(role)), role_does(role)) for role in mine]
    return Screen(
        blocks(
            bold(_("Team of {institution}", institution=words(pack.institution.short_name))),
            lines(_("Your roles:"), *told),
            lateness.number(late) if late else "",
        ),
        (
            *rows.in_twos(
                [
                    Button(_("Who is in the team"), Colleagues()),
                    Button(_("Invite"), ChooseRole()) if rights.may(roles, Act.INVITE) else None,
                    Button(_("Open invitations"), Invitations()) if rights.may(roles, Act.INVITE) else None,
                    Button(_("Days of answer"), AnswerDates()) if rights.may(roles, Act.SEE_ANSWER_DATES) else None,
                    Button(_("Figures"), Panel()) if rights.may(roles, Act.READ_FIGURES) else None,
                    Button(_("Catalogue"), Catalogue()) if rights.may(roles, Act.EDIT_CATALOGUE) else None,
                    Button(_("Lists"), Sheets()) if rights.may(roles, Act.EXPORT) else None,
                    Button(_("Attendance"), AttendanceLists()) if rights.may(roles, Act.TAKE_ATTENDANCE) else None,
                    Button(_("Announcements"), Announcements()) if rights.may(roles, Act.SEE_ANNOUNCEMENTS) else None,
                    Button(_("Dual education"), DualPlaces()) if rights.may(roles, Act.SEE_PLACES) else None,
                    Button(_("Referrals"), ReferralsToPass()) if rights.may(roles, Act.REFER) else None,
                    _applications(roles),
                    Button(_("Log"), AuditLog()) if rights.may(roles, Act.READ_AUDIT) else None,
                ]
            ),
            *rows.footer(),
        ),
    )


def colleagues(team: Sequence[Colleague], page: int, *, opens: bool) -> Screen:
    """Everybody with their roles. `opens`: whether the reader may change them."""
    shown, page, pages = rows.cut(team, page)
    told = [_one(colleague) for colleague in shown]
    each = [Button(rows.short(colleague.called), ColleagueAt(colleague.person_id)) for colleague in shown]
    return Screen(
        blocks(bold(_("Who is in the team")), lines(*told)),
        (
            *(rows.in_twos(each) if opens else ()),
            *rows.pager(page, pages, Colleagues),
            *rows.footer(Team()),
        ),
    )


def _one(colleague: Colleague) -> Markup:
    return Markup("{}: {}").format(bold(colleague.called), listed([str(role_name(role)) for role in colleague.roles]))


def colleague(found: Colleague) -> Screen:
    """One colleague, and a button for each role that can be taken away."""
    buttons = [
        Button(_("Take away: {role}", role=role_name(role)), AskRemoval(found.person_id, role)) for role in found.roles
    ]
    return Screen(
        blocks(_one(found), _("Another role is given by another invitation.")),
        (*((button,) for button in buttons), *rows.footer(Colleagues())),
    )


def ask_removal(found: Colleague, role: Role, *, held: int = 0) -> Screen:
    """Before it is done. `held`: how many announcements that are scheduled won't be sent then."""
    return Screen(
        blocks(
            _("Take the role “{role}” away from {name}?", role=role_name(role), name=bold(found.called)),
            _("It holds from the next thing they tap, on every device."),
            ngettext(
                "{n} announcement that they scheduled, and that nobody else approved, won't be sent.",
                "{n} announcements that they scheduled, and that nobody else approved, won't be sent.",
                held,
            )
            if held
            else "",
        ),
        (
            *rows.alone(Button(_("Yes, take it away"), RemoveRole(found.person_id, role))),
            *rows.footer(ColleagueAt(found.person_id)),
        ),
    )


def choose_role() -> Screen:
    """Which role to invite for."""
    told = [Markup("{}: {}").format(bold(role_name(role)), role_does(role)) for role in Role]
    return Screen(
        blocks(_("For which role is the invitation?"), lines(*told)),
        (*rows.in_twos([Button(role_name(role), Invite(role)) for role in Role]), *rows.footer(Team())),
    )


def invited(token: str, invitation: Invitation, *, bot_name: str, facts: Facts, now: datetime) -> Screen:
    """The link, to be passed on; and the same as a text to be typed."""
    typed = Markup("<code>/start i_{}</code>").format(token)
    until = dated(invitation.expires_at, facts=facts, now=now)
    return Screen(
        blocks(
            _("Invitation as {role}. Pass it on to one person, in private:", role=bold(role_name(invitation.role))),
            f"https://t.me/{bot_name}?start=i_{token}" if bot_name else "",
            _("If the link does nothing, they write this to me: {text}", text=typed),
            _("It works once, until {when}.", when=until),
        ),
        (
            *rows.alone(Button(_("Take it back"), TakeBackInvitation(invitation.id or 0))),
            *rows.footer(Team()),
        ),
    )


def invitations(found: Sequence[Invitation], page: int, *, facts: Facts, now: datetime) -> Screen:
    """Those that can still be used; each can be taken back."""
    shown, page, pages = rows.cut(found, page)
    told = [
        Markup("{}. {} · {}").format(
            number, role_name(one.role), _("until {when}", when=dated(one.expires_at, facts=facts, now=now))
        )
        for number, one in enumerate(shown, (page - 1) * rows.PAGE + 1)
    ]
    each = [
        Button(_("Take back {n}", n=number), TakeBackInvitation(one.id or 0))
        for number, one in enumerate(shown, (page - 1) * rows.PAGE + 1)
    ]
    return Screen(
        blocks(bold(_("Open invitations")), lines(*told) if told else _("There are none.")),
        (*rows.in_twos(each), *rows.pager(page, pages, Invitations), *rows.footer(Team())),
    )


def offered(token: str, invitation: Invitation, pack: Pack) -> Screen:
    """What somebody sees who opened the link."""
    role = Role(invitation.role)
    return Screen(
        blocks(
            _(
                "You're invited to the team of {institution} as {role}: {does}.",
                institution=words(pack.institution.short_name),
                role=bold(role_name(role)),
                does=role_does(role),
            ),
            _("Colleagues will see your Telegram name, and what you do for the institute is logged."),
        ),
        (*rows.alone(Button(_("Accept"), AcceptRole(token))), *rows.alone(Button(_("It's not for me"), Home()))),
    )


def accepted(role: Role) -> Screen:
    return Screen(
        _("Welcome to the team! You are {role} now. /equipo brings you to your screens.", role=bold(role_name(role))),
        (*rows.alone(Button(_("To the team"), Team())), *rows.footer()),
    )


def log(entries: Sequence[AuditEntry], page: int, pages: int, *, facts: Facts) -> Screen:
    """The newest lines first: number, when, who, what, to what."""
    told = [
        Markup("<b>{}</b> · {}, {} · {}\n{}").format(
            entry.number,
            day(entry.at.date()),
            hour(entry.at, facts.zone),
            _("person {number}", number=entry.actor) if entry.actor is not None else _("command line"),
            small(" · ".join([entry.act, entry.subject, *(f"{key}={value}" for key, value in entry.details.items())])),
        )
        for entry in entries
    ]
    return Screen(
        blocks(bold(_("Log")), lines(*told) if told else _("Nothing yet.")),
        (*rows.pager(page, pages, AuditLog), *rows.footer(Team())),
    )


def invitation_gone(refusal: InvitationGone) -> Screen:
    """Why an invitation can't be used, and how to get one that can."""
    said = {
        "used": _("That invitation has been used or taken back."),
        "expired": _("That invitation is over."),
    }
    text = said.get(refusal.why) or _("I don't know that invitation. Maybe a piece of it is missing.")
    return Screen(blocks(text, _("Ask whoever invited you for a new one.")), rows.footer())


def not_allowed() -> Screen:
    return Screen(
        _("Your role doesn't allow that, or not any more. Whoever administers the team can change it."),
        (*rows.alone(Button(_("To the team"), Team())), *rows.footer()),
    )


def last_administrator() -> Screen:
    return Screen(
        _("This is the only administrator; without one nobody could invite. Invite another one first."),
        (*rows.alone(Button(_("Invite"), ChooseRole())), *rows.footer(Colleagues())),
    )
