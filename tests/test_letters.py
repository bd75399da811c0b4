"""What a letter says when its moment comes, and when it says nothing."""

import asyncio
from datetime import datetime, timedelta
from functools import cache

import pytest
from sqlmodel import col, select, update

from bot import packs
from bot.addresses import AllCourses, Allow, AskLeave, Coming, CourseAt, DeclineOffer, Join, MyCourse, TakeOffer
from bot.db import Database, Session
from bot.letters import Dropped, write
from bot.models import Account, Course, CourseSession, Enrollment, Letter, Person, Post, Priority
from bot.packs import Pack
from bot.screen import Screen
from bot.services import courses, enrollments, offers, people, reminders
from tests.services.making import FACTS, NOW, course, crowd, join, letters, person

STARTS = NOW + timedelta(days=14)


@cache
def leon() -> Pack:
    return packs.read("leon")


async def reader(session: Session, locale: str = "en") -> int:
    ana = await person(session)
    (await session.get_one(Person, ana)).locale = locale
    return ana


async def signed_up(session: Session, person_id: int, **fields: object) -> Enrollment:
    return await join(session, person_id, await course(session, **{"starts": STARTS, **fields}))  # type: ignore[arg-type]


async def the(session: Session, person_id: int, kind: str) -> Letter:
    return next(one for one in await letters(session, person_id) if one.kind == kind)


async def read(session: Session, letter: Letter, *, now: datetime | None = None) -> Screen | Dropped:
    return await write(session, letter, pack=leon(), facts=FACTS, now=now or letter.due_at)


async def shown(session: Session, letter: Letter, *, now: datetime | None = None) -> Screen:
    written = await read(session, letter, now=now)
    assert isinstance(written, Screen), written
    return written


async def dropped(session: Session, letter: Letter, *, now: datetime | None = None) -> str:
    written = await read(session, letter, now=now)
    assert isinstance(written, Dropped), written
    return written.reason


def to(screen: Screen) -> list[object]:
    """Where the buttons lead, but for the one that turns such letters off."""
    return [button.to for row in screen.rows for button in row if not isinstance(button.to, Allow)]


async def test_a_reminder_begins_with_what_and_when_and_says_where(db: Database) -> None:
    venue = next(one for one in leon().venues if one.address)
    async with db.begin() as session:
        ana = await reader(session)
        seat = await signed_up(session, ana, venue=venue.key)
        screen = await shown(session, await the(session, ana, "reminder_week"))
        first_line, place, *_ = screen.text.split("\n")
        assert first_line == "<b>Welding</b>: Sat, Dec 5, 12:00"
        assert venue.name.en in place
        assert to(screen) == [MyCourse(seat.id or 0), AskLeave(seat.id or 0)]


