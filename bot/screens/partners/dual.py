"""A place in a firm as the young person sees it: what was agreed, the weekly log in two taps, who signs it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import quote

from markupsafe import Markup

from bot import time
from bot.addresses import (
    AgreeDays,
    BeginDual,
    ConfirmTutor,
    DualAt,
    DualSummary,
    DualTutor,
    EndDual,
    LogHours,
    LogSame,
    LogWeekOf,
    MyDual,
    Profile,
    TalkToPerson,
)
from bot.i18n import _, day, ngettext, words
from bot.models import Application, Call, LogWeek, Person, Placement
from bot.screen import Button, Document, Screen
from bot.screens import rows
from bot.screens.lines import CALENDAR, DASH, WARNING, beside, blocks, bold, lines, sentences, small
from bot.services.facts import Facts
from bot.services.partners import placements

PAGE = 4
"""Weeks on a page."""


def mine(open_: Sequence[tuple[Application, Call]], found: Sequence[Placement]) -> Screen:
    """Places that can be begun, and those there are."""
    begin = [Button(rows.short(words(call.short_title)), BeginDual(one.id or 0)) for one, call in open_]
    each = [Button(rows.short(one.firm or str(_("My place"))), DualAt(one.id or 0)) for one in found]
    nothing = _("When you are accepted to a dual place, its log begins here.")
    return Screen(
        blocks(
            bold(_("My places in firms")),
            _("You were accepted: tap to begin your log.") if begin else "",
            nothing if not begin and not each else "",
        ),
        (*rows.in_twos([*begin, *each]), *rows.footer(Profile())),
    )


def ask(what: str, placement: Placement, person: Person, *, today: date, trouble: Markup | str = "") -> Screen:
    """One thing that was agreed with the firm."""
    asked = {
        "firm": lines(_("Which firm is it?"), _("For example: {example}", example="Taller Hernández")),
        "starts": lines(_("When do you begin, or when did you?"), _("For example: {example}", example=day(today))),
        "ends": lines(
            _("When does it end?"),
            _("For example: {example}", example=day(today + timedelta(days=180), year=True)),
        ),
        "hours": lines(
            _("How many hours a week did you agree on?"),
            law(placement, person, today),
            _("For example: {example}", example=24),
        ),
        "days": _("On how many days a week are you in the firm?"),
    }
    days = [Button(str(n), AgreeDays(placement.id or 0, n)) for n in range(1, 7)] if what == "days" else []
    steps = ("firm", "starts", "ends", "days", "hours")
    count = _("{at} of {all}", at=steps.index(what) + 1, all=len(steps))
    return Screen(
        blocks(trouble, count, asked[what]),
        (*rows.in_twos(days), *rows.footer(MyDual())),
    )


def law(placement: Placement, person: Person, today: date) -> Markup:
    """What the law says of a minor's hours; empty for whoever is of age."""
    age = person.age(today)
    if age is None or age >= 18:
        return Markup()
    if age < placements.YOUNG:
        return _(
            "By law, under 16 you work {n} hours a day at most, never at night and never overtime.",
            n=placements.MOST_A_DAY,
        )
    return _("By law, under 18 you don't work at night in industry.")


def week_name(week: date, today: date) -> str:
    return day(week, year=week.year != today.year)


def one(
    placement: Placement,
    person: Person,
    known: Mapping[date, LogWeek],
    page: int,
    *,
    today: date,
) -> Screen:
    """What was agreed, and the weeks, the newest first; one that isn't noted can be at any time."""
    number = placement.id or 0
    shown, page, pages = rows.cut(placements.weeks(placement, today), page, PAGE)
    told = [_week_line(week, known.get(week), today) for week in shown]
    open_weeks = [week for week in shown if (found := known.get(week)) is None or found.signed_at is None]
    fill = [
        Button(_("Note {week}", week=week_name(week, today)), LogWeekOf(number, week.toordinal()))
        for week in open_weeks
    ]
    who = (
        _("{name} signs.", name=bold(placement.tutor_name or ""))
        if placement.tutor_confirmed_at
        else _("Nobody signs yet: make a link for your tutor in the firm.")
    )
    return Screen(
        blocks(
            lines(
                bold(placement.firm or ""),
                beside(
                    CALENDAR,
                    _(
                        "{first} to {last}",
                        first=day(placement.starts, year=True) if placement.starts else "",
                        last=day(placement.ends, year=True) if placement.ends else "",
                    ),
                ),
                ngettext("{n} hour a week", "{n} hours a week", placement.hours or 0),
                small(law(placement, person, today)),
            ),
            lines(*told) if told else _("The first week hasn't begun yet."),
            who,
        ),
        (
            *rows.in_twos(fill),
            *rows.pager(page, pages, lambda to: DualAt(number, to)),
            *rows.in_twos([Button(_("Summary (PDF)"), DualSummary(number)), Button(_("My tutor"), DualTutor(number))]),
            *rows.alone(Button(_("I left the firm"), EndDual(number)) if placement.ended_at is None else None),
            *rows.footer(MyDual()),
        ),
    )


