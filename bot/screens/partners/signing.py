"""The weekly log as the tutor in the firm sees it, and as the staff does."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from bot.addresses import BeTutor, DualOf, DualPlaces, RemarkOn, SignWeek, Team, ToSign
from bot.i18n import _, ngettext
from bot.models import LogWeek, Person, Placement
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, WARNING, beside, blocks, bold, lines, small
from bot.screens.partners.dual import week_name
from bot.services.guardians import first_name


def are_you(placement: Placement, young: Person) -> Screen:
    """What somebody sees who opened a tutor's link."""
    who = first_name(young)
    return Screen(
        blocks(
            _("Do you accompany {name} in {firm}?", name=bold(who), firm=bold(placement.firm or "")),
            _(
                "You'd sign the weekly log: hours and what was done, from your own Telegram. You sign under the name "
                "that Telegram shows, and {name} confirms that it is you.",
                name=who,
            ),
            small(_("There is no chat between you here. What you ask to be changed, the staff reads too.")),
        ),
        (
            *rows.alone(Button(_("Yes, I'm the tutor"), BeTutor(placement.id or 0, 1))),
            *rows.alone(Button(_("No"), BeTutor(placement.id or 0, 0))),
            *rows.footer(),
        ),
    )


def answered(placement: Placement, young: Person, *, yes: bool) -> Screen:
    who = first_name(young)
    said = (
        _("Thank you. Once {name} confirms that it is you, you can sign.", name=who)
        if yes
        else _("All right: this link is over, and nothing was kept of you.")
    )
    return Screen(said, rows.footer())


def confirmed(placement: Placement, young: Person) -> Screen:
    """The letter to the tutor."""
    return Screen(
        _(
            "{name} confirmed you as tutor in {firm}. Weeks to be signed are in /sign; I tell you on Mondays.",
            name=first_name(young),
            firm=placement.firm or "",
        ),
        rows.alone(Button(_("Weeks to sign"), ToSign())),
    )


def waits(count: int) -> Screen:
    """The letter on Mondays."""
    return Screen(
        ngettext("{n} week waits for your signature.", "{n} weeks wait for your signature.", count),
        rows.alone(Button(_("Weeks to sign"), ToSign())),
    )


def to_sign(found: Sequence[tuple[LogWeek, Placement, Person]], limits: Mapping[int, int], *, today: date) -> Screen:
    """The oldest one whole, and how many there are. `limits`: the hours the law allows, by week."""
    if not found:
        return Screen(_("Nothing waits for your signature."), rows.footer())
    week, placement, young = found[0]
    number, most = week.id or 0, limits[week.id or 0]
    more = ngettext("{n} week waits.", "{n} weeks wait.", len(found)) if len(found) > 1 else ""
    over = (
        beside(WARNING, _("More than the law allows for {name} ({n} hours).", name=first_name(young), n=most))
        if week.hours > most
        else ""
    )
    return Screen(
        blocks(
            more,
            lines(
                Markup(" · ").join([bold(first_name(young)), placement.firm or ""]),
                _("Week of {week}", week=week_name(week.week, today)),
                ngettext("{n} hour", "{n} hours", week.hours),
                _("with a photo of the paper log") if week.photo else "",
            ),
            week.did or "",
            over,
        ),
        (
            *rows.alone(Button(_("Sign"), SignWeek(number, int(week.logged_at.timestamp())))),
            *rows.alone(Button(_("Ask for a change"), RemarkOn(number))),
            *rows.footer(),
        ),
    )


def ask_remark(week: LogWeek, today: date, trouble: Markup | str = "") -> Screen:
    return Screen(
        blocks(
            trouble,
            _("What should be changed in the week of {week}?", week=week_name(week.week, today)),
            small(_("The young person and the staff read it.")),
            _("For example: {example}", example=_("On Thursday you were at school: 18 hours, not 24.")),
        ),
        rows.footer(ToSign()),
    )


def places(found: Sequence[tuple[Placement, Person, int, int]], page: int) -> Screen:
    """For staff: no names in the list."""
    shown, page, pages = rows.cut(found, page)
    told = [
        Markup(" · ").join(
            part
            for part in (
                bold(f"{one.id}"),
                Markup("{}").format(one.firm or ""),
                ngettext("{n} week without a signature", "{n} weeks without a signature", lacking) if lacking else "",
                ngettext("{n} to be changed", "{n} to be changed", remarks) if remarks else "",
                "" if one.tutor_confirmed_at else _("no tutor yet"),
            )
            if part
        )
        for one, _person, lacking, remarks in shown
    ]
    each = [Button(_("Open {number}", number=one.id), DualOf(one.id or 0)) for one, *_rest in shown]
    return Screen(
        blocks(bold(_("Dual education")), lines(*told) if told else _("Nobody has a place in a firm yet.")),
        (*rows.in_twos(each), *rows.pager(page, pages, DualPlaces), *rows.footer(Team())),
    )


def place(
    placement: Placement, person: Person, weeks: Sequence[LogWeek], limits: Mapping[int, int], *, today: date
) -> Screen:
    """For staff: one of them, with what the tutor wrote."""
    told = [
        Markup("{}{}: {} · {}{}").format(
            DASH,
            week_name(one.week, today),
            ngettext("{n} hour", "{n} hours", one.hours),
            _("signed") if one.signed_at else (Markup("“{}”").format(one.remark) if one.remark else _("to be signed")),
            Markup(" · {} {}").format(WARNING, _("over the law's hours")) if one.hours > limits[one.id or 0] else "",
        )
        for one in weeks[-12:]
    ]
    tutor = _("Tutor: {name}", name=placement.tutor_name or "") if placement.tutor_confirmed_at else _("no tutor yet")
    return Screen(
        blocks(
            lines(bold(person.name or ""), placement.firm or "", tutor),
            lines(*told) if told else _("Nothing is noted yet."),
            small(_("That you opened it is noted.")),
        ),
        rows.footer(DualPlaces()),
    )
