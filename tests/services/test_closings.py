"""Deadlines of applications: letters before them, what becomes of drafts after them, outages, and late answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from bot import letters as post
from bot import packs
from bot import time as clock
from bot.db import Database, Session
from bot.errors import CallClosed, NotThere
from bot.letters.desk import Dropped, Held
from bot.models import Application, AuditEntry, CallRound, Letter, Paper, PaperState, Post, Progress, Role, StaffRole
from bot.screen import Screen
from bot.services.applications import closings, deadlines, lateness, outages, rounds, sending
from tests.services.applying import ANSWERS, application, call, round_of
from tests.services.making import FACTS, JUAREZ, NOW, letters, person

BORDER = replace(FACTS, zone=JUAREZ)
DAY = timedelta(days=1)
DELIVERED = (Post.DELIVERED,)


async def draft(session: Session, of: CallRound, *, at: datetime = NOW, whole: bool = False, **fields) -> Application:  # type: ignore[no-untyped-def]
    """Somebody's, without papers unless it is whole."""
    made = await application(session, await person(session), of, progress=Progress.DRAFT, at=at, **fields)
    if whole:
        paper = Paper(
            application_id=made.id or 0, question="official_id", position=1, state=PaperState.KEPT, sent_at=at
        )
        session.add(paper)
        await session.flush()
    return made


async def waiting(session: Session, one: Application) -> list[Letter]:
    return [letter for letter in await letters(session, one.person_id) if letter.state is Post.WAITING]


async def written(session: Session, letter: Letter, now: datetime) -> post.Written:
    return await post.write(session, letter, pack=packs.read("leon"), facts=FACTS, now=now)


@pytest.mark.parametrize("last", [date(2027, 3, 17), date(2026, 11, 4)])
async def test_the_letters_come_at_the_same_hour_on_both_sides_of_a_change_of_the_clock(
    session: Session, last: date
) -> None:
    """In Ciudad Juárez clocks change on 14 March 2027 and 1 November 2026."""
    closes = clock.at_local(last + DAY, time(0), JUAREZ)
    begun = closes - 20 * DAY
    of = await round_of(session, await call(session), closes_at=closes)
    one = await draft(session, of, at=begun)
    await deadlines.plan(session, one, of, facts=BORDER, now=begun)
    local = [clock.local(letter.due_at, JUAREZ) for letter in await waiting(session, one)]
    assert [(last - at.date()).days for at in local] == [7, 3, 1]
    assert {at.time() for at in local} == {time(17)} and len({at.utcoffset() for at in local}) == 2


async def test_a_minors_letters_keep_to_their_longer_quiet_hours(session: Session) -> None:
    of = await round_of(session, await call(session))
    one = await application(session, await person(session, born=date(2010, 5, 5)), of, progress=Progress.DRAFT)
    quiet = (time(16), time(10))
    await deadlines.plan(session, one, of, facts=replace(FACTS, quiet_minors=quiet), now=NOW)
    assert {clock.local(letter.due_at, FACTS.zone).time() for letter in await waiting(session, one)} == {time(15)}


async def test_who_begins_late_gets_what_is_still_ahead_and_who_sends_gets_nothing(session: Session) -> None:
    of = await round_of(session, await call(session), closes_at=NOW + 4 * DAY)
    one = await draft(session, of, whole=True)
    for _again in range(2):
        await deadlines.plan(session, one, of, facts=FACTS, now=NOW)
    assert [letter.subject["days"] for letter in await waiting(session, one)] == [3, 1]
    await sending.submit(session, one, facts=FACTS, now=NOW)
    assert not await waiting(session, one)
    assert not [letter for letter in await letters(session, one.person_id) if letter.state is not Post.DROPPED]


async def test_a_closing_that_moves_takes_its_letters_along(session: Session) -> None:
    asked = await call(session)
    of = await rounds.current(session, asked, facts=FACTS, now=NOW)
    assert of is not None and of.closes_at is not None
    one = await draft(session, of)
    await deadlines.plan(session, one, of, facts=FACTS, now=NOW)
    before = [letter.due_at for letter in await waiting(session, one)]
    assert asked.closes is not None
    asked.closes += 5 * DAY
    await session.flush()
    # Nobody has looked yet: the letter itself sees that it is too early.
    (first, *_others) = await waiting(session, one)
    of.closes_at += 5 * DAY
    assert isinstance(await written(session, first, before[0]), Held)
    of.closes_at -= 5 * DAY
    await closings.look(session, facts=FACTS, now=NOW)
    assert [letter.due_at for letter in await waiting(session, one)] == [at + 5 * DAY for at in before]
    assert of.edition == str(asked.closes) and await rounds.current(session, asked, facts=FACTS, now=NOW) is of


