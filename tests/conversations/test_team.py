"""Colleagues: invited by a link, seen by others, and gone from the next tap on."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.handler import HandlerObject

from bot import time
from bot.addresses import AskRemoval, AuditLog, Invite, RemoveRole, Team
from bot.models import Role
from bot.services import rights, team
from handlers import rules
from tests.talk import Institute, Talker


async def invited(institute: Institute, role: Role) -> str:
    async with institute.db.begin() as session:
        token, _made = await team.invite(session, role, by=None, now=time.now())
    return token


async def joins(institute: Institute, talker: Talker, role: Role) -> None:
    await talker.says(f"/start i_{await invited(institute, role)}")
    await talker.presses("Aceptar" if talker.language_code == "es" else "Accept")


async def test_the_first_administrator_comes_by_a_link_and_invites_the_next(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await ana.says(f"/start i_{await invited(institute, Role.ADMINISTRATOR)}")
    assert "Te invitan al equipo de IMJU León con el rol Administración" in ana.sees
    await ana.presses("Aceptar")
    assert "Tu rol es Administración" in ana.sees and ana.commands[0] == "equipo"
    await ana.presses("Ir al equipo")
    await ana.presses("Invitar")
    await ana.presses("Redacción")
    typed = next(word for word in ana.last.text.split() if word.startswith("i_"))
    assert f"https://t.me/rumbo_bot?start={typed}" in ana.sees and "Sirve una sola vez" in ana.sees
    await beto.says(f"/start {typed}")
    await beto.presses("Aceptar")
    await beto.says("/equipo")
    assert "Redacción: escribe anuncios y el catálogo" in beto.sees
    assert beto.labels == ["Integrantes", "Cifras", "Catálogo", "Listas", "Anuncios", "Inicio"]
    await beto.says(f"/start {typed}")
    assert "ya se usó" in beto.sees and "Pide una nueva" in beto.sees


async def test_it_speaks_english_to_a_colleague_too(institute: Institute, casey: Talker) -> None:
    await joins(institute, casey, Role.PRIVACY_OFFICER)
    assert casey.commands[0] == "team"
    await casey.says("/team")
    assert "Data protection: answers requests about personal data" in casey.sees
    await casey.presses("Log")
    assert "read_audit" in casey.sees and "accept" in casey.sees, "reading it is noted in it"


async def test_a_role_taken_away_is_gone_from_the_next_tap_in_an_old_message(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.ADMINISTRATOR)
    await joins(institute, beto, Role.ADMINISTRATOR)
    await beto.says("/equipo")
    old = beto.last
    person = (await institute.who(beto)).id or 0
    await ana.taps(str(AskRemoval(person, "administrator")))
    assert "¿Quitar el rol «Administración» a Beto?" in ana.sees
    await ana.presses("Sí, quitarlo")
    assert "Listo, ya no tiene ese rol." in ana.sees and not beto.commands
    await beto.presses("Invitar", of=old)
    assert "ya no está" in beto.sees
    await ana.taps(str(RemoveRole((await institute.who(ana)).id or 0, "administrator")))
    assert "Es la única persona que administra" in ana.sees


async def test_a_stranger_finds_nothing_and_in_a_group_nobody_does(institute: Institute, ana: Talker) -> None:
    await ana.says("/equipo")
    assert "Equipo" not in ana.sees
    for address in (Team(), Invite("administrator"), RemoveRole(1, "author"), AuditLog()):
        await ana.taps(str(address))
        assert "ya no está" in ana.sees, "the same as for something that was never there"
    await joins(institute, ana, Role.ADMINISTRATOR)
    crowd = institute.group()
    await ana.says("/equipo", to=crowd)
    assert "Tus roles" not in crowd.sees
    async with institute.db.reading() as session:
        assert len(await team.open_invitations(session, now=time.now() + timedelta())) == 0


async def test_an_invitation_can_be_taken_back(institute: Institute, ana: Talker, beto: Talker) -> None:
    await joins(institute, ana, Role.ADMINISTRATOR)
    await ana.taps(str(Invite("reviewer")))
    typed = next(word for word in ana.last.text.split() if word.startswith("i_"))
    await ana.presses("Anularla")
    assert "Anulada" in ana.sees
    await beto.says(f"/start {typed}")
    assert "ya se usó o se anuló" in beto.sees


def handlers_of(router: Router) -> list[HandlerObject]:
    own = [handler for observer in router.observers.values() for handler in observer.handlers]
    return own + [handler for below in router.sub_routers for handler in handlers_of(below)]


def test_every_handler_has_a_rule_or_a_reason_to_be_open(dispatcher: Dispatcher) -> None:
    found = [handler for handler in handlers_of(dispatcher) if not rules.module_of(handler).startswith("aiogram")]
    assert len(found) > 100
    for handler in found:
        rules.rule_of(handler)
    used = {rules.module_of(handler) for handler in found}
    assert set(rules.OPEN) <= used, "a module that is gone needs no reason"


def test_a_handler_without_a_rule_is_found() -> None:
    async def forgotten(event: object) -> None: ...

    with pytest.raises(LookupError, match="forgotten"):
        rules.rule_of(HandlerObject(forgotten))


async def test_every_role_opens_what_the_matrix_says_and_nothing_else(institute: Institute, ana: Talker) -> None:
    await ana.says("/start")
    me = (await institute.who(ana)).id or 0
    for role in Role:
        async with institute.db.begin() as session:
            await team.accept(session, await _token(session, role), me, called="Ana", now=time.now())
        for act, label in ((rights.Act.INVITE, "Invitar"), (rights.Act.READ_AUDIT, "Bitácora")):
            await ana.says("/equipo")
            assert (label in ana.labels) == (role in rights.MATRIX[act]), (role, label)
        await ana.taps(str(Invite("author")))
        assert ("Invitación con el rol" in ana.sees) == (role in rights.MATRIX[rights.Act.INVITE]), role
        async with institute.db.begin() as session:
            row = (await session.exec(_rows(me))).one()
            await session.delete(row)


async def _token(session: Any, role: Role) -> str:
    token, _made = await team.invite(session, role, by=None, now=time.now())
    return token


def _rows(person: int) -> Any:
    from sqlmodel import select

    from bot.models import StaffRole

    return select(StaffRole).where(StaffRole.person_id == person)
