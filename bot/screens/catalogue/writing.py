"""A draft, one question at a time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from markupsafe import Markup

from bot import time
from bot.addresses import (
    AskDate,
    AskField,
    AskRule,
    Catalogue,
    CheckDraft,
    DateAt,
    DescribeVenue,
    DiscardDraft,
    DraftAt,
    DraftDates,
    DropDate,
    EmptyField,
    FormOf,
    NextField,
    TakeValue,
)
from bot.errors import BadField
from bot.i18n import _, day, listed, ngettext
from bot.models import CatalogueDraft
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.catalogue import labels, troubles
from bot.screens.changes import span
from bot.screens.lines import blocks, bold, lines
from bot.services.editing.arranging import Meeting
from bot.services.editing.fields import CALL, COURSE, SESSIONS
from bot.services.facts import Facts

CHOICES: Final = 8
DATES: Final = 8


def draft(
    draft: CatalogueDraft, text: str, missing: Sequence[str], places: Mapping[str, str], done: Markup | str = ""
) -> Screen:
    """What it would look like, and a button for each field."""
    number = draft.id or 0
    head = (
        _("Draft: only you see it.")
        if draft.target_id is None
        else _("Your changes: nobody sees them before you publish.")
    )
    lacking = listed([str(labels.field(name)) for name in missing])
    fields = [Button(labels.field(name), AskField(number, name)) for name in labels.ASKED[draft.kind]]
    dates = [Button(labels.field(SESSIONS), DraftDates(number))] if draft.kind == COURSE else []
    form = [Button(labels.field("form"), FormOf(number))] if draft.kind == CALL else []
    return Screen(
        blocks(done, bold(head), text, _("Still missing: {what}", what=lacking) if missing else ""),
        (
            *rows.alone(Button(_("Check and publish"), CheckDraft(number))),
            *rows.in_twos([*fields[:2], *dates, *fields[2:], *form]),
            *rows.alone(Button(_("Throw away"), DiscardDraft(number))),
            *rows.footer(Catalogue()),
        ),
    )


def ask(
    draft: CatalogueDraft,
    name: str,
    now_is: str,
    *,
    english: bool = False,
    optional: bool = False,
    trouble: BadField | Markup | str = "",
) -> Screen:
    """A field that is typed. `english`: its other language, which one may skip."""
    number = draft.id or 0
    asked = _("And in English? It may be left out: then the Spanish is shown.") if english else labels.question(name)
    return Screen(
        blocks(
            troubles.sentence(trouble) if isinstance(trouble, BadField) else trouble,
            lines(bold(labels.field(name)), asked),
            _("Now: {value}", value=now_is) if now_is else "",
        ),
        (
            *rows.alone(Button(_("Skip"), NextField(number)) if english else None),
            *rows.alone(
                Button(_("In English"), AskField(number, name, 1)) if now_is and not english and optional else None
            ),
            *rows.alone(
                Button(_("Leave it empty"), EmptyField(number, name))
                if name in labels.MAY_BE_EMPTY and not english
                else None
            ),
            *rows.footer(DraftAt(number)),
        ),
    )


def choose(
    draft: CatalogueDraft,
    name: str,
    choices: Sequence[tuple[str, str, bool]],
    page: int,
    *,
    trouble: Markup | str = "",
) -> Screen:
    """A field with given values: mark, label, whether it holds now. Pages are counted from 1."""
    number = draft.id or 0
    shown, page, pages = rows.cut(choices, page, CHOICES)
    each = [
        Button(rows.short(f"✓ {label}" if chosen else label, rows.WIDE), TakeValue(number, name, mark))
        for mark, label, chosen in shown
    ]
    many = name in ("topics", "interests", "requirements", "eligibility", "documents")
    return Screen(
        blocks(trouble, lines(bold(labels.field(name)), labels.question(name))),
        (
            *((one,) for one in each),
            *rows.pager(page, pages, lambda at: AskField(number, name, at - 1)),
            *rows.alone(Button(_("Another place"), DescribeVenue("", number)) if name == "venue" else None),
            *rows.alone(Button(_("Leave it empty"), EmptyField(number, name)) if name == "venue" else None),
            *rows.alone(Button(_("Done"), DraftAt(number)) if many else None),
            *rows.footer(DraftAt(number)),
        ),
    )


def dates(
    draft: CatalogueDraft,
    meetings: Sequence[Meeting],
    page: int,
    *,
    facts: Facts,
    now: datetime,
    done: Markup | str = "",
) -> Screen:
    """Every session; those that lie ahead can be moved."""
    number = draft.id or 0
    shown, page, pages = rows.cut(meetings, page, DATES)
    first = (page - 1) * DATES + 1
    told = [Markup("{}. {}").format(n, span(one, facts=facts, now=now)) for n, one in enumerate(shown, first)]
    each = [
        Button(f"{n}. {day(time.local(start, facts.zone).date())}", DateAt(number, minutes(start)))
        for n, (start, _end) in enumerate(shown, first)
        if start > now
    ]
    count = ngettext("{n} session", "{n} sessions", len(meetings)) if meetings else _("There are no dates yet.")
    return Screen(
        blocks(done, lines(bold(labels.field(SESSIONS)), count), lines(*told)),
        (
            *rows.alone(Button(_("Check and publish"), CheckDraft(number))),
            *rows.in_twos(each),
            *rows.pager(page, pages, lambda at: DraftDates(number, at)),
            *rows.in_twos([Button(_("By a rule"), AskRule(number)), Button(_("One more"), AskDate(number))]),
            *rows.footer(DraftAt(number)),
        ),
    )


def minutes(moment: datetime) -> int:
    """What stands for a session's beginning in an address."""
    return int(moment.timestamp()) // 60


