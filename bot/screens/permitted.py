"""A guardian's yes to an application, where its words differ from those about a place: for the young person, then for
the guardian, who sees what is asked and never what was answered."""

from datetime import datetime

from markupsafe import Markup

from bot import time
from bot.addresses import ApplicationAt, Apply, MyApplications, SayOwnName
from bot.i18n import _, full_date, listed, words
from bot.i18n import when as moment
from bot.models import Permission, Person, Progress
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.call_forms import closing
from bot.screens.lines import CALENDAR, MONEY, beside, blocks, bold, dated, lines, name, organiser, sentences, title
from bot.services.applications import rounds
from bot.services.approvals import Applied
from bot.services.facts import Facts
from bot.services.guardians import first_name


def see(matter: Applied) -> Button:
    return Button(_("See my application"), ApplicationAt(matter.application.id or 0))


def sent(
    matter: Applied, *, missing: str, ask: Button, facts: Facts, now: datetime, linked: bool, named: bool
) -> Screen:
    """It was sent in time, and waits. `linked`: a message to forward follows; `named`: the name that a guardian knows
    them by is there."""
    until = dated(matter.until, facts=facts, now=now)
    forward = _("Forward the next message to them, from your own Telegram.") if linked else ""
    return Screen(
        blocks(
            _(
                "You sent your application to {call} in time. Its number: {number}.",
                call=name(matter.call),
                number=bold(matter.application.number),
            ),
            sentences(missing, forward, "" if named else needs_name()),
            _("It counts once they have said yes. There is time until {until}.", until=until),
        ),
        (
            *rows.alone(None if named else Button(_("Say my name"), SayOwnName(0, matter.application.id or 0))),
            *rows.alone(ask if named else None),
            *rows.alone(see(matter)),
            *rows.footer(),
        ),
        kept=True,
    )


def needs_name() -> Markup:
    return _("First tell me what you are called: your guardian sees your first name, to know that it's you.")


def hello(matter: Applied, pack: Pack) -> Markup:
    """The first line of the message to forward."""
    return _(
        "Hi. I want to apply to {call}, of {institution}. I'm under 18, so I need your permission.",
        call=name(matter.call),
        institution=words(pack.institution.short_name),
    )


def received(matter: Applied, *, permission: Permission, facts: Facts) -> Screen:
    """The yes is there: the receipt."""
    who = bold(permission.name or "")
    on = matter.application.submitted_at
    answer = (
        _("You get an answer by {date}.", date=full_date(rounds.promised(matter.round, on, facts=facts))) if on else ""
    )
    return Screen(
        blocks(
            _("{name} gave you permission, and your application to {call} is in.", name=who, call=name(matter.call)),
            sentences(_("Its number: {number}.", number=bold(matter.application.number)), answer),
        ),
        (*rows.alone(see(matter)), *rows.footer()),
        kept=True,
    )


def declined(matter: Applied, *, said: Markup, ask: Button, facts: Facts, now: datetime) -> Screen:
    """A no: a draft again, or another answer is waited for."""
    if matter.application.progress is Progress.DRAFT:
        closes = matter.round.closes_at
        then = _("Your application is a draft again, with everything you wrote.")
        until = (
            _(
                "You can talk about it, change it and send it again until {until}.",
                until=moment(time.last_minute(closes, facts.zone), facts.zone, now=now),
            )
            if closes
            else _("You can talk about it, change it and send it again.")
        )
        act = Button(_("See my draft"), Apply(matter.call.id or 0))
        return Screen(blocks(said, sentences(then, until)), (*rows.alone(act), *rows.footer()))
    if matter.is_open:
        end = moment(matter.until, facts.zone, now=now)
        then = _("Your application keeps waiting until {until}. You can talk about it, and ask again.", until=end)
        return Screen(blocks(said, then), (*rows.alone(ask), *rows.alone(see(matter)), *rows.footer()))
    return Screen(said, (*rows.alone(see(matter)), *rows.footer()))


def withdrawn(matter: Applied, permission: Permission) -> Screen:
    """A yes was taken back, and the application with it."""
    return Screen(
        blocks(
            _(
                "{name} took back the permission for {call}, so your application doesn't take part any more.",
                name=bold(permission.name or ""),
                call=name(matter.call),
            ),
            _("What you wrote stays with you. If things change while the call is open, you can send it again."),
        ),
        (*rows.alone(Button(_("My applications"), MyApplications())), *rows.footer()),
    )


def soon(matter: Applied, *, ask: Button, facts: Facts, now: datetime) -> Screen:
    """The time for the yes is nearly over."""
    until = moment(matter.until, facts.zone, now=now)
    return Screen(
        blocks(
            _(
                "Your application to {call} waits for its permission until {until}.",
                call=name(matter.call),
                until=until,
            ),
            _("Without it, nobody at the institution can read it."),
        ),
        (*rows.alone(ask), *rows.alone(see(matter))),
    )


def about(matter: Applied, young: Person, pack: Pack, *, facts: Facts, now: datetime) -> tuple[Markup, Markup, Markup]:
    """What a guardian is asked, what it is about, and what is kept."""
    who = first_name(young)
    asked = rounds.asked(matter.round).questions
    told = [words(one.label) for one in asked if one.kind != "file"]
    papers = [words(one.label) for one in asked if one.kind == "file"]
    closes = matter.round.closes_at
    what = blocks(
        lines(
            title(matter.call),
            beside(CALENDAR, closing(closes, facts=facts, now=now) if closes else ""),
            beside(MONEY, words(matter.call.benefit)),
            organiser(matter.call, pack),
        ),
        words(matter.call.summary),
        lines(
            _("{name} is asked for: {what}.", name=who, what=listed(told)) if told else "",
            _("These papers are sent: {papers}.", papers=listed(papers)) if papers else "",
            _("You don't see the answers; you can ask {name} to show you.", name=who),
        ),
    )
    kept = _(
        "{institution} keeps {name}'s answers and papers, encrypted, to judge the application; of you, your name, what "
        "you are to {name}, and your answer, to be able to show it. You can take it back at any time.",
        institution=words(pack.institution.short_name),
        name=who,
    )
    return _("May {name} apply?", name=who), what, kept


def confirmed(matter: Applied, young: Person) -> Markup:
    """What came of it, told to the guardian."""
    return _("{name}'s application to {call} is in now.", name=first_name(young), call=name(matter.call))


def in_vain(matter: Applied) -> Markup:
    return _("The application to {call} couldn't take part.", call=name(matter.call))


def lost(young: Person) -> Markup:
    """What taking it back would do."""
    return _("{name}'s application stops taking part at once, and I tell {name}.", name=first_name(young))
