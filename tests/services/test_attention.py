"""What the bot starts by itself: never at night, not too often, one after the other, nothing that was turned off."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as hour

import pytest
from sqlmodel import col, select

from bot import letters as writing
from bot import packs, time
from bot.db import Database, Session
from bot.models import Letter, Person, Post, Priority
from bot.packs.schema import QuietHours
from bot.services import attention, enrollments, notices, reminders
from bot.services.facts import Facts
from tests.packs.reading import read
from tests.services.making import FACTS, JUAREZ, course, join, letters, person

MINORS = (hour(20), hour(9))
OURS = replace(FACTS, quiet_minors=MINORS)
BY_PRIORITY = {
    "reminder_today": Priority.APPOINTMENT,
    "seat_offer": Priority.OFFER,
    "course_confirmed": Priority.NEWS,
    "digest": Priority.NEWS,
    "journey_nudge": Priority.NUDGE,
}
"""In the order in which they should come."""


def at(day: int, clock: str, zone: str = FACTS.zone, month: int = 11) -> datetime:
    """In 2026, on the wall clock."""
    return time.at_local(date(2026, month, day), hour.fromisoformat(clock), zone)


async def someone(session: Session, **fields: object) -> Person:
    ana = await session.get_one(Person, await person(session))
    ana.seen_at, ana.digest_hour = None, 18
    for name, value in fields.items():
        setattr(ana, name, value)
    await session.flush()
    return ana


async def letter(session: Session, ana: Person, kind: str, due: datetime, until: datetime | None = None) -> Letter:
    made = Letter(
        priority=BY_PRIORITY.get(kind, Priority.NEWS), kind=kind, person_id=ana.id, due_at=due, useful_until=until
    )
    session.add(made)
    await session.flush()
    return made


async def verdict(
    session: Session, one: Letter, ana: Person, *, now: datetime | None = None, facts: Facts = OURS
) -> datetime | str | None:
    """Until when it waits, why it is never said, or None."""
    found = await attention.judge(session, one, ana, facts=facts, now=now or one.due_at)
    if isinstance(found, attention.Wait):
        return found.until
    return found.reason if found else None


async def deliver(session: Session, ana: Person, *, now: datetime) -> list[str]:
    """What the courier would do with everything that is due, the most urgent first; the kinds that are said."""
    said: list[str] = []
    due = (Letter.person_id == ana.id, Letter.state == Post.WAITING, col(Letter.due_at) <= now)
    first = select(Letter).where(*due).order_by(col(Letter.priority), col(Letter.due_at), col(Letter.id)).limit(1)
    while (one := (await session.exec(first)).first()) is not None:
        found = await attention.judge(session, one, ana, facts=OURS, now=now)
        if isinstance(found, attention.Wait):
            assert found.until > now
            one.due_at, one.reason = found.until, found.reason
        elif found is not None:
            one.state, one.reason = Post.DROPPED, found.reason
        else:
            one.state, one.said_at, one.reason = Post.DELIVERED, now, None
            said.append(one.kind)
        await session.flush()
    return said


async def live(
    session: Session, ana: Person, begin: datetime, hours: int, *, minutes: int = 15
) -> list[tuple[datetime, str]]:
    """Looks every so many minutes; when what was said."""
    moments = (begin + timedelta(minutes=minutes * n) for n in range(60 * hours // minutes))
    return [(moment, kind) for moment in moments for kind in await deliver(session, ana, now=moment)]


def test_every_kind_of_letter_that_can_be_written_has_its_rule() -> None:
    assert set(writing.KINDS) == set(attention.RULES)


def test_only_a_seat_that_others_could_have_and_ones_own_change_of_account_can_not_be_turned_off() -> None:
    fixed = {kind for kind, rule in attention.RULES.items() if not rule.switch}
    seats = {"reminder_two_days", "seat_offer"}
    answers = {"account_asked", "account_moved", "account_kept", "request_answered", "grown_up"}
    guardians = {kind for kind in fixed if kind.startswith(("guardian_", "permission_", "hold_"))}
    duties = {"inactive", "notice_changed"}
    talk = {"thread_late", "thread_quiet", "thread_over"}
    changes = {"course_changed", "course_cancelled"}
    colleagues = {"broadcast_asked", "broadcast_answered", "sheet_read"}
    partners = {kind for kind in fixed if kind.startswith(("referral_", "dual_"))}
    own = {kind for kind in fixed if kind.startswith(("application_", "review_"))}
    assert fixed == seats | answers | guardians | duties | talk | changes | colleagues | partners | own
    assert len(guardians) == 12 and len(partners) == 11
    assert set(attention.weekly_kinds()) == {"digest", "journey_nudge", "broadcast"}
    assert set(attention.SWITCHES) == {rule.switch for rule in attention.RULES.values()} - {None}


@pytest.mark.parametrize("kind", [*BY_PRIORITY, "new_group"])
async def test_nobody_is_written_to_at_night(db: Database, kind: str) -> None:
    async with db.begin() as session:
        ana = await someone(session)
        morning = at(24, "18:00") if kind == "digest" else at(24, "09:00")
        for clock, day in (("21:00", 23), ("23:59", 23), ("03:00", 24), ("08:59", 24)):
            one = await letter(session, ana, kind, at(day, clock), until=at(30, "12:00"))
            assert await verdict(session, one, ana) == morning
            await session.delete(one)
        one = await letter(session, ana, kind, at(24, "09:00"))
        assert await verdict(session, one, ana) is None


@pytest.mark.parametrize(
    ("born", "clock", "waits"),
    [
        (date(2010, 5, 5), "19:59", False),
        (date(2010, 5, 5), "20:00", True),
        (date(2008, 11, 23), "20:00", False),  # eighteen today
        (date(2008, 11, 24), "20:00", True),
        (None, "20:00", False),
        (date(1998, 5, 5), "20:00", False),
    ],
)
async def test_a_minors_evening_is_quiet_an_hour_earlier(
    db: Database, born: date | None, clock: str, waits: bool
) -> None:
    async with db.begin() as session:
        ana = await someone(session, birth_date=born)
        one = await letter(session, ana, "new_group", at(23, clock))
        assert await verdict(session, one, ana) == (at(24, "09:00") if waits else None)
        assert await verdict(session, one, ana, facts=FACTS) is None, "where the institution makes no difference"


async def test_a_minors_reminder_is_planned_before_their_evening(db: Database) -> None:
    async with db.begin() as session:
        early = await course(session, starts=at(30, "10:00"))
        for born, evening in ((date(2010, 5, 5), "19:00"), (date(2000, 5, 5), "20:00")):
            ana = await someone(session, birth_date=born)
            await join(session, ana.id or 0, early, now=at(23, "12:00"), facts=OURS)
            (today,) = [one for one in await letters(session, ana.id or 0) if one.kind == "reminder_today"]
            assert today.due_at == at(29, evening)
            assert await verdict(session, today, ana) is None


def test_every_pack_has_quiet_hours_and_longer_ones_for_minors() -> None:
    for key in packs.NAMES:
        institution = read(key).institution
        assert institution.quiet_hours == QuietHours(**{"from": "21:00", "to": "09:00"})
        assert institution.quiet_hours_minors == QuietHours(**{"from": "20:00", "to": "09:00"})


@pytest.mark.parametrize("zone", [FACTS.zone, JUAREZ, "America/Tijuana", "America/Cancun"])
@pytest.mark.parametrize("sunday", [date(2026, 11, 1), date(2027, 3, 14)])
async def test_the_morning_is_nine_on_the_wall_also_when_the_clocks_change(
    db: Database, zone: str, sunday: date
) -> None:
    async with db.begin() as session:
        ana = await someone(session)
        for clock in ("00:30", "02:30", "04:00"):
            one = await letter(session, ana, "course_confirmed", time.at_local(sunday, hour.fromisoformat(clock), zone))
            until = await verdict(session, one, ana, facts=replace(OURS, zone=zone))
            assert isinstance(until, datetime)
            assert time.local(until, zone).replace(tzinfo=None) == datetime.combine(sunday, hour(9))


async def test_a_late_reminder_waits_for_the_morning_unless_the_session_would_have_begun(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session)
        late = await letter(session, ana, "reminder_today", at(23, "19:00"), until=at(24, "10:00"))
        assert await verdict(session, late, ana, now=at(24, "03:00")) == at(24, "09:00")
        early = await letter(session, ana, "reminder_today", at(23, "19:00"), until=at(24, "08:00"))
        assert await verdict(session, early, ana, now=at(24, "03:00")) is None, "better at night than after it"
        news = await letter(session, ana, "new_group", at(23, "19:00"), until=at(24, "08:00"))
        assert await verdict(session, news, ana, now=at(24, "03:00")) == "too late when it could be said"


async def test_an_offer_that_would_be_over_in_the_morning_comes_at_night_and_its_end_does_not(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, birth_date=date(2010, 5, 5))
        offer = await letter(session, ana, "seat_offer", at(23, "20:10"), until=at(23, "20:50"))
        assert await verdict(session, offer, ana) is None
        over = await letter(session, ana, "offer_lapsed", at(23, "20:10"), until=at(24, "08:00"))
        over.priority = Priority.OFFER
        assert await verdict(session, over, ana) == "too late when it could be said"


async def test_a_decision_needs_no_morning_for_somebody_who_is_writing_now(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, seen_at=at(23, "22:00"))
        for kind, waits in (("skipped", False), ("new_group", True), ("digest", True)):
            one = await letter(session, ana, kind, at(23, "22:05"))
            one.priority = Priority.OFFER if kind == "skipped" else Priority.NEWS
            assert (await verdict(session, one, ana) is not None) == waits
        one = await letter(session, ana, "skipped", at(23, "22:30"))
        one.priority = Priority.OFFER
        assert await verdict(session, one, ana) == at(24, "09:00")


async def test_a_change_of_account_is_told_at_any_hour(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, weekly=0)
        one = await letter(session, ana, "account_asked", at(24, "03:00"))
        assert await verdict(session, one, ana) is None


async def test_a_fortnight_never_has_more_than_the_number_in_any_seven_days(db: Database) -> None:
    async with db.begin() as session:
        begin = at(9, "00:00")
        ana, beto, carla = [await someone(session, weekly=weekly) for weekly in (3, 1, 7)]
        for who in (ana, beto, carla):
            for day in range(14):
                for kind, clock in (("digest", "18:00"), ("journey_nudge", "16:30"), ("new_group", "11:00")):
                    due = begin + timedelta(days=day) + timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))
                    await letter(session, who, kind, due, until=due + timedelta(days=2))
        for who, weekly in ((ana, 3), (beto, 1), (carla, 7)):
            said = await live(session, who, begin, 14 * 24, minutes=60)
            unasked = [moment for moment, kind in said if kind != "new_group"]
            assert len([kind for _moment, kind in said if kind == "new_group"]) == 14, "asked for: not counted"
            assert len(unasked) >= 2 * weekly
            for first in unasked:
                assert len([one for one in unasked if first <= one < first + timedelta(days=7)]) <= weekly
            _hour_apart([moment for moment, _kind in said])


def _hour_apart(moments: Sequence[datetime]) -> None:
    for earlier, later in itertools.pairwise(moments):
        assert later - earlier >= timedelta(hours=1), (earlier, later)


async def test_none_a_week_is_none_and_ones_own_still_come(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, weekly=0)
        found = {
            kind: await verdict(session, await letter(session, ana, kind, at(23, "18:00")), ana)
            for kind in ("digest", "journey_nudge")
        }
        assert set(found.values()) == {"no unasked messages wanted"}
        for kind in ("reminder_today", "seat_offer"):
            one = await letter(session, ana, kind, at(23, "12:00"))
            assert await verdict(session, one, ana) is None


async def test_after_eight_hours_away_there_is_one_message_and_then_one_an_hour_the_most_urgent_first(
    db: Database,
) -> None:
    async with db.begin() as session:
        ana = await someone(session)
        for minutes, kind in enumerate(reversed(BY_PRIORITY)):
            await letter(session, ana, kind, at(23, "10:00") + timedelta(minutes=minutes), until=at(25, "20:00"))
        back = at(23, "18:00")
        assert await deliver(session, ana, now=back) == ["reminder_today"]
        later = await live(session, ana, back + timedelta(minutes=15), 40)
        assert sorted(kind for _moment, kind in later[:3]) == sorted(list(BY_PRIORITY)[1:4])
        assert later[0] == (at(23, "19:00"), "seat_offer")
        assert later[1][0] == at(23, "20:00"), "and the night between"
        _hour_apart([back, *(moment for moment, _kind in later)])
        assert all(not time.is_quiet(moment, FACTS.zone, FACTS.quiet) for moment, _kind in later)
        assert len(later) == 4, "nothing is lost"


async def test_with_the_last_of_the_week_the_more_urgent_goes_first(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, weekly=1)
        await letter(session, ana, "journey_nudge", at(23, "17:00"))
        await letter(session, ana, "digest", at(23, "18:00"))
        assert await deliver(session, ana, now=at(23, "18:30")) == ["digest"]


async def test_news_make_room_for_a_reminder_that_comes_soon(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session)
        await letter(session, ana, "reminder_today", at(23, "18:30"), until=at(23, "21:30"))
        digest = await letter(session, ana, "digest", at(23, "18:00"))
        assert await verdict(session, digest, ana) == at(23, "19:30")


async def test_a_message_on_its_way_counts_as_said(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, weekly=1)
        under_way = await letter(session, ana, "digest", at(23, "18:00"))
        under_way.state, under_way.call = Post.SENDING, "{}"
        nudge = await letter(session, ana, "journey_nudge", at(23, "18:00"))
        assert await verdict(session, nudge, ana) == at(30, "18:00")
        asked = await letter(session, ana, "call_open", at(23, "18:00"))
        assert await verdict(session, asked, ana) == at(23, "19:00")


@pytest.mark.parametrize("switch", attention.SWITCHES)
async def test_what_is_turned_off_is_not_said_and_what_waited_is_dropped_until_it_is_undone(
    db: Database, switch: str
) -> None:
    async with db.begin() as session:
        ana = await someone(session)
        (kind, *_others) = attention.kinds_of(switch)
        ahead, past = [await letter(session, ana, kind, when) for when in (at(24, "18:00"), at(22, "18:00"))]
        other = await letter(session, ana, "seat_offer", at(24, "18:00"), until=at(25, "12:00"))
        here = {"facts": OURS, "now": at(23, "12:00")}
        assert await notices.allow(session, ana, switch, on=False, **here)  # type: ignore[arg-type]
        assert not await notices.allow(session, ana, switch, on=False, **here)  # type: ignore[arg-type]
        found = {one.id: one.state for one in await letters(session, ana.id or 0)}
        assert [found[one.id] for one in (ahead, past, other)] == [Post.DROPPED, Post.DROPPED, Post.WAITING]
        later = await letter(session, ana, kind, at(25, "18:00"))
        assert await verdict(session, later, ana) == "muted"
        await notices.allow(session, ana, switch, on=True, **here)  # type: ignore[arg-type]
        found = {one.id: one.state for one in await letters(session, ana.id or 0)}
        assert [found[one.id] for one in (ahead, past)] == [Post.WAITING, Post.DROPPED], "what is past stays so"
        assert await verdict(session, later, ana) is None


async def test_a_muted_week_ahead_is_not_said_with_another_reminder(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, muted=["reminder_week"], locale="en")
        welding, sewing = [
            await course(session, starts=start, short_title={"es": title, "en": title})
            for start, title in ((at(30, "12:00"), "Welding"), (at(23, "18:00"), "Sewing"))
        ]
        for one in (welding, sewing):
            await join(session, ana.id or 0, one, now=at(22, "12:00"))
        today = next(
            one
            for one in await letters(session, ana.id or 0)
            if one.kind == "reminder_today" and one.due_at < at(24, "00:00")
        )
        for one in await letters(session, ana.id or 0):
            if one.kind == "reminder_week":
                one.due_at = at(23, "16:00")
        written = await writing.write(session, today, pack=read("leon"), facts=OURS, now=today.due_at)
        text = getattr(written, "text", "")
        assert "Sewing" in text and "Welding" not in text


async def test_another_number_frees_or_drops_what_waits(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, weekly=1)
        await letter(session, ana, "journey_nudge", at(23, "16:00"))
        await letter(session, ana, "digest", at(23, "18:00"))
        assert await deliver(session, ana, now=at(23, "16:00")) == ["journey_nudge"]
        assert await deliver(session, ana, now=at(23, "18:00")) == []
        digest = (await letters(session, ana.id or 0))[-1]
        assert digest.due_at == at(30, "18:00"), "at its hour, once the week is over"
        await notices.how_many(session, ana, 3, facts=OURS, now=at(24, "12:00"))
        assert digest.due_at == at(24, "18:00")
        await notices.how_many(session, ana, 0, facts=OURS, now=at(24, "12:00"))
        assert (await letters(session, ana.id or 0))[-1].state is Post.DROPPED
        await notices.how_many(session, ana, 7, facts=OURS, now=at(24, "12:01"))
        assert await deliver(session, ana, now=at(24, "18:00")) == ["digest"]


async def test_what_is_on_its_way_is_listed_with_when_it_goes(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session, weekly=1)
        welding = await course(session, starts=at(30, "12:00"))
        seat = await join(session, ana.id or 0, welding, now=at(23, "13:00"))
        await letter(session, ana, "new_group", at(23, "23:00"))
        for day in (24, 25):
            await letter(session, ana, "digest", at(day, "18:00"))
        await letter(session, ana, "call_open", at(1, "09:00", month=12) + timedelta(days=300))
        found = await notices.coming(session, ana, facts=OURS, now=at(23, "22:00"))
        assert [(one.letter.kind, one.at) for one in found] == [
            ("new_group", at(24, "09:00")),
            ("digest", at(24, "18:00")),
            ("reminder_two_days", at(28, "12:00")),
            ("reminder_today", at(30, "09:00")),
        ]
        assert [one.course is not None for one in found] == [False, False, True, True]
        await enrollments.leave(session, ana.id or 0, seat.id or 0, reason="time", facts=OURS, now=at(23, "22:00"))
        found = await notices.coming(session, ana, facts=OURS, now=at(23, "22:00"))
        assert {one.letter.kind for one in found} == {"new_group", "digest"}
        assert not set(reminders.KINDS) & {one.letter.kind for one in found}


async def test_a_held_letter_goes_back_with_its_moment_and_its_reason(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session)
        one = await letter(session, ana, "new_group", at(23, "22:00"))
        written = await writing.write(session, one, pack=read("leon"), facts=OURS, now=at(23, "22:00"))
        assert written == writing.Held(at(24, "09:00"), "quiet hours")
        ana.muted = ["wishes"]
        await session.flush()
        written = await writing.write(session, one, pack=read("leon"), facts=OURS, now=at(23, "22:00"))
        assert written == writing.Dropped("muted")


async def test_what_is_late_lets_the_more_urgent_go_first_whoever_took_it_up(db: Database) -> None:
    async with db.begin() as session:
        ana = await someone(session)
        reminder = await letter(session, ana, "reminder_today", at(24, "10:00"), until=at(24, "16:00"))
        offer = await letter(session, ana, "seat_offer", at(24, "10:00"), until=at(25, "10:00"))
        for reminder.state in (Post.WAITING, Post.SENDING):
            await session.flush()
            assert await verdict(session, offer, ana, now=at(24, "15:00")) == at(24, "16:00")
        assert await verdict(session, reminder, ana, now=at(24, "15:00")) is None
        assert await verdict(session, offer, ana, now=at(24, "17:00")) is None, "the reminder is of no use any more"
