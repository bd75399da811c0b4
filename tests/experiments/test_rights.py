"""Promise P13: who may do what is exactly the documented matrix; what is forged has no effect; a role taken away is
gone from the next update on, in every process.

Everything is made from the dispatcher's handlers and the registry of addresses: what is added is asked about by itself.
"""

import functools
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final

import pytest
from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.handler import HandlerObject
from sqlmodel import delete, select

import handlers
from bot import time
from bot.addresses import AskRemoval, Join, NewFeed, RemoveRole, parse
from bot.addresses.base import Address, fields
from bot.addresses.base import _codes as codes
from bot.db import Database
from bot.errors import Refusal
from bot.models import Enrollment, InboxUpdate, Lane, Letter, Pace, Permission, Person, Role, StaffRole, Standing
from bot.services import moving, people, team, tokens
from bot.services.rights import MATRIX, Act
from bot.turn import ear
from handlers import rules
from handlers.hearing import At, Command
from tests import planting
from tests.conversations import conftest as spoken
from tests.experiments import forging
from tests.talk import Chat, Institute, Loud, Talker

WHO: Final = (None, *Role)
FORGED: Final = 200
FORGED_IN_FULL: Final = 5_000
"""On each of the two databases."""
AT_ONCE: Final = 50
"""Forged updates by one account, then everybody else's rows are looked at."""

BETO, EVA = 7_400_000_001, 7_400_000_002

Key = tuple[str, str]
"""How a handler is named: its kind of update and its function."""


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, full: bool) -> str:
    if request.param == "postgresql" and not full:
        pytest.skip("in full length only")
    return str(request.param)


pack, read_pack, dispatcher, institute = spoken.pack, spoken.read_pack, spoken.dispatcher, spoken.institute
load, sqlite_loaded, postgres_loaded = spoken.load, spoken.sqlite_loaded, spoken.postgres_loaded
database_url = spoken.database_url


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


@pytest.fixture
async def world(institute: Institute) -> World:
    """Somebody with a row in every table, and three who live: one with a place and a calendar, one who moves to another
    account, one with an offer that a guardian is asked about; and an invitation, an administrator."""
    made = World(institute, institute.group())
    now = time.now()
    async with institute.db.begin() as session:
        await planting.everywhere(session)
        for table in (Letter, InboxUpdate, Lane, Pace):  # Nothing of theirs is on its way.
            await session.exec(delete(table))
    beto, eva = institute.person(BETO, "Beto"), institute.person(EVA, "Eva")
    await institute.knows(beto)
    await institute.knows(eva, "Eva Ruiz", "2011-05-05")
    await beto.taps(str(Join(await institute.id_of("glocal"))))
    await beto.taps(str(NewFeed()))
    async with institute.db.begin() as session:
        person = await people.of(session, beto.id, language_code="es", now=now)
        token, _change = await moving.make_link(session, person.id or 0, beto.id, now=now)
        made.tokens.append(token)
        await moving.open_link(session, token, 7_400_000_009, now=now)
        made.tokens.append((await team.invite(session, Role.ADMINISTRATOR, by=None, now=now))[0])
        first, _made = await team.invite(session, Role.ADMINISTRATOR, by=None, now=now)
        await team.accept(session, first, person.id or 0, called="Beto", now=now)
        young = await people.of(session, eva.id, language_code="es", now=now)
        course = (await session.exec(select(Enrollment.course_id).limit(1))).one()
        offered = Enrollment(
            person_id=young.id or 0, course_id=course, standing=Standing.OFFERED, joined_at=now,
            offer_until=now + timedelta(days=2),
        )  # fmt: skip
        session.add(offered)
        await session.flush()
        for guardian in (None, person.id):
            made.tokens.append(tokens.fresh())
            asked = {"asked_at": now, "expires_at": now + timedelta(days=2), "guardian_id": guardian}
            digest = tokens.digest(made.tokens[-1])
            about = {"person_id": young.id or 0, "enrollment_id": offered.id or 0}
            session.add(Permission(**about, **asked, token_hash=digest))
    return made


async def test_every_role_reaches_what_the_matrix_says_and_nothing_else(world: World, full: bool) -> None:
    dispatcher = world.institute.turns._dispatcher
    wanted = cells_of(dispatcher)
    assert {cell.act for cell in wanted} <= set(MATRIX)
    assert await differences(world, dispatcher, wanted, full) == []
    print(f"\n  {len(wanted)} ways to a staff handler x {len(WHO)} roles and none: all as in the matrix")


async def test_the_guard_stands_before_every_handler_and_keeps_to_the_matrix(world: World) -> None:
    dispatcher = world.institute.turns._dispatcher
    passed: list[HandlerObject] = []

    async def handle(event: object, data: dict[str, Any]) -> None:
        passed.append(data["handler"])

    for kind, observer, handler in registered(dispatcher):
        if rules.module_of(handler).startswith("aiogram"):
            continue
        before = observer._resolve_middlewares()
        assert any(isinstance(one, rules.Guard) for one in before), key_of(kind, handler)
    for role in WHO:
        _talker, me = await world.comes(role)
        for key, act, handler in for_staff(dispatcher):
            for private in (True, False):
                passed.clear()
                async with world.institute.db.reading() as session:
                    turn = SimpleNamespace(private=private, person=Person(id=me), session=session)
                    try:
                        await rules.Guard()(handle, None, {"turn": turn, "handler": handler})  # type: ignore[arg-type]
                    except Refusal:
                        assert not passed
                assert bool(passed) == (private and role is not None and role in MATRIX[act]), (role, key, private)