async def test_a_letter_says_what_is_missing_and_after_an_outage_only_the_last_is_said(session: Session) -> None:
    of = await round_of(session, await call(session))
    one = await draft(session, of, answers={"project_name": ANSWERS["project_name"], "modality": "social"})
    await deadlines.plan(session, one, of, facts=FACTS, now=NOW)
    week, three, _day = await waiting(session, one)
    said = await written(session, week, week.due_at)
    assert isinstance(said, Screen)
    text = said.text.striptags()
    assert "Te faltan 2 preguntas y estos papeles: Identificación." in text and text.startswith("Cierra")
    labels = [str(button.label) for row in said.rows for button in row]
    assert labels[0] == "Seguir" and "No me lo recuerdes" in labels
    assert isinstance(await written(session, week, three.due_at), Dropped)
    await sending.withdraw(session, one, now=NOW)
    assert isinstance(await written(session, three, three.due_at), Dropped)


async def test_a_draft_lapses_once_its_round_has_closed_and_keeps_its_answers(session: Session) -> None:
    of = await round_of(session, await call(session))
    one, sent = await draft(session, of), await application(session, await person(session), of)
    assert of.closes_at is not None
    at = of.closes_at + closings.LAG
    assert await closings.look(session, facts=FACTS, now=at - timedelta(seconds=1)) == 0
    assert await closings.look(session, facts=FACTS, now=at) == 1
    assert await closings.look(session, facts=FACTS, now=at + DAY) == 0
    assert (one.progress, sent.progress) == (Progress.LAPSED, Progress.SUBMITTED)
    (letter,) = [found for found in await letters(session, one.person_id) if found.kind == closings.LAPSED]
    said = await written(session, letter, at + timedelta(hours=1))
    assert isinstance(said, Screen) and "no se pierde nada" in said.text.casefold()


async def test_what_closed_while_nobody_could_be_served_can_be_sent_for_another_hour(session: Session) -> None:
    of = await round_of(session, await call(session), closes_at=NOW)
    one, control = await draft(session, of, at=NOW - DAY, whole=True), await draft(session, of, at=NOW - DAY)
    before, back = NOW - timedelta(minutes=20), NOW + timedelta(minutes=15)
    assert await outages.beat(session, now=before, wall=before) is None
    assert await outages.beat(session, now=before + outages.GAP, wall=before + outages.GAP) is None
    with pytest.raises(CallClosed):
        await sending.submit(session, one, facts=FACTS, now=back)
    outage = await outages.beat(session, now=back, wall=back)
    assert outage is not None and await outages.make_up(session, outage, now=back) == 2
    assert await closings.look(session, facts=FACTS, now=back) == 0, "nothing lapses meanwhile"
    (letter,) = await waiting(session, one)
    said = await written(session, letter, back)
    assert isinstance(said, Screen) and "sin servicio" in said.text and "hasta hoy, 13:15" in said.text
    await sending.submit(session, one, facts=FACTS, now=back + timedelta(minutes=59))
    assert one.progress is Progress.SUBMITTED
    with pytest.raises(CallClosed):
        await sending.submit(session, control, facts=FACTS, now=back + timedelta(minutes=60))
    assert await closings.look(session, facts=FACTS, now=back + timedelta(minutes=70)) == 1
    assert (await session.exec(select(AuditEntry).where(AuditEntry.act == "round_extended"))).one().details == {
        "minutes": 32
    }


async def test_a_clock_that_a_rehearsal_moves_is_no_outage(session: Session) -> None:
    await outages.beat(session, now=NOW, wall=NOW)
    assert await outages.beat(session, now=NOW + 30 * DAY, wall=NOW + timedelta(seconds=30)) is None


async def colleague(session: Session, role: Role) -> int:
    who = await person(session)
    session.add(StaffRole(person_id=who, role=role, called="Eli", since=NOW))
    await session.flush()
    return who


