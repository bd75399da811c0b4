"""The clock on the wall, where and when it changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as any_

from bot import time as clock

QUIET = (time(21), time(9))
JUAREZ, LEON = "America/Ciudad_Juarez", "America/Mexico_City"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_day_before_keeps_the_wall_clock_over_the_autumn_change() -> None:
    # Juárez turns its clocks back on Sunday 1 November 2026 at 2:00.
    monday = clock.at_local(date(2026, 11, 2), time(10), JUAREZ)
    before = clock.days_before(monday, 2, JUAREZ)
    assert clock.local(before, JUAREZ).replace(tzinfo=None) == datetime(2026, 10, 31, 10)  # noqa: DTZ001
    assert monday - before == timedelta(hours=49)


def test_a_time_that_the_spring_change_skips_becomes_the_next_that_exists() -> None:
    # On 14 March 2027 Juárez jumps from 2:00 to 3:00.
    moment = clock.at_local(date(2027, 3, 14), time(2, 30), JUAREZ)
    assert clock.local(moment, JUAREZ).time() == time(3, 30)


def test_leon_has_no_summer_time() -> None:
    for month in (1, 7):
        assert clock.at_local(date(2026, month, 5), time(10), LEON) == utc(2026, month, 5, 16)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(time(20, 59), False), (time(21), True), (time(0), True), (time(8, 59), True), (time(9), False)]
)
def test_quiet_hours_span_midnight(hour: time, quiet: bool) -> None:
    assert clock.is_quiet(clock.at_local(date(2026, 11, 21), hour, LEON), LEON, QUIET) is quiet


@pytest.mark.parametrize(
    ("day", "hour", "comes"),
    [
        (21, time(8), datetime(2026, 11, 20, 20)),  # noqa: DTZ001
        (21, time(22), datetime(2026, 11, 21, 20)),  # noqa: DTZ001
        (21, time(12), datetime(2026, 11, 21, 12)),  # noqa: DTZ001
    ],
)
def test_what_would_fall_in_quiet_hours_comes_at_eight_the_evening_before(
    day: int, hour: time, comes: datetime
) -> None:
    moment = clock.out_of_quiet(clock.at_local(date(2026, 11, day), hour, LEON), LEON, QUIET)
    assert clock.local(moment, LEON).replace(tzinfo=None) == comes


def test_waking_hours_stand_still_at_night() -> None:
    evening = clock.at_local(date(2026, 11, 21), time(19), LEON)
    until = clock.waking_hours_later(evening, 4, LEON, QUIET)
    assert clock.local(until, LEON).replace(tzinfo=None) == datetime(2026, 11, 22, 11)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hours", "until"),
    [
        (1.5, datetime(2026, 11, 21, 20, 37)),  # noqa: DTZ001
        (2, datetime(2026, 11, 22, 9, 7)),  # noqa: DTZ001
        (1 + 53 / 60, datetime(2026, 11, 22, 9)),  # noqa: DTZ001
    ],
)
def test_waking_hours_are_exact_and_complete_in_the_evening_end_in_the_morning(hours: float, until: datetime) -> None:
    evening = clock.at_local(date(2026, 11, 21), time(19, 7), LEON)
    found = clock.waking_hours_later(evening, hours, LEON, QUIET)
    assert clock.local(found, LEON).replace(tzinfo=None) == until


AROUND_THE_CHANGES = any_.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=minutes),
    any_.sampled_from([date(2026, 10, 31), date(2026, 11, 1), date(2027, 3, 13), date(2027, 3, 14), date(2027, 6, 1)]),
    any_.integers(0, 24 * 60 - 1),
)
NIGHTS = any_.sampled_from(
    [QUIET, (time(20), time(9)), (time(22, 40), time(7, 10)), (time(1), time(2, 30)), (time(14), time(16)),
     (time(2, 30), time(1, 30))]
)  # fmt: skip


@given(
    any_.sampled_from([LEON, JUAREZ, "America/Tijuana", "America/Cancun"]),
    AROUND_THE_CHANGES,
    any_.integers(1, 30 * 60),
    NIGHTS,
)
@example(LEON, utc(2026, 11, 1, 15), 12 * 60, QUIET)
def test_exactly_so_many_waking_hours_lie_before_a_deadline_and_none_ends_at_night(
    zone: str, begins: datetime, minutes: int, quiet: tuple[time, time]
) -> None:
    until = clock.waking_hours_later(begins, minutes / 60, zone, quiet)
    until -= timedelta(microseconds=until.microsecond)  # a third of an hour is no binary number
    passed = [begins + timedelta(minutes=n) for n in range(round((until - begins) / timedelta(minutes=1)))]
    assert sum(not clock.is_quiet(one, zone, quiet) for one in passed) == minutes
    assert not clock.is_quiet(until, zone, quiet)


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2010, 11, 21), date(2026, 11, 21), 16),
        (date(2010, 11, 22), date(2026, 11, 21), 15),
    ],
)
def test_a_birthday_counts_from_the_day_itself(birth: date, on: date, age: int) -> None:
    assert clock.age_on(on, birth) == age


def test_moving_the_institutions_clock_leaves_the_machines_alone() -> None:
    clock.follow(timedelta(days=7))
    assert timedelta(days=6) < clock.now() - clock.wall() < timedelta(days=8)
    assert abs(clock.wall() - datetime.now(UTC)) < timedelta(seconds=5)
