"""A profile goes on with another Telegram account: both sides say yes, within a quarter of an hour.

The old account makes a link, the new one opens it and asks, the old one answers. Only then does either learn of the
other, and only then does anything move.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select, update

from bot.db import Session
from bot.errors import LinkGone, NotThere
from bot.models import Account, AccountChange, Letter, Priority, Scene
from bot.services import merging, tokens
from bot.services.facts import Facts
from bot.services.names import quoted

WITHIN: Final = timedelta(minutes=15)


async def make_link(session: Session, person_id: int, account_id: int, *, now: datetime) -> tuple[str, AccountChange]:
    """What the link carries, which is kept nowhere, and the change it stands for. Earlier links end with it."""
    await session.exec(
        update(AccountChange)
        .where(col(AccountChange.person_id) == person_id, col(AccountChange.done_at).is_(None))
        .values(done_at=now)
    )
    token = tokens.fresh()
    change = AccountChange(
        token_hash=tokens.digest(token),
        person_id=person_id,
        from_account=account_id,
        made_at=now,
        expires_at=now + WITHIN,
    )
    session.add(change)
    await session.flush()
    return token, change


async def open_link(session: Session, token: str, account_id: int, *, now: datetime) -> AccountChange:
    """From now on the link is this account's; opening it again is harmless. Raises LinkGone."""
    change = await _locked(session, col(AccountChange.token_hash) == tokens.digest(token))
    if change is None:
        raise LinkGone("unknown")
    _check_open(change, now)
    if change.from_account == account_id:
        raise LinkGone("own")
    if change.to_account not in (None, account_id):
        raise LinkGone("taken")
    change.to_account = account_id
    return change


async def ask(session: Session, change_id: int, account_id: int, first_name: str, *, now: datetime) -> AccountChange:
    """The new account says yes, and the old one is asked, once. Raises LinkGone, or NotThere for who didn't open it."""
    change = await _locked(session, col(AccountChange.id) == change_id)
    if change is None or change.to_account != account_id:
        raise NotThere
    _check_open(change, now)
    if change.asked_at is None:
        change.asked_at = now
        _tell(session, change, change.person_id, "account_asked", {"first_name": quoted(first_name)}, now)
        await session.flush()
    return change


async def answer(
    session: Session, change_id: int, account_id: int, *, yes: bool, facts: Facts, now: datetime
) -> AccountChange:
    """The old account decides; with a yes the profile moves, and what the new account had goes with it. The other side
    is told. Raises LinkGone, or NotThere for who isn't asked."""
    change = await _locked(session, col(AccountChange.id) == change_id)
    if change is None or change.from_account != account_id or change.asked_at is None or change.to_account is None:
        raise NotThere
    _check_open(change, now)
    old = await session.get(Account, account_id)
    if old is None or old.person_id != change.person_id:
        raise NotThere
    change.done_at, change.moved = now, yes
    new = await session.get(Account, change.to_account, populate_existing=True)
    if not yes:
        if new is not None:
            _tell(session, change, new.person_id, "account_kept", {}, now)
        await session.flush()
        return change
    gone = new.person_id if new is not None else None
    given_up: list[int] = []
    if gone is not None and gone != change.person_id:
        given_up = await merging.merge(session, change.person_id, gone, facts=facts, now=now)
    if new is None:
        session.add(Account(id=change.to_account, person_id=change.person_id))
    await session.delete(old)
    await _move_scene(session, account_id, change.to_account)
    _tell(session, change, change.person_id, "account_moved", {"given_up": given_up}, now)
    await session.flush()
    return change


async def open_change(session: Session, change_id: int, *, now: datetime) -> AccountChange | None:
    """A change that still waits for the old account's answer, or None."""
    change = await session.get(AccountChange, change_id, populate_existing=True)
    waits = change is not None and change.done_at is None and change.asked_at is not None and change.expires_at > now
    return change if waits else None


def _check_open(change: AccountChange, now: datetime) -> None:
    if change.done_at is not None:
        raise LinkGone("used")
    if change.expires_at <= now:
        raise LinkGone("expired")


async def _locked(session: Session, which: ColumnElement[bool]) -> AccountChange | None:
    """The change as it is now: two who open a link at once are told one after the other."""
    query = select(AccountChange).where(which).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).first()


async def _move_scene(session: Session, old: int, new: int) -> None:
    """No question stays open on either side; what was left unfinished goes along, unless the new side has its own."""
    query = select(Scene).where(col(Scene.user_id).in_([old, new]), Scene.chat_id == Scene.user_id)
    scenes = list(await session.exec(query.execution_options(populate_existing=True)))
    theirs = {_slot(one): one for one in scenes if one.user_id == new}
    for scene in scenes:
        scene.state = None
        if scene.user_id == new:
            continue
        other = theirs.get(_slot(scene))
        if other is None:
            scene.user_id = scene.chat_id = new
        else:
            other.data = {**scene.data, **other.data}
            await session.delete(scene)


def _slot(scene: Scene) -> tuple[object, ...]:
    return scene.bot_id, scene.thread_id, scene.business_connection_id, scene.destiny


def _tell(
    session: Session, change: AccountChange, person_id: int, kind: str, subject: dict[str, Any], now: datetime
) -> None:
    """Somebody waits for this with the phone in their hand: it goes with the replies."""
    session.add(
        Letter(
            priority=Priority.REPLY,
            kind=kind,
            key=f"{kind}:{change.id}",
            person_id=person_id,
            subject={"change": change.id, **subject},
            due_at=now,
            useful_until=change.expires_at if kind == "account_asked" else None,
        )
    )
