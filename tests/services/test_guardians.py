"""Guardians: who needs one, how long a seat waits, and what races and forged links can't do."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db import Database, Session
from bot.errors import NotThere, PermissionGone, Refusal
from bot.models import Application, Course, Enrollment, Guardianship, Permission, Post, Progress, Standing
from bot.services import approvals, enrollments, guardians, holds, merging, of_age, offers, tokens
from bot.services.applications import drafts, sending
from tests.services import applying
from tests.services.making import FACTS, NOW, course, join, letters, person, somebody, taken

ALL = replace(FACTS, guardian_for=frozenset({"every_sign_up"}))
PAID = replace(FACTS, guardian_for=frozenset({"paid_courses"}))
YOUNG = date(2010, 5, 5)


async def held(session: Session, *, seats: int = 1) -> tuple[Enrollment, str, Permission]:
    """A minor's provisional place, and the link to its guardian."""
    young = await person(session, born=YOUNG)
    place = await join(session, young, await course(session, seats=seats), facts=ALL)
    matter = await approvals.mine(session, young, enrollment_id=place.id or 0, application_id=0)
    token, asked = await approvals.ask_by_link(session, await somebody(session, young), matter, facts=ALL, now=NOW)
    return place, token, asked


async def approved(session: Session, token: str, asked: Permission) -> int:
    """Somebody opens the link and says yes; their id."""
    guardian = await person(session, name=None, born=None)
    await approvals.open_link(session, token, await somebody(session, guardian), facts=ALL, now=NOW)
    await approvals.say_who(session, asked.id or 0, guardian, relation="mother", name="Rosa", now=NOW)
    await approvals.decide(session, asked.id or 0, await somebody(session, guardian), yes=True, facts=ALL, now=NOW)
    return guardian


@pytest.mark.parametrize(
    ("born", "facts", "fields", "needs"),
    [
        (YOUNG, FACTS, {}, False),
        (YOUNG, ALL, {}, True),
        (YOUNG, ALL, {"sensitive": True}, False),
        (YOUNG, PAID, {"cost": 0}, False),
        (YOUNG, PAID, {"cost": 1}, True),
        (YOUNG, FACTS, {"requirements": ["minor_guardian_consent"]}, True),
        (YOUNG, FACTS, {"employment": True}, False),
        (date(2011, 11, 20), FACTS, {"employment": True}, True),
        (date(2008, 11, 21), ALL, {}, False),
        (date(2008, 11, 22), ALL, {}, True),
        (None, ALL, {}, False),
    ],
)
async def test_who_needs_a_guardian(db: Database, born: date | None, facts, fields, needs: bool) -> None:  # type: ignore[no-untyped-def]
    async with db.begin() as session:
        who = await somebody(session, await person(session, born=born))
        what = await session.get_one(Course, await course(session, **fields))
        assert guardians.needed(what, who, facts=facts, now=NOW) is needs
        assert guardians.matters(what, facts) or not needs


async def test_a_provisional_seat_is_counted_and_reminds_of_nothing(db: Database) -> None:
    async with db.begin() as session:
        place, _token, _asked = await held(session)
        assert (place.standing, await taken(session, place.course_id)) == (Standing.PROVISIONAL, 1)
        assert [one.kind for one in await letters(session, place.person_id)] == [holds.SOON]
        late = await join(session, await person(session), place.course_id, facts=ALL)
        assert late.standing is Standing.WAITING


async def test_a_hold_ends_with_its_time_and_the_seat_goes_on(db: Database) -> None:
    async with db.begin() as session:
        place, token, asked = await held(session)
        guardian = await approved(session, token, asked)
        following = await join(session, await person(session), place.course_id, facts=ALL)
        end = place.offer_until
        assert end is not None and end == asked.expires_at
        assert await approvals.lapse(session, facts=ALL, now=end - timedelta(seconds=1)) == 0
        assert await approvals.lapse(session, facts=ALL, now=end) == 1
        assert (place.standing, following.standing) == (Standing.LAPSED, Standing.OFFERED)
        assert await taken(session, place.course_id) == 1
        assert {one.kind: one.state for one in await letters(session, place.person_id)}[holds.SOON] is Post.DROPPED
        assert "guardian_in_vain" in [one.kind for one in await letters(session, guardian)]
        with pytest.raises(PermissionGone):
            await approvals.confirm(
                session, asked.id or 0, await somebody(session, place.person_id), yes=True, facts=ALL, now=end
            )