def _week_line(week: date, found: LogWeek | None, today: date) -> Markup:
    named = week_name(week, today)
    if found is None or found.did is None:
        return Markup("{}{}").format(DASH, _("{week}: not noted yet", week=named))
    hours = ngettext("{n} hour", "{n} hours", found.hours)
    state = (
        _("signed")
        if found.signed_at
        else _("your tutor asks for a change: “{remark}”", remark=rows.short(found.remark, 120))
        if found.remark
        else _("to be signed")
    )
    return Markup("{}{}: {} · {}").format(DASH, named, hours, state)


def ask_hours(placement: Placement, week: date, suggested: int, *, today: date, trouble: Markup | str = "") -> Screen:
    """The first tap."""
    number, ordinal = placement.id or 0, week.toordinal()
    offered = list(dict.fromkeys([suggested, placement.hours or suggested, 0]))
    labels = [ngettext("{n} hour", "{n} hours", hours) if hours else _("I wasn't there") for hours in offered]
    choices = [Button(label, LogHours(number, ordinal, n)) for n, label in zip(offered, labels, strict=True)]
    return Screen(
        blocks(
            trouble,
            bold(_("How was your week?")),
            _(
                "The week of {week} in {firm}: how many hours? Tap, or write them.",
                week=week_name(week, today),
                firm=placement.firm or "",
            ),
        ),
        (*rows.in_twos(choices), *rows.footer(DualAt(number))),
    )


def ask_what(
    placement: Placement,
    week: date,
    found: LogWeek,
    recent: Sequence[LogWeek],
    *,
    most: int,
    trouble: Markup | str = "",
) -> Screen:
    """The second one. `most`: the hours the law allows that week."""
    number, ordinal = placement.id or 0, week.toordinal()
    same = [Button(rows.short(one.did or "", rows.WIDE), LogSame(number, ordinal, one.id or 0)) for one in recent]
    return Screen(
        blocks(
            trouble,
            over(found, most),
            _("What did you do, and what did you learn? Tap, or write it in a few words."),
        ),
        (*((button,) for button in same), *rows.footer(LogWeekOf(number, ordinal))),
    )


def over(found: LogWeek, most: int) -> Markup:
    """More than the law allows: said to the young person without blame."""
    if found.hours <= most:
        return Markup()
    return beside(
        WARNING,
        _(
            "That is more than the law allows for you ({n} hours a week). It isn't your fault, and it is noted as it "
            "was: tell the team, and somebody talks to the firm.",
            n=most,
        ),
    )


def noted(placement: Placement, found: LogWeek, *, most: int) -> Screen:
    """Done; a photo of the paper log may follow."""
    number = placement.id or 0
    signs = (
        _("{name} is asked to sign it.", name=bold(placement.tutor_name or ""))
        if placement.tutor_confirmed_at
        else _("When you have a tutor here, they can sign it.")
    )
    photo = _("It has its photo.") if found.photo else _("If you keep it on paper too, send me a photo.")
    return Screen(
        blocks(
            sentences(_("Noted: {hours}.", hours=ngettext("{n} hour", "{n} hours", found.hours)), signs),
            over(found, most),
            photo,
        ),
        (
            *rows.alone(Button(_("Talk to the team"), TalkToPerson("dual")) if found.hours > most else None),
            *rows.alone(Button(_("My weeks"), DualAt(number))),
            *rows.footer(),
        ),
    )


