"""Seats of those who judge applications, taken by several at once."""

import asyncio

from sqlmodel import select

from bot.db import Database
from bot.errors import CantReview
from bot.models import Review
from bot.services.applications import reviewing
from tests.services.making import FACTS, NOW
from tests.services.test_judging import colleague, sent


async def test_of_two_who_take_the_last_seat_at_once_one_gets_it(db: Database) -> None:
    async with db.begin() as session:
        of, (one,) = await sent(session, reviewers=1)
        crowd = [await colleague(session) for _n in range(4)]
        to, round_id = one.id or 0, of.id or 0

    async def takes(me: int, *, this: bool) -> bool:
        try:
            async with db.begin() as session:
                if this:
                    await reviewing.claim(session, to, me, facts=FACTS, now=NOW)
                else:
                    await reviewing.claim_next(session, round_id, me, facts=FACTS, now=NOW)
        except CantReview as refusal:
            assert refusal.why in ("taken", "nothing")
            return False
        return True

    got = await asyncio.gather(*(takes(me, this=bool(at % 2)) for at, me in enumerate(crowd)))
    assert sum(got) == 1
    async with db.reading() as session:
        assert len((await session.exec(select(Review))).all()) == 1


async def test_four_who_take_the_next_at_once_share_two_applications_of_two_seats(db: Database) -> None:
    async with db.begin() as session:
        of, _two = await sent(session, 2)
        crowd = [await colleague(session) for _n in range(5)]
        round_id = of.id or 0

    async def takes(me: int) -> None:
        while True:
            try:
                async with db.begin() as session:
                    await reviewing.claim_next(session, round_id, me, facts=FACTS, now=NOW)
            except CantReview:
                return

    await asyncio.gather(*(takes(me) for me in crowd))
    async with db.reading() as session:
        held = (await session.exec(select(Review.application_id))).all()
    assert sorted(held.count(one) for one in set(held)) == [2, 2]
