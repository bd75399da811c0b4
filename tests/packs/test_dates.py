"""Rules become moments: on the wall clock of the place, always the same, never in the past."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs import NAMES
from bot.packs.dates import sessions
from bot.packs.schema import Rule
from tests.packs.reading import read

JUAREZ = "America/Ciudad_Juarez"
LEON = "America/Mexico_City"
SATURDAY_NOON = dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.UTC)


def rule(**says: object) -> Rule:
    return Rule.model_validate({"at": "10:00", "minutes": 120, "sessions": 3, **says})


def wall_clock(moments: list[tuple[dt.datetime, dt.datetime]], zone: str) -> list[str]:
    return [f"{start.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}" for start, _ in moments]


def test_next_saturday_is_the_one_to_come_when_today_is_saturday_and_it_is_late() -> None:
    found = sessions(rule(first="next saturday"), SATURDAY_NOON, LEON)
    assert wall_clock(found, LEON) == ["Sat 28 Nov 10:00", "Sat 05 Dec 10:00", "Sat 12 Dec 10:00"]


def test_next_saturday_is_today_while_the_hour_is_still_to_come() -> None:
    found = sessions(rule(first="next saturday", at="18:00"), SATURDAY_NOON, LEON)
    assert wall_clock(found, LEON)[0] == "Sat 21 Nov 18:00"


def test_the_very_moment_is_not_later() -> None:
    found = sessions(rule(first="next saturday", at="12:00"), SATURDAY_NOON, LEON)
    assert wall_clock(found, LEON)[0] == "Sat 28 Nov 12:00"


def test_weeks_ahead_are_added_to_now() -> None:
    found = sessions(rule(first="next monday", weeks_ahead=2), SATURDAY_NOON, LEON)
    assert wall_clock(found, LEON)[0] == "Mon 07 Dec 10:00"


def test_several_days_a_week_take_turns() -> None:
    found = sessions(rule(days=["thursday", "tuesday"], sessions=4), SATURDAY_NOON, LEON)
    assert wall_clock(found, LEON) == ["Tue 24 Nov 10:00", "Thu 26 Nov 10:00", "Tue 01 Dec 10:00", "Thu 03 Dec 10:00"]


def test_every_two_weeks_skips_the_week_between() -> None:
    found = sessions(rule(days=["tuesday", "thursday"], every="two weeks", sessions=4), SATURDAY_NOON, LEON)
    assert wall_clock(found, LEON) == ["Tue 24 Nov 10:00", "Thu 26 Nov 10:00", "Tue 08 Dec 10:00", "Thu 10 Dec 10:00"]


def test_in_juarez_ten_oclock_stays_ten_oclock_when_the_clocks_go_forward() -> None:
    before_spring = dt.datetime(2027, 3, 1, 12, 0, tzinfo=dt.UTC)
    found = sessions(rule(first="next saturday"), before_spring, JUAREZ)
    assert wall_clock(found, JUAREZ) == ["Sat 06 Mar 10:00", "Sat 13 Mar 10:00", "Sat 20 Mar 10:00"]
    assert [start.hour for start, _ in found] == [17, 17, 16]


def test_in_juarez_ten_oclock_stays_ten_oclock_when_the_clocks_go_back() -> None:
    before_autumn = dt.datetime(2026, 10, 27, 12, 0, tzinfo=dt.UTC)
    found = sessions(rule(first="next saturday"), before_autumn, JUAREZ)
    assert wall_clock(found, JUAREZ) == ["Sat 31 Oct 10:00", "Sat 07 Nov 10:00", "Sat 14 Nov 10:00"]
    assert [start.hour for start, _ in found] == [16, 17, 17]


def test_weeks_ahead_are_weeks_of_the_wall_clock_too() -> None:
    just_before_the_class = dt.datetime(2026, 10, 31, 15, 59, tzinfo=dt.UTC)  # Saturday 9:59 in Juárez
    found = sessions(rule(first="next saturday", weeks_ahead=1), just_before_the_class, JUAREZ)
    assert wall_clock(found, JUAREZ)[0] == "Sat 07 Nov 10:00"


def test_a_session_lasts_its_minutes_even_on_the_night_the_clocks_change() -> None:
    found = sessions(rule(first="next sunday", at="00:30", sessions=1), dt.datetime(2027, 3, 13, tzinfo=dt.UTC), JUAREZ)
    start, end = found[0]
    assert end - start == dt.timedelta(minutes=120)
    assert f"{end.astimezone(ZoneInfo(JUAREZ)):%H:%M}" == "03:30"


def test_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sessions(rule(first="next monday"), dt.datetime(2026, 11, 21), LEON)  # noqa: DTZ001


NOWS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2031, 1, 1)).map(lambda now: now.replace(tzinfo=dt.UTC))  # noqa: DTZ001

DAYS = st.sets(st.sampled_from(["monday", "wednesday", "sunday"]), min_size=1)


@given(
    after=NOWS, days=st.sets(st.sampled_from(["monday", "wednesday", "sunday"]), min_size=1), weeks=st.integers(0, 5)
)
def test_sessions_are_later_than_now_in_order_and_the_same_every_time(
    after: dt.datetime, days: set[str], weeks: int
) -> None:
    meets = rule(days=sorted(days), weeks_ahead=weeks, sessions=8)
    found = sessions(meets, after, JUAREZ)
    starts = [start for start, _ in found]
    assert found == sessions(meets, after, ZoneInfo(JUAREZ))
    assert len(found) == 8
    assert starts == sorted(set(starts))
    assert all(start.tzinfo is dt.UTC for start in starts)
    local_now = after.astimezone(ZoneInfo(JUAREZ))
    assert starts[0].astimezone(dt.UTC) > (local_now + dt.timedelta(weeks=weeks)).astimezone(dt.UTC)
    assert {f"{start.astimezone(ZoneInfo(JUAREZ)):%H:%M}" for start in starts} == {"10:00"}


@pytest.mark.parametrize("name", NAMES)
def test_a_playground_looks_alive(name: str) -> None:
    """Groups that start soon, in ten days and in three weeks; some clash; some fill up with two or three people."""
    pack = read(name)
    zone = pack.institution.timezone
    meeting = [course for course in pack.courses if course.schedule]
    found = {course.key: sessions(course.schedule, SATURDAY_NOON, zone) for course in meeting if course.schedule}
    first_days = sorted((moments[0][0] - SATURDAY_NOON).days for moments in found.values())
    assert first_days[0] <= 4
    assert any(8 <= days <= 13 for days in first_days)
    assert any(17 <= days <= 28 for days in first_days)
    taken = [start for moments in found.values() for start, _ in moments]
    assert len(set(taken)) < len(taken)
    assert len([course for course in meeting if course.seats and course.seats <= 3]) >= 2
    assert all(course.seats for course in meeting)


@pytest.mark.parametrize("name", NAMES)
def test_an_edition_is_not_endless_and_a_service_promises_no_date(name: str) -> None:
    for course in read(name).courses:
        if course.schedule is None:
            assert course.seats is None, course.key
        else:
            assert course.kind != "service"
            assert course.schedule.sessions <= 16
