"""Charts from published weeks: values to be drawn, told and put into a spreadsheet, all three the same."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from sqlmodel import col, select

from bot.db import Session
from bot.errors import NotThere
from bot.i18n import LOCALES
from bot.models import Course, PublishedWeek
from bot.services.enrollments import LEAVE_REASONS
from bot.services.facts import Facts
from bot.services.figures.counting import BANDS, OUTCOMES
from bot.services.figures.periods import PERIODS, WEEK, last_whole
from bot.services.figures.suppression import may_show_steps

CHARTS: Final = ("journey", "sign_ups", "attendance", "waiting", "barriers", "broadcasts", "reach")
"""In the order in which one goes on from one to the next."""
TIMELESS: Final = frozenset({"journey"})
"""Those that only say how things are, whatever the period."""
BEHIND: Final = frozenset({"attendance"})
"""Those whose weeks tell of the week before: see `counting.attended`."""
BARS: Final = 13
"""Weeks in a row are drawn one by one up to here; above, four together."""


@dataclass(frozen=True)
class Count:
    """A multiple of five. Where it is nought it means fewer than five in each of `cells` cells. Without cells it counts
    no people, and is as it is. `partial`: a part of what it adds isn't shown, and would read as if that was nobody."""

    value: int
    cells: int = 1
    partial: bool = False


