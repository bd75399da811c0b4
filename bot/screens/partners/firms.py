"""A financing call and one's firm: three quick answers, what follows from them, the papers, the dates. A loan is called
a loan wherever it is named."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.addresses import CallAt, CheckFirm, FirmDates, FirmPapers, SayOfFirm, TickPaper
from bot.errors import BadAnswer
from bot.i18n import _, day, full_date, listed, ngettext, words
from bot.models import Call, FirmCheck
from bot.packs import Pack
from bot.packs.offers import Precheck
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import (
    CALENDAR,
    DASH,
    MONEY,
    beside,
    blocks,
    bold,
    illustrative,
    labels,
    lines,
    name,
    sentences,
    small,
)
from bot.screens.partners.referrals import bad_identifier, partner
from bot.screens.refusals import example
from bot.services.partners import prechecks
from bot.services.partners.prechecks import Judgement, Ladder

HAVE, LACK = "☑", "☐"


def button(call: Call) -> Button | None:
    """On the card of a financing call that says what a firm has to be."""
    return Button(_("Is it for my firm?"), CheckFirm(call.id or 0)) if call.precheck and not call.closed_at else None


def _loan(call: Call) -> Markup:
    if not call.loan:
        return Markup()
    said = sentences(_("It is a loan: it has to be paid back."), words(call.note))
    return beside(MONEY, said)


def minor(call: Call, on: date | None) -> Screen:
    said = (
        _("A loan is signed by people of age only: from 18.")
        if call.loan
        else _("Financing for firms is for people of age only: from 18.")
    )
    when = _("You can ask for it from {date}.", date=full_date(on)) if on else ""
    return Screen(sentences(said, when), rows.footer(CallAt(call.id or 0)))


def ask_born(call: Call, today: date, trouble: Markup | str = "") -> Screen:
    return Screen(
        blocks(
            trouble,
            lines(
                _("When were you born?"),
                _("A loan is signed by people of age only: from 18.")
                if call.loan
                else _("Financing for firms is for people of age only: from 18."),
                _("Day, month and year; for example {date}", date=example(today)),
            ),
        ),
        rows.footer(CallAt(call.id or 0)),
    )


def question(what: str, call: Call, precheck: Precheck, at: int, count: int, trouble: Markup | str = "") -> Screen:
    """One quick answer; a tap or a text."""
    number = call.id or 0

    def to(label: str, value: str) -> Button:
        return Button(label, SayOfFirm(number, what, value))

    most = max(3, precheck.years_min or 0)
    asked = {
        "place": _("Is your firm, or will it be, in {place}?", place=words(precheck.place)),
        "years": _("How long has it been working?"),
        "employees": _("How many people work in it, you included? Tap or write the number."),
        "sector": _("What does it do above all?"),
        "rfc": lines(
            _("Does it have an RFC? Write it, yours or the company's; I only check that it is well formed."),
            _("I keep whether there is one, not the number."),
        ),
    }
    choices = {
        "place": [to(_("Yes"), "yes"), to(_("No"), "no")],
        "years": [
            to(_("Less than a year"), "0"),
            *(to(ngettext("{n} year", "{n} years", n), str(n)) for n in range(1, most)),
            to(_("{n} years or more", n=most), str(most)),
        ],
        "employees": [to(_("Only me"), "1")],
        "sector": [to(_sector(one), one) for one in prechecks.SECTORS],
        "rfc": [to(_("Not yet"), "none")],
    }
    return Screen(
        blocks(
            trouble,
            Markup(" · ").join([name(call), _("{at} of {all}", at=at, all=count)]),
            asked[what],
        ),
        (*rows.in_twos(choices[what]), *rows.footer(CallAt(number))),
    )


def _sector(key: str) -> Markup:
    return {
        "trade": _("It buys and sells"),
        "services": _("Services"),
        "industry": _("It makes things"),
        "farming": _("Farming"),
    }[key]


def bad(what: str, error: BadAnswer) -> Markup:
    """What was wrong with a typed answer."""
    if what == "rfc" and error.why not in ("option", "number"):
        return bad_identifier(error)
    if error.why == "number":
        return _("I need just a number, for example: {n}", n=3)
    return _("Tap one of the buttons, please.")


def result(
    call: Call, precheck: Precheck, answers: Mapping[str, Any], found: Judgement, pack: Pack, *, missing: int
) -> Screen:
    """What follows from the answers: it may be, not yet and why, or what is missing."""
    number, who = call.id or 0, partner(call, pack)
    why = [_against(one, precheck) for one in found.against]
    if found.against:
        head = _("As things are, not yet")
        body = lines(*(Markup("{}{}").format(DASH, one) for one in why))
        after = _("If that changes, come back and answer again.")
    elif found.lacks:
        head = _("Almost: the RFC is missing")
        body = _("You register with the tax office (SAT), as a person or as a company, and come back.")
        after = _("The rest fits with what {partner} has published.", partner=who)
    else:
        head = _("It may be for you")
        body = _("By what you say, you are what {partner} has published that it takes.", partner=who)
        if precheck.starting and answers.get("years") == 0:
            body = sentences(body, _("It also takes who is only beginning."))
        after = _("Whether you get it, {partner} decides.", partner=who)
    papers = ngettext("{n} paper is missing.", "{n} papers are missing.", missing) if missing else ""
    return Screen(
        blocks(bold(head), body, after, papers, _loan(call), small(_("Only what is published was looked at."))),
        (
            *rows.alone(Button(_("My papers"), FirmPapers(number)) if call.documents else None),
            *rows.in_twos([Button(_("Dates"), FirmDates(number)), Button(_("Answer again"), CheckFirm(number, 1))]),
            *rows.footer(CallAt(number)),
        ),
    )


def _against(why: str, precheck: Precheck) -> Markup:
    said = {
        "place": _("It is only for firms in {place}.", place=words(precheck.place)),
        "starting": _("It is for firms that have worked for a year or more."),
        "sector": _("It is for other kinds of firms."),
    }
    if why == "young":
        return ngettext(
            "It asks for {n} year of work: that day you can.",
            "It asks for {n} years of work: that day you can.",
            precheck.years_min or 0,
        )
    if why == "small":
        return ngettext(
            "It is for firms with {n} person or more.",
            "It is for firms with {n} people or more.",
            precheck.employees_min or 0,
        )
    if why == "large":
        return ngettext(
            "It is for firms with up to {n} person.",
            "It is for firms with up to {n} people.",
            precheck.employees_max or 0,
        )
    return said[why]


def papers(call: Call, check: FirmCheck, before: Collection[str], pack: Pack) -> Screen:
    """The checklist; a tap ticks one. `before`: those that are in earlier applications of theirs."""
    number, ticked = call.id or 0, set(check.papers)
    told, buttons = [], []
    for key in call.documents:
        [label] = labels(pack, [key]) or [key]
        mark = HAVE if key in ticked else LACK
        note = _("you sent it with an earlier application") if key in before else ""
        told.append(sentences(Markup("{} {}").format(mark, label), Markup("({})").format(note) if note else ""))
        buttons.append(Button(f"{mark} {rows.short(label, 24)}", TickPaper(number, key)))
    lacking = [key for key in call.documents if key not in ticked]
    state = (
        ngettext("{n} is missing; tap what you have.", "{n} are missing; tap what you have.", len(lacking))
        if lacking
        else _("You have them all.")
    )
    return Screen(
        blocks(
            bold(_("Papers for {what}", what=words(call.short_title))),
            lines(*told),
            state,
            illustrative(call, only="documents"),
        ),
        (
            *((one,) for one in buttons),
            *rows.alone(Button(_("Dates"), FirmDates(number))),
            *rows.footer(CheckFirm(number)),
        ),
    )


def dates(call: Call, check: FirmCheck, found: Ladder, coming: Collection[date], today: date) -> Screen:
    """Opens, closes, answer; what nobody has published is said to be so. Reminders are the person's to turn on."""
    number = call.id or 0
    if found.rolling:
        opens: Markup | str = _("Open all year: there is no last day.")
        closes: Markup | str = ""
    else:
        opens = _rung(_("Opens"), found.opens, today)
        closes = _rung(_("Closes"), found.closes, today)
    answer = (
        _rung(_("Answer"), found.answer, today)
        if found.answer
        else _("When it is decided, and when the answer comes, isn't published: ask when you hand it in.")
    )
    on = (
        _("I remind you of the missing papers on {days}.", days=listed([day(one) for one in coming]))
        if check.reminds and coming
        else ""
    )
    toggle = (
        Button(_("Don't remind me"), FirmDates(number, 0))
        if check.reminds
        else Button(_("Remind me"), FirmDates(number, 1))
        if coming
        else None
    )
    return Screen(
        blocks(
            bold(_("Dates of {course}", course=words(call.short_title))),
            lines(beside(CALENDAR, opens), closes, answer),
            on,
            _loan(call),
        ),
        (*rows.alone(toggle), *rows.footer(CheckFirm(number))),
    )


def _rung(what: Markup, on: date | None, today: date) -> Markup:
    if on is None:
        return _("{what}: not published", what=what)
    return Markup("{}: {}").format(what, full_date(on))


def reminder(call: Call, check: FirmCheck, missing: list[str], closes: date | None, pack: Pack) -> Screen:
    """The letter."""
    head = (
        _("{what} closes on {date}.", what=name(call), date=full_date(closes))
        if closes
        else _("You asked me to remind you: {what}.", what=name(call))
    )
    left = (
        _("You still need: {papers}.", papers=listed(labels(pack, missing)))
        if missing
        else _("You have all the papers: all that is missing is handing them in.")
    )
    number = call.id or 0
    return Screen(
        blocks(
            head, sentences(left, words(call.how_to_apply) and _("How to apply: {how}", how=words(call.how_to_apply)))
        ),
        (
            *rows.in_twos(
                [Button(_("My papers"), FirmPapers(number)), Button(_("Don't remind me"), FirmDates(number, 0))]
            ),
        ),
    )
