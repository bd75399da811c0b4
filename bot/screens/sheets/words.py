"""What columns, values and troubles of a list are called."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from markupsafe import Markup

from bot import time
from bot.i18n import _, day, hour, listed, money, words
from bot.packs import Pack
from bot.screens.lines import found
from bot.services.facts import Facts
from bot.services.sheets.understood import Trouble

_HEADINGS: Final[dict[str, Callable[[], Markup]]] = {
    "key": lambda: _("Key"),
    "title": lambda: _("Title"),
    "title_en": lambda: _("Title in English"),
    "short_title": lambda: _("Short title"),
    "kind": lambda: _("Type"),
    "topic": lambda: _("Pillar or area"),
    "organiser": lambda: _("Organised by"),
    "venue": lambda: _("Venue"),
    "address": lambda: _("Address"),
    "modality": lambda: _("Modality"),
    "starts": lambda: _("Start date"),
    "ends": lambda: _("End date"),
    "days": lambda: _("Days"),
    "hours_of_day": lambda: _("Schedule"),
    "from_hour": lambda: _("Start time"),
    "to_hour": lambda: _("End time"),
    "count": lambda: _("Number of sessions"),
    "meetings": lambda: _("All dates"),
    "sessions": lambda: _("Dates"),
    "seats": lambda: _("Seats"),
    "hours": lambda: _("Total hours"),
    "age_min": lambda: _("Minimum age"),
    "age_max": lambda: _("Maximum age"),
    "ages": lambda: _("Ages"),
    "cost": lambda: _("Cost"),
    "requirements": lambda: _("Requirements"),
    "certificate": lambda: _("Certificate"),
    "summary": lambda: _("Description"),
    "summary_en": lambda: _("Description in English"),
    "note": lambda: _("Notes"),
    "taken": lambda: _("People with a place"),
    "opens": lambda: _("Opens"),
    "closes": lambda: _("Closes"),
    "documents": lambda: _("Documents"),
    "link": lambda: _("Link"),
    "topics": lambda: _("Pillars or areas"),
    "published": lambda: _("Published"),
    "expires": lambda: _("Shown until"),
    "body": lambda: _("Text"),
    "place": lambda: _("No."),
    "name": lambda: _("Full name"),
    "age": lambda: _("Age"),
    "standing": lambda: _("Standing"),
    "since": lambda: _("Since"),
    "row": lambda: _("Row"),
    "result": lambda: _("Result"),
}


def heading(column: str) -> str:
    """A column's name, as a list of ours has it."""
    said = _HEADINGS.get(column)
    return str(said()) if said else column


def kind(key: str) -> str:
    said = {
        "course": _("Course"),
        "workshop": _("Workshop"),
        "programme": _("Programme"),
        "service": _("Service"),
        "event": _("Event"),
        "activity": _("Activity"),
    }
    return str(said.get(key, key))


def modality(key: str) -> str:
    said = {
        "in_person": _("In person"),
        "online": _("Online"),
        "hybrid": _("Hybrid"),
        "whatsapp": _("By WhatsApp"),
        "phone": _("By phone"),
    }
    return str(said.get(key, key))


def standing(key: str) -> str:
    said = {
        "enrolled": _("Has a place"),
        "offered": _("Was offered a place"),
        "provisional": _("A guardian's yes is missing"),
        "waiting": _("Waiting"),
    }
    return str(said.get(key, key))


