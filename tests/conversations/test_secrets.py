"""Whatever goes wrong, what people typed and who they are stays out of every line that is written."""

import io
import logging
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from bot import time
from bot.addresses import Join, Stage
from bot.jobs import requests as telling
from bot.models import Follow, JourneyStage
from bot.services import enrollments, journey, profiles, requests
from bot.turn import lanes
from bot.turn.work import Turns
from tests import canaries
from tests.canaries import TOKEN
from tests.conversations.travelling import asked
from tests.talk import Institute, Talker

PERSONAL = (
    *("Canaria Nombrés Apellidós", "Nombré Solocanaria", "Colonia Canarias", "21.456789", "-101.654321", "09/03/2007"),
    *(
        "canario de reto uno",
        "canario de reto dos",
        "canario de pie de foto",
        "canario de solicitud",
        "canario buscado",
    ),
    *("canario sin pregunta", "canario tecleado a medias", "canario en un grupo", "canario editado", "5214770001234"),
    *(f"canario número {n:02}" for n in range(24)),
)


async def lives(ana: Talker, institute: Institute) -> None:
    """Everything that a person can type, share or send, each with words of its own."""
    await ana.says("/start")
    await ana.says(PERSONAL[10])
    await ana.says("/perfil")
    await ana.presses("Nombre")
    await ana.says(PERSONAL[0])
    await ana.presses("Nacimiento")
    await ana.says(PERSONAL[5])
    await ana.presses("Lugar")
    await ana.says(PERSONAL[2])
    await ana.presses("Lugar")
    await ana.shares_location(float(PERSONAL[3]), float(PERSONAL[4]))
    await asked(ana, "employment")
    await ana.says(PERSONAL[6])
    await asked(ana, "culture")
    await ana.sends_photo(PERSONAL[8])
    await ana.says("/solicitud")
    await ana.says(PERSONAL[9])
    await ana.presses("Enviar")
    await ana.shares_contact(PERSONAL[15])
    await ana.edits(text=PERSONAL[14])
    await ana.says(PERSONAL[13], to=institute.group())
    await ana.says("/perfil")
    await ana.presses("Nombre")
    await ana.says("/cursos")
    for text in PERSONAL[11:13] + PERSONAL[16:]:
        await ana.says(text)
    await ana.says("/mis_datos")
    await ana.presses("Llevarme mis datos")
    await telling.remind(institute.db, institute.facts, -100_777)


async def test_no_line_of_the_log_holds_a_word_of_anybody(
    written: io.StringIO, institute: Institute, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At DEBUG, with an error in each handler that has personal data in its hands."""
    ana = institute.person(7_000_000_077, PERSONAL[1])
    await lives(ana, institute)
    monkeypatch.setattr(type(institute.turns), "_failed", Turns._failed)
    monkeypatch.setattr(lanes, "TRIES", 1)

    async def fails(*_given: Any, **_named: Any) -> Any:
        raise ValueError(f"bad row: {PERSONAL}")

    for module, name in ((profiles, "say"), (journey, "tell"), (requests, "receive"), (enrollments, "join")):
        monkeypatch.setattr(module, name, fails)
    await asked(ana, "health")
    await ana.says(PERSONAL[7])
    await ana.says("/solicitud")
    await ana.says(PERSONAL[9])
    await ana.presses("Enviar")
    await ana.says("/perfil")
    await ana.presses("Nombre")
    await ana.says(PERSONAL[0])
    await ana.taps(str(Join(await institute.id_of("glocal"))))
    await ana.taps(str(Stage("culture")))
    who = await institute.who(ana)
    log = structlog.get_logger()
    for table, fields in (
        (Follow, {"topic": PERSONAL[16], "since": time.now()}),
        (JourneyStage, {"topic": PERSONAL[17], "evidence": PERSONAL[6], "begun_at": time.now()}),
    ):
        try:
            async with institute.db.begin() as session:
                session.add_all([table(person_id=who.id, **fields), table(person_id=who.id, **fields)])
        except IntegrityError as error:
            log.exception("twice", error=str(error))
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot%s/sendMessage %s", TOKEN, PERSONAL[0])
    text = written.getvalue()
    assert text.count("turn failed") >= 3 and "twice" in text, "there must be something to look through"
    assert [word for word in (*PERSONAL, TOKEN, "anari", "anary") if word in text] == []


def test_a_library_left_loud_is_what_would_be_found(written: io.StringIO) -> None:
    """The control: the same request, logged as httpx does by itself, without our formatter and levels."""
    loud = logging.StreamHandler(written)
    logging.getLogger().addHandler(loud)
    logging.getLogger("httpx").setLevel(logging.INFO)
    try:
        logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/sendMessage", TOKEN)
    finally:
        logging.getLogger().removeHandler(loud)
        logging.getLogger("httpx").setLevel(logging.WARNING)
    assert TOKEN in written.getvalue()


async def test_what_any_conversation_of_these_tests_says_is_looked_for(institute: Institute, ana: Talker) -> None:
    """The control of what every conversation is held to at its end."""
    await ana.says("mi vecina dice que sí")
    await ana.sends(contact={"phone_number": "5214770001234", "first_name": "Ana", "user_id": ana.id})
    careless = '{"event": "heard", "text": "mi vecina dice que s\\u00ed", "from": "5214770001234"}'
    assert canaries.found(careless, institute.told) == ["5214770001234", "mi vecina dice que sí"]
