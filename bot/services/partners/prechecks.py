"""Whether a financing call may be for somebody's firm: what is asked, what follows, which papers are missing, and the
dates. It never says yes: whoever lends decides.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as wall_clock
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from bot import time
from bot.db import Session
from bot.errors import BadAnswer, NotThere
from bot.models import Application, Call, CallRound, FirmCheck, Letter, Paper, PaperState, Person, Post, Priority
from bot.packs.offers import Precheck
from bot.services import calls
from bot.services.applications import rounds
from bot.services.applications.identifiers import rfc_from
from bot.services.facts import OF_AGE, Facts

REMINDER: Final = "firm_papers"
SECTORS: Final = ("trade", "services", "industry", "farming")
_BEFORE: Final = (7, 3, 1)
"""Days before it closes on which who asked for it is reminded."""
_LATER: Final = (7, 21)
"""Days from now, where it never closes."""
_MORNING: Final = wall_clock(10, 0)
_COMPANY: Final = 12
"""Characters of a company's RFC; a person's has one more."""


@dataclass(frozen=True)
class Judgement:
    """`against`: why it isn't for this firm as things are (`place`, `young`, `small`, `large`, `sector`), `lacks`: what
    can be mended (`rfc`). Neither: it may be."""

    against: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ladder:
    """The dates of a call that are known; None where nobody has published one."""

    opens: date | None
    closes: date | None
    answer: date | None
    rolling: bool


def of_call(call: Call) -> Precheck | None:
    return None if call.precheck is None else Precheck.model_validate(call.precheck)


def of_age(person: Person, *, facts: Facts, now: datetime) -> bool | None:
    """Financing is for people of age only; None while nobody knows."""
    age = person.age(time.local(now, facts.zone).date())
    return None if age is None else age >= OF_AGE


async def begin(session: Session, person: Person, call: Call, *, facts: Facts, now: datetime) -> FirmCheck:
    """The person's row for this call. Raises NotThere for what has no pre-check, and for who isn't of age."""
    if of_call(call) is None or call.closed_at is not None or of_age(person, facts=facts, now=now) is False:
        raise NotThere
    query = select(FirmCheck).where(FirmCheck.person_id == person.id, FirmCheck.call_id == call.id)
    found = (await session.exec(query.with_for_update().execution_options(populate_existing=True))).first()
    if found is not None:
        return found
    made = FirmCheck(person_id=person.id or 0, call_id=call.id or 0, edited_at=now)
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return (await session.exec(query)).one()
    return made


def said(check: FirmCheck) -> dict[str, Any]:
    found = json.loads(check.said)
    return found if isinstance(found, dict) else {}


def asks(precheck: Precheck) -> list[str]:
    """What is asked of the firm, in order: only what a condition is about."""
    sized = precheck.employees_min is not None or precheck.employees_max is not None
    asked = {
        "place": precheck.place is not None,
        "years": precheck.years_min is not None or precheck.starting is not None,
        "employees": sized,
        "sector": bool(precheck.sectors),
        "rfc": precheck.rfc,
    }
    return [what for what, is_asked in asked.items() if is_asked]


def next_question(precheck: Precheck, answers: Mapping[str, Any]) -> str | None:
    return next((what for what in asks(precheck) if what not in answers), None)


def value_from(what: str, text: str) -> Any:
    """An answer that was tapped or typed. Raises BadAnswer: `number` for what isn't a count, those of
    `identifiers.rfc_from`, or `option` for what isn't among the choices."""
    word = text.strip().casefold()
    if what == "rfc":
        return "none" if word in ("none", "no") else "company" if len(rfc_from(text)) == _COMPANY else "person"
    if what == "place":
        if word in ("yes", "sí", "si", "1"):
            return True
        if word in ("no", "0"):
            return False
        raise BadAnswer("option")
    if what == "sector":
        if word not in SECTORS:
            raise BadAnswer("option")
        return word
    if not (word.isascii() and word.isdigit() and len(word) <= 5):
        raise BadAnswer("number")
    return int(word)


async def say(session: Session, check: FirmCheck, what: str, value: Any, *, now: datetime) -> None:
    """Keep one answer; of a tax number only what kind it is."""
    check.said, check.edited_at = json.dumps({**said(check), what: value}, ensure_ascii=False), now
    await session.flush()


async def begin_again(session: Session, check: FirmCheck, *, now: datetime) -> None:
    """The answers go; the ticked papers stay."""
    check.said, check.edited_at = "{}", now
    await session.flush()