async def test_two_days_before_it_asks_whether_one_is_coming(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        seat = await signed_up(session, ana)
        letter = await the(session, ana, "reminder_two_days")
        assert to(await shown(session, letter)) == [Coming(seat.id or 0), AskLeave(seat.id or 0)]
        await enrollments.confirm(session, ana, seat.id or 0, now=NOW)
        later = await shown(session, letter)
        assert to(later) == [MyCourse(seat.id or 0), AskLeave(seat.id or 0)], "who answered isn't asked again"


async def test_a_reminder_is_in_its_readers_language(db: Database) -> None:
    async with db.begin() as session:
        for locale, title in (("es", "Soldadura"), ("en", "Welding")):
            ana = await reader(session, locale)
            await signed_up(session, ana, seats=9)
            assert (await shown(session, await the(session, ana, "reminder_today"))).text.startswith(f"<b>{title}</b>")


async def test_later_sessions_are_counted_and_said_to_be_tomorrow(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        seat = await signed_up(session, ana, meetings=2)
        screen = await shown(session, await the(session, ana, "reminder_tomorrow"))
        assert screen.text.startswith("<b>Welding</b>, session 2: tomorrow, 12:00")
        assert to(screen) == [MyCourse(seat.id or 0)] and "can't" not in screen.text, "leaving would be for good"


@pytest.mark.parametrize("kind", ["reminder_week", "reminder_today"])
async def test_what_a_reminder_of_the_first_session_promises_has_its_button(db: Database, kind: str) -> None:
    async with db.begin() as session:
        for locale in ("es", "en"):
            ana = await reader(session, locale)
            seat = await signed_up(session, ana)
            await enrollments.confirm(session, ana, seat.id or 0, now=NOW)
            screen = await shown(session, await the(session, ana, kind))
            label = next(row[0].label for row in screen.rows if row[0].to == AskLeave(seat.id or 0))
            assert label in screen.text.replace("&#39;", "'")


@pytest.mark.parametrize("locale", ["es", "en"])
async def test_a_letter_about_a_sensitive_course_names_nothing(db: Database, locale: str) -> None:
    venue = leon().venues[0]
    async with db.begin() as session:
        ana, beto = await reader(session, locale), await reader(session, locale)
        seat = await signed_up(session, ana, seats=1, sensitive=True, venue=venue.key)
        await join(session, beto, seat.course_id)
        screens = [
            await shown(session, await the(session, ana, kind))
            for kind in ("reminder_week", "reminder_two_days", "reminder_today")
        ]
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        screens.append(await shown(session, await the(session, beto, "seat_offer")))
        offer_until = NOW + timedelta(days=2)
        await offers.lapse(session, facts=FACTS, now=offer_until)
        screens.append(await shown(session, await the(session, beto, "offer_lapsed")))
        session.add(confirmed(ana, seat.course_id))
        screens.append(await shown(session, await the(session, ana, "course_confirmed"), now=NOW))
    for screen in screens:
        said = " ".join([screen.text, *(button.label for row in screen.rows for button in row)])
        for secret in ("Soldadura", "Welding", venue.name.es, venue.name.en):
            assert secret not in said


async def test_everything_of_a_day_comes_in_one_message(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        first = await signed_up(session, ana)
        words = {"es": "Costura & moda", "en": "Sewing & style"}
        second = await signed_up(session, ana, starts=STARTS + timedelta(hours=3), title=words, short_title=words)
        one, other = [x for x in await letters(session, ana) if x.kind == "reminder_week"]
        screen = await shown(session, one)
        assert screen.text.split("\n")[:2] == [
            "<b>Welding</b>: Sat, Dec 5, 12:00",
            "<b>Sewing &amp; style</b>: Sat, Dec 5, 15:00",
        ]
        assert to(screen) == [MyCourse(first.id or 0), MyCourse(second.id or 0)]
        assert [row[0].label for row in screen.rows] == ["Welding", "Sewing & style", "Not a week before"]
        assert (other.state, other.reason) == (Post.DROPPED, f"merged into {one.id}")
        assert await dropped(session, other) == f"merged into {one.id}"


async def test_after_an_outage_there_is_one_message_with_what_still_lies_ahead(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        begun = await signed_up(session, ana, starts=STARTS - timedelta(days=1))
        ahead = await signed_up(session, ana, starts=STARTS)
        left = await signed_up(session, ana, starts=STARTS + timedelta(days=1))
        left.standing = "left"  # as if an older program had left its letters behind
        back = STARTS - timedelta(hours=2)
        due = [one for one in await letters(session, ana) if one.due_at <= back]
        assert len(due) == 3 + 3 + 2
        written = [await read(session, one, now=back) for one in due]
        screens = [one for one in written if isinstance(one, Screen)]
        assert len(screens) == 1
        assert screens[0].text.startswith("<b>Welding</b>: today, 12:00")
        assert to(screens[0]) == [Coming(ahead.id or 0), AskLeave(ahead.id or 0)]
        reasons = {one.reason for one in written if isinstance(one, Dropped)}
        assert {"too late", "not taking part"} <= reasons
        assert begun.standing == "enrolled"


async def test_a_second_message_the_same_day_is_not_written(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        await signed_up(session, ana)
        first = await the(session, ana, "reminder_week")
        await shown(session, first)
        first.state, first.said_at = Post.DELIVERED, first.due_at
        later = first.due_at + timedelta(minutes=10)
        await join(session, ana, await course(session, starts=later + timedelta(days=7, hours=3)), now=later)
        second = [one for one in await letters(session, ana) if one.kind == "reminder_week" and one.id != first.id]
        assert await dropped(session, second[0]) == "told today"


async def test_two_of_one_person_in_hand_at_once_become_one_message(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        await signed_up(session, ana)
        await signed_up(session, ana, starts=STARTS + timedelta(hours=3))
        await session.exec(update(Letter).where(col(Letter.kind) == "reminder_week").values(state=Post.SENDING))
        weeks = [one for one in await letters(session, ana) if one.kind == "reminder_week"]
        now = weeks[-1].due_at

    async def courier(letter: Letter) -> Screen | Dropped:
        async with db.begin() as session:
            mine = await session.get_one(Letter, letter.id)
            written = await read(session, mine, now=now)
            if isinstance(written, Screen):
                mine.call = "{}"
            else:
                mine.state = Post.DROPPED
            return written

    written = await asyncio.gather(*(courier(one) for one in weeks))
    assert sum(isinstance(one, Screen) for one in written) == 1


async def test_what_a_letter_took_in_is_not_lost_when_it_must_be_sent_again(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        await signed_up(session, ana)
        await signed_up(session, ana, starts=STARTS + timedelta(hours=3))
        third = await signed_up(session, ana, starts=STARTS + timedelta(hours=6), meetings=1)
        weeks = [one for one in await letters(session, ana) if one.kind == "reminder_week"]
        weeks[2].due_at += timedelta(days=1)
        await session.flush()
        await shown(session, weeks[0])
        weeks[0].state, weeks[0].call = Post.WAITING, "{}"  # Telegram was away; it will be tried again
        screen = await shown(session, weeks[2])
        assert len(to(screen)) == 3
        assert MyCourse(third.id or 0) in to(screen)


async def test_a_session_that_moved_is_told_with_its_new_time(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        seat = await signed_up(session, ana)
        what, (meeting,) = await courses.get(session, seat.course_id), await courses.sessions(session, seat.course_id)
        meeting.starts_at += timedelta(hours=1, minutes=30)
        await reminders.move(session, what, [meeting], facts=FACTS, now=NOW)
        assert "13:30" in (await shown(session, await the(session, ana, "reminder_week"))).text


@pytest.mark.parametrize("kind", ["reminder_week", "reminder_two_days", "reminder_today"])
async def test_nothing_is_said_about_what_has_begun(db: Database, kind: str) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        seat = await signed_up(session, ana)
        letter = await the(session, ana, kind)
        assert await dropped(session, letter, now=STARTS) == "too late"
        earlier = update(CourseSession).where(col(CourseSession.course_id) == seat.course_id)
        await session.exec(earlier.values(starts_at=letter.due_at))
        assert await dropped(session, letter) == "begun"


async def test_nothing_is_said_to_who_left_a_moment_ago(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        seat = await signed_up(session, ana)
        letter = await the(session, ana, "reminder_week")
        letter.state = Post.SENDING
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        assert await dropped(session, letter) == "not taking part"


async def test_an_offer_says_until_when_and_is_gone_when_it_is_over(db: Database) -> None:
    async with db.begin() as session:
        ana, beto = await reader(session), await reader(session)
        seat = await signed_up(session, ana, seats=1)
        place = await join(session, beto, seat.course_id)
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        letter = await the(session, beto, "seat_offer")
        screen = await shown(session, letter, now=NOW)
        assert screen.text.startswith("There is a place for you: <b>Welding</b>\n📅 Sat, Dec 5, 12:00")
        assert "until tomorrow, 12:00" in screen.text
        assert to(screen) == [TakeOffer(place.id or 0), DeclineOffer(place.id or 0)]
        assert place.offer_until is not None
        assert await dropped(session, letter, now=place.offer_until) == "too late"
        place.standing = "enrolled"
        assert await dropped(session, letter, now=NOW) == "the offer is over"


async def test_an_offer_says_that_it_would_end_the_second_choice(db: Database) -> None:
    async with db.begin() as session:
        ana, beto = await reader(session), await reader(session)
        seat = await signed_up(session, ana, seats=1)
        place = await join(session, beto, seat.course_id)
        sewing = await course(session, short_title={"es": "Costura & moda", "en": "Sewing & style"})
        second = await enrollments.join(session, beto, sewing, facts=FACTS, now=NOW, backs_up=place.id or 0)
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        letter = await the(session, beto, "seat_offer")
        assert "give up your place in <b>Sewing &amp; style</b>" in (await shown(session, letter)).text
        (await session.get_one(Course, sewing)).sensitive = True
        text = (await shown(session, letter)).text
        assert "Sewing" not in text and "you give up your second choice" in text
        await enrollments.leave(session, beto, second.id or 0, reason="time", facts=FACTS, now=NOW)
        assert "second choice" not in (await shown(session, letter)).text


@pytest.mark.parametrize(("limits", "says"), [({"age_min": 60}, "ages 60 and up"), ({"age_max": 12}, "ages up to 12")])
async def test_who_is_passed_over_for_their_age_hears_the_limit(
    db: Database, limits: dict[str, int], says: str
) -> None:
    async with db.begin() as session:
        ana, beto = await reader(session), await reader(session)
        seat = await signed_up(session, ana, seats=1)
        await join(session, beto, seat.course_id)
        welding = await session.get_one(Course, seat.course_id)
        welding.age_min, welding.age_max = limits.get("age_min"), limits.get("age_max")
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        letter = await the(session, beto, "skipped")
        screen = await shown(session, letter)
        assert "<b>Welding</b>" in screen.text and says in screen.text
        welding.age_min = welding.age_max = None
        assert "you can join now" in (await shown(session, letter)).text
        await join(session, beto, seat.course_id)
        assert await dropped(session, letter) == "back already"


async def test_who_could_not_be_told_of_an_offer_hears_it_with_a_way_back_and_nothing_sensitive_is_named(
    db: Database,
) -> None:
    async with db.begin() as session:
        ana, beto, casey = [await reader(session) for _ in range(3)]
        seat = await signed_up(session, ana, seats=1, sensitive=True)
        for who in (beto, casey):
            await join(session, who, seat.course_id)
        account = (await session.exec(select(Account.id).where(Account.person_id == beto))).one()
        await people.stopped(session, account, NOW)
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        await people.of(session, account, language_code="en", now=NOW + timedelta(hours=1))
        letter = await the(session, beto, "skipped")
        screen = await shown(session, letter)
        assert "Welding" not in screen.text and "this chat was blocked" in screen.text
        assert to(screen) == [Join(seat.course_id), CourseAt(seat.course_id)]
        assert await dropped(session, letter, now=STARTS) == "too late"


async def test_a_lapsed_offer_shows_the_way_back_unless_one_is_back_already(db: Database) -> None:
    async with db.begin() as session:
        ana, beto = await reader(session), await reader(session)
        seat = await signed_up(session, ana, seats=1)
        await join(session, beto, seat.course_id)
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        then = NOW + timedelta(days=2)
        await offers.lapse(session, facts=FACTS, now=then)
        letter = await the(session, beto, "offer_lapsed")
        screen = await shown(session, letter, now=then)
        assert "<b>Welding</b>" in screen.text
        assert "you can join now" in screen.text, "nobody was next"
        assert to(screen) == [Join(seat.course_id), CourseAt(seat.course_id)]
        await join(session, beto, seat.course_id, now=then)
        assert await dropped(session, letter, now=then) == "back already"


async def line_ended(session: Session, beto: int, **fields: object) -> tuple[Letter, Course]:
    """The letter to Beto, who waited until the course began, and the course."""
    welding = await course(session, starts=STARTS, seats=1, key="welding", **fields)  # type: ignore[arg-type]
    for who in (await person(session), beto):
        await join(session, who, welding)
    await offers.lapse(session, facts=FACTS, now=STARTS)
    return await the(session, beto, "line_over"), await session.get_one(Course, welding)


@pytest.mark.parametrize("sensitive", [False, True])
async def test_the_end_of_a_line_shows_the_next_group_where_there_is_one(db: Database, sensitive: bool) -> None:
    async with db.begin() as session:
        beto = await reader(session)
        letter, _begun = await line_ended(session, beto, sensitive=sensitive)
        screen = await shown(session, letter)
        assert ("Welding" in screen.text) is not sensitive and "has begun" in screen.text
        assert to(screen) == [AllCourses(1)]
        following = await course(session, starts=STARTS + timedelta(days=7), key="welding", edition=2)
        screen = await shown(session, letter)
        assert "another group: it begins Sat, Dec 12, 12:00" in screen.text
        assert to(screen) == [CourseAt(following)]
        await join(session, beto, following, now=STARTS)
        assert await dropped(session, letter) == "back already"


async def test_a_course_that_was_withdrawn_is_not_said_to_have_begun(db: Database) -> None:
    async with db.begin() as session:
        letter, welding = await line_ended(session, await reader(session))
        welding.closed_at = NOW
        assert "begun" not in (await shown(session, letter)).text


def confirmed(person_id: int, course_id: int) -> Letter:
    return Letter(
        priority=Priority.NEWS,
        kind="course_confirmed",
        person_id=person_id,
        subject={"course_id": course_id},
        due_at=NOW,
    )


async def test_a_confirmed_course_is_told_while_it_still_is(db: Database) -> None:
    async with db.begin() as session:
        ana, beto = await crowd(session, 2)
        for who in (ana, beto):
            (await session.get_one(Person, who)).locale = "en"
        welding = await course(session)
        session.add_all([confirmed(ana, welding), confirmed(beto, welding)])
        letter = await the(session, ana, "course_confirmed")
        screen = await shown(session, letter)
        assert screen.text.startswith("Confirmed: <b>Welding</b>")
        assert to(screen) == [CourseAt(welding)]
        await join(session, beto, welding)
        assert await dropped(session, await the(session, beto, "course_confirmed")) == "taking part already"
        what = await courses.get(session, welding)
        what.illustrative_fields = ["schedule"]
        assert await dropped(session, letter) == "not confirmed any more"
        what.illustrative_fields, what.closed_at = [], NOW
        assert await dropped(session, letter) == "not confirmed any more"
        what.closed_at = None
        assert await dropped(session, letter, now=STARTS) == "begun"


async def test_a_letter_of_an_unknown_kind_or_to_nobody_is_dropped_and_not_an_error(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        strange = Letter(priority=Priority.NEWS, kind="from_the_future", person_id=ana, due_at=NOW)
        nobody = Letter(priority=Priority.NEWS, kind="reminder_week", due_at=NOW)
        adrift = Letter(priority=Priority.NEWS, kind="reminder_week", person_id=ana, due_at=NOW)
        session.add_all([strange, nobody, adrift])
        await session.flush()
        assert "from_the_future" in await dropped(session, strange)
        assert await dropped(session, nobody) == "the person is gone"
        assert await dropped(session, adrift) == "the session is gone"


async def test_every_label_fits_its_button(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        words = {"es": "Ñ" * 60, "en": "W" * 60}
        for hours in range(3):
            await signed_up(session, ana, starts=STARTS + timedelta(hours=2 * hours), short_title=words)
        screen = await shown(session, await the(session, ana, "reminder_week"))
        assert len(to(screen)) == 3
        assert all(len(button.label) <= 20 for row in screen.rows for button in row)
        assert (await session.exec(select(Course.taken))).all() == [1, 1, 1]


async def test_in_the_playground_a_clock_moved_weeks_ahead_still_gives_one_message(db: Database) -> None:
    async with db.begin() as session:
        ana = await reader(session)
        await signed_up(session, ana, meetings=6)
        sixth = STARTS + timedelta(days=35)
        back = sixth - timedelta(hours=20)
        written = [await read(session, one, now=back) for one in await letters(session, ana) if one.due_at <= back]
        said = [one for one in written if isinstance(one, Screen)]
        assert len(said) == 1
        assert "session 6: tomorrow" in said[0].text