@pytest.mark.parametrize(
    ("starts", "ends"), [(timedelta(hours=1), timedelta(hours=1)), (timedelta(hours=4), timedelta(hours=2))]
)
def test_a_hold_never_outlasts_the_beginning(starts: timedelta, ends: timedelta) -> None:
    soon = Course.model_construct(starts_at=NOW + starts)
    assert holds.until(soon, facts=ALL, now=NOW) == NOW + ends


async def test_a_yes_counts_once_both_sides_said_so(db: Database) -> None:
    async with db.begin() as session:
        place, token, asked = await held(session)
        young = await somebody(session, place.person_id)
        with pytest.raises(NotThere):
            await approvals.confirm(session, asked.id or 0, young, yes=True, facts=ALL, now=NOW)
        guardian = await approved(session, token, asked)
        assert place.standing is Standing.PROVISIONAL and not await guardians.of(session, place.person_id)
        for _again in range(2):
            await approvals.confirm(session, asked.id or 0, young, yes=True, facts=ALL, now=NOW)
        assert place.standing is Standing.ENROLLED and place.offer_until is None
        assert [one.guardian_id for one in await guardians.of(session, place.person_id)] == [guardian]
        await approvals.withdraw(session, asked.id or 0, guardian, facts=ALL, now=NOW)
        await session.refresh(place)
        assert (place.standing, place.left_reason) == (Standing.LEFT, holds.REASON)
        assert await taken(session, place.course_id) == 0


async def test_two_who_open_a_link_at_once_are_told_apart(db: Database) -> None:
    async with db.begin() as session:
        _place, token, asked = await held(session)
        two = [await person(session, born=None) for _ in range(2)]

    async def opens(who: int) -> str:
        async with db.begin() as session:
            try:
                await approvals.open_link(session, token, await somebody(session, who), facts=ALL, now=NOW)
            except PermissionGone as refusal:
                return refusal.why
            return "open"

    assert sorted(await asyncio.gather(*map(opens, two))) == ["open", "taken"]
    async with db.reading() as session:
        assert (await session.get_one(Permission, asked.id)).guardian_id in two


async def test_confirming_while_the_time_runs_out_never_over_books(db: Database) -> None:
    async with db.begin() as session:
        place, token, asked = await held(session)
        await approved(session, token, asked)
        await join(session, await person(session), place.course_id, facts=ALL)
        end, course_id = place.offer_until, place.course_id
    assert end is not None

    async def confirms() -> None:
        async with db.begin() as session:
            try:
                who = await somebody(session, place.person_id)
                await approvals.confirm(
                    session, asked.id or 0, who, yes=True, facts=ALL, now=end - timedelta(seconds=1)
                )
            except Refusal:
                return

    async def lapses() -> None:
        async with db.begin() as session:
            await approvals.lapse(session, facts=ALL, now=end)

    await asyncio.gather(confirms(), lapses())
    async with db.reading() as session:
        assert await taken(session, course_id) == 1


async def test_at_eighteen_a_place_that_waited_is_the_persons(db: Database) -> None:
    birthday = datetime(2028, 5, 5, 7, tzinfo=UTC)
    async with db.begin() as session:
        place, token, asked = await held(session)
        guardian = await approved(session, token, asked)
        young = await somebody(session, place.person_id)
        await approvals.confirm(session, asked.id or 0, young, yes=True, facts=ALL, now=NOW)
        assert await of_age.look(session, facts=ALL, now=birthday - timedelta(hours=2)) == 0
        assert await of_age.look(session, facts=ALL, now=birthday) == 1
        assert await of_age.look(session, facts=ALL, now=birthday) == 0
        assert not await guardians.wards(session, guardian)
        assert not await guardians.given(session, guardian, now=NOW)
        with pytest.raises(NotThere):
            await approvals.withdraw(session, asked.id or 0, place.person_id, facts=ALL, now=birthday)


async def test_nobody_becomes_their_own_guardian_by_moving(db: Database) -> None:
    async with db.begin() as session:
        place, token, asked = await held(session)
        guardian = await approved(session, token, asked)
        young = await somebody(session, place.person_id)
        await approvals.confirm(session, asked.id or 0, young, yes=True, facts=ALL, now=NOW)
        await merging.merge(session, place.person_id, guardian, facts=ALL, now=NOW)
        await session.refresh(place)
        assert place.standing is Standing.PROVISIONAL and await taken(session, place.course_id) == 1
        assert not await guardians.of(session, place.person_id)
        assert (await session.get_one(Permission, asked.id)).ended_at is not None