def tutor(placement: Placement, *, linked: str = "") -> Screen:
    """Who signs, and how they come. `linked`: the fresh link."""
    number = placement.id or 0
    if placement.tutor_confirmed_at:
        said = _("{name} signs your weeks here.", name=bold(placement.tutor_name or ""))
    elif placement.tutor_said_at:
        said = _("{name} opened your link: is it your tutor?", name=bold(placement.tutor_name or ""))
    elif placement.token_hash:
        said = _("Your link waits to be opened. It works once, for two weeks.")
    else:
        said = _(
            "Your tutor in the firm signs your weeks from their own Telegram. You make a link and send it to them."
        )
    again = placement.token_hash or placement.tutor_id
    make = Button(_("Make another link") if again else _("Make a link"), DualTutor(number, "link"))
    share = Button(_("Send the link"), url=f"https://t.me/share/url?url={quote(linked, safe='')}") if linked else None
    return Screen(
        blocks(
            bold(_("My tutor")),
            said,
            small(
                _("They only sign or ask for a change: they can't write to you here, and the team reads what they say.")
            ),
        ),
        (
            *rows.alone(share),
            *(_answers(placement) if placement.tutor_said_at and not placement.tutor_confirmed_at else ()),
            *rows.in_twos(
                [
                    make,
                    Button(_("They no longer sign"), DualTutor(number, "drop")) if placement.tutor_id else None,
                ]
            ),
            *rows.footer(DualAt(number)),
        ),
    )


def _answers(placement: Placement) -> tuple[rows.Row, ...]:
    number = placement.id or 0
    return rows.in_twos(
        [Button(_("Yes, it's them"), ConfirmTutor(number, 1)), Button(_("No, somebody else"), ConfirmTutor(number, 0))]
    )


def tutor_link(token: str, placement: Placement, young: str, *, bot_name: str, facts: Facts) -> Screen:
    """The message to forward."""
    code = Markup("<code>u_{}</code>").format(token)
    address = f"https://t.me/{bot_name}?start=u_{token}" if bot_name else ""
    until = placement.token_until
    return Screen(
        blocks(
            _(
                "Hi. I'm {name}; you accompany me in {firm}. With this link you can sign my weekly log:",
                name=young,
                firm=placement.firm or "",
            ),
            lines(address, _("If nothing happens there, send the bot this code: {code}", code=code)),
            _("It works once, until {until}.", until=day(time.local(until, facts.zone).date())) if until else "",
        )
    )


def is_it_them(placement: Placement) -> Screen:
    """The letter after somebody opened the link."""
    return Screen(
        blocks(
            _(
                "{name} says that they are your tutor in {firm}. Is that so?",
                name=bold(placement.tutor_name or ""),
                firm=placement.firm or "",
            ),
            _("Say yes only if you know that it was really them."),
        ),
        _answers(placement),
    )


def remarked(placement: Placement, found: LogWeek, today: date) -> Screen:
    """The letter with a tutor's remark."""
    return Screen(
        blocks(
            _("Your tutor asks for a change in the week of {week}:", week=week_name(found.week, today)),
            found.remark or "",
            small(_("The team reads this too.")),
        ),
        (
            *rows.alone(Button(_("Change it"), LogWeekOf(placement.id or 0, found.week.toordinal()))),
            *rows.alone(Button(_("Talk to the team"), TalkToPerson("dual"))),
        ),
    )


def ask_end(placement: Placement) -> Screen:
    number = placement.id or 0
    return Screen(
        _(
            "Are you no longer in {firm}? Your weeks stay, and I won't ask on Fridays any more.",
            firm=bold(placement.firm or ""),
        ),
        (*rows.alone(Button(_("Yes, I left"), EndDual(number, 1))), *rows.footer(DualAt(number))),
    )


def summary(placement: Placement) -> Screen:
    """The PDF."""
    instead = str(_("The summary isn't there any more."))
    return Screen(
        _("Your log in {firm}, with its signatures.", firm=bold(placement.firm or "")),
        rows.footer(DualAt(placement.id or 0)),
        document=Document("dual_log", {"placement": placement.id or 0}, instead),
    )
