"""Promise P13: who may do what is exactly the documented matrix; what is forged has no effect; a role taken away is
gone from the next update on, in every process.

Everything is made from the dispatcher's handlers and the registry of addresses: what is added is asked about by itself.
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final

import pytest
from aiogram.dispatcher.event.handler import HandlerObject
from sqlmodel import delete, select

import handlers
from bot import time
from bot.addresses import AskLeave, AskRemoval, Coming, DeclineOffer, Join, Leave, NewFeed, RemoveRole, TakeOffer, parse
from bot.addresses.base import Address
from bot.addresses.base import _codes as codes
from bot.db import Database, Session
from bot.errors import Refusal
from bot.models import Enrollment, InboxUpdate, Lane, Letter, Pace, Permission, Person, Role, Standing
from bot.services import enrollments, moving, people, team, tokens
from bot.services.rights import MATRIX, Act
from bot.turn import ear
from handlers import rules
from handlers.hearing import At
from tests import planting
from tests.conversations import conftest as spoken
from tests.experiments import forging
from tests.experiments.reaching import (
    BETO,
    EVA,
    WHO,
    World,
    acts_of,
    cells_of,
    differences,
    for_staff,
    key_of,
    only_noting,
    registered,
    tries,
)
from tests.talk import Institute, Loud

FORGED: Final = 200
FORGED_IN_FULL: Final = 5_000
"""On each of the two databases."""
AT_ONCE: Final = 50
"""Forged updates by one account, then everybody else's rows are looked at."""


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, full: bool) -> str:
    if request.param == "postgresql" and not full:
        pytest.skip("in full length only")
    return str(request.param)


pack, read_pack, dispatcher, institute = spoken.pack, spoken.read_pack, spoken.dispatcher, spoken.institute
written = spoken.written
load, sqlite_loaded, postgres_loaded = spoken.load, spoken.sqlite_loaded, spoken.postgres_loaded
database_url = spoken.database_url


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


async def forge(
    world: World, forger: forging.Forger, dice: random.Random, size: int, roles: Sequence[Role | None]
) -> str:
    """Send so many forged taps and links, each lot by somebody new. Raises where one is left without an answer, or
    where anything changed that isn't the sender's. What a role may do by the matrix is nothing forged."""
    institute, taps, links = world.institute, 0, 0
    acts = acts_of(institute.turns._dispatcher)
    while taps + links < size:
        role = dice.choice(roles)
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
                continue
            sent.append(data)
            await talker.taps(data, to=crowd)  # `hears` holds every tap to its answer.
            taps += 1
        async with institute.db.reading() as session:
            found = list(forging.changed(before, await forging.not_of(session, me)))
        assert not found, f"{role} changed {found} by {sent}"
        institute.chats.pop(talker.id)
    return f"{taps} forged taps and {links} forged links: nothing of anybody else's changed, no error, all answered"


async def test_what_is_forged_changes_nothing_of_anybody_else_and_is_answered(world: World, full: bool) -> None:
    dice = random.Random(13)
    forger = await forger_of(world, dice)
    print("\n ", await forge(world, forger, dice, FORGED_IN_FULL if full else FORGED, WHO))


async def test_the_control_a_place_whose_owner_is_not_asked_for_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = enrollments.get

    async def anybodys(session: Session, person_id: int, enrollment_id: int) -> Any:
        found = await session.get(Enrollment, enrollment_id)
        return await asked_for(session, found.person_id if found else person_id, enrollment_id)

    monkeypatch.setattr(enrollments, "get", anybodys)
    dice = random.Random(13)
    forger = await forger_of(world, dice, (Leave, TakeOffer, DeclineOffer, AskLeave, Coming))
    with pytest.raises(AssertionError, match=r"changed .*enrollment"):
        await forge(world, forger, dice, FORGED, [None])


async def forger_of(world: World, dice: random.Random, kinds: Sequence[type[Address]] = ()) -> forging.Forger:
    async with world.institute.db.reading() as session:
        owned, others = await forging.ids_in(session)
    return forging.Forger(dice, (owned, others), forging.words_of(world.institute.pack), world.tokens, kinds)


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
