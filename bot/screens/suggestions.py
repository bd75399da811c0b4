"""What may fit the reader, each with its reason; and *not for me*."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from markupsafe import Markup

from bot import time
from bot.addresses import (
    FOR_YOU,
    CallAt,
    CourseAt,
    ForMeAgain,
    ForYou,
    Home,
    NotForMe,
    NotForMeWhy,
    Tastes,
)
from bot.i18n import _, day, words
from bot.i18n import when as moment
from bot.models import Call, Course, Person
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import CALL, WARNING, age_limit, beside, blocks, bold, lines, name
from bot.screens.tastes import moves_label
from bot.services import calls
from bot.services.facts import Facts
from bot.services.fits import Thing, kind_of
from bot.services.suggestions import Reason, Suggestion, same

PAGE: Final = 3


def page_of(found: Sequence[Suggestion], thing: Thing) -> int:
    """The page on which it stands; the first where it isn't suggested (any more)."""
    return next((rows.page_of(place, PAGE) for place, one in enumerate(found) if same(one.thing, thing)), 1)


def listed(
    found: Sequence[Suggestion],
    page: int,
    person: Person,
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    below: str = "",
) -> Screen:
    """Three at a time, each with its line of why. `below` is said under them. Where there is none, `unfit.nothing` says
    why."""
    shown, page, pages = rows.cut(found, page, PAGE)
    first = (page - 1) * PAGE + 1
    entries = [
        _entry(number, one, person, pack=pack, facts=facts, now=now) for number, one in enumerate(shown, start=first)
    ]
    buttons = [
        (
            Button(rows.short(f"{number}. {words(one.thing.short_title)}"), _card_of(one.thing)),
            Button(_("{number}. Not for me", number=number), NotForMe(kind_of(one.thing), one.thing.id or 0, page)),
        )
        for number, one in enumerate(shown, start=first)
    ]
    return Screen(
        blocks(bold(_("For you")), *entries, below),
        (
            *buttons,
            *rows.pager(page, pages, ForYou),
            *rows.alone(Button(_("What I go by"), Tastes())),
            *rows.footer(Home()),
        ),
    )


def _entry(number: int, one: Suggestion, person: Person, *, pack: Pack, facts: Facts, now: datetime) -> Markup:
    thing = one.thing
    mark = f"{CALL} " if isinstance(thing, Call) else ""
    facts_of_it = [_when(thing, facts=facts, now=now)]
    if person.birth_date is None and (limit := age_limit(thing)):
        facts_of_it.append(limit)
    if isinstance(thing, Course) and one.confirmed and thing.seats is not None and not thing.left:
        facts_of_it.append(_("full; you can get in line"))
    return lines(
        Markup("{}. {}{}").format(number, mark, name(thing)),
        Markup(" · ").join(part for part in facts_of_it if part),
        beside(WARNING, _("Not confirmed yet; I can tell you when it is.")) if not one.confirmed else "",
        reason(one.reason, pack, facts=facts, now=now),
    )


def _when(thing: Thing, *, facts: Facts, now: datetime) -> Markup | str:
    if isinstance(thing, Call):
        last = calls.last_day(thing, time.local(now, facts.zone).date())
        return _("open until {day}", day=day(last)) if last else _("open now")
    if thing.starts_at is None:
        return _("you ask for it directly")
    return moment(thing.starts_at, facts.zone, now=now)


def _card_of(thing: Thing) -> CourseAt | CallAt:
    return CallAt(thing.id or 0, FOR_YOU) if isinstance(thing, Call) else CourseAt(thing.id or 0, FOR_YOU)


def why(one: Suggestion, pack: Pack, *, facts: Facts, now: datetime) -> Markup:
    """The line of a card that was opened from the suggestions."""
    return _("Why I suggest it: {reason}", reason=reason(one.reason, pack, facts=facts, now=now))


def reason(reason: Reason, pack: Pack, *, facts: Facts, now: datetime) -> Markup:
    """Why it is suggested, as it goes on after a colon or stands by itself."""
    if reason.kind == "interest":
        return _("because you chose “{interest}”", interest=moves_label(pack, reason.key))
    if reason.kind == "answers":
        return _("because of what you told me on your journey")
    if reason.kind == "free":
        return _free(reason)
    if reason.kind == "near":
        near = _("about {km} km from you", km=reason.km)
        return near if reason.km else _("less than a kilometre from you")
    if reason.kind in ("closes", "starts") and reason.on is not None:
        return _soon(reason.kind, reason.on, time.local(now, facts.zone).date())
    if reason.kind == "finished":
        return _("because you finished {course}", course=words(reason.title))
    if reason.kind == "fresh":
        return _("it has just opened")
    if reason.kind == "neutral":
        return _("in case it helps")
    topic = next((words(one.short_name) for one in pack.topics if one.key == reason.key), "")
    return _("to get to know something of {topic}", topic=topic) if topic else _("in case you like it")


def _free(reason: Reason) -> Markup:
    if reason.weekday == 5:
        return _("it's on your Saturdays")
    if reason.weekday == 6:
        return _("it's on your Sundays")
    said = {
        "mornings": _("it's in your free mornings"),
        "afternoons": _("it's in your free afternoons"),
        "evenings": _("it's after 5 pm, when you have time"),
        "weekends": _("it's on your weekends"),
    }
    return said.get(reason.times) or _("it's when you have time")


def _soon(kind: str, on: date, today: date) -> Markup:
    closes = kind == "closes"
    if on == today:
        return _("it closes today") if closes else _("it begins today")
    if on == today + timedelta(days=1):
        return _("it closes tomorrow") if closes else _("it begins tomorrow")
    return _("it closes on {day}", day=day(on)) if closes else _("it begins on {day}", day=day(on))


def ask_why(thing: Thing, page: int) -> Screen:
    """It is done already; saying why is one tap, or none."""
    kind, number = kind_of(thing), thing.id or 0
    reasons = {
        "time": _("The time"),
        "place": _("The place"),
        "topic": _("The topic"),
        "done": _("I did it already"),
        "other": _("Another reason"),
    }
    return Screen(
        blocks(
            _("Done, I won't suggest {title} any more.", title=name(thing)),
            _("If you like, tell me why: one tap, or none."),
        ),
        (
            *rows.in_twos([Button(label, NotForMeWhy(kind, number, key, page)) for key, label in reasons.items()]),
            *rows.in_twos([Button(_("Undo"), ForMeAgain(kind, number, page)), Button(_("No reason"), ForYou(page))]),
            *rows.footer(ForYou(page)),
        ),
    )


def thanks() -> Markup:
    """The toast after saying why."""
    return _("Thank you, noted.")
