"""A guardian's yes, as the young person sees it: what waits for it, the link, who answered what."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup

from bot.addresses import (
    Address,
    ApplicationAt,
    AskGuardian,
    AskKnownGuardian,
    ConfirmGuardian,
    EndGuardianLink,
    MyCourse,
    MyCourses,
    NewGuardianLink,
    SayOwnName,
    UseOwnName,
)
from bot.i18n import _, words
from bot.i18n import when as moment
from bot.models import Course, CourseSession, Enrollment, Guardianship, Permission, Standing
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import permitted, rows
from bot.screens.lines import blocks, bold, dated, lines, name, sentences, venue_of, when, where
from bot.services import guardians
from bot.services.approvals import Applied, Matter, Place
from bot.services.facts import Facts


def relation(key: str | None) -> Markup:
    """What a guardian is, beside their name."""
    return {"mother": _("mother"), "father": _("father")}.get(key or "") or _("guardian")


def yours(key: str | None) -> Markup:
    """The same, said to the young person."""
    return {"mother": _("your mother"), "father": _("your father")}.get(key or "") or _("your guardian")


def missing() -> Markup:
    return _("Because you are under 18, your mother, father or guardian has to agree.")


def reason() -> Markup:
    """Why a birth date is asked."""
    return _("Whoever is under 18 also needs the permission of their mother, father or guardian.")


def ask_button(enrollment: Enrollment) -> Button:
    return Button(_("Ask for permission"), AskGuardian(enrollment.id or 0))


def ask_about(matter: Matter) -> Button:
    return Button(_("Ask for permission"), AskGuardian(*_ids(matter)))


def _ids(matter: Matter) -> tuple[int, int]:
    """Of its place and of its application; one of them is 0."""
    return (matter.enrollment.id or 0, 0) if isinstance(matter, Place) else (0, matter.application.id or 0)


def _held_until(matter: Matter, *, facts: Facts, now: datetime) -> Markup:
    """How long it waits; nothing for a place in line."""
    if isinstance(matter, Applied):
        until = moment(matter.until, facts.zone, now=now)
        return _("Your application was in time; it waits until {until}.", until=until)
    end = matter.enrollment.offer_until
    if matter.enrollment.standing is not Standing.PROVISIONAL or end is None:
        return Markup()
    return _("Your place is held until {until}.", until=moment(end, facts.zone, now=now))


def _own(matter: Matter) -> Address:
    """The card of what it is about."""
    if isinstance(matter, Applied):
        return ApplicationAt(matter.application.id or 0)
    return MyCourse(matter.enrollment.id or 0)


def sent(matter: Applied, *, facts: Facts, now: datetime, linked: bool, named: bool) -> Screen:
    """An application that waits. `linked`: a message to forward follows; `named`: they have said what they are
    called."""
    ask = ask_about(matter)
    return permitted.sent(matter, missing=missing(), ask=ask, facts=facts, now=now, linked=linked, named=named)


def needs_name(matter: Matter) -> Screen:
    """A guardian has to know who asks."""
    return Screen(
        permitted.needs_name(),
        (*rows.alone(Button(_("Say my name"), SayOwnName(*_ids(matter)))), *rows.footer(_own(matter))),
    )


def ask_own_name(matter: Matter, *, suggestion: str = "", trouble: Markup | str = "") -> Screen:
    """Asked once, and the permission comes next. `suggestion`: a name to take with one tap."""
    use = Button(_("Use {name}", name=rows.short(suggestion, 14)), UseOwnName(*_ids(matter))) if suggestion else None
    return Screen(
        blocks(
            trouble,
            lines(
                _("What is your full name? Your guardian sees only the first one, to know that it's you."),
                _("For example: {name}", name="Ana María Pérez"),
            ),
        ),
        (*rows.alone(use), *rows.footer(_own(matter))),
    )


def provisional(
    enrollment: Enrollment,
    course: Course,
    sessions: Sequence[CourseSession],
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    linked: bool,
) -> Screen:
    """A seat is held, until when, and what is missing. `linked`: a message to forward follows."""
    assert enrollment.offer_until is not None
    until = dated(enrollment.offer_until, facts=facts, now=now)
    forward = _("Forward the next message to them, from your own Telegram.") if linked else ""
    return Screen(
        blocks(
            _("I'm holding a place in {course} for you.", course=name(course)),
            lines(when(course, sessions, facts=facts, now=now, kept=True), where(course, venue_of(course, pack))),
            sentences(missing(), forward),
            sentences(
                _("I'm holding it for you until {until}; after that it goes to the next person.", until=until),
                _("The clock stops at night."),
            ),
        ),
        (
            *rows.alone(ask_button(enrollment)),
            *rows.in_twos(
                [Button(_("See my place"), MyCourse(enrollment.id or 0)), Button(_("My courses"), MyCourses())]
            ),
            *rows.footer(),
        ),
        kept=True,
    )


def link(
    token: str, permission: Permission, matter: Matter, *, pack: Pack, bot_name: str, facts: Facts, now: datetime
) -> Screen:
    """The message to forward: in the young person's words, with the link, and the same as a code for a Telegram that
    opens the chat without the link's end. Without buttons: a forwarded message has none."""
    code = Markup("<code>g_{}</code>").format(token)
    address = f"https://t.me/{bot_name}?start=g_{token}" if bot_name else ""
    how = (
        lines(
            _("Open this link in your own Telegram:"),
            address,
            _("If nothing happens there, send the bot this code: {code}", code=code),
        )
        if address
        else _("From your own Telegram, send the bot this code: {code}", code=code)
    )
    hello = (
        permitted.hello(matter, pack)
        if isinstance(matter, Applied)
        else _(
            "Hi. I want to join {course}, of {institution}. I'm under 18, so I need your permission.",
            course=name(matter.course),
            institution=words(pack.institution.short_name),
        )
    )
    return Screen(
        blocks(
            hello,
            how,
            _("It works once, until {until}.", until=dated(permission.expires_at, facts=facts, now=now)),
        )
    )


