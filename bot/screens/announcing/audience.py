"""Choosing whom an announcement is for, by taps, with a count that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from bot.addresses import Aim, AnnouncementAt, AudienceBy, AudienceOf
from bot.i18n import LOCALES, _, ngettext, words
from bot.models import Role
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.announcing import telling
from bot.screens.announcing.telling import Named
from bot.screens.lines import beside, blocks, bold
from bot.screens.team import role_name
from bot.services.broadcasts import aiming, firms
from bot.services.broadcasts.audience import ANY_CALL, APPLIED, Count, Rule
from bot.services.broadcasts.drafts import Draft
from bot.services.fits import Thing

WRITTEN: Final = ("ages", "colonias", "firms")
"""Fields in which one may write, beside tapping."""
_LONG: Final = ("courses", "calls", "firms", "checked")
"""Fields whose values have names that need a row of their own."""


@dataclass(frozen=True)
class Choice:
    """One value of a field: as an address carries it, as it is called, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


def audience(draft: Draft, named: Named, found: Count, pack: Pack) -> Screen:
    """Whom it is for as it is, and every field by which that can be narrowed."""
    rule, id = draft.rule, draft.id
    fields = [
        Button(field_name(by), AudienceBy(id, by))
        for by in aiming.FIELDS
        if not (by == "stamps" and not pack.journey)
        and not (by == "standings" and not rule.courses)
        and not (by == "applied" and not rule.calls)
    ]
    return Screen(
        blocks(
            bold(_("For whom is it?")),
            telling.whom(rule, named),
            _("Conditions add up: the more you choose, the fewer people.") if not rule.is_empty else "",
            "" if rule.is_empty else telling.how_many(found, rule),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("Everybody"), Aim(id, "everybody")) if rule.is_empty else None,
                    Button(_("Begin again"), Aim(id, "nobody")) if not rule.is_empty else None,
                ]
            ),
            *rows.in_twos(fields),
            *rows.alone(Button(_("Ready"), AnnouncementAt(id)) if not rule.is_empty else None),
            *rows.footer(AnnouncementAt(id)),
        ),
    )


def field_name(by: str) -> Markup:
    return {
        "topics": _("Follow a topic"),
        "courses": _("In a course"),
        "standings": _("How, in the course"),
        "calls": _("By call"),
        "applied": _("How, in the call"),
        "ages": _("By age"),
        "colonias": _("By colonia"),
        "languages": _("By language"),
        "stamps": _("Journey stamp"),
        "roles": _("Colleagues"),
        "firms": _("Place in a firm"),
        "checked": _("Checked their firm"),
    }[by]


def by(
    draft: Draft,
    field: str,
    choices: Sequence[Choice],
    found: Count,
    page: int,
    *,
    trouble: Markup | str = "",
) -> Screen:
    """The values of one field; a tap takes one in or out again."""
    shown, page, pages = rows.cut(choices, page, 8)
    each = [
        Button(rows.marked(one.label, "✓" if one.chosen else ""), Aim(draft.id, field, one.value, page))
        for one in shown
    ]
    return Screen(
        blocks(
            beside("⚠️", trouble) if trouble else "",
            bold(field_name(field)),
            _about(field),
            _none(field) if not choices else "",
            "" if draft.rule.is_empty else telling.how_many(found, draft.rule),
        ),
        (
            *(((one,) for one in each) if field in _LONG else rows.in_twos(each)),
            *rows.pager(page, pages, lambda to: AudienceBy(draft.id, field, to)),
            *rows.footer(AudienceOf(draft.id)),
        ),
    )


def _about(field: str) -> Markup:
    return {
        "topics": _("Whoever follows one of those you mark."),
        "courses": _("Whoever has a place in one of those you mark."),
        "standings": _("Without a mark: whoever is enrolled, on hold or in line."),
        "calls": _("Whoever has to do with one of those you mark."),
        "applied": _("Without a mark: whoever waits for it to open, is writing an application, or has sent one."),
        "ages": _("Who didn't say their birth date isn't among them. You can also write it, for example: 15-17"),
        "colonias": _("Write the name of a colonia, as people write it. Who didn't say theirs isn't among them."),
        "languages": _("The language in which they use the bot."),
        "stamps": _("Whoever has one of the stamps you mark."),
        "roles": _("Only colleagues with one of the roles you mark."),
        "firms": _(
            "Whoever has a place of dual education in one of those you mark, however they write its name. You can also "
            "write a piece of it."
        ),
        "checked": _("Whoever began to check their own firm for one of the calls you mark."),
    }[field]


def _none(field: str) -> Markup:
    return _("Nobody has a place in a firm yet.") if field == "firms" else Markup()


def no_colonia(typed: str) -> Markup:
    return _("Nobody said that they live in “{typed}”. Write another piece of the name.", typed=typed)


def no_firm(typed: str) -> Markup:
    return _("Nobody has a place in “{typed}”. Write another piece of the name.", typed=typed)


def too_short() -> Markup:
    n = firms.LEAST
    return ngettext("Write at least {n} letter of the name.", "Write at least {n} letters of the name.", n)


def no_ages() -> Markup:
    return _("I didn't understand those ages. Write two numbers, for example: 15-17")


def choices(
    field: str, rule: Rule, pack: Pack, things: Sequence[Thing], colonias: Sequence[str], named: Sequence[str] = ()
) -> list[Choice]:
    """What can be tapped in a field. `named`: the firms in which somebody has a place."""
    if field == "firms":
        chosen_firms = {firms.key(one) for one in rule.firms}
        # One that nobody is in any more can still be taken out again.
        gone = [one for one in rule.firms if firms.key(one) not in {firms.key(name) for name in named}]
        return [
            # Room for the tick.
            Choice(firms.mark(one), rows.short(one, rows.WIDE - 4), firms.key(one) in chosen_firms)
            for one in (*gone, *named)
        ]
    if field == "checked":
        any_call = Choice(str(ANY_CALL), str(_("Any financing call")), ANY_CALL in rule.checked)
        return [any_call, *(Choice(str(one.id), words(one.short_title), one.id in rule.checked) for one in things)]
    if field in ("topics", "stamps"):
        chosen = rule.topics if field == "topics" else rule.stamps
        return [Choice(one.key, words(one.short_name), one.key in chosen) for one in pack.topics]
    if field in ("courses", "calls"):
        ids = rule.courses if field == "courses" else rule.calls
        return [Choice(str(one.id), words(one.short_title), one.id in ids) for one in things]
    if field == "standings":
        return [Choice(one, str(telling.standing_name(one)), one in rule.standings) for one in aiming.STANDINGS]
    if field == "applied":
        return [Choice(one, str(telling.applied_name(one)), one in rule.applied) for one in APPLIED]
    if field == "ages":
        return [Choice(f"{low}-{high}", _years(low, high), rule.ages == (low, high)) for low, high in aiming.BANDS]
    if field == "languages":
        return [Choice(one, str(telling.language_name(one)), one in rule.languages) for one in LOCALES]
    if field == "roles":
        return [Choice(one.value, str(role_name(one)), one.value in rule.roles) for one in Role]
    return [Choice(str(at), one, chosen=True) for at, one in enumerate(colonias)]


def _years(low: int, high: int) -> str:
    return str(_("{low} to {high} years", low=low, high=high))