def judge(precheck: Precheck, answers: Mapping[str, Any]) -> Judgement:
    """Against the conditions that are published, and no others."""
    years, employees = answers.get("years"), answers.get("employees")
    against = {
        "place": precheck.place is not None and answers.get("place") is False,
        "young": precheck.years_min is not None and years is not None and years < precheck.years_min,
        "starting": precheck.starting is False and years == 0,
        "small": precheck.employees_min is not None and employees is not None and employees < precheck.employees_min,
        "large": precheck.employees_max is not None and employees is not None and employees > precheck.employees_max,
        "sector": bool(precheck.sectors) and answers.get("sector") not in (None, *precheck.sectors),
    }
    lacks = ("rfc",) if precheck.rfc and answers.get("rfc") == "none" else ()
    return Judgement(tuple(why for why, holds in against.items() if holds), lacks)


async def tick(session: Session, check: FirmCheck, call: Call, paper: str, *, now: datetime) -> None:
    """One has it, or doesn't after all. Raises NotThere for what isn't among the call's papers."""
    if paper not in call.documents:
        raise NotThere
    kept = [one for one in check.papers if one in call.documents]
    check.papers = [one for one in kept if one != paper] if paper in kept else [*kept, paper]
    check.edited_at = now
    await session.flush()


async def sent_before(session: Session, person_id: int, documents: list[str]) -> set[str]:
    """Which of these papers are in applications that the person made before."""
    query = (
        select(Paper.question, CallRound.form)
        .join(Application, col(Application.id) == Paper.application_id)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(Application.person_id == person_id, Paper.state == PaperState.KEPT)
    )
    found: set[str] = set()
    for question, form in await session.exec(query):
        asked = {one.get("key"): one.get("paper") for one in form.get("questions", [])}
        found.add(asked.get(question) or question)
    return found & set(documents)


def ladder(call: Call, *, facts: Facts, now: datetime) -> Ladder:
    """As published: a day that only our reckoning gives isn't one."""
    today = time.local(now, facts.zone).date()
    edition = calls.published(call).edition_on(today)
    promised = call.results_by
    if promised is None and edition and edition.closes and rounds.takes_applications(call, facts):
        form = rounds.form_of(call)
        promised = edition.closes + timedelta(days=form.answer_days) if form else None
    return Ladder(
        edition.opens if edition else call.opens,
        edition.closes if edition else call.closes,
        promised,
        call.rolling,
    )


async def remind(session: Session, check: FirmCheck, call: Call, *, on: bool, facts: Facts, now: datetime) -> None:
    """Letters before it closes, or, where it never does, in a week and two weeks after that. Off drops them; each way
    twice is harmless."""
    mine = (
        col(Letter.person_id) == check.person_id,
        col(Letter.kind) == REMINDER,
        col(Letter.state) == Post.WAITING,
    )
    about = col(Letter.key).like(f"{REMINDER}:{check.id}:%")
    await session.exec(update(Letter).where(*mine, about).values(state=Post.DROPPED, reason="turned off", key=None))
    check.reminds, check.edited_at = on, now
    if on:
        for day in reminder_days(call, facts=facts, now=now):
            session.add(
                Letter(
                    priority=Priority.NEWS,
                    kind=REMINDER,
                    key=f"{REMINDER}:{check.id}:{day}:{int(now.timestamp() * 1000)}",
                    person_id=check.person_id,
                    subject={"firm_check": check.id},
                    due_at=time.at_local(day, _MORNING, facts.zone),
                    useful_until=time.at_local(day + timedelta(days=1), _MORNING, facts.zone),
                )
            )
    await session.flush()


async def planned(session: Session, check: FirmCheck, *, facts: Facts) -> list[date]:
    """The days on which the reminders that they turned on will come."""
    query = select(Letter.due_at).where(
        col(Letter.key).like(f"{REMINDER}:{check.id}:%"), col(Letter.state) == Post.WAITING
    )
    return [time.local(at, facts.zone).date() for at in await session.exec(query.order_by(col(Letter.due_at)))]


def reminder_days(call: Call, *, facts: Facts, now: datetime) -> list[date]:
    """The days on which a reminder would come, all of them after today."""
    today = time.local(now, facts.zone).date()
    closes = ladder(call, facts=facts, now=now).closes
    if closes is None:
        return [today + timedelta(days=days) for days in _LATER]
    return [day for days in _BEFORE if (day := closes - timedelta(days=days)) > today]


async def of(session: Session, check_id: int) -> tuple[FirmCheck, Call] | None:
    """For letters: a row with its call; None once either is gone."""
    query = select(FirmCheck, Call).join(Call, col(Call.id) == FirmCheck.call_id).where(FirmCheck.id == check_id)
    return (await session.exec(query.execution_options(populate_existing=True))).first()
