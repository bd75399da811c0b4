"""Sending what an announcement says, its languages, its buttons, its hour."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.addresses import (
    AddButton,
    AnnouncementAt,
    AskLink,
    AskWords,
    AudienceOf,
    BeDue,
    ButtonsOf,
    DropWords,
    LinkTo,
    RemoveButton,
    Versions,
    WrittenFor,
)
from bot.i18n import LOCALES, _, spoken, words
from bot.i18n import when as moment
from bot.models import Call, Course
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.announcing import telling
from bot.screens.announcing.telling import Named
from bot.screens.lines import beside, blocks, bold, lines
from bot.services.broadcasts import EVERYBODY
from bot.services.broadcasts.drafts import Draft
from bot.services.facts import Facts
from bot.time import local


def ask_words(draft: Draft, locale: str, trouble: Markup | str = "") -> Screen:
    """Send me the message."""
    first = not draft.messages
    what = {EVERYBODY: _("Send me the announcement"), "es": _("Send me the version in Spanish")}.get(locale) or _(
        "Send me the version in English"
    )
    return Screen(
        blocks(
            beside("⚠️", trouble) if trouble else "",
            bold(what),
            _(
                "Just as it should arrive: a text, a photo, a video, a document, a voice note, a poll, or up to 10 "
                "photos in one go. Bold and links stay."
            ),
            _("Where the first name should stand, write {slot}.", slot=Markup("<code>{nombre}</code>"))
            if first
            else "",
            _("What you send takes the place of what is there.") if draft.messages.get(locale) else "",
        ),
        rows.footer(Versions(draft.id) if draft.messages else AnnouncementAt(draft.id)),
    )


def ask_language(draft: Draft) -> Screen:
    """After the first message: for whom it is written."""
    contents = draft.messages.get(EVERYBODY, ())
    note = _("Each person gets a poll of their own; I don't count the votes.") if _is_poll(contents) else ""
    here, other = spoken(), _other(spoken())
    return Screen(
        blocks(_("I have it: {what}", what=telling.holds(contents)), note, bold(_("For whom is it written?"))),
        (
            *rows.alone(Button(_("For everybody"), WrittenFor(draft.id))),
            *rows.in_twos([Button(_only(one), WrittenFor(draft.id, one)) for one in (here, other)]),
            *rows.footer(AnnouncementAt(draft.id)),
        ),
    )


def ask_other_language(draft: Draft, locale: str) -> Screen:
    """It is in one language: is there a version in the other one?"""
    return Screen(
        blocks(
            _("It goes to {who}.", who=telling.reader(next(iter(draft.messages)))),
            bold(_("Is there a version for {who}?", who=telling.reader(locale))),
            _("Without one they don't get the announcement."),
        ),
        (
            *rows.alone(Button(_("Yes, I'll send it"), AskWords(draft.id, locale))),
            *rows.alone(Button(_("No, go on without"), _on(draft))),
            *rows.footer(AnnouncementAt(draft.id)),
        ),
    )


def _on(draft: Draft) -> AudienceOf | AnnouncementAt:
    """What is still missing, or all of it."""
    return AudienceOf(draft.id) if draft.rule.is_empty else AnnouncementAt(draft.id)


def versions(draft: Draft) -> Screen:
    """What it says in which language."""
    id = draft.id
    if EVERYBODY in draft.messages:
        change: list[Button | None] = [
            Button(_("Send another"), AskWords(id)),
            *(Button(_only(one), WrittenFor(id, one)) for one in LOCALES),
        ]
    else:
        change = []
        for one in LOCALES:
            there = bool(draft.messages.get(one))
            change.append(Button(_change(one) if there else _add(one), AskWords(id, one)))
            change.append(Button(_drop(one), DropWords(id, one)) if there and len(draft.messages) > 1 else None)
        change.append(Button(_("It's for everybody"), WrittenFor(id)) if len(draft.messages) == 1 else None)
    return Screen(
        blocks(bold(_("Message")), telling.messages(draft)),
        (*rows.in_twos(change), *rows.footer(AnnouncementAt(id))),
    )


def buttons(draft: Draft, named: Named, trouble: Markup | str = "") -> Screen:
    """What stands below it, and what could."""
    labels = telling.buttons(draft.row.buttons, named)
    away = [Button(_("Take away {n}", n=at), RemoveButton(draft.id, at - 1)) for at, _label in enumerate(labels, 1)]
    told = lines(*(Markup("{}. {}").format(at, label) for at, label in enumerate(labels, 1)))
    return Screen(
        blocks(
            beside("⚠️", trouble) if trouble else "",
            bold(_("Buttons below the announcement")),
            told or _("None yet. A button takes people straight to a course, a call or a page."),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("To a course"), LinkTo(draft.id, "course")),
                    Button(_("To a call"), LinkTo(draft.id, "call")),
                    Button(_("To a page"), AskLink(draft.id)),
                    *away,
                ]
            ),
            *rows.footer(AnnouncementAt(draft.id)),
        ),
    )


def link_to(draft: Draft, kind: str, things: Sequence[Course | Call], page: int) -> Screen:
    """Which course or call."""
    shown, page, pages = rows.cut(things, page)
    each = [
        Button(rows.short(words(one.short_title), rows.WIDE), AddButton(draft.id, kind, one.id or 0)) for one in shown
    ]
    return Screen(
        blocks(
            bold(_("Which course?") if kind == "course" else _("Which call?")),
            _("Tap it, or write a piece of its name.") if things else _("None fits. Write another piece of its name."),
        ),
        (
            *((one,) for one in each),
            *rows.pager(page, pages, lambda to: LinkTo(draft.id, kind, to)),
            *rows.footer(ButtonsOf(draft.id)),
        ),
    )


def ask_link(draft: Draft, trouble: Markup | str = "") -> Screen:
    return Screen(
        blocks(
            beside("⚠️", trouble) if trouble else "",
            bold(_("What does the button say, and which page does it open?")),
            _(
                "Write both in one message, for example: {example}",
                example=_("See the rules https://leon.gob.mx/rules"),
            ),
        ),
        rows.footer(ButtonsOf(draft.id)),
    )


def ask_hour(
    draft: Draft, choices: Sequence[datetime], *, facts: Facts, now: datetime, trouble: Markup | str = ""
) -> Screen:
    """When it goes: as soon as possible, one of a few hours, or one that is written."""
    each = [
        Button(moment(at, facts.zone, now=now), BeDue(draft.id, f"{local(at, facts.zone):%Y%m%d%H%M}"))
        for at in choices
    ]
    begin, end = (f"{at:%H:%M}" for at in facts.quiet)
    return Screen(
        blocks(
            beside("⚠️", trouble) if trouble else "",
            bold(_("When does it go?")),
            _("Now: {when}", when=telling.when(draft.row.due_at, facts=facts, now=now)),
            _("Choose, or write the day and hour, for example: {example}", example=_example(choices, facts)),
            _("From {begin} to {end} nothing goes out; it waits for the morning.", begin=begin, end=end),
        ),
        (
            *rows.alone(Button(_("As soon as possible"), BeDue(draft.id))),
            *rows.in_twos(each),
            *rows.footer(AnnouncementAt(draft.id)),
        ),
    )


def moved_hour(draft: Draft, *, facts: Facts, now: datetime) -> Markup:
    """It was to go at night."""
    return _("That is in the quiet hours: it goes {when}.", when=telling.when(draft.row.due_at, facts=facts, now=now))


def _example(choices: Sequence[datetime], facts: Facts) -> str:
    return f"{local(choices[-1], facts.zone):%d/%m %H:%M}" if choices else "28/11 10:00"


def _is_poll(contents: Sequence[Mapping[str, Any]]) -> bool:
    return any(one["kind"] == "poll" for one in contents)


def _other(locale: str) -> str:
    return next(one for one in LOCALES if one != locale)


def _only(locale: str) -> Markup:
    return _("Only in Spanish") if locale == "es" else _("Only in English")


def _change(locale: str) -> Markup:
    return _("Change the Spanish") if locale == "es" else _("Change the English")


def _add(locale: str) -> Markup:
    return _("Add Spanish") if locale == "es" else _("Add English")


def _drop(locale: str) -> Markup:
    return _("Without Spanish") if locale == "es" else _("Without English")
