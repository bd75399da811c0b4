"""One person's referral to a partner: what is passed on, their yes, and what came of it.

Nothing is passed on that the person hasn't seen and agreed to right before, each time anew. What the staff passed on
can't be called back from the partner; what waits can.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from bot import time
from bot.db import Session
from bot.errors import NotThere
from bot.models import RUNNING, STAFFS_TURN, Call, Course, Letter, Person, Post, Priority, Referral, Referred
from bot.services import audit, consents, purposes, working_days
from bot.services.facts import Facts
from bot.services.partners import things

TELEGRAM, PHONE = "telegram", "phone"
AFTER: Final = timedelta(days=14)
"""So long after it was passed on, and again after a *not yet*, one is asked whether it happened."""
ASKS: Final = 2
"""Times one is asked; then it is over for us, whatever came of it."""
PASSED_ON, CHECK, WORD = "referral_passed", "referral_check", "referral_word"
LATE_AFTER: Final = 3
"""Working days within which the staff passes one on."""


async def begin(session: Session, person: Person, thing: Course | Call, *, facts: Facts, now: datetime) -> Referral:
    """The person's live referral to this, or a new draft."""
    kind = things.kind_of(thing)
    query = select(Referral).where(
        Referral.person_id == person.id,
        Referral.kind == kind,
        Referral.key == thing.key,
        col(Referral.state).in_([Referred.DRAFT, *RUNNING]),
    )
    found = (await session.exec(query)).first()
    if found is not None:
        return found
    made = Referral(
        person_id=person.id or 0,
        kind=kind,
        key=thing.key,
        organiser=thing.organiser,
        with_age=things.ages(thing, facts) != (None, None),
        begun_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return (await session.exec(query)).one()
    return made


async def get(session: Session, person_id: int, referral_id: int) -> Referral:
    """One's own, as it is now, for this transaction alone. Raises NotThere."""
    query = select(Referral).where(Referral.id == referral_id).with_for_update()
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None or found.person_id != person_id:
        raise NotThere
    return found


async def of(session: Session, person_id: int) -> Sequence[Referral]:
    """All that somebody agreed to, the newest first."""
    query = select(Referral).where(Referral.person_id == person_id, Referral.state != Referred.DRAFT)
    return (await session.exec(query.order_by(col(Referral.id).desc()))).all()


def missing(referral: Referral, thing: Course | Call, person: Person, facts: Facts) -> list[str]:
    """What has to be asked before it can be shown whole: of `name`, `birth_date`, `reach` and `phone`, in order."""
    return [
        what
        for what, lacks in (
            ("reach", not referral.reach),
            ("name", not person.name),
            ("birth_date", person.birth_date is None and things.needs_age(thing, facts)),
            ("phone", referral.reach == PHONE and not referral.phone),
        )
        if lacks
    ]


async def reach_by(session: Session, referral: Referral, how: str, *, phone: str | None = None) -> None:
    """How the partner gets in touch, while it isn't passed on. Raises NotThere."""
    if how not in (TELEGRAM, PHONE) or referral.state is not Referred.DRAFT:
        raise NotThere
    referral.reach = how
    referral.phone = phone or referral.phone if how == PHONE else None
    await session.flush()


async def send(
    session: Session, referral: Referral, thing: Course | Call, person: Person, *, facts: Facts, now: datetime
) -> Referral:
    """The person's yes to exactly what they were shown. A minor's waits for their guardian's where one is needed.
    Sending twice is harmless. Raises NotThere where something is missing or it isn't for them."""
    if referral.state is not Referred.DRAFT:
        return referral
    today = time.local(now, facts.zone).date()
    unfit = things.misfit(thing, person, facts=facts, today=today)
    if missing(referral, thing, person, facts) or unfit:
        raise NotThere
    await consents.give(session, person.id or 0, purposes.REFERRALS, facts=facts, now=now)
    waits = things.guardian_needed(thing, person, facts=facts, now=now)
    referral.state = Referred.GUARDIAN if waits else Referred.OPEN
    referral.asked_at, referral.notice = now, facts.notice
    await session.flush()
    return referral


async def withdraw(session: Session, referral: Referral, *, now: datetime, why: str = "withdrawn") -> None:
    """The person doesn't want it any more; twice is harmless. The contact is forgotten at once."""
    if referral.state in (Referred.DONE, Referred.ENDED):
        return
    if referral.state is Referred.DRAFT:
        await session.delete(referral)
        await session.flush()
        return
    await end(session, referral, why, now=now)


async def withdraw_all(session: Session, person_id: int, *, now: datetime) -> None:
    """What follows when the consent is taken back."""
    mine = Referral.person_id == person_id
    for one in (await session.exec(select(Referral).where(mine).with_for_update())).all():
        await withdraw(session, one, now=now)


async def end(session: Session, referral: Referral, why: str | None, *, now: datetime) -> None:
    """It is over: done where `why` is None."""
    referral.state = Referred.ENDED if why else Referred.DONE
    referral.why, referral.ended_at = why, now
    referral.phone = referral.word = referral.token_hash = referral.token_until = None
    about = (col(Letter.person_id) == referral.person_id, col(Letter.state) == Post.WAITING, col(Letter.call).is_(None))
    await session.exec(
        update(Letter)
        .where(*about, col(Letter.key).like(f"referral_%:{referral.id}:%"))
        .values(state=Post.DROPPED, reason="the referral is over")
    )
    await session.flush()


async def say_how_it_went(session: Session, referral: Referral, said: str, *, now: datetime) -> None:
    """The answer to the question: `yes`, `later`, `silent` or `changed`; one that comes too late changes nothing.
    Raises NotThere for anything else."""
    if said not in ("yes", "later", "silent", "changed"):
        raise NotThere
    if referral.state not in (Referred.PASSED, Referred.SILENT):
        return
    if said == "yes":
        await end(session, referral, None, now=now)
    elif said == "changed":
        await end(session, referral, "changed", now=now)
    elif said == "silent":
        referral.state = Referred.SILENT
    elif referral.asks < ASKS:
        _tell(session, CHECK, referral, now + AFTER, about=_mark(now))
    await session.flush()


async def waiting(session: Session) -> Sequence[tuple[Referral, Person]]:
    """What the staff has to pass on: those that nobody answered first, then the longest waiting."""
    query = (
        select(Referral, Person)
        .join(Person, col(Person.id) == Referral.person_id)
        .where(col(Referral.state).in_(STAFFS_TURN), col(Person.erase_at).is_(None))
        .order_by(col(Referral.asked_at), col(Referral.id))
    )
    found = list(await session.exec(query))
    return sorted(found, key=lambda one: one[0].state is not Referred.SILENT)


async def for_staff(session: Session, referral_id: int) -> tuple[Referral, Person]:
    """One that somebody agreed to and that isn't over, with whose it is. Raises NotThere."""
    query = (
        select(Referral, Person)
        .join(Person, col(Person.id) == Referral.person_id)
        .where(Referral.id == referral_id, col(Person.erase_at).is_(None))
    )
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None or found[0].state not in (*STAFFS_TURN, Referred.PASSED):
        raise NotThere
    return found


def is_late(referral: Referral, *, facts: Facts, now: datetime) -> bool:
    """Whether it should have been passed on by now."""
    if referral.state is Referred.SILENT:
        return True
    if referral.state is not Referred.OPEN or referral.asked_at is None:
        return False
    begun = time.local(referral.asked_at, facts.zone).date()
    return time.local(now, facts.zone).date() > working_days.after(begun, LATE_AFTER, facts)


async def pass_on(session: Session, referral_id: int, *, by: int, now: datetime) -> Referral:
    """A colleague has passed it on. Twice is harmless. Raises NotThere where it isn't the staff's turn."""
    referral, _person = await for_staff(session, referral_id)
    referral = await get(session, referral.person_id, referral_id)
    if referral.state is Referred.PASSED:
        return referral
    if referral.state not in STAFFS_TURN:
        raise NotThere
    referral.state, referral.passed_at, referral.passed_by, referral.asks = Referred.PASSED, now, by, 0
    about = _mark(now)
    _tell(session, PASSED_ON, referral, now, about=about, until=now + timedelta(days=7))
    _tell(session, CHECK, referral, now + AFTER, about=about)
    await audit.note(session, by, "pass_on_referral", f"referral:{referral.id}", now=now)
    await session.flush()
    return referral


async def write(session: Session, referral_id: int, text: str, *, by: int, now: datetime) -> Referral:
    """What a colleague has to tell the person about it (the partner's answer, when to come), by letter. Raises
    NotThere."""
    referral, _person = await for_staff(session, referral_id)
    referral.word = text
    _tell(session, WORD, referral, now, about=_mark(now))
    await audit.note(session, by, "write_about_referral", f"referral:{referral.id}", now=now)
    await session.flush()
    return referral


def _mark(now: datetime) -> str:
    return f"{int(now.timestamp() * 1000)}"


def _tell(
    session: Session, kind: str, referral: Referral, at: datetime, *, about: str, until: datetime | None = None
) -> None:
    session.add(letter(kind, referral, referral.person_id, at, about=about, until=until))


def letter(
    kind: str, referral: Referral, person_id: int, at: datetime, *, about: str, until: datetime | None = None
) -> Letter:
    """One about a referral, to either side."""
    subject: dict[str, Any] = {"referral": referral.id}
    return Letter(
        priority=Priority.DECISION,
        kind=kind,
        key=f"{kind}:{referral.id}:{about}",
        person_id=person_id,
        subject=subject,
        due_at=at,
        useful_until=until,
    )
