"""The lines that cards are made of. A line about something unknown is empty, and empty lines are left out."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, TypeVar
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from bot import time
from bot.i18n import _, day, full_date, hour, listed, money, month, ngettext, words
from bot.i18n import when as moment
from bot.models import Call, Course, CourseSession
from bot.packs import Pack
from bot.packs.schema import Venue
from bot.screen import Button
from bot.services import venues
from bot.services.facts import Facts

CALENDAR: Final = "📅"
PLACE: Final = "📍"
SEAT: Final = "💺"
MONEY: Final = "💵"
WARNING: Final = "⚠️"
CALL: Final = "📝"
DASH: Final = "– "
"""Markers: one meaning each, always beside the words, never instead of them."""

Thing = TypeVar("Thing")


def bold(text: str) -> Markup:
    return Markup("<b>{}</b>").format(text)


def small(text: str) -> Markup:
    return Markup("<i>{}</i>").format(text) if text else Markup()


def lines(*parts: str) -> Markup:
    """One under the other; what isn't markup yet is escaped."""
    return Markup("\n").join(part for part in parts if part)


def blocks(*parts: str) -> Markup:
    """With an empty line between."""
    return Markup("\n\n").join(part for part in parts if part)


def sentences(*parts: str) -> Markup:
    return Markup(" ").join(part for part in parts if part)


def found(ask: Callable[[str], Thing], key: str | None) -> Thing | None:
    """What the pack has under a key; None also for a key that left the pack since the row was written."""
    try:
        return ask(key) if key else None
    except KeyError:
        return None


def title(thing: Course | Call) -> Markup:
    return bold(words(thing.title))


def name(thing: Course | Call) -> Markup:
    """Its name inside a sentence. A call's is whole: many a short one, as «Tu proyecto», is no name there."""
    return bold(words(thing.title if isinstance(thing, Call) else thing.short_title))


def beside(marker: str, text: str) -> Markup:
    """A line with its marker before it; nothing where there is nothing to say."""
    return Markup("{} {}").format(marker, text) if text else Markup()


def dated(at: datetime, *, facts: Facts, now: datetime) -> str:
    """`sáb 28 nov, 10:00` on whatever day it is said: for what is read again days later."""
    there, here = time.local(at, facts.zone).date(), time.local(now, facts.zone).date()
    return f"{day(there, year=there.year != here.year)}, {hour(at, facts.zone)}"


def span(session: CourseSession, *, facts: Facts, now: datetime, kept: bool = False) -> Markup:
    """`sáb 28 nov, 10:00 a 12:00`; `hoy, 10:00 a 12:00` on the day, unless the message is `kept`."""
    at = session.starts_at
    start = dated(at, facts=facts, now=now) if kept else moment(at, facts.zone, now=now)
    end = hour(session.ends_at, facts.zone)
    return _("{start} to {end}", start=start, end=end)


def when(
    course: Course, sessions: Sequence[CourseSession], *, facts: Facts, now: datetime, kept: bool = False
) -> Markup:
    """The first session, or the next one of a course that is running; below it, how many there are."""
    if not sessions:
        return Markup()
    coming = [session for session in sessions if session.ends_at > now]
    if not coming:
        last = time.local(sessions[-1].ends_at, facts.zone).date()
        return beside(CALENDAR, _("It ended on {date}", date=day(last)))
    said = span(coming[0], facts=facts, now=now, kept=kept)
    if coming[0] is not sessions[0]:
        said = _("Under way; next: {when}", when=said)
    count = ngettext("{n} session", "{n} sessions", len(sessions)) if len(sessions) > 1 else ""
    hours = ngettext("{n} hour", "{n} hours", course.hours) if course.hours else ""
    return lines(beside(CALENDAR, said), Markup(" · ").join(part for part in (count, hours) if part))


def where(course: Course, venue: Venue | None) -> Markup:
    """The venue, or through what one takes part."""
    ways = {"online": _("Online"), "whatsapp": _("By WhatsApp"), "phone": _("By phone")}
    if course.modality in ways:
        return beside(PLACE, ways[course.modality])
    if venue is None:
        return Markup()
    place = " · ".join(part for part in (words(venue.name), words(venue.address)) if part)
    return beside(PLACE, _("{place}; also online", place=place) if course.modality == "hybrid" else place)


def venue_text(venue: Venue | None) -> str:
    """Name and address on one line, for a calendar."""
    if venue is None:
        return ""
    return ", ".join(part for part in (words(venue.name), words(venue.address)) if part)


def venue_of(course: Course, pack: Pack) -> Venue | None:
    return venues.of(course, pack)


def group(edition: Course, *, facts: Facts, now: datetime) -> Markup:
    """An edition inside a sentence, by when it begins."""
    if edition.starts_at is None:
        return _("another group")
    date_of = day(time.local(edition.starts_at, facts.zone).date())
    if edition.starts_at <= now:
        return _("the group that began on {date}", date=date_of)
    return _("the group that begins on {date}", date=date_of)


def cost(course: Course) -> Markup:
    return beside(MONEY, money(course.cost)) if course.cost is not None else Markup()


def ages(thing: Course | Call) -> Markup:
    if thing.age_min is not None and thing.age_max is not None:
        return _("For ages {youngest} to {oldest}", youngest=thing.age_min, oldest=thing.age_max)
    if thing.age_min is not None:
        return _("For ages {youngest} and up", youngest=thing.age_min)
    if thing.age_max is not None:
        return _("For ages up to {oldest}", oldest=thing.age_max)
    return Markup()