@dataclass(frozen=True)
class Row:
    """`key` is a topic, a course's id, a Monday or a code."""

    key: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Table:
    key: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Figure:
    """One chart: from a Monday to a Sunday. `as_of` is the moment of what it says of a moment."""

    chart: str
    period: str
    first: date
    last: date
    as_of: datetime
    tables: tuple[Table, ...]
    courses: tuple[Course, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether no group of five is anywhere in it."""
        return not any(
            count.value and count.cells for table in self.tables for row in table.rows for count in row.counts
        )


@dataclass(frozen=True)
class _Weeks:
    """The published weeks of a period; the newest also says how things are."""

    rows: Sequence[PublishedWeek]
    topics: Sequence[str]
    stages: Sequence[str]

    def flow(self, measure: str, *keys: str) -> Count:
        """All weeks together, and these categories."""
        return Count(sum(row.flows.get(measure, {}).get(key, 0) for row in self.rows for key in keys), len(keys))

    def stock(self, measure: str, *keys: str) -> Count:
        return Count(sum(self.rows[-1].stocks.get(measure, {}).get(key, 0) for key in keys), len(keys))

    def by_week(self, measure: str, *columns: Sequence[str], behind: timedelta = timedelta()) -> tuple[Row, ...]:
        """One row a week or, of many weeks, one for four. `columns`: the categories that are together in each."""
        together = 1 if len(self.rows) <= BARS else 4
        newest = self.rows[-1].week
        groups = groupby(self.rows, key=lambda row: (newest - row.week) // WEEK // together)
        cut = [_Weeks(list(rows), self.topics, self.stages) for _, rows in groups]
        return tuple(
            Row((one.rows[0].week - behind).isoformat(), tuple(one.flow(measure, *keys) for keys in columns))
            for one in cut
        )


async def read(
    session: Session,
    chart: str,
    period: str,
    *,
    topics: Sequence[str],
    stages: Sequence[str],
    facts: Facts,
    now: datetime,
) -> Figure | None:
    """None while no week is published. `topics` and `stages` are the pack's keys in order. Raises NotThere for a chart
    or a period that nobody offers."""
    if chart not in CHARTS or period not in PERIODS or (chart == "journey" and not stages):
        raise NotThere
    last = last_whole(now, facts.zone)
    wanted = select(PublishedWeek).where(col(PublishedWeek.week) > last - PERIODS[period] * WEEK)
    rows = (await session.exec(wanted.order_by(col(PublishedWeek.week)))).all()
    if not rows:
        return None
    weeks = _Weeks(rows, topics, stages)
    courses = await _courses(session, weeks)
    first, end = rows[0].week, rows[-1].week + timedelta(days=6)
    if chart in BEHIND:
        first, end = first - WEEK, end - WEEK
    return Figure(chart, period, first, end, rows[-1].made_at, _TABLES[chart](weeks, courses), tuple(courses))


async def _courses(session: Session, weeks: _Weeks) -> list[Course]:
    """Those with a line, the longest first."""
    waiting = weeks.rows[-1].stocks.get("waiting", {})
    found = await session.exec(select(Course).where(col(Course.id).in_([int(key) for key in waiting])))
    return sorted(found, key=lambda course: (-waiting[str(course.id)], course.starts_at or weeks.rows[-1].made_at))


def _table(key: str, columns: Iterable[str], rows: Iterable[tuple[str, Sequence[Count]]]) -> Table:
    return Table(key, tuple(columns), tuple(Row(row, tuple(counts)) for row, counts in rows))


def _journey(weeks: _Weeks, courses: Sequence[Course]) -> tuple[Table, ...]:
    measures = ("stamped", "on_the_way")
    pillars = [(key, [weeks.stock(measure, key) for measure in measures]) for key in weeks.stages]
    stamped, on_the_way = ({key: counts[n].value for key, counts in pillars} for n in range(2))
    steps = [(str(n), [weeks.stock("steps", str(n))]) for n in range(len(weeks.stages) + 1)]
    shown = [_table("steps", ["people"], steps)] if may_show_steps(stamped, on_the_way) else []
    return (_table("stages", measures, pillars), *shown)


def _sign_ups(weeks: _Weeks, courses: Sequence[Course]) -> tuple[Table, ...]:
    def line(topic: str) -> Count:
        return weeks.stock("waiting", *(str(course.id) for course in courses if course.topic == topic))

    by_topic = [(key, [weeks.flow("signed_up", key), _leavers(weeks, key), line(key)]) for key in weeks.topics]
    return (
        _table("topics", ["signed_up", "left", "waiting"], by_topic),
        Table("weeks", ("signed_up",), weeks.by_week("signed_up", weeks.topics)),
    )


def _leavers(weeks: _Weeks, topic: str) -> Count:
    return weeks.flow("left", *(f"{topic}:{reason}" for reason in LEAVE_REASONS))


def _attendance(weeks: _Weeks, courses: Sequence[Course]) -> tuple[Table, ...]:
    """Who was expected is who came and who didn't, as they are shown: no measure of its own."""

    def keys(outcomes: Sequence[str], *topics: str) -> list[str]:
        return [f"{topic}:{outcome}" for topic in topics for outcome in outcomes]

    came, expected = ("came",), ("came", "missed")
    by_topic = [
        (topic, _whole(*(weeks.flow("attended", *keys(outcomes, topic)) for outcomes in (came, expected))))
        for topic in weeks.topics
    ]
    columns = [keys(outcomes, *weeks.topics) for outcomes in (came, expected)]
    by_week = weeks.by_week("attended", *columns, behind=WEEK)
    return (
        _table("topics", ["came", "expected"], by_topic),
        Table("weeks", ("came", "expected"), tuple(Row(row.key, _whole(*row.counts)) for row in by_week)),
    )


def _whole(came: Count, expected: Count) -> tuple[Count, Count]:
    """Five of six who came would read as all of five expected: the sum is only told where both its parts are."""
    return came, replace(expected, partial=expected.value > 0 and came.value in (0, expected.value))


def _waiting(weeks: _Weeks, courses: Sequence[Course]) -> tuple[Table, ...]:
    lines = [
        (str(course.id), [weeks.stock("waiting", str(course.id)), Count(course.seats or 0, 0)]) for course in courses
    ]
    outcomes = [(key, [weeks.flow("offers", key)]) for key in ("taken", "declined", "lapsed")]
    return _table("courses", ["waiting", "seats"], lines), _table("offers", ["people"], outcomes)


def _barriers(weeks: _Weeks, courses: Sequence[Course]) -> tuple[Table, ...]:
    def told(reason: str, *topics: str) -> Count:
        return weeks.flow("left", *(f"{topic}:{reason}" for topic in topics))

    reasons = [(reason, [told(reason, *weeks.topics)]) for reason in LEAVE_REASONS]
    each = [(topic, [told(reason, topic) for reason in LEAVE_REASONS]) for topic in weeks.topics]
    return _table("reasons", ["people"], reasons), _table("reasons_by_topic", LEAVE_REASONS, each)


def _broadcasts(weeks: _Weeks, courses: Sequence[Course]) -> tuple[Table, ...]:
    sent = [counts for row in weeks.rows for name, counts in row.stocks.items() if name.startswith("broadcast:")]
    total: Counter[str] = Counter()
    for counts in sent:
        total.update(counts)

    def of(outcome: str, *locales: str) -> Count:
        keys = [f"{outcome}:{locale}" for locale in locales]
        return Count(sum(total[key] for key in keys), len(keys) * len(sent))

    outcomes = [(outcome, [of(outcome, *LOCALES)]) for outcome in OUTCOMES.values()]
    languages = [(locale, [of("delivered", locale)]) for locale in LOCALES]
    return _table("outcomes", ["messages"], outcomes), _table("languages", ["messages"], languages)


def _reach(weeks: _Weeks, courses: Sequence[Course]) -> tuple[Table, ...]:
    def heard(bands: Sequence[int], *locales: str) -> Count:
        return weeks.stock("active", *(f"{band}:{locale}" for band in bands for locale in locales))

    days = [(str(band), [heard(BANDS[: n + 1], *LOCALES)]) for n, band in enumerate(BANDS)]
    languages = [(locale, [heard(BANDS, locale)]) for locale in LOCALES]
    changes = [("new", [weeks.flow("new", *LOCALES)]), ("blocked", [weeks.flow("blocked", "all")])]
    return (
        _table("heard", ["people"], days),
        _table("languages", ["people"], languages),
        _table("changes", ["people"], changes),
        Table("weeks", ("new",), weeks.by_week("new", LOCALES)),
    )


_TABLES: Final[dict[str, Callable[[_Weeks, Sequence[Course]], tuple[Table, ...]]]] = {
    "journey": _journey,
    "sign_ups": _sign_ups,
    "attendance": _attendance,
    "waiting": _waiting,
    "barriers": _barriers,
    "broadcasts": _broadcasts,
    "reach": _reach,
}