def weekdays(numbers: list[int]) -> str:
    """`Lunes, miércoles`."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return ", ".join(str(names[number]) for number in numbers)


def topic(key: str, pack: Pack) -> str:
    one = found(pack.topic, key)
    return words(one.short_name) if one else key


def value(column: str, given: Any, *, pack: Pack, facts: Facts) -> str:
    """A field as a person reads it; a dash for nothing."""
    if given in (None, "", [], {}):
        return "—"
    match column:
        case "kind":
            return kind(given)
        case "modality":
            return modality(given)
        case "topic":
            return topic(given, pack)
        case "organiser":
            one = found(pack.organiser, given)
            return words(one.name) if one else given
        case "venue":
            place = found(pack.venue, given)
            return words(place.name) if place else given
        case "cost":
            return money(given)
        case "requirements":
            return listed([words(label) if (label := found(pack.label, one)) else one for one in given])
        case "sessions":
            return _sessions(given, facts)
    return words(given) if isinstance(given, dict) else str(given)


def _sessions(given: list[Any], facts: Facts) -> str:
    """The first and the last one, and how many."""
    starts = [datetime.fromisoformat(start) for start, _end in given]
    first = time.local(starts[0], facts.zone)
    said = f"{day(first.date(), year=True)}, {hour(starts[0], facts.zone)}"
    if len(starts) == 1:
        return said
    last = time.local(starts[-1], facts.zone).date()
    return str(_("{n} sessions, {first} to {last}", n=len(starts), first=said, last=day(last, year=True)))


def trouble(one: Trouble) -> Markup:
    """What is wrong with a cell and how it is mended, or what was assumed."""
    column, said, hints = heading(one.column), one.said, listed(one.hints) if one.hints else ""
    first = one.hints[0] if one.hints else ""
    last = one.hints[-1] if one.hints else ""
    both = {"column": column, "said": said}
    sentence: dict[str, Callable[[], Markup]] = {
        "missing": lambda: _("the title is missing."),
        "twice": lambda: _("the key “{said}” is in row {row} too. Give each its own.", said=said, row=first),
        "same_title": lambda: (
            _(
                "row {row} has this title too. If they are two groups, give each a key of its own in the column Key.",
                row=first,
            )
            if first
            else _("another row is about this course already. Leave one, or give each a key of its own.")
        ),
        "several": lambda: _("several courses are called so. Say which in the column Key: {hints}.", hints=hints),
        "bad_key": lambda: _("the key “{said}” has no letters or digits.", said=said),
        "not_a_date": lambda: _("{column}: “{said}” is no date I know. Write day/month/year: 05/12/2026.", **both),
        "no_such_day": lambda: _("{column}: “{said}” isn't in the calendar. The day goes first: 05/12/2026.", **both),
        "dates_backwards": lambda: _("it ends before it begins ({said}).", said=said),
        "other_weekday": lambda: _("{said} isn't on one of the days written. Check the date or the days.", said=said),
        "too_many_meetings": lambda: _("that makes more than {said} sessions. Check the end date.", said=said),
        "not_hours": lambda: _("{column}: I don't understand “{said}”. Write 16:00 to 18:00.", **both),
        "which_half": lambda: _("{column}: is “{said}” in the morning or the afternoon? Write 16:00 to 18:00.", **both),
        "hours_backwards": lambda: _("it ends before it begins ({said}). Write 16:00 to 18:00.", said=said),
        "not_days": lambda: _("{column}: I don't understand “{said}”. Write them out: Monday and Wednesday.", **both),
        "not_meetings": lambda: _("{column}: write each as 05/12/2026 10:00-12:00, with ; between.", column=column),
        "said_twice": lambda: _("the dates are said twice. Use either “All dates”, or days and schedule."),
        "not_money": lambda: _("{column}: “{said}” is no price. Write 150, or Free.", **both),
        "whole_pesos": lambda: _("{column}: “{said}” has cents. Write whole pesos.", **both),
        "not_a_number": lambda: _("{column}: “{said}” is no number. Write digits only: 25.", **both),
        "number_out_of_range": lambda: _("{column}: {said} can't be. It goes from 1 to {most}.", **both, most=first),
        "not_an_age": lambda: _("{column}: I don't understand “{said}”. Write 15, or 15 to 29.", **both),
        "ages_backwards": lambda: _("the youngest age is above the oldest ({said}).", said=said),
        "unknown": lambda: _("{column}: I don't know “{said}”. There is: {hints}.", **both, hints=hints),
        "too_long": lambda: _("{column}: it's too long; {most} characters fit.", column=column, most=first),
        "says_nothing": lambda: _("{column}: “{said}” says nothing.", **both),
        "not_kept": lambda: _("I don't know the requirement “{said}”; it stays out.", said=said),
        "no_organiser": lambda: _("{column}: I don't know “{said}”, so I left it out.", **both),
        "no_limit": lambda: _("without a number of seats nobody can sign up here."),
        "no_dates": lambda: _("dates aren't complete: day and both hours are needed. I leave them as they are."),
        "year": lambda: _("no year was written; I took {said}.", said=said),
        "from_title": lambda: _("there is no description; I put the title."),
        "field_past": lambda: _("{column}: {said} has gone by.", column=column, said=_moment(said)),
        "field_blank": lambda: _("“{column}” is missing.", column=column),
        "field_taken": lambda: _("{people} people have a place already; there can't be fewer seats.", people=first),
        "field_overlap": lambda: _("{column}: two sessions overlap ({said}).", column=column, said=_moment(said)),
        "field_far": lambda: _("{column}: {said} is more than two years away.", column=column, said=_moment(said)),
        "field_long": lambda: _("{column}: a session lasts from 15 minutes to 12 hours.", column=column),
        "field_too_many": lambda: _("{column}: {most} at most.", column=column, most=last),
        "field_too_long": lambda: _("{column}: it's too long; {most} characters fit.", column=column, most=last),
        "field_unknown": lambda: _("{column}: that isn't one of those there are: {hints}.", column=column, hints=hints),
        "field_order": lambda: _("{column}: the end comes before the beginning.", column=column),
        "field_work": lambda: _("one works in it: the minimum age is 15 at least."),
    }
    if one.why not in sentence:
        return _("{column}: that can't stand there.", column=column)
    return sentence[one.why]()


def _moment(iso: str) -> str:
    return day(date.fromisoformat(iso[:10]), year=True) if iso else ""
