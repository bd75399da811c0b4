"""Every way to a handler for staff, found in a dispatcher, and who comes through."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any, Final

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.handler import HandlerObject

from bot import time
from bot.addresses import Address
from bot.models import Role, StaffRole
from bot.services.rights import MATRIX, Act
from handlers import rules
from handlers.hearing import At, Command
from tests.talk import Chat, Institute, Talker

WHO: Final = (None, *Role)
BETO, EVA = 7_400_000_001, 7_400_000_002

Key = tuple[str, str]
"""How a handler is named: its kind of update and its function."""


def registered(router: Router) -> Iterator[tuple[str, Any, HandlerObject]]:
    """Every handler, with the kind of update it hears and its observer."""
    for name, observer in router.observers.items():
        yield from ((name, observer, handler) for handler in observer.handlers)
    for below in router.sub_routers:
        yield from registered(below)


def key_of(kind: str, handler: HandlerObject) -> Key:
    return kind, f"{rules.module_of(handler)}.{getattr(handler.callback, '__qualname__', handler.callback)}"


def for_staff(dispatcher: Dispatcher) -> list[tuple[Key, Act, HandlerObject]]:
    found = ((key_of(kind, one), one.flags.get(rules.RULE), one) for kind, _observer, one in registered(dispatcher))
    return [(key, act, one) for key, act, one in found if isinstance(act, Act)]


@dataclass(frozen=True)
class Cell:
    """One way to a staff handler: the tap or the command that leads there."""

    handler: Key
    act: Act
    data: str = ""
    text: str = ""


def cells_of(dispatcher: Dispatcher) -> list[Cell]:
    """Of a handler that listens for more than an address or a command nothing can be made; the guard is asked alone."""
    found: list[Cell] = []
    for key, act, handler in for_staff(dispatcher):
        heard = [one.callback for one in handler.filters or ()]
        if len(heard) != 1:
            continue
        if isinstance(heard[0], At):
            found += [Cell(key, act, data=str(_any(kind))) for kind in heard[0]._kinds]
        elif isinstance(heard[0], Command):
            found += [Cell(key, act, text=f"/{name}") for name in sorted(heard[0]._names)]
    return found


def acts_of(dispatcher: Dispatcher) -> dict[type[Address] | None, Act]:
    """Which act stands before an address."""
    return {
        kind: act
        for _key, act, handler in for_staff(dispatcher)
        for one in handler.filters or ()
        if isinstance(one.callback, At)
        for kind in one.callback._kinds
    }


def _any(kind: type[Address]) -> Address:
    return kind(*(1 if slot.type is int else "x" for slot in fields(kind)))


@contextmanager
def only_noting(dispatcher: Dispatcher, *others: tuple[Key, HandlerObject]) -> Iterator[list[Key]]:
    """While it lasts, staff handlers and these others do nothing but note that they were reached."""
    reached: list[Key] = []
    both = [*((key, handler) for key, _act, handler in for_staff(dispatcher)), *others]
    spied = [(key, handler, handler.callback) for key, handler in both]
    for key, handler, callback in spied:
        handler.callback = _noting(callback, key, reached)
    try:
        yield reached
    finally:
        for _key, handler, callback in spied:
            handler.callback = callback


def _noting(callback: Callable[..., Any], key: Key, reached: list[Key]) -> Callable[..., Any]:
    @functools.wraps(callback)
    async def note(*_args: object, **_values: object) -> None:
        reached.append(key)

    return note


@dataclass
class World:
    """An institute with people who have something to lose, and whoever comes to take it."""

    institute: Institute
    crowd: Chat
    tokens: list[str] = field(default_factory=list)
    _accounts: int = 7_500_000_000

    async def comes(self, role: Role | None) -> tuple[Talker, int]:
        """Somebody new, who has a name and, where a role is given, that one alone."""
        self._accounts += 1
        talker = self.institute.person(self._accounts, "Noa")
        await self.institute.knows(talker)
        me = (await self.institute.who(talker)).id or 0
        if role is not None:
            await self.gives(me, role)
        return talker, me

    async def gives(self, person: int, role: Role) -> None:
        async with self.institute.db.begin() as session:
            session.add(StaffRole(person_id=person, role=role, called="Noa", since=time.now()))

    @property
    def beto(self) -> Talker:
        """Who has a place, a calendar and a link to another account, and administers."""
        found = self.institute.chats[BETO]
        assert isinstance(found, Talker)
        return found


def asked_of(act: Act, full: bool) -> list[Role | None]:
    """Everybody in full length; else nobody's role, one that the matrix allows and one that it doesn't."""
    if full:
        return list(WHO)
    firsts = (next((role for role in Role if (role in MATRIX.get(act, ())) is may), None) for may in (True, False))
    return [None, *(role for role in firsts if role is not None)]


async def differences(
    world: World, dispatcher: Dispatcher, wanted: list[Cell], full: bool, *others: tuple[Key, HandlerObject]
) -> list[str]:
    """What isn't as in the matrix: every role and none, every way to a staff handler, alone with the bot and in a
    group. `others` are handlers that were for staff."""
    wrong: list[str] = []
    with only_noting(dispatcher, *others) as reached:
        for role in WHO:
            talker, _me = await world.comes(role)
            for cell in wanted:
                if role not in asked_of(cell.act, full):
                    continue
                allowed = role in MATRIX.get(cell.act, ())
                for crowd in (None, world.crowd) if full or allowed else (None,):
                    reached.clear()
                    await tries(talker, cell, crowd)
                    if (cell.handler in reached) != (allowed and crowd is None):
                        where = "in a group" if crowd else "alone"
                        wrong.append(f"{role} {cell.data or cell.text} {where}")
    return wrong


async def tries(talker: Talker, cell: Cell, crowd: Chat | None = None) -> None:
    await (talker.taps(cell.data, to=crowd) if cell.data else talker.says(cell.text, to=crowd))
