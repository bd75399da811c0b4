"""People and the Telegram accounts through which they are reached."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, func, select, update

from bot import i18n
from bot.db import Session
from bot.errors import NotAName, NotThere
from bot.models import Account, GivenNumber, Person
from bot.services import skipped
from bot.services.birthdays import birth_date_from
from bot.services.names import name_from

__all__ = ["alone", "birth_date_from", "get", "learn", "name_from", "of", "reach", "speak", "stopped", "suggested_name"]


_HOUR: Final = timedelta(hours=1)


async def of(session: Session, account_id: int, *, language_code: str | None, now: datetime) -> Person:
    """The person behind an account; made at the first meeting. Whoever writes to us has not stopped us."""
    found = await _known(session, account_id)
    if found is None:
        try:
            async with session.begin_nested():
                return await _welcome(session, account_id, language_code, now)
        except IntegrityError:
            # The same account wrote in two places at once, and the other turn was first.
            found = await _known(session, account_id)
            if found is None:
                raise
    account, person = found
    if account.stopped_at is not None:
        account.stopped_at = None
        await skipped.welcome_back(session, account.person_id, now=now)
    if person.seen_at is None or not timedelta() <= now - person.seen_at < _HOUR:
        # To the hour: a write with every tap would cost more than it tells.
        person.seen_at = now
    if not person.chose_locale and language_code and person.locale != i18n.choose(language_code):
        person.locale = i18n.choose(language_code)
    return person


async def _known(session: Session, account_id: int) -> tuple[Account, Person] | None:
    query = select(Account, Person).join(Person, col(Person.id) == Account.person_id).where(Account.id == account_id)
    return (await session.exec(query)).first()


async def _welcome(session: Session, account_id: int, language_code: str | None, now: datetime) -> Person:
    person = Person(id=await _unused(session), locale=i18n.choose(language_code), created_at=now)
    session.add(person)
    await session.flush()
    assert person.id is not None
    session.add(Account(id=account_id, person_id=person.id))
    await session.flush()
    return person


async def _unused(session: Session) -> int | None:
    """An id that nobody had before, where the database by itself would give one again; else None."""
    if session.get_bind().dialect.name != "sqlite":
        return None
    gone = (await session.exec(select(func.max(GivenNumber.id)))).one() or 0
    highest = (await session.exec(select(func.max(Person.id)))).one() or 0
    return gone + 1 if gone > highest else None


async def remember_number(session: Session, person_id: int) -> None:
    """Before somebody is erased: nobody else will have their id."""
    await session.exec(delete(GivenNumber).where(col(GivenNumber.id) < person_id))
    if (await session.exec(select(GivenNumber.id))).first() is None:
        session.add(GivenNumber(id=person_id))
        await session.flush()


async def get(session: Session, person_id: int) -> Person:
    """Raises NotThere."""
    person = await session.get(Person, person_id)
    if person is None:
        raise NotThere
    return person


async def alone(session: Session, person_id: int) -> Person | None:
    """The person, and until the transaction ends nobody else writes to them: what is said in one place is known in
    the other."""
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    return (await session.exec(query.execution_options(populate_existing=True))).first()


def suggested_name(first_name: str) -> str:
    """Telegram's first name, where it could be taken as it is; else nothing."""
    try:
        return name_from(first_name)
    except NotAName:
        return ""


def learn(person: Person, field: str, value: Any, *, today: date) -> None:
    """Put down what a person said of themselves, and since when it is known; None or an empty value forgets it."""
    if getattr(person, field) == value:
        return
    setattr(person, field, value)
    since = {name: day for name, day in person.since.items() if name != field}
    person.since = since if value in (None, "", []) else {**since, field: today.isoformat()}


async def speak(session: Session, person_id: int, locale: str) -> None:
    """Remember the language that a person chose. Raises NotThere for a language we don't have."""
    person = await session.get(Person, person_id)
    if person is None or locale not in i18n.LOCALES:
        raise NotThere
    person.locale, person.chose_locale = locale, True


async def reach(session: Session, person_id: int) -> int | None:
    """The chat in which a person can be told something, or None where every account stopped the bot."""
    query = select(Account.id).where(Account.person_id == person_id, col(Account.stopped_at).is_(None))
    return (await session.exec(query.order_by(col(Account.id)))).first()


async def stopped(session: Session, account_id: int, now: datetime) -> None:
    """Remember that an account blocked the bot or is gone; a later time doesn't replace the first."""
    unset = update(Account).where(col(Account.id) == account_id, col(Account.stopped_at).is_(None))
    await session.exec(unset.values(stopped_at=now))