def asking(
    matter: Matter,
    known: Sequence[Guardianship],
    waiting: Sequence[Permission],
    *,
    facts: Facts,
    now: datetime,
    linked: str = "",
) -> Screen:
    """How the permission stands. `linked`: the fresh link, when the message to forward follows."""
    place, application = _ids(matter)
    asked = {one.guardianship_id for one in waiting}
    by_link = next((one for one in waiting if one.guardianship_id is None), None)
    unsure = next((one for one in waiting if one.approved), None)
    others = [
        Button(_("Ask {name}", name=rows.short(one.name, 14)), AskKnownGuardian(place, one.id or 0, application))
        for one in known
        if one.id not in asked
    ]
    again = _("Make another link") if by_link else _("Make a link")
    share = Button(_("Send the link"), url=f"https://t.me/share/url?url={quote(linked, safe='')}") if linked else None
    return Screen(
        blocks(
            bold(_("Permission for {course}", course=words(matter.thing.short_title))),
            missing() if not waiting else "",
            *(_state(one, facts=facts, now=now) for one in waiting),
            _("Forward the next message to them. They open it with their own account, not with yours.")
            if linked
            else "",
            _held_until(matter, facts=facts, now=now),
        ),
        (
            *(answers(unsure) if unsure else ()),
            *rows.alone(share),
            *(row for button in others for row in rows.alone(button)),
            *rows.alone(Button(again, NewGuardianLink(place, application)) if len(known) < guardians.AT_MOST else None),
            *rows.alone(Button(_("Cancel the link"), EndGuardianLink(place, application)) if by_link else None),
            *rows.footer(_own(matter)),
        ),
    )


def _state(permission: Permission, *, facts: Facts, now: datetime) -> Markup:
    until = moment(permission.expires_at, facts.zone, now=now)
    if permission.approved:
        return _(
            "{name} says that they are {relation}, and agrees. Is that so?",
            name=bold(permission.name or ""),
            relation=yours(permission.relation),
        )
    if permission.guardianship_id is not None:
        return _("I asked {name}, and I'll tell you. There is time until {until}.", name=permission.name, until=until)
    if permission.guardian_id is not None:
        return _("Somebody opened your link and is thinking about it. There is time until {until}.", until=until)
    return _("Your link is waiting to be opened. It works once, until {until}.", until=until)


def confirm(permission: Permission, matter: Matter, *, facts: Facts, now: datetime) -> Screen:
    """Somebody opened the link and said yes: is that the guardian?"""
    until = moment(permission.expires_at, facts.zone, now=now)
    who, relation, thing = bold(permission.name or ""), yours(permission.relation), name(matter.thing)
    asked = (
        _(
            "{name} says that they are {relation} and that you may apply to {call}. Is that so?",
            name=who,
            relation=relation,
            call=thing,
        )
        if isinstance(matter, Applied)
        else _(
            "{name} says that they are {relation} and that you may join {course}. Is that so?",
            name=who,
            relation=relation,
            course=thing,
        )
    )
    return Screen(
        blocks(
            asked,
            _("Say yes only if you know that it was really them. You can answer until {until}.", until=until),
        ),
        answers(permission),
    )


def answers(permission: Permission) -> tuple[rows.Row, ...]:
    said = {"mother": _("Yes, my mother"), "father": _("Yes, my father")}
    yes = said.get(permission.relation or "") or _("Yes, my guardian")
    number = permission.id or 0
    return (
        *rows.alone(Button(yes, ConfirmGuardian(number, 1))),
        *rows.alone(Button(_("No, somebody else"), ConfirmGuardian(number, 0))),
    )


def stranger(matter: Matter, *, facts: Facts, now: datetime) -> Screen:
    """After the no: nothing of what they said counts."""
    return Screen(
        blocks(
            _("Good that you said so. What they answered doesn't count, and that link is over."),
            _held_until(matter, facts=facts, now=now),
        ),
        (*rows.alone(ask_about(matter)), *rows.footer(_own(matter))),
    )


def noted(permission: Permission, enrollment: Enrollment, course: Course) -> Screen:
    """There is a yes, and no seat yet."""
    return Screen(
        blocks(
            _("{name} gave you permission for {course}.", name=bold(permission.name or ""), course=name(course)),
            _("You keep your place in line. When there is a seat for you, you'll only have to take it."),
        ),
        (*rows.alone(Button(_("See my place"), MyCourse(enrollment.id or 0))), *rows.footer()),
    )


def received(permission: Permission, matter: Applied, *, facts: Facts) -> Screen:
    """There is a yes, and the application is in."""
    return permitted.received(matter, permission=permission, facts=facts)


def not_lacking(matter: Applied) -> Screen:
    """Nothing is to be asked about this application, as it stands."""
    said = _("Your application to {call} needs no permission now.", call=name(matter.call))
    return Screen(said, (*rows.alone(permitted.see(matter)), *rows.footer()))


def given(permission: Permission, seat: Screen) -> Screen:
    """A guardian who is known said yes, and the seat is there: its receipt, with whose yes it was."""
    said = _("{name} gave you permission.", name=bold(permission.name or ""))
    return Screen(blocks(said, seat.text), seat.rows, kept=True)