def at_noon(day: date) -> datetime:
    return clock.at_local(day, time(12), FACTS.zone)


async def kinds(session: Session, who: int) -> list[str]:
    return [letter.kind for letter in await letters(session, who)]


async def looked(session: Session, days: Sequence[datetime]) -> None:
    for now in days:
        for _again in range(2):
            await lateness.look(session, facts=FACTS, now=now)


async def test_what_is_late_is_told_to_colleagues_each_day_and_to_who_waits_once(session: Session) -> None:
    promised = date(2027, 1, 15)
    of = await round_of(session, await call(session), promised_on=promised)
    one = await application(session, await person(session), of)
    reviewer, approver = await colleague(session, Role.REVIEWER), await colleague(session, Role.APPROVER)
    administrator = await colleague(session, Role.ADMINISTRATOR)
    await looked(session, [at_noon(promised - days * DAY) for days in (10, 7, 5, 1, 0)])
    assert await kinds(session, reviewer) == await kinds(session, approver) == [lateness.SOON] * 2
    assert not await kinds(session, one.person_id)
    await looked(session, [at_noon(promised) + timedelta(hours=6)])
    assert await kinds(session, one.person_id) == [lateness.DELAYED]
    await looked(session, [at_noon(promised + days * DAY) for days in (1, 2)])
    assert await kinds(session, administrator) == [lateness.LATE] * 2
    assert await kinds(session, one.person_id) == [lateness.DELAYED], "at most once for a day"
    assert await lateness.late(session, facts=FACTS, now=at_noon(promised + DAY)) == 1
    assert one.progress is Progress.SUBMITTED and one.decision is None, "never a no by itself"
    (letter,) = await letters(session, one.person_id)
    said = await written(session, letter, at_noon(promised + DAY))
    assert isinstance(said, Screen) and "Aún no sé la nueva fecha" in said.text and "15 de enero de 2027" in said.text

    to, now = date(2027, 1, 29), at_noon(promised + 2 * DAY)
    for wrong in (promised, date(2027, 1, 17)):
        with pytest.raises(NotThere):
            await lateness.postpone(session, of.id or 0, wrong, by=approver, facts=FACTS, now=now)
    assert await lateness.postpone(session, of.id or 0, to, by=approver, facts=FACTS, now=now) == 1
    said = await written(session, (await letters(session, one.person_id))[-1], now)
    assert isinstance(said, Screen) and "a más tardar el <b>29 de enero de 2027" in said.text
    assert await lateness.late(session, facts=FACTS, now=now) == 0
    await looked(session, [at_noon(to) + timedelta(hours=6), at_noon(to + DAY)])
    assert await kinds(session, one.person_id) == [lateness.DELAYED] * 3


async def test_nothing_is_admitted_where_all_are_told_the_same_day(session: Session) -> None:
    promised = date(2027, 1, 15)
    evening = at_noon(promised) + timedelta(hours=6)
    asked = await call(session)
    of = await round_of(session, asked, promised_on=promised, release_at=evening + timedelta(hours=1))
    one = await application(session, await person(session), of)
    await looked(session, [evening])
    assert not await kinds(session, one.person_id)
    of.release_at = None
    await session.flush()
    await looked(session, [evening])
    assert await kinds(session, one.person_id) == [lateness.DELAYED]


async def test_where_a_call_is_open_all_year_each_has_a_day_of_their_own(session: Session) -> None:
    of = await round_of(session, await call(session), closes_at=None, promised_on=None)
    early = await application(session, await person(session), of, at=NOW)
    later = await application(session, await person(session), of, at=NOW + 5 * DAY)
    day = rounds.promised(of, NOW, facts=FACTS)
    await looked(session, [at_noon(day + DAY)])
    assert (await kinds(session, early.person_id), await kinds(session, later.person_id)) == ([lateness.DELAYED], [])
    assert await lateness.late(session, facts=FACTS, now=at_noon(day + DAY)) == 1


async def test_two_processes_that_come_back_at_once_make_up_for_an_outage_once(db: Database) -> None:
    async with db.begin() as session:
        await outages.beat(session, now=NOW, wall=NOW)
    found = []
    for _process in range(2):
        async with db.begin() as session:
            found.append(await outages.beat(session, now=NOW + DAY, wall=NOW + DAY))
    assert [one is not None for one in found] == [True, False]
