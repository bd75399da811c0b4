"""Judging applications: seats, conflicts, points, and what nobody sees too early."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from bot.db import Session
from bot.errors import NotAllowed, NotThere, Refusal
from bot.models import Application, CallRound, Guardianship, Progress, Role, StaffRole
from bot.services.applications import points, queue, reviewing, rounds
from tests.services import applying
from tests.services.making import FACTS, NOW, person

LATER = NOW + timedelta(hours=1)


async def colleague(session: Session, role: Role = Role.REVIEWER) -> int:
    one = await person(session)
    session.add(StaffRole(person_id=one, role=role, called="Luisa", since=NOW))
    await session.flush()
    return one


async def sent(session: Session, many: int = 1, **form: object) -> tuple[CallRound, list[Application]]:
    of = await applying.round_of(session, await applying.call(session, form=form))
    found = []
    for number in range(many):
        at = NOW - timedelta(hours=many - number)
        found.append(await applying.application(session, await person(session), of, at=at))
    return of, found


async def sits(session: Session, application: Application, me: int) -> None:
    await reviewing.claim(session, application.id or 0, me, facts=FACTS, now=NOW)
    await reviewing.declare(session, application.id or 0, me, knows=False, facts=FACTS, now=NOW)


async def judges(session: Session, application: Application, me: int, impact: int, feasible: int) -> None:
    to = application.id or 0
    await sits(session, application, me)
    await reviewing.give_points(session, to, me, "impact", impact, facts=FACTS, now=NOW)
    await reviewing.give_points(session, to, me, "feasible", feasible, facts=FACTS, now=NOW)
    await reviewing.judge(session, to, me, facts=FACTS, now=LATER)


async def entry(session: Session, application: Application, of: CallRound) -> queue.Entry:
    return await queue.entry(session, application, of, facts=FACTS)


async def refused(coroutine: object) -> str:
    with pytest.raises(Refusal) as raised:
        await coroutine  # type: ignore[misc]
    return getattr(raised.value, "why", type(raised.value).__name__)


async def test_the_longest_waiting_comes_first_and_nobody_holds_more_than_five(session: Session) -> None:
    of, found = await sent(session, 7)
    me = await colleague(session)
    taken = [
        (await reviewing.claim_next(session, of.id or 0, me, facts=FACTS, now=NOW)).application_id for _n in range(5)
    ]
    assert taken == [one.id for one in found[:5]]
    assert await refused(reviewing.claim_next(session, of.id or 0, me, facts=FACTS, now=NOW)) == "many"
    assert await refused(reviewing.claim(session, found[6].id or 0, me, facts=FACTS, now=NOW)) == "many"


async def test_a_claim_ends_by_itself_and_keeps_the_points(session: Session) -> None:
    _of, (one,) = await sent(session, reviewers=1)
    slow, other = await colleague(session), await colleague(session)
    to, over = one.id or 0, NOW + reviewing.CLAIM
    await sits(session, one, slow)
    await reviewing.give_points(session, to, slow, "impact", 3, facts=FACTS, now=NOW)
    assert await refused(reviewing.claim(session, to, other, facts=FACTS, now=over - timedelta(seconds=1))) == "taken"
    assert await refused(reviewing.mine(session, to, slow, facts=FACTS, now=over)) == "lapsed"
    await reviewing.claim(session, to, other, facts=FACTS, now=over)
    assert await refused(reviewing.claim(session, to, slow, facts=FACTS, now=over)) == "taken"
    await reviewing.give_back(session, to, other, facts=FACTS, now=over)
    again = await reviewing.claim(session, to, slow, facts=FACTS, now=over)
    assert again.points == {"impact": 3} and again.declared_at == NOW


async def test_nothing_is_read_before_it_is_said_that_one_does_not_know_them(session: Session) -> None:
    _of, (one,) = await sent(session)
    me, stranger = await colleague(session), await colleague(session)
    to = one.id or 0
    await reviewing.claim(session, to, me, facts=FACTS, now=NOW)
    assert await refused(reviewing.mine(session, to, me, facts=FACTS, now=NOW)) == "undeclared"
    assert await refused(reviewing.give_points(session, to, me, "impact", 3, facts=FACTS, now=NOW)) == "undeclared"
    assert await refused(reviewing.judge(session, to, stranger, facts=FACTS, now=NOW)) == "NotThere"
    await reviewing.declare(session, to, me, knows=False, facts=FACTS, now=NOW)
    seen = await reviewing.mine(session, to, me, facts=FACTS, now=NOW)
    assert [question.key for question in seen.questions] == ["project_name", "what_for", "modality"]


async def test_who_knows_them_never_sees_it_again_also_when_they_see_it_late(session: Session) -> None:
    of, (one,) = await sent(session)
    me = await colleague(session)
    to = one.id or 0
    await judges(session, one, me, 4, 4)
    assert (await entry(session, one, of)).mean == 100
    await reviewing.declare(session, to, me, knows=True, facts=FACTS, now=LATER)
    assert (await entry(session, one, of)).mean is None, "what they said doesn't count"
    for act in (reviewing.claim, reviewing.mine, reviewing.judge, reviewing.give_back):
        assert await refused(act(session, to, me, facts=FACTS, now=LATER)) == "NotThere"
    assert queue.seen_by(await queue.of_round(session, of, facts=FACTS), me) == []
    assert await refused(reviewing.claim_next(session, of.id or 0, me, facts=FACTS, now=LATER)) == "nothing"


async def test_who_applied_or_whose_family_did_has_no_say_in_the_round(session: Session) -> None:
    of, (one,) = await sent(session)
    applicant, mother, child = [await colleague(session) for _n in range(3)]
    young, guardian = await person(session, born=date(2011, 1, 1)), await person(session)
    session.add(Guardianship(person_id=young, guardian_id=mother, relation="mother", name="Eva", since=NOW))
    session.add(
        Guardianship(person_id=child, guardian_id=guardian, relation="father", name="Leo", since=NOW, ended_at=NOW)
    )
    await judges(session, one, applicant, 4, 4)
    await applying.application(session, applicant, of, progress=Progress.DRAFT)
    await applying.application(session, young, of)
    await applying.application(session, guardian, of, progress=Progress.WITHDRAWN)
    for me in (applicant, mother, child):
        assert await refused(reviewing.claim(session, one.id or 0, me, facts=FACTS, now=NOW)) == "excluded"
        assert await refused(reviewing.claim_next(session, of.id or 0, me, facts=FACTS, now=NOW)) == "excluded"
    assert not (await entry(session, one, of)).judged, "nor does what they said before count"


async def test_points_are_weighed_and_far_apart_ones_ask_for_a_third(session: Session) -> None:
    of, (near, far, one_criterion) = await sent(session, 3)
    form = rounds.asked(of)
    assert points.share({"impact": 4, "feasible": 0}, form) == 75
    first, second, third = [await colleague(session) for _n in range(3)]
    await judges(session, near, first, 4, 3)
    await judges(session, near, second, 3, 3)
    assert not (await entry(session, near, of)).differs
    assert await refused(reviewing.claim(session, near.id or 0, third, facts=FACTS, now=NOW)) == "taken"
    await judges(session, far, first, 4, 4)
    await judges(session, far, second, 1, 1)
    await judges(session, one_criterion, first, 3, 4)
    await judges(session, one_criterion, second, 3, 2)
    for one in (far, one_criterion):
        assert (await entry(session, one, of)).differs
        await judges(session, one, third, 2, 2)
        assert (await entry(session, one, of)).needed == 3
    counted = queue.counts(await queue.of_round(session, of, facts=FACTS), first, facts=FACTS, now=LATER)
    assert (counted["ready"], counted["differ"], counted["unread"], counted["again"]) == (3, 2, 0, 0)


async def test_a_judgement_needs_every_point_and_is_final(session: Session) -> None:
    of, (one,) = await sent(session)
    me, to = await colleague(session), one.id or 0
    await sits(session, one, me)
    for wrong in (("impact", 5), ("impact", -1), ("nothing", 2)):
        assert await refused(reviewing.give_points(session, to, me, *wrong, facts=FACTS, now=NOW)) == "NotThere"
    await reviewing.give_points(session, to, me, "impact", 0, facts=FACTS, now=NOW)
    assert await refused(reviewing.judge(session, to, me, facts=FACTS, now=NOW)) == "unfinished"
    await reviewing.give_points(session, to, me, "feasible", 4, facts=FACTS, now=NOW)
    assert await refused(reviewing.comment(session, to, me, "x" * 501, facts=FACTS, now=NOW)) == "too_long"
    for _twice in range(2):
        await reviewing.judge(session, to, me, facts=FACTS, now=NOW)
    assert await refused(reviewing.give_points(session, to, me, "impact", 4, facts=FACTS, now=NOW)) == "NotThere"
    assert await refused(reviewing.judge_again(session, to, me, facts=FACTS, now=NOW)) == "NotThere"
    assert (await entry(session, one, of)).mean == 25


async def test_a_role_taken_away_ends_at_once(session: Session) -> None:
    of, (one,) = await sent(session)
    me, author = await colleague(session), await colleague(session, Role.AUTHOR)
    await sits(session, one, me)
    await session.delete((await session.exec(select(StaffRole).where(col(StaffRole.person_id) == me))).one())
    await session.flush()
    with pytest.raises(NotThere):
        await reviewing.judge(session, one.id or 0, me, facts=FACTS, now=NOW)
    with pytest.raises(NotAllowed):
        await reviewing.claim_next(session, of.id or 0, author, facts=FACTS, now=NOW)