def date_at(draft: CatalogueDraft, meeting: Meeting, *, facts: Facts, now: datetime) -> Screen:
    """One session."""
    number, at = draft.id or 0, minutes(meeting[0])
    return Screen(
        blocks(bold(labels.field(SESSIONS)), span(meeting, facts=facts, now=now)),
        (
            *rows.in_twos([Button(_("Move it"), AskDate(number, at)), Button(_("Drop it"), DropDate(number, at))]),
            *rows.footer(DraftDates(number)),
        ),
    )


def ask_date(
    draft: CatalogueDraft,
    meeting: Meeting | None,
    *,
    facts: Facts,
    now: datetime,
    trouble: BadField | Markup | str = "",
) -> Screen:
    """A day with its hours; or, where a session moves, one of the two alone."""
    example = _example(now, facts)
    asked = (
        lines(
            _("When is it now? Write the day, the hours or both."),
            _("For example: {example}, or just 4 pm to 6 pm", example=example),
        )
        if meeting
        else lines(_("When is it? Write the day and the hours."), _("For example: {example}", example=example))
    )
    return Screen(
        blocks(
            troubles.sentence(trouble, facts) if isinstance(trouble, BadField) else trouble,
            asked,
            _("Now: {value}", value=span(meeting, facts=facts, now=now)) if meeting else "",
        ),
        rows.footer(DraftDates(draft.id or 0)),
    )


def _example(now: datetime, facts: Facts) -> str:
    today = time.local(now, facts.zone).date()
    return str(_("{day} 16:00 to 18:00", day=day(date.fromordinal(today.toordinal() + 7))))


def ask_rule(
    draft: CatalogueDraft, days: int, *, facts: Facts, now: datetime, trouble: BadField | Markup | str = ""
) -> Screen:
    """Weekdays to tick; hours and the first and last day are typed."""
    number = draft.id or 0
    names = _weekdays()
    ticks = [
        Button(f"✓ {name}" if days & 1 << n else str(name), AskRule(number, days ^ 1 << n))
        for n, name in enumerate(names)
    ]
    return Screen(
        blocks(
            troubles.sentence(trouble, facts) if isinstance(trouble, BadField) else trouble,
            lines(
                _("On which days? Tick them; then write the hours and from when until when."),
                _("For example: 16:00 to 18:00 from 1 Dec to 26 Jan"),
            ),
            _("It takes the place of the dates that lie ahead. Holidays and closed days are left out."),
        ),
        (*rows.in_twos(ticks), *rows.footer(DraftDates(number))),
    )


def _weekdays() -> list[Markup]:
    return [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ]


def ask_discard(draft: CatalogueDraft) -> Screen:
    number = draft.id or 0
    return Screen(
        _("Throw this draft away? What you wrote in it is gone then; what people see stays as it is."),
        (*rows.alone(Button(_("Yes, throw it away"), DiscardDraft(number, 1))), *rows.footer(DraftAt(number))),
    )
