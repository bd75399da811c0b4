"""What charts, tables, columns and rows are called, and how a figure is written: the same in a picture, in its caption
and in the spreadsheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from bot import time
from bot.i18n import _, day, ngettext, number, short_day, words
from bot.packs import Pack
from bot.screen import plain
from bot.screens.home import LANGUAGES
from bot.screens.leaving import reasons
from bot.screens.lines import found, sentences
from bot.services.facts import Facts
from bot.services.figures import CHARTS, TIMELESS, Count, Figure, Row, Table

TOPICAL: Final = ("stages", "topics", "reasons_by_topic")
"""Tables with a row for each topic."""


def offered(pack: Pack) -> tuple[str, ...]:
    """The charts that this institution has."""
    return tuple(key for key in CHARTS if key != "journey" or pack.journey)


def chart(key: str) -> Markup:
    return {
        "journey": _("Journey"),
        "sign_ups": _("Sign-ups"),
        "attendance": _("Attendance"),
        "waiting": _("Waiting lists"),
        "barriers": _("Why they can't go"),
        "broadcasts": _("Announcements"),
        "reach": _("Reach"),
    }[key]


def about(key: str) -> Markup:
    """What a chart shows, as a sentence."""
    return {
        "journey": _("Stamps by pillar, and how many people have how many; these only of people heard of in 90 days."),
        "sign_ups": _(
            "People who signed up, by topic and by week; beside them those who left, and those who wait now. Whoever "
            "signs up for two topics counts in both."
        ),
        "attendance": _(
            "People who came at least once, of those expected where a list was taken, by topic and by week. A session "
            "counts once its list is closed, a week after it; no mark counts as absent. Absences under five aren't "
            "shown; how many were expected isn't either then."
        ),
        "waiting": _("People who wait for a seat now, by course, and what became of the seats offered to them."),
        "barriers": _("What people tapped when they gave a place up."),
        "broadcasts": _("What became of the messages of announcements that ended in this period."),
        "reach": _(
            "People heard of in the last 7, 30 and 90 days who can be written to; who was new; who blocked the bot."
        ),
    }[key]


def period(key: str) -> Markup:
    return {"4": _("4 weeks"), "12": _("12 weeks"), "52": _("A year")}[key]


def span(figure: Figure, facts: Facts) -> Markup:
    """From when to when; of what only is as it is, the day of it."""
    if figure.chart in TIMELESS:
        return _("On {date}", date=day(time.local(figure.as_of, facts.zone).date()))
    first, last = day(figure.first), day(figure.last, year=figure.first.year != figure.last.year)
    return _("{first} to {last}", first=first, last=last)


def table(key: str, pack: Pack, facts: Facts, figure: Figure) -> Markup:
    by_topic = _("By area") if pack.institution.home == "areas" else _("By pillar")
    now = day(time.local(figure.as_of, facts.zone).date())
    months = {
        "weeks": _("By week, from Monday") if figure.period != "52" else _("By four weeks"),
        "stages": _("Stamps earned, by pillar"),
        "steps": _("People by number of stamps"),
        "courses": _("People waiting on {date}", date=now),
        "offers": _("Seats offered"),
        "reasons": _("All together, at least"),
        "outcomes": _("Messages"),
        "languages": _("By language"),
        "heard": _("Heard of, on {date}", date=now),
        "changes": _("In the period"),
    }
    return months.get(key, by_topic)


def column(key: str) -> Markup:
    """At the head of a column of the spreadsheet."""
    named = {
        "stamped": _("With the stamp"),
        "on_the_way": _("On the way"),
        "people": _("People"),
        "signed_up": _("Signed up"),
        "left": _("Left"),
        "waiting": _("Waiting"),
        "messages": _("Messages"),
        "seats": _("Seats"),
        "new": _("New people"),
        "came": _("Came"),
        "expected": _("Expected"),
    }
    return named.get(key) or reasons()[key]


def beside(key: str, count: Count) -> Markup:
    """A second figure of a row, as a phrase."""
    told: dict[str, Callable[[], Markup]] = {
        "on_the_way": lambda: _("{count} on the way", count=shown(count)),
        "expected": lambda: _("who came") if count.partial else _("of {count} expected", count=shown(count)),
        "left": lambda: _("{count} left", count=shown(count)),
        "waiting": lambda: _("{count} waiting", count=shown(count)),
        "seats": lambda: ngettext("of {n} seat", "of {n} seats", count.value),
    }
    return told[key]() if key in told else Markup("{}: {}").format(reasons()[key], shown(count))


@dataclass(frozen=True)
class Rows:
    """What the rows of a figure are called."""

    figure: Figure
    pack: Pack
    facts: Facts

    def name(self, table: Table, row: Row) -> str:
        if table.key in TOPICAL:
            topic = found(self.pack.topic, row.key)
            return words(topic.short_name) if topic else row.key
        if table.key == "weeks":
            return short_day(date.fromisoformat(row.key))
        if table.key == "courses":
            return self._course(row.key)
        if table.key == "steps":
            return plain(ngettext("{n} stamp", "{n} stamps", int(row.key)))
        if table.key == "heard":
            return plain(ngettext("Last {n} day", "Last {n} days", int(row.key)))
        if table.key == "languages":
            return LANGUAGES[row.key]
        return plain(reasons()[row.key] if table.key == "reasons" else _outcomes()[row.key])

    def emoji(self, table: Table, row: Row) -> str:
        topic = found(self.pack.topic, row.key) if table.key in TOPICAL else None
        return topic.emoji if topic else ""

    def _course(self, id: str) -> str:
        course = next(one for one in self.figure.courses if str(one.id) == id)
        begins = day(time.local(course.starts_at, self.facts.zone).date()) if course.starts_at else ""
        return " · ".join(part for part in (words(course.short_title), begins) if part)


def _outcomes() -> dict[str, Markup]:
    return {
        "taken": _("Taken"),
        "declined": _("Declined"),
        "lapsed": _("Let go by"),
        "delivered": _("Delivered"),
        "blocked": _("Blocked the bot"),
        "rejected": _("Couldn't be sent"),
        "dropped": _("Not wanted or late"),
        "new": _("New people"),
    }


def shown(count: Count) -> Markup:
    """`45`; `<5` where it is fewer than that, or nobody."""
    if count.value or not count.cells:
        return Markup("{}").format(number(count.value))
    return Markup("&lt;{}").format(number(5 * count.cells))


def spoken(count: Count) -> Markup:
    """The same for the ear."""
    if count.value or not count.cells:
        return shown(count)
    return _("fewer than {n}", n=number(5 * count.cells))


def foot(figure: Figure) -> Markup:
    """What is said below a chart."""
    partial = any(count.partial for table in figure.tables for row in table.rows for count in row.counts)
    return sentences(in_fives(), _("Absences under five aren't shown.") if partial else "")


def in_fives() -> Markup:
    return _("Figures go in fives, rounded down; “{few}” is fewer than five people, or nobody.", few="<5")