def test_no_staff_address_is_heard_by_a_handler_that_is_open_and_every_address_by_one() -> None:
    heard: dict[type[Address], set[Act | None]] = {}
    for _kind, _observer, handler in registered(ear.dispatcher(handlers.attach)):
        for one in handler.filters or ():
            if isinstance(one.callback, At):
                for address in one.callback._kinds:
                    heard.setdefault(address, set()).add(rules.rule_of(handler))
    for address, acts in heard.items():
        # A role stands before the whole of an address or before nothing of it.
        assert None not in acts or acts == {None}, address
    assert {kind for kind in codes.values() if kind.__module__.startswith("bot.addresses")} <= heard.keys()


async def test_the_control_a_handler_whose_rule_was_removed_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    institute = world.institute
    wanted = [cell for cell in cells_of(institute.turns._dispatcher) if cell.handler[1].endswith("staff.team.remove")]
    bare = ear.dispatcher(handlers.attach)
    one = next(handler for key, _act, handler in for_staff(bare) if key == wanted[0].handler)
    one.flags.pop(rules.RULE)
    with pytest.raises(LookupError, match="remove"):
        rules.rule_of(one)  # The build fails; and without a rule it is forbidden:
    monkeypatch.setattr(institute.turns, "_dispatcher", bare)
    spied = (wanted[0].handler, one)
    shut = await differences(world, bare, wanted, False, spied)
    assert shut and not any(line.startswith("None") for line in shut)
    monkeypatch.setitem(rules.OPEN, "handlers.staff.team", "a mistake")
    assert any(line.startswith("None") for line in await differences(world, bare, wanted, False, spied))
    victim = (await institute.who(world.beto)).id or 0
    await world.gives(victim, Role.AUTHOR)
    stranger, me = await world.comes(None)
    async with institute.db.reading() as session:
        before = await forging.not_of(session, me)
    await stranger.taps(str(RemoveRole(victim, "author")))
    async with institute.db.reading() as session:
        assert list(forging.changed(before, await forging.not_of(session, me))), "everybody else's rows tell"


async def test_what_is_forged_changes_nothing_of_anybody_else_and_is_answered(world: World, full: bool) -> None:
    institute, dice = world.institute, random.Random(13)
    acts = {type(parse(cell.data)): cell.act for cell in cells_of(institute.turns._dispatcher) if cell.data}
    async with institute.db.reading() as session:
        ids = await forging.ids_in(session)
    forger = forging.Forger(dice, ids, forging.words_of(institute.pack), world.tokens)
    taps = links = 0
    while taps + links < (FORGED_IN_FULL if full else FORGED):
        role = dice.choice(WHO)
        talker, me = await world.comes(role)
        async with institute.db.reading() as session:
            before = await forging.not_of(session, me)
        sent: list[str] = []
        for _one in range(AT_ONCE):
            crowd = world.crowd if dice.random() < 0.15 else None
            if dice.random() < 0.2:
                sent.append(f"/start {forger.payload()}")
                await talker.says(sent[-1], to=crowd)
                assert crowd or talker.new, f"{sent[-1]!r} was left without an answer"
                links += 1
                continue
            data = forger.data()
            act = acts.get(type(parse(data)))
            if act is not None and role is not None and role in MATRIX[act]:
                continue  # Nothing forged: theirs to do.
            sent.append(data)
            await talker.taps(data, to=crowd)  # `hears` holds every tap to its answer.
            taps += 1
        async with institute.db.reading() as session:
            found = list(forging.changed(before, await forging.not_of(session, me)))
        assert not found, (role, found, sent)
        institute.chats.pop(talker.id)
    print(f"\n  {taps} forged taps and {links} forged links: nothing of anybody else's changed, no error, all answered")


async def test_a_role_taken_away_is_gone_from_the_next_update_in_the_other_process(
    world: World, database_url: str, full: bool
) -> None:
    other_db = Database(database_url)
    dispatcher = ear.dispatcher(handlers.attach)
    elsewhere = await Institute.beside(other_db, world.institute.pack, dispatcher, kind=Loud)
    ways = cells_of(dispatcher)
    for role in Role if full else [Role.ADMINISTRATOR]:
        talker, me = await world.comes(role)
        there = elsewhere.person(talker.id, "Noa")
        with only_noting(dispatcher) as reached:
            for cell in ways:
                await tries(there, cell)
            assert {cell.handler for cell in ways if role in MATRIX[cell.act]} == set(reached)
            await world.beto.taps(str(AskRemoval(me, role.value)))
            await world.beto.presses("Sí, quitarlo")
            assert "ya no tiene ese rol" in world.beto.sees
            reached.clear()
            for cell in ways:
                await tries(there, cell)
            assert not reached, role
    await other_db.close()
