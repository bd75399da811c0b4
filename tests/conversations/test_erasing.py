"""Deleting everything, from the first question to the last byte, as a person lives it."""

import json
from pathlib import Path

from sqlmodel import select

from bot.addresses import EraseAll
from bot.jobs import erase
from bot.models import Account, Person
from bot.tombstones import Tombstones
from tests.conversations.conftest import SignedUp
from tests.conversations.travelling import earns
from tests.talk import Institute, Talker


async def asks(ana: Talker) -> None:
    await ana.says("/mis_datos")
    await ana.presses("Borrar todo")


async def test_it_says_what_goes_asks_twice_and_can_be_taken_back_for_a_day(
    ana: Talker, beto: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await earns(ana, "culture")
    await asks(ana)
    assert "1 lugar tuyo pasa ya a quien lo espera." in ana.sees and "Se van tu viaje, tus sellos" in ana.sees
    assert "Se quedan las cuentas sin nombres" in ana.sees and "Tienes 24 horas" in ana.sees
    await ana.presses("Borrar todo", of=ana.last)
    assert "¿Borro todo?" in ana.sees
    await ana.presses("Sí, borrar todo")
    assert "Tu perfil está cerrado" in ana.sees and "mañana" in ana.sees
    for text in ("Ana María", "/perfil", "/mis_datos", "/mis_cursos", "/start", "/persona"):
        await ana.says(text)
        assert "Tu perfil está cerrado" in ana.sees and "Ana María" not in ana.sees, text
    await ana.says("/ayuda")
    assert "911" in ana.sees, "help is never closed"
    await ana.says("tengo ansiedad")
    assert "800 290 0024" in ana.sees
    await ana.says("/cursos")
    await ana.says("glocal")
    await ana.presses("Glocal")
    assert "Tu perfil está cerrado" not in ana.sees, "nobody needs a profile to read"
    await ana.presses("Unirme")
    assert "Tu perfil está cerrado" in ana.sees
    await institute.pass_time(hours=20)
    assert not ana.new
    await ana.says("/mis_datos")
    await ana.presses("Recuperar mis datos")
    assert "Tus datos vuelven a ser tuyos" in ana.sees
    await ana.says("/mis_datos")
    assert "Ana María Pérez" in ana.sees and "Tu perfil está cerrado" not in ana.sees
    await ana.says("/mis_cursos")
    assert "Glocal" not in ana.sees, "places went to others at once"


async def test_after_the_day_nothing_is_left_and_whoever_comes_back_is_new(
    ana: Talker, institute: Institute, sign_up: SignedUp, tmp_path: Path
) -> None:
    stones = Tombstones(tmp_path)
    await sign_up(ana, "glocal")
    before = await institute.who(ana)
    await asks(ana)
    await ana.presses("Borrar todo", of=ana.last)
    await ana.presses("Sí, borrar todo")
    assert await erase.erase_due(institute.db, institute.facts, stones) == 0, "a day to change one's mind"
    await institute.pass_time(hours=24.1)
    assert await erase.erase_due(institute.db, institute.facts, stones) == 1
    async with institute.db.reading() as session:
        assert await session.get(Person, before.id) is None
        assert (await session.exec(select(Account).where(Account.id == ana.id))).first() is None
    await ana.presses("Recuperar mis datos")
    assert "No hay nada que recuperar" in ana.sees
    new = await institute.who(ana)
    assert new.created_at > before.created_at and new.name is None


async def test_whoever_does_not_want_to_wait_is_gone_in_a_minute(
    ana: Talker, institute: Institute, tmp_path: Path
) -> None:
    await institute.knows(ana)
    await asks(ana)
    await ana.presses("Borrar todo", of=ana.last)
    await ana.presses("Sí, borrar todo")
    await ana.presses("Borrar ya")
    assert "no hay vuelta atrás" in ana.sees and ana.labels == ["Sí, borrar ya", "Recuperar mis datos", "Ayuda"]
    await ana.presses("Sí, borrar ya")
    assert "En un minuto ya no queda aquí nada de ti" in ana.sees
    # The job looks every half minute, so this is the latest moment that keeps the promise.
    await institute.pass_time(seconds=30)
    assert await erase.erase_due(institute.db, institute.facts, Tombstones(tmp_path)) == 1


async def test_an_old_or_forged_button_deletes_nothing(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    for address in (EraseAll(2), EraseAll(2, 1), EraseAll(1, 10**9), EraseAll(7, 3)):
        await ana.taps(str(address))
        assert "Esto es lo que pasa:" in ana.sees
    assert (await institute.who(ana)).erase_at is None


async def test_all_of_it_comes_as_a_file(ana: Talker, institute: Institute, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await ana.says("/mis_datos")
    await ana.presses("Llevarme mis datos")
    assert ana.last.file and "Todo lo que hay guardado de ti" in ana.sees
    whole = json.loads(ana.last.file)
    assert whole["data"]["person"][0]["name"] == "Ana María Pérez"
    assert whole["data"]["enrollment"] and whole["data"]["account"][0]["id"] == ana.id
    read = {one["what"]: one for one in whole["in_words"]}
    assert read["Nombre"]["value"] == "Ana María Pérez" and "lista de asistencia" in read["Nombre"]["why"]
    assert "no a quién" in read["Mensajes"]["value"] and "<" not in str(whole["in_words"])
