"""Rounds: the editions of a call that take applications in the chat, and when each is open, to the second."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as wall_clock
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from bot import time
from bot.db import Session
from bot.errors import NotThere
from bot.models import Application, Call, CallRound, Person
from bot.packs.forms import Form
from bot.services import calls, guardians
from bot.services.facts import Facts

FORM: Final = "form"
"""What `illustrative_fields` call a form that nobody at the institution has confirmed."""
_MIDNIGHT: Final = wall_clock(0, 0)


@dataclass(frozen=True)
class Window:
    """When one can apply: from the first moment until before the second; None: no limit at that end."""

    edition: str
    opens_at: datetime | None
    closes_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return (self.opens_at is None or self.opens_at <= now) and (self.closes_at is None or now < self.closes_at)


def form_of(call: Call) -> Form | None:
    return None if call.form is None else Form.model_validate(call.form)


def takes_applications(call: Call, facts: Facts) -> bool:
    """Whether one ever applies to it in the chat. A form that nobody has confirmed only serves to rehearse."""
    return (
        call.form is not None and call.closed_at is None and (facts.rehearsal or FORM not in call.illustrative_fields)
    )


def window(call: Call, *, facts: Facts, now: datetime) -> Window | None:
    """The edition of today, as the form's hours cut its days; None where no edition is open today."""
    form = form_of(call)
    if form is None or not takes_applications(call, facts):
        return None
    today = time.local(now, facts.zone).date()
    if call.practice_until is not None and today <= call.practice_until:
        return Window(f"try-{call.practice_until}", None, _end(call.practice_until, form, facts))
    edition = calls.published(call).edition_on(today)
    if edition is None:
        return None
    opens = time.at_local(edition.opens, _clock(form.opens_at), facts.zone) if edition.opens else None
    return Window(edition.name, opens, _end(edition.closes, form, facts) if edition.closes else None)


def _end(day: date, form: Form, facts: Facts) -> datetime:
    """A minute before midnight is what people write for the end of the day."""
    if form.closes_at == "23:59":
        return time.at_local(day + timedelta(days=1), _MIDNIGHT, facts.zone)
    return time.at_local(day, _clock(form.closes_at), facts.zone)


def _clock(written: str) -> wall_clock:
    return wall_clock.fromisoformat(written)


async def current(session: Session, call: Call, *, facts: Facts, now: datetime) -> CallRound | None:
    """The round that is open now, made when it is first asked for; None where none is."""
    open_now = window(call, facts=facts, now=now)
    if open_now is None or not open_now.is_open(now):
        return None
    query = select(CallRound).where(CallRound.call_id == call.id, CallRound.edition == open_now.edition)
    found = (await session.exec(query)).first()
    if found is not None:
        return found
    made = CallRound(
        call_id=call.id or 0,
        edition=open_now.edition,
        form=call.form or {},
        opens_at=open_now.opens_at,
        closes_at=open_now.closes_at,
        promised_on=_promised(call, open_now, facts),
    )
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Somebody else was first at the same moment.
        return (await session.exec(query)).one()
    return made


def promised_by(call: Call, *, facts: Facts, now: datetime) -> date | None:
    """The day by which whoever applies now is promised an answer; None where nobody can, or it counts from the day on
    which each sends theirs."""
    open_now = window(call, facts=facts, now=now)
    return _promised(call, open_now, facts) if open_now else None


def _promised(call: Call, open_now: Window, facts: Facts) -> date | None:
    """The day the call names, where it comes after the end; else so many days after the end as the form says."""
    if open_now.closes_at is None:
        return None
    last = time.local(open_now.closes_at - timedelta(seconds=1), facts.zone).date()
    if call.results_by is not None and call.results_by > last:
        return call.results_by
    form = form_of(call)
    return last + timedelta(days=form.answer_days) if form else None


async def get(session: Session, round_id: int) -> CallRound:
    """Raises NotThere."""
    found = await session.get(CallRound, round_id)
    if found is None:
        raise NotThere
    return found


def asked(of: CallRound) -> Form:
    """What this round asks; it may differ from what the call asks now."""
    return Form.model_validate(of.form)


def asked_of(of: CallRound, application: Application, person: Person, *, facts: Facts, now: datetime) -> Form:
    """The same without what only minors are asked, for who was none when they sent it, or isn't one now; what is to be
    corrected stays."""
    form = asked(of)
    if guardians.is_minor(person, facts=facts, now=application.submitted_at or now):
        return form
    theirs = [one for one in form.questions if not one.for_minors or one.key in application.corrections]
    return form.model_copy(update={"questions": theirs})


def promised(of: CallRound, submitted_at: datetime, *, facts: Facts) -> date:
    """The day by which this application is to be answered, as things were last told. Where a call is open all year, a
    day that people were told of instead moves none to an earlier one."""
    if of.promised_on is not None:
        return of.postponed_to or of.promised_on
    own = time.local(submitted_at, facts.zone).date() + timedelta(days=asked(of).answer_days)
    return max(own, of.postponed_to or own)
