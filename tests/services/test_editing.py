"""What the staff changes in the catalogue, and what becomes of the people it affects."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot import letters as post
from bot import time
from bot.db import Database, Session
from bot.errors import BadField, ChangedMeanwhile
from bot.models import AuditEntry, Call, Enrollment, Interest, Letter, News, Post, Standing
from bot.packs import Pack
from bot.screen import Screen
from bot.services import catalogue, courses, editing, interests, offers
from bot.services.editing import ending
from tests.packs.reading import read
from tests.services.making import FACTS, LEON, NOW, REAL, course, crowd, join, letters, person, taken

MORNING = datetime(2026, 12, 5, 16, tzinfo=time.UTC)
"""Ten in León, two weeks from now."""


def leon() -> Pack:
    return read("leon")


def meeting(start: datetime, hours: float = 2) -> tuple[datetime, datetime]:
    return start, start + timedelta(hours=hours)


async def put(session: Session, course_id: int | None, now: datetime = NOW, **fields: Any) -> editing.Outcome:
    how = {"by": None, "pack": leon(), "facts": FACTS, "now": now}
    revision = fields.pop("revision", None)
    return await editing.put_course(session, fields, course_id=course_id, revision=revision, **how)  # type: ignore[arg-type]


async def foresee(session: Session, course_id: int, **fields: Any) -> editing.Effects:
    found = await courses.get(session, course_id)
    return await editing.effects(session, "course", found, fields, pack=leon(), facts=FACTS, now=NOW)


async def due(session: Session, person_id: int, *states: Post) -> dict[str, str]:
    """Kind and local moment of what waits for a person."""
    return {
        one.kind: f"{time.local(one.due_at, LEON):%d %b %H:%M}"
        for one in await letters(session, person_id)
        if one.state in (states or (Post.WAITING,))
    }


async def test_a_moved_session_moves_its_reminders_and_tells_who_takes_part(db: Database) -> None:
    async with db.begin() as session:
        welding, (ana, beto) = await course(session, seats=1, starts=MORNING), await crowd(session, 2)
        seat, _line = await join(session, ana, welding), await join(session, beto, welding)
        seat.confirmed_at = NOW
        later = MORNING + timedelta(days=2, hours=6)
        foreseen = await foresee(session, welding, sessions=[meeting(later)])
        assert (foreseen.enrolled, foreseen.waiting, foreseen.told, foreseen.told_at) == (1, 1, True, NOW)
        held = await courses.sessions(session, welding)
        assert isinstance(await put(session, welding, sessions=[meeting(later)]), editing.Changed)
        assert [one.id for one in await courses.sessions(session, welding)] == [held[0].id], "it keeps its calendar id"
        assert await due(session, ana) == {
            "course_changed": "21 Nov 12:00",
            "reminder_week": "30 Nov 16:00",
            "reminder_two_days": "05 Dec 16:00",
            "reminder_today": "07 Dec 13:00",
        }
        assert await due(session, beto) == {"course_changed": "21 Nov 12:00"}
        found = await courses.get(session, welding)
        assert (found.starts_at, found.ends_at) == meeting(later)
        await session.refresh(seat)
        assert seat.confirmed_at is None, "they said yes to another hour"


async def test_a_reminder_that_was_said_comes_again_for_the_new_date(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, starts=MORNING), await person(session)
        await join(session, ana, welding)
        for one in await letters(session, ana):
            one.state, one.said_at = Post.DELIVERED, one.due_at
        eve = MORNING - timedelta(days=1)
        await put(session, welding, eve, sessions=[meeting(MORNING + timedelta(days=14))])
        assert await due(session, ana) == {
            "course_changed": "04 Dec 10:00",
            "reminder_week": "12 Dec 10:00",
            "reminder_two_days": "17 Dec 10:00",
            "reminder_today": "18 Dec 20:00",
        }
        assert len(await due(session, ana, Post.DELIVERED)) == 3, "the receipts stay"


async def test_dropping_the_first_session_makes_the_second_one_first(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, starts=MORNING, meetings=3), await person(session)
        await join(session, ana, welding)
        second, third = (await courses.sessions(session, welding))[1:]
        await put(session, welding, sessions=[(one.starts_at, one.ends_at) for one in (second, third)])
        assert [one.number for one in await courses.sessions(session, welding)] == [1, 2]
        waiting = [one for one in await letters(session, ana) if one.state is Post.WAITING]
        assert sorted((one.kind, one.session_id) for one in waiting if one.session_id) == [
            ("reminder_today", second.id),
            ("reminder_tomorrow", third.id),
            ("reminder_two_days", second.id),
            ("reminder_week", second.id),
        ]


async def test_more_seats_go_to_the_line_at_once_and_fewer_than_taken_are_refused(db: Database) -> None:
    async with db.begin() as session:
        welding, people = await course(session, seats=2, starts=MORNING), await crowd(session, 4)
        for one in people:
            await join(session, one, welding)
        with pytest.raises(BadField) as refused:
            await put(session, welding, seats=1)
        assert (refused.value.why, refused.value.low) == ("taken", 2)
        assert (await foresee(session, welding, seats=3)).seats == 1
        await put(session, welding, seats=3)
        assert "seat_offer" in await due(session, people[2])
        assert "seat_offer" not in await due(session, people[3])
        assert await taken(session, welding) == 3


async def test_a_cancelled_course_tells_everybody_and_frees_them(db: Database) -> None:
    async with db.begin() as session:
        welding, other = await course(session, seats=1, starts=MORNING), await course(session, starts=MORNING)
        ana, beto = await crowd(session, 2)
        await join(session, ana, welding)
        await join(session, beto, welding)
        assert await ending.cancel(session, welding, by=None, pack=leon(), facts=FACTS, now=NOW) == 2
        assert await ending.cancel(session, welding, by=None, pack=leon(), facts=FACTS, now=NOW) == 0
        assert await due(session, ana) == await due(session, beto) == {"course_cancelled": "21 Nov 12:00"}
        assert await taken(session, welding) == 0
        assert (await join(session, ana, other)).standing is Standing.ENROLLED, "nothing else is at that hour any more"
        await offers.lapse(session, facts=FACTS, now=NOW)


async def said(session: Session, person_id: int, kind: str, now: datetime) -> Screen | post.Held | post.Dropped:
    query = select(Letter).where(Letter.person_id == person_id, Letter.kind == kind, Letter.state == Post.WAITING)
    letter = (await session.exec(query)).one()
    written = await post.write(session, letter, pack=leon(), facts=FACTS, now=now)
    assert isinstance(written, Screen | post.Held | post.Dropped)
    return written


async def test_two_changes_are_one_letter_and_one_taken_back_is_none(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, starts=MORNING), await person(session)
        await join(session, ana, welding)
        await put(session, welding, sessions=[meeting(MORNING + timedelta(days=1))])
        await put(session, welding, sessions=[meeting(MORNING + timedelta(days=2))])
        screen = await said(session, ana, "course_changed", NOW)
        assert isinstance(screen, Screen)
        assert "Era: sáb 5 dic, 10:00 a 12:00\nAhora: lun 7 dic, 10:00 a 12:00" in screen.text
        await put(session, welding, sessions=[meeting(MORNING)])
        assert isinstance(await said(session, ana, "course_changed", NOW), post.Dropped)


async def test_the_night_holds_the_letter_unless_the_morning_would_be_too_late(db: Database) -> None:
    night = datetime(2026, 12, 5, 5, tzinfo=time.UTC)  # eleven at night in León, the eve of that morning
    async with db.begin() as session:
        soon, late = await course(session, starts=MORNING), await course(session, starts=MORNING + timedelta(days=3))
        ana, beto = await crowd(session, 2)
        await join(session, ana, soon)
        await join(session, beto, late)
        await put(session, soon, night, sessions=[meeting(MORNING + timedelta(days=1))])
        await put(session, late, night, sessions=[meeting(MORNING + timedelta(days=4))])
        hasty = next(one for one in await letters(session, ana) if one.kind == "course_changed")
        assert hasty.due_at == night
        assert (await due(session, beto))["course_changed"] == "05 Dec 09:00"
        assert isinstance(await said(session, ana, "course_changed", night), Screen)
        assert isinstance(await said(session, beto, "course_changed", night), post.Held)


async def test_the_second_of_two_colleagues_overwrites_nothing(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, starts=MORNING)
        seen = (await courses.get(session, welding)).revision
        await put(session, welding, revision=seen, cost=100)
        with pytest.raises(ChangedMeanwhile):
            await put(session, welding, revision=seen, cost=50)
        assert (await courses.get(session, welding)).cost == 100


async def test_a_spreadsheet_creates_once_changes_once_and_then_nothing(db: Database) -> None:
    async with db.begin() as session:
        how: Any = {"by": None, "pack": leon(), "facts": FACTS, "now": NOW, "key": "TALLER-07"}
        fields = {"title": "Barbería para empezar", "summary": "Corta y peina.", "topic": "employment", "seats": 12}
        fields |= {"sessions": [meeting(MORNING)]}
        made = await editing.put_course(session, fields, **how)
        assert isinstance(made, editing.Created)
        row = await courses.get(session, made.id)
        assert (row.key, row.origin, row.edition, row.title["en"]) == (
            "barberia-para-empeza",
            "staff",
            1,
            row.title["es"],
        )
        assert row.short_title["es"] == "Barbería para empez…" and row.is_open(NOW)
        assert await editing.put_course(session, fields, **how) == editing.Unchanged(made.id)
        changed = await editing.put_course(session, fields | {"cost": 50}, **how)
        assert isinstance(changed, editing.Changed) and changed.effects.changed == ("cost",)
        log = (await session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))).all()
        assert [(one.act, one.subject) for one in log] == [
            ("create_course", f"course:{made.id}"),
            ("edit_course", f"course:{made.id}"),
        ]
        assert log[1].details == {"fields": "cost"}


HOSTILE: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"title": "x" * 9_000}, "title", "too_long"),
    ({"title": "\u200b \u202e"}, "title", "blank"),
    ({"summary": ""}, "summary", "blank"),
    ({"sessions": [meeting(NOW - timedelta(days=1))]}, "sessions", "past"),
    ({"sessions": [(MORNING, MORNING - timedelta(hours=1))]}, "sessions", "order"),
    ({"sessions": [meeting(MORNING, 13)]}, "sessions", "long"),
    ({"sessions": [meeting(MORNING), meeting(MORNING + timedelta(hours=1))]}, "sessions", "overlap"),
    ({"sessions": [meeting(MORNING + timedelta(days=day)) for day in range(61)]}, "sessions", "too_many"),
    ({"sessions": [meeting(MORNING + timedelta(days=3_000))]}, "sessions", "far"),
    ({"sessions": [(MORNING.replace(tzinfo=None), MORNING)]}, "sessions", "date"),
    ({"seats": "muchos"}, "seats", "number"),
    ({"seats": 10**9}, "seats", "range"),
    ({"age_min": 20, "age_max": 12}, "age_max", "order"),
    ({"employment": True, "age_min": 14}, "age_min", "work"),
    ({"venue": "nowhere"}, "venue", "unknown"),
    ({"topic": "aliens"}, "topic", "unknown"),
    ({"taken": 0}, "taken", "unknown"),
    ({"sources": ["javascript:alert(1)"]}, "sources", "address"),
)


async def test_what_cant_be_is_refused_with_its_field_and_changes_nothing(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, starts=MORNING)
        for fields, name, why in HOSTILE:
            with pytest.raises(BadField) as refused:
                await put(session, welding, **fields)
            assert (refused.value.name, refused.value.why) == (name, why), fields
        assert (await courses.get(session, welding)).revision == 0


def small(**changes: Any) -> Pack:
    """One illustrative course of the León pack, as `barber`, with fields changed."""
    one = next(one for one in leon().courses if one.schedule and one.seats and one.illustrative and not one.sensitive)
    barber = one.model_copy(update={"key": "barber", "seats": 12, "cost_mxn": 10, **changes})
    return leon().model_copy(update={"courses": [barber], "calls": leon().calls[:1], "news": leon().news[:1]})


async def test_a_restart_leaves_what_the_staff_decided_with_the_pack_unchanged_and_changed(db: Database) -> None:
    async with db.begin() as session:
        await catalogue.load(session, small(), facts=FACTS, now=NOW)
        barber = await courses.latest(session, "barber", now=NOW)
        assert barber.id is not None
        held = [meeting(MORNING), meeting(MORNING + timedelta(days=7))]
        await put(session, barber.id, title="Barbería nueva", seats=5, sessions=held)
        own = await editing.put_course(
            session,
            {"title": "De la casa", "summary": "Nuestro.", "topic": "employment"},
            by=None,
            pack=leon(),
            facts=FACTS,
            now=NOW,
        )
        again = await catalogue.load(session, small(), facts=FACTS, now=NOW)
        assert again.nothing
        change = await catalogue.load(
            session,
            small(seats=30, cost_mxn=99, title=leon().courses[0].title, schedule=leon().courses[-1].schedule),
            facts=FACTS,
            now=NOW,
        )
        assert change.courses.changed == {"barber": ["cost"]}, "only what the staff said nothing about"
        assert (barber.title["es"], barber.seats, barber.cost) == ("Barbería nueva", 5, 99)
        assert [(one.starts_at, one.ends_at) for one in await courses.sessions(session, barber.id)] == held
        assert not {"title", "seats", "schedule"} & {*barber.illustrative_fields}
        gone = await catalogue.load(session, small(key="another"), facts=FACTS, now=NOW)
        assert gone.courses.closed == [] and barber.closed_at is None
        assert (await courses.get(session, own.id)).closed_at is None


async def test_what_the_staff_closed_stays_closed_and_what_it_confirmed_stays_confirmed(db: Database) -> None:
    async with db.begin() as session:
        await catalogue.load(session, small(), facts=REAL, now=NOW)
        barber, ana = await courses.latest(session, "barber", now=NOW), await person(session)
        await interests.note(session, ana, barber, now=NOW)
        how: Any = {"by": None, "pack": leon(), "now": NOW}
        await ending.confirm(session, "course", barber.id or 0, facts=REAL, **how)
        assert not barber.illustrative and "course_confirmed" in await due(session, ana)
        assert (await session.exec(select(Interest))).first() is None
        await catalogue.load(session, small(seats=40), facts=REAL, now=NOW)
        assert not barber.illustrative and barber.seats == 12 and barber.status == "offered"
        await ending.close(session, "course", barber.id or 0, **how)
        await catalogue.load(session, small(), facts=REAL, now=NOW)
        assert barber.closed_at == NOW
        for kind, table in (("call", Call), ("news", News)):
            row = await session.get_one(table, 1)
            await ending.close(session, kind, row.id or 0, **how)
            await catalogue.load(session, small(), facts=REAL, now=NOW)
            assert row.closed_at == NOW
            await ending.reopen(session, kind, row.id or 0, facts=REAL, **how)
            assert row.closed_at is None


async def test_an_example_made_real_begins_no_more_examples(db: Database) -> None:
    async with db.begin() as session:
        await catalogue.load(session, small(), facts=FACTS, now=NOW)
        barber = await courses.latest(session, "barber", now=NOW)
        await put(session, barber.id, title="Barbería nueva")
        after = (barber.ends_at or NOW) + timedelta(days=1)
        assert await catalogue.renew(session, small(), facts=FACTS, now=after) == 1
        following = await courses.latest(session, "barber", now=after)
        assert following.title["es"] == "Barbería nueva", "what the staff wrote goes on"
        await ending.confirm(session, "course", following.id or 0, by=None, pack=leon(), facts=FACTS, now=after)
        later = (following.ends_at or after) + timedelta(days=1)
        assert await catalogue.renew(session, small(), facts=FACTS, now=later) == 0


async def test_a_venue_described_anew_tells_who_goes_there(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, starts=MORNING, venue="casa-juventud"), await person(session)
        await join(session, ana, welding)
        fields = {"name": "Casa de la Juventud", "address": "Calle Nueva 7"}
        how: Any = {"by": None, "pack": leon(), "facts": FACTS, "now": NOW}
        await editing.put(session, "venue", fields, key="casa-juventud", **how)
        screen = await said(session, ana, "course_changed", NOW)
        assert isinstance(screen, Screen) and "Calle Nueva 7" in screen.text and "cambia de lugar" in screen.text
        assert isinstance(await editing.put(session, "venue", fields, key="casa-juventud", **how), editing.Unchanged)


async def test_a_sensitive_course_isnt_named_in_what_comes_unasked(db: Database) -> None:
    async with db.begin() as session:
        circle, ana = await course(session, starts=MORNING, sensitive=True), await person(session)
        await join(session, ana, circle)
        await put(session, circle, sessions=[meeting(MORNING + timedelta(days=1))])
        screen = await said(session, ana, "course_changed", NOW)
        assert isinstance(screen, Screen) and "Soldadura" not in screen.text and "dic" not in screen.text
        await ending.cancel(session, circle, by=None, pack=leon(), facts=FACTS, now=NOW)
        screen = await said(session, ana, "course_cancelled", NOW)
        assert isinstance(screen, Screen) and "Soldadura" not in screen.text


async def test_an_offer_doesnt_outlast_an_earlier_beginning(db: Database) -> None:
    async with db.begin() as session:
        welding, (ana, beto) = await course(session, seats=1, starts=MORNING), await crowd(session, 2)
        await join(session, ana, welding)
        await join(session, beto, welding)
        await put(session, welding, seats=2)
        sooner = NOW + timedelta(hours=3)
        await put(session, welding, sessions=[meeting(sooner)])
        offer = (await session.exec(select(Enrollment).where(Enrollment.person_id == beto))).one()
        assert offer.standing is Standing.OFFERED and offer.offer_until is not None and offer.offer_until <= sooner


async def test_what_began_stays_and_only_what_lies_ahead_moves(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, starts=MORNING, meetings=3)
        first, second, third = await courses.sessions(session, welding)
        later = meeting(third.starts_at + timedelta(hours=1))
        await put(session, welding, MORNING + timedelta(days=1), sessions=[(second.starts_at, second.ends_at), later])
        dates = [one.starts_at for one in await courses.sessions(session, welding)]
        assert dates == [MORNING, MORNING + timedelta(days=7), later[0]] and first.number == 1
