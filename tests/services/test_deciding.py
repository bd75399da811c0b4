"""Deciding applications: two pairs of eyes, places, corrections, and one hour at which all is told."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.db import Database, Session
from bot.models import Application, AuditEntry, Decision, Letter, Person, Progress, Review, Role, StaffRole
from bot.services.applications import (
    correcting,
    deciding,
    lateness,
    merging,
    queue,
    releasing,
    reminding,
    reviewing,
    rounds,
    sending,
)
from tests.services.applying import application
from tests.services.making import FACTS, NOW, letters, person
from tests.services.test_judging import LATER, colleague, judges, refused, sent, sits

AT = NOW + timedelta(days=1)


async def decide(session: Session, one: Application, me: int, what: str, reason: str = "") -> Application:
    case = await deciding.settle(
        session, one.id or 0, me, what, reason=reason, mark=deciding.mark_of(one), facts=FACTS, now=NOW
    )
    return case.application


async def try_to(session: Session, one: Application, me: int, what: str, reason: str = "") -> str:
    return await refused(decide(session, one, me, what, reason))


async def second(session: Session, one: Application, me: int) -> None:
    await deciding.second(session, one.id or 0, me, deciding.mark_of(one), facts=FACTS, now=NOW)


async def kinds(session: Session, one: Application) -> list[str]:
    return [letter.kind for letter in await letters(session, one.person_id)]


async def test_who_decides_an_award_is_neither_its_only_reader_nor_who_confirms_it(session: Session) -> None:
    of, (one,) = await sent(session)
    reviewer = await colleague(session)
    boss, deputy = [await colleague(session, Role.APPROVER) for _n in range(2)]
    assert await try_to(session, one, reviewer, "accepted") == "NotAllowed"
    await judges(session, one, boss, 4, 4)
    assert await try_to(session, one, boss, "accepted") == "alone"
    await judges(session, one, reviewer, 4, 4)
    await decide(session, one, boss, "accepted")
    assert queue.unconfirmed(one, rounds.asked(of))
    assert await refused(second(session, one, boss)) == "own"
    assert await refused(second(session, one, reviewer)) == "NotAllowed"
    await second(session, one, deputy)
    assert (one.decided_by, one.seconded_by) == (boss, deputy)
    assert await refused(second(session, one, deputy)) == "over"


async def test_it_is_known_beforehand_whether_anybody_else_may_confirm_an_award(session: Session) -> None:
    _of, (one, other) = await sent(session, 2)
    boss = await colleague(session, Role.APPROVER)

    async def confirmable() -> bool:
        case = await deciding.may_decide(session, one.id or 0, boss, facts=FACTS, now=NOW)
        return await deciding.can_be_confirmed(session, case, boss)

    assert not await confirmable()
    session.add(StaffRole(person_id=other.person_id, role=Role.APPROVER, called="Leo", since=NOW))
    await session.flush()
    assert not await confirmable(), "they applied themself"
    await colleague(session, Role.APPROVER)
    assert await confirmable()


async def test_whoever_still_judges_it_sees_no_name(session: Session) -> None:
    _of, (one,) = await sent(session)
    boss = await colleague(session, Role.APPROVER)
    await sits(session, one, boss)
    assert await try_to(session, one, boss, "declined", "incomplete") == "reading"
    await reviewing.give_back(session, one.id or 0, boss, facts=FACTS, now=NOW)
    await decide(session, one, boss, "declined", "incomplete")


async def test_whoever_saw_the_name_and_the_judgements_does_not_judge_it(session: Session) -> None:
    of, (one,) = await sent(session)
    boss, to = await colleague(session, Role.APPROVER), one.id or 0
    await judges(session, one, await colleague(session), 4, 4)
    [(entry, name)] = await deciding.named(session, await queue.of_round(session, of, facts=FACTS))
    assert not name and not entry.is_read, "half read, the list by points names nobody"
    await deciding.may_decide(session, to, boss, facts=FACTS, now=NOW)
    assert await refused(reviewing.claim(session, to, boss, facts=FACTS, now=NOW)) == "seen"
    assert await refused(reviewing.claim_next(session, of.id or 0, boss, facts=FACTS, now=NOW)) == "nothing"


async def test_a_no_has_a_reason_of_the_list_and_anything_else_has_none(session: Session) -> None:
    _of, (one,) = await sent(session)
    boss = await colleague(session, Role.APPROVER)
    for what, reason in (
        ("declined", ""),
        ("declined", "ugly"),
        ("waiting", "incomplete"),
        ("nonsense", ""),
        ("accepted", "x"),
    ):
        assert await try_to(session, one, boss, what, reason) == "NotThere", (what, reason)
    await decide(session, one, boss, "declined", "few_places")
    assert (one.progress, one.decision, one.reason) == (Progress.DECIDED, Decision.DECLINED, "few_places")


async def test_no_more_are_chosen_than_there_are_places(session: Session) -> None:
    _of, found = await sent(session, 3, criteria=[])
    boss = await colleague(session, Role.APPROVER)
    await decide(session, found[0], boss, "accepted")
    await decide(session, found[1], boss, "accepted")
    assert await try_to(session, found[2], boss, "accepted") == "places"
    await deciding.undo(session, found[1].id or 0, boss, facts=FACTS, now=NOW)
    await decide(session, found[2], boss, "accepted")


async def test_a_decision_is_changed_until_it_is_told_and_each_time_is_noted(session: Session) -> None:
    _of, (one,) = await sent(session, criteria=[])
    boss, deputy = [await colleague(session, Role.APPROVER) for _n in range(2)]
    await decide(session, one, boss, "accepted")
    await second(session, one, deputy)
    await deciding.remark(session, one.id or 0, boss, "Nos gustó\n\n\n\nmucho", facts=FACTS, now=NOW)
    assert one.progress is Progress.SUBMITTED, "it was confirmed with other words"
    assert one.remark == "Nos gustó\n\nmucho"
    stale = deciding.settle(session, one.id or 0, boss, "accepted", mark="0", facts=FACTS, now=NOW)
    assert await refused(stale) == "changed"
    await decide(session, one, boss, "declined", "incomplete")
    await decide(session, one, boss, "declined", "incomplete")
    acts = (await session.exec(select(AuditEntry).where(AuditEntry.subject == f"application:{one.id}"))).all()
    said = [(entry.act.removeprefix("application_"), entry.details.get("decision")) for entry in acts]
    assert said == [
        ("seen", None),
        ("decided", "accepted"),
        ("seen", None),
        ("confirmed", None),
        ("undecided", None),
        ("remark", None),
        ("decided", "declined"),
    ]
    assert "gustó" not in str([entry.details for entry in acts])


async def test_two_colleagues_who_turn_out_to_be_one_were_no_two_pairs_of_eyes(session: Session) -> None:
    of, (one, other) = await sent(session, 2, criteria=[])
    boss, deputy = [await colleague(session, Role.APPROVER) for _n in range(2)]
    await decide(session, one, boss, "accepted")
    await second(session, one, deputy)
    for me in (boss, deputy):
        await sits(session, other, me)
    await reviewing.declare(session, other.id or 0, deputy, knows=True, facts=FACTS, now=NOW)
    await merging.merge(session, boss, deputy, now=NOW)
    await session.refresh(one)
    assert queue.unconfirmed(one, rounds.asked(of))
    assert queue.seen_by(await queue.of_round(session, of, facts=FACTS), boss) != []
    assert await refused(reviewing.mine(session, other.id or 0, boss, facts=FACTS, now=NOW)) == "NotThere"


async def test_only_the_chosen_answers_are_opened_and_silence_is_no_refusal(session: Session) -> None:
    _of, (one,) = await sent(session)
    me, to = await colleague(session), one.id or 0
    await sits(session, one, me)
    assert await refused(correcting.send(session, to, me, 7, facts=FACTS, now=NOW)) == "bare"
    blind = correcting.note(session, to, me, "curp", "Falta", facts=FACTS, now=NOW)
    assert await refused(blind) == "NotThere", "who judges blindly doesn't see that one"
    await correcting.note(session, to, me, "what_for", "¿Cuántas plantas?", facts=FACTS, now=NOW)
    await correcting.note(session, to, me, "project_name", "¿Y el nombre?", facts=FACTS, now=NOW)
    await correcting.drop(session, to, me, "project_name", facts=FACTS, now=NOW)
    assert await refused(correcting.send(session, to, me, 5, facts=FACTS, now=NOW)) == "NotThere"
    await correcting.send(session, to, me, 7, facts=FACTS, now=NOW)
    assert one.progress is Progress.CORRECTING and one.corrections == {"what_for": "¿Cuántas plantas?"}
    assert one.correct_until == correcting.until(7, facts=FACTS, now=NOW)
    mine = (await session.exec(select(Review).where(Review.reviewer_id == me))).one()
    assert mine.claimed_until == one.correct_until + reviewing.CLAIM
    assert await refused(reviewing.judge(session, to, me, facts=FACTS, now=LATER)) == "correcting"
    assert await correcting.lapse(session, now=one.correct_until - timedelta(seconds=1)) == 0
    assert await correcting.lapse(session, now=one.correct_until) == 1
    assert one.progress is Progress.SUBMITTED and one.decision is None and not one.corrections
    assert await kinds(session, one) == [correcting.KIND, correcting.OVER]


async def told(session: Session, now: object) -> int:
    return await releasing.run(session, facts=FACTS, now=now)  # type: ignore[arg-type]


async def test_everybody_hears_at_the_hour_but_what_is_not_confirmed_or_decided(session: Session) -> None:
    of, (won, open_, lost, waits, unconfirmed) = await sent(session, 5, criteria=[])
    boss, deputy = [await colleague(session, Role.APPROVER) for _n in range(2)]
    round_id = of.id or 0
    nothing = releasing.set_hour(session, round_id, boss, AT, facts=FACTS, now=NOW)
    assert await refused(nothing) == "nothing"
    await decide(session, won, boss, "accepted")
    await second(session, won, deputy)
    await decide(session, lost, boss, "declined", "incomplete")
    await decide(session, waits, boss, "waiting")
    await decide(session, unconfirmed, boss, "accepted")
    check = releasing.check(await queue.of_round(session, of, facts=FACTS))
    assert check.total == 3
    assert [one.id for one in check.undecided] == [open_.id]
    assert [one.id for one in check.unconfirmed] == [unconfirmed.id]
    past = releasing.set_hour(session, round_id, boss, NOW, facts=FACTS, now=NOW)
    assert await refused(past) == "past"
    await releasing.set_hour(session, round_id, boss, AT, facts=FACTS, now=NOW)
    await releasing.cancel(session, round_id, boss, now=NOW)
    assert await told(session, AT) == 0
    await releasing.set_hour(session, round_id, boss, AT, facts=FACTS, now=NOW)
    assert await told(session, AT - timedelta(seconds=1)) == 0
    assert [await told(session, AT) for _twice in range(2)] == [3, 0]
    assert [await kinds(session, one) for one in (won, lost, waits, open_, unconfirmed)] == [
        ["application_accepted"],
        ["application_declined"],
        ["application_waiting"],
        [],
        [],
    ]
    assert await try_to(session, lost, boss, "waiting") == "told"
    await second(session, unconfirmed, deputy)
    await decide(session, open_, boss, "declined", "few_places")
    assert await told(session, AT + timedelta(hours=1)) == 0, "later ones have an hour of their own"
    later = AT + timedelta(days=1)
    await releasing.set_hour(session, round_id, boss, later, facts=FACTS, now=AT + timedelta(hours=1))
    assert await told(session, later) == 2
    assert await kinds(session, lost) == ["application_declined"], "nobody hears twice"


async def test_a_release_that_is_cut_off_told_nobody_and_tells_each_once_when_it_is_done_again(db: Database) -> None:
    async with db.begin() as session:
        of, several = await sent(session, 3)
        boss = await colleague(session, Role.APPROVER)
        for one in several:
            await decide(session, one, boss, "declined", "incomplete")
        await releasing.set_hour(session, of.id or 0, boss, AT, facts=FACTS, now=NOW)

    async def told() -> tuple[int, int]:
        async with db.begin() as session:
            out = await session.exec(select(Application).where(col(Application.released_at).is_not(None)))
            said = await session.exec(select(Letter).where(Letter.kind == releasing.KINDS[Decision.DECLINED]))
            return len(out.all()), len(said.all())

    with pytest.raises(RuntimeError, match="killed"):
        async with db.begin() as session:
            assert await releasing.run(session, facts=FACTS, now=AT) == 3
            raise RuntimeError("killed")
    assert await told() == (0, 0)
    for _again in range(2):
        async with db.begin() as session:
            await releasing.run(session, facts=FACTS, now=AT)
    assert await told() == (3, 3)


async def test_what_is_set_for_the_night_is_told_in_the_morning(session: Session) -> None:
    of, (one,) = await sent(session, criteria=[])
    boss = await colleague(session, Role.APPROVER)
    await decide(session, one, boss, "waiting")
    night = NOW + timedelta(hours=12)
    await releasing.set_hour(session, of.id or 0, boss, night, facts=FACTS, now=NOW)
    assert of.release_at == FACTS.awake(night) > night


async def test_a_place_that_is_given_up_is_offered_to_the_next_in_line_by_a_person(session: Session) -> None:
    of, (won, other, worse, better) = await sent(session, 4)
    reader, (boss, deputy) = await colleague(session), [await colleague(session, Role.APPROVER) for _n in range(2)]
    for one, impact in ((won, 4), (other, 4), (worse, 1), (better, 3)):
        await judges(session, one, reader, impact, impact)
    for one in (won, other):
        await decide(session, one, boss, "accepted")
        await second(session, one, deputy)
    for one in (worse, better):
        await decide(session, one, boss, "waiting")
    await releasing.set_hour(session, of.id or 0, boss, AT, facts=FACTS, now=NOW)
    assert await refused(deciding.give_up(session, won.id or 0, won.person_id, now=NOW)) == "NotThere"
    assert await told(session, AT) == 4
    assert await refused(deciding.give_up(session, won.id or 0, other.person_id, now=AT)) == "NotThere"
    for _twice in range(2):
        await deciding.give_up(session, won.id or 0, won.person_id, now=AT)
    assert [letter.kind for letter in await letters(session, boss)] == [deciding.FREE]
    assert better.decision is Decision.WAITING, "nobody is moved up by itself"
    line = deciding.next_in_line(await queue.of_round(session, of, facts=FACTS))
    assert line is not None and line.application.id == better.id
    await decide(session, better, boss, "accepted")
    await second(session, better, deputy)
    after = AT + timedelta(days=1)
    await releasing.set_hour(session, of.id or 0, boss, after, facts=FACTS, now=AT)
    assert await told(session, after) == 1
    assert await kinds(session, better) == ["application_waiting", "application_accepted"]


async def test_who_waits_in_line_keeps_their_place_until_another_answer_is_told(
    session: Session,
) -> None:
    of, (one,) = await sent(session, criteria=[])
    boss, deputy = [await colleague(session, Role.APPROVER) for _n in range(2)]
    await decide(session, one, boss, "waiting")
    await releasing.set_hour(session, of.id or 0, boss, AT, facts=FACTS, now=NOW)
    await releasing.run(session, facts=FACTS, now=AT)
    told_at, after = one.released_at, AT + timedelta(days=90)
    assert one.in_line_since == told_at is not None and not one.told_to_wait
    await decide(session, one, boss, "accepted")
    assert one.told_to_wait, "the card says the line still"
    assert await lateness.owed(session, facts=FACTS, now=after) == [], "they have an answer"
    await deciding.undo(session, one.id or 0, boss, facts=FACTS, now=NOW)
    assert (one.progress, one.decision, one.released_at) == (Progress.DECIDED, Decision.WAITING, told_at)
    await decide(session, one, boss, "accepted")
    await second(session, one, deputy)
    await releasing.set_hour(session, of.id or 0, boss, AT + timedelta(hours=2), facts=FACTS, now=AT)
    assert await releasing.run(session, facts=FACTS, now=AT + timedelta(hours=2)) == 1
    assert one.in_line_since is None and not sending.may_withdraw(one)


async def test_whoever_was_told_to_wait_may_leave_the_line(session: Session) -> None:
    of, (one,) = await sent(session, criteria=[])
    boss = await colleague(session, Role.APPROVER)
    await decide(session, one, boss, "waiting")
    await releasing.set_hour(session, of.id or 0, boss, AT, facts=FACTS, now=NOW)
    await releasing.run(session, facts=FACTS, now=AT)
    await sending.withdraw(session, one, now=AT)
    assert one.progress is Progress.WITHDRAWN
    assert deciding.next_in_line(await queue.of_round(session, of, facts=FACTS)) is None


async def test_colleagues_hear_of_new_work_once_on_a_working_day(session: Session) -> None:
    of, (_one,) = await sent(session)
    reader, author = await colleague(session), await colleague(session, Role.AUTHOR)
    monday = NOW + timedelta(days=2)
    assert await reminding.tell(session, facts=FACTS, now=NOW) == 0, "it is a Saturday"
    assert await reminding.tell(session, facts=FACTS, now=monday - timedelta(hours=4)) == 0, "too early"
    assert [await reminding.tell(session, facts=FACTS, now=monday) for _twice in range(2)] == [1, 0]
    tuesday = monday + timedelta(days=1)
    assert await reminding.tell(session, facts=FACTS, now=tuesday) == 0, "nothing came since"
    await application(session, await person(session), of, at=monday + timedelta(hours=1))
    assert await reminding.tell(session, facts=FACTS, now=tuesday) == 1
    assert await letters(session, author) == []
    keys = (await session.exec(select(Letter.key).where(col(Letter.person_id) == reader))).all()
    assert len(keys) == 2


async def test_who_decides_reads_the_name_that_the_form_asked_for_where_the_profile_has_none(session: Session) -> None:
    of, (named,) = await sent(session)
    answers = {"full_name": "Luz Mora"}
    nameless = await application(session, await person(session, name=None), of, answers=answers)
    (await session.get_one(Person, named.person_id)).name = "Ana Ruiz"
    boss = await colleague(session, Role.APPROVER)
    for one, name in ((nameless, "Luz Mora"), (named, "Ana Ruiz")):
        assert (await deciding.may_decide(session, one.id or 0, boss, facts=FACTS, now=NOW)).name == name