def by_law() -> Markup:
    """What the law asks of minors who work (Ley Federal del Trabajo, 22, 22 Bis, 174)."""
    return _(
        "By law: from 15; at 15, with permission of your mother, father or guardian; up to 17, with basic school "
        "finished and a medical certificate"
    )


def age_limit(thing: Course | Call) -> Markup:
    """The ages inside a sentence; empty where there is no limit."""
    if thing.age_min is not None and thing.age_max is not None:
        return _("{youngest} to {oldest}", youngest=thing.age_min, oldest=thing.age_max)
    if thing.age_min is not None:
        return _("{youngest} and up", youngest=thing.age_min)
    return _("up to {oldest}", oldest=thing.age_max) if thing.age_max is not None else Markup()


def labels(pack: Pack, keys: Sequence[str], *, needed: bool = False) -> list[str]:
    """What papers and conditions are called inside a sentence; a key that left the pack is left out. `needed`: as
    something that is asked for, where a condition has words of its own for that."""
    named = ((found(pack.label, f"{key}_needed") if needed else None) or found(pack.label, key) for key in keys)
    return [_inside(words(label)) for label in named if label]


def _inside(label: str) -> str:
    """With a small first letter, unless it is an abbreviation such as CURP."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def organiser(thing: Course | Call, pack: Pack) -> Markup:
    who = found(pack.organiser, thing.organiser)
    return _("Organised by {name}", name=words(who.name)) if who else Markup()


def illustrative(thing: Course | Call, *, only: str = "") -> Markup:
    """Says which of the facts shown are realistic placeholders that nobody has confirmed. `only`: just this one."""
    doubtful = {field for field in thing.illustrative_fields if _is_known(thing, field)} & (
        {only} if only else set(thing.illustrative_fields)
    )
    named = [word for word, fields in _facts().items() if doubtful & set(fields)]
    if not named:
        return Markup()
    return beside(WARNING, _("Sample data, not confirmed: {what}", what=listed([str(word) for word in named])))


def _is_known(thing: Course | Call, field: str) -> bool:
    """Whether there is anything under a pack's field that a card could show."""
    columns = {"schedule": ("starts_at",), "cost_mxn": ("cost",), "ages": ("age_min", "age_max")}.get(field, (field,))
    return any(getattr(thing, column, True) not in (None, [], {}) for column in columns)


def _facts() -> dict[Markup, tuple[str, ...]]:
    """What a reader calls the fields of a pack."""
    return {
        _("name"): ("title", "short_title"),
        _("dates"): ("schedule", "opens", "closes", "opens_month", "closes_month", "windows", "rolling", "recurs"),
        _("hours"): ("hours",),
        _("place"): ("venue", "modality"),
        _("places available"): ("seats",),
        _("cost"): ("cost_mxn",),
        _("ages"): ("ages",),
        _("who may"): ("requirements", "eligibility"),
        _("papers"): ("documents",),
        _("certificate"): ("certificate", "standard_code", "related_standard"),
        _("benefit"): ("benefit", "loan"),
        _("how to apply"): ("how_to_apply", "apply_url"),
        _("organiser"): ("organiser",),
        _("description"): ("summary", "kind", "note"),
        _("source"): ("sources", "status", "as_of", "edition"),
    }


def source(thing: Course | Call, as_of: str | None = None, *, last_seen: bool = False) -> Markup:
    """Where it was read, and when, in small."""
    read = next((host(source) for source in thing.sources if not source.startswith("none:")), "")
    where_from = _("Source: {source}", source=read) if read else Markup()
    known, said = _seen(as_of)
    if not said:
        return small(where_from)
    # A day takes other small words than a month or a year: *el 28 de mayo*, *en mayo*.
    if read and last_seen:
        when_seen = _("last seen on {day}", day=said) if known == "day" else _("last seen in {month}", month=said)
        return small(Markup("; ").join([where_from, when_seen]))
    if read:
        as_known = _("as of {day}", day=said) if known == "day" else _("as of {month}", month=said)
        return small(Markup(", ").join([where_from, as_known]))
    return small(_("As of {day}", day=said) if known == "day" else _("As of {month}", month=said))


def host(source: str) -> str:
    """Where a source leads, in short: its server, or the title of an article."""
    if source.startswith("article: "):
        return source.removeprefix("article: ")
    host = urlsplit(source).hostname or ""
    return host.removeprefix("www.").removeprefix("amp.")


def _seen(as_of: str | None) -> tuple[str, str]:
    """`2026`, `2026-03` or `2026-03-15` as people say it, after what it is: `day`, `month`, `year` or nothing."""
    parts = [int(part) for part in (as_of or "").split("-") if part.isdigit()]
    if len(parts) == 3:
        return "day", full_date(date(*parts))
    if len(parts) == 2:
        return "month", month(date(parts[0], parts[1], 1))
    return ("year", str(parts[0])) if parts else ("", "")


def share_button(thing: Course | Call, bot_name: str, payload: str) -> Button | None:
    """Send a card to a friend; opens the bot at that card. None while the bot's own name isn't known."""
    return share(words(thing.title), bot_name, payload)


def share(title: str, bot_name: str, payload: str) -> Button | None:
    """The same for anything that has a title and a link."""
    if not bot_name:
        return None
    link = quote(f"https://t.me/{bot_name}?start={payload}", safe="")
    return Button(_("Share"), url=f"https://t.me/share/url?url={link}&text={quote(title)}")