async def test_an_application_approved_by_who_turns_out_to_be_oneself_waits_for_somebody_else(db: Database) -> None:
    facts = replace(FACTS, guardian_for=frozenset({"applications"}))
    async with db.begin() as session:
        young = await person(session, born=YOUNG)
        of = await applying.round_of(session, await applying.call(session))
        sent = await applying.application(session, young, of, progress=Progress.GUARDIAN)
        matter = await approvals.mine(session, young, enrollment_id=0, application_id=sent.id or 0)
        token, asked = await approvals.ask_by_link(
            session, await somebody(session, young), matter, facts=facts, now=NOW
        )
        guardian = await approved(session, token, asked)
        await approvals.confirm(session, asked.id or 0, await somebody(session, young), yes=True, facts=facts, now=NOW)
        assert sent.progress is Progress.SUBMITTED
        await merging.merge(session, young, guardian, facts=facts, now=NOW)
        await session.refresh(sent)
        assert (sent.person_id, sent.progress) == (young, Progress.GUARDIAN)


async def test_an_application_is_approved_and_taken_back_at_once_only_once(db: Database) -> None:
    """A yes and a withdrawal at the same moment: whichever is second finds what the first one left."""
    facts = replace(FACTS, guardian_for=frozenset({"applications"}))
    async with db.begin() as session:
        young = await person(session, born=YOUNG)
        of = await applying.round_of(session, await applying.call(session))
        sent = await applying.application(session, young, of, progress=Progress.GUARDIAN)
        matter = await approvals.mine(session, young, enrollment_id=0, application_id=sent.id or 0)
        token, asked = await approvals.ask_by_link(
            session, await somebody(session, young), matter, facts=facts, now=NOW
        )
        await approved(session, token, asked)

    async def confirms() -> None:
        async with db.begin() as session:
            try:
                who = await somebody(session, young)
                await approvals.confirm(session, asked.id or 0, who, yes=True, facts=facts, now=NOW)
            except Refusal:
                return

    async def withdraws() -> None:
        async with db.begin() as session:
            await sending.withdraw(session, await drafts.get(session, young, sent.id or 0), now=NOW)

    await asyncio.gather(confirms(), withdraws())
    async with db.reading() as session:
        assert (await session.get_one(Application, sent.id)).progress is Progress.WITHDRAWN


async def test_an_offer_taken_by_a_minor_waits_for_the_yes(db: Database) -> None:
    async with db.begin() as session:
        course_id = await course(session, seats=1)
        seat = await join(session, await person(session), course_id, facts=ALL)
        place = await join(session, await person(session, born=YOUNG), course_id, facts=ALL)
        await enrollments.leave(session, seat.person_id, seat.id or 0, reason="time", facts=ALL, now=NOW)
        for _again in range(2):
            await offers.take(session, place.person_id, place.id or 0, facts=ALL, now=NOW)
        assert place.standing is Standing.PROVISIONAL and await taken(session, course_id) == 1


async def test_either_side_parts_and_nobody_else(db: Database) -> None:
    async with db.begin() as session:
        place, token, asked = await held(session)
        guardian = await approved(session, token, asked)
        young = await somebody(session, place.person_id)
        await approvals.confirm(session, asked.id or 0, young, yes=True, facts=ALL, now=NOW)
        (pair,) = await guardians.of(session, place.person_id)
        with pytest.raises(NotThere):
            await guardians.part(session, pair.id or 0, await person(session), now=NOW)
        await guardians.part(session, pair.id or 0, guardian, now=NOW)
        assert (await session.get_one(Guardianship, pair.id)).why == "guardian"
        assert place.standing is Standing.ENROLLED and await guardians.given(session, guardian, now=NOW)


@given(st.text(max_size=80))
def test_whatever_is_typed_as_a_code_has_a_digest_and_a_fresh_one_is_never_typed(typed: str) -> None:
    assert len(tokens.digest(typed)) == 64
    assert tokens.digest(tokens.fresh()) != tokens.digest(typed)


def test_a_link_carries_160_bits_in_plain_digits() -> None:
    token = tokens.fresh()
    assert len(bytes.fromhex(token)) == 20 and len("g_" + token) <= 64
