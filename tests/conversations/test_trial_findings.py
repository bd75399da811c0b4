"""What somebody who tried everything stumbled over: the way back, other editions, lines that never ended."""

from datetime import datetime, timedelta

import pytest

from bot import time
from bot.addresses import Join
from bot.models import Course, Standing
from bot.services import courses
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

SMALL = "edicion-y-audio"
"""Two seats."""


async def edition(institute: Institute, key: str) -> Course:
    """The edition that is open now."""
    async with institute.db.reading() as session:
        return await courses.latest(session, key, now=time.now())


async def begins(institute: Institute, key: str) -> datetime:
    starts_at = (await edition(institute, key)).starts_at
    assert starts_at is not None
    return starts_at


async def fill(institute: Institute, sign_up: SignedUp) -> None:
    for number in (50, 51):
        await sign_up(institute.person(number, f"P{number}"), SMALL)


async def test_the_next_edition_knows_of_ones_place_in_the_running_one(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await institute.come_to(await begins(institute, "glocal") + timedelta(days=1))
    await ana.says("/start c_glocal")
    assert "💺 Tienes lugar en el grupo que empezó el mar 15 dic" in ana.sees and "Quedan" not in ana.sees
    card = ana.last
    assert card.labels[0] == "Ver mi lugar" and "Unirme" not in card.labels
    # The button of a card that was sent before she joined.
    await ana.taps(str(Join(await institute.id_of("glocal"))), card)
    assert "Ya tienes lugar en Glocal, en el grupo que empezó el mar 15 dic." in ana.sees
    assert "se cruza" not in ana.sees and await institute.count(Standing.ENROLLED) == 1
    await ana.presses("Dejar ese grupo")
    assert "¿Quieres dejar Glocal?" in ana.sees
    await ana.presses("El horario")
    assert "Listo, ya no estás en Glocal" in ana.sees
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    assert "Listo, tienes lugar en Glocal." in ana.sees


async def test_a_line_ends_when_the_course_begins_and_shows_the_next_group(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await fill(institute, sign_up)
    await sign_up(ana, SMALL)
    await institute.come_to(await begins(institute, SMALL))
    ana.new = []
    await institute.pass_time(minutes=4)
    assert ana.new == []
    await institute.pass_time(minutes=2)
    (letter,) = ana.new
    assert letter.text.startswith("Edición y audio ya empezó, así que se cerró su lista de espera.")
    assert "Hay otro grupo" in letter.text and letter.labels == ["Ver el otro grupo", "No avisarme de esto"]
    await ana.says("/mis_cursos")
    assert "Todavía no te has unido a nada" in ana.sees
    await ana.presses("Ver el otro grupo")
    assert "💺 2 lugares" in ana.sees
    await ana.presses("Unirme")
    assert "Listo, tienes lugar en Edición y audio." in ana.sees
    await institute.pass_time(minutes=10)
    assert not any("lista de espera" in message.text for message in ana.new)


@pytest.mark.parametrize(("command", "card"), [("/cursos", "c."), ("/convocatorias", "k.")])
async def test_back_from_a_card_is_the_page_of_the_list_it_was_opened_from(
    ana: Talker, command: str, card: str
) -> None:
    await ana.says(command)
    listed = ana.last
    await ana.presses("›")
    page = (listed.text, list(listed.labels))
    assert "2/" in " ".join(listed.labels)
    opened = next(b for row in listed.buttons for b in row if b["callback_data"].startswith(card))
    await ana.taps(opened["callback_data"], listed)
    assert (listed.text, listed.labels) != page
    if "Ver fechas" in listed.labels:
        await ana.presses("Ver fechas")
        await ana.presses("Atrás")
    await ana.presses("Atrás")
    assert (listed.text, listed.labels) == page


async def test_the_way_back_to_the_list_survives_signing_up(institute: Institute, ana: Talker) -> None:
    await ana.says("/cursos")
    listed = ana.last
    while not any("Glocal" in label for label in listed.labels):
        await ana.presses("›")
    page = list(listed.labels)
    await ana.presses("Glocal", of=listed)
    await ana.presses("Unirme")
    assert "nombre" in listed.text
    await ana.presses("Atrás")
    await ana.presses("Atrás")
    assert listed.labels == page
    await institute.knows(ana)
    await ana.presses("Glocal", of=listed)
    await ana.presses("Unirme")
    assert "Ver mi lugar" in listed.labels
    await ana.presses("Atrás", of=listed)
    assert listed.labels == page


async def test_the_dates_of_ones_own_course_lead_back_to_ones_own_card(ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await ana.says("/mis_cursos")
    shown = ana.last
    await ana.presses("Glocal", of=shown)
    mine = shown.text
    assert "Ya no puedo ir" in shown.labels
    await ana.presses("Ver fechas", of=shown)
    await ana.presses("Atrás", of=shown)
    assert shown.text == mine
    await ana.presses("Atrás", of=shown)
    assert shown.text.startswith("Mis cursos")


async def test_an_old_button_without_the_origin_still_opens_its_card(institute: Institute, ana: Talker) -> None:
    await ana.says("/start")
    await ana.taps(f"c.{await institute.id_of('glocal')}")
    assert "Glocal" in ana.sees
    await ana.presses("Atrás")
    topic = institute.pack.topic((await edition(institute, "glocal")).topic)
    assert ana.last.text.startswith(f"{topic.emoji} {topic.name.es}")


async def test_who_comes_by_a_link_reads_the_notice_in_two_lines(institute: Institute, ana: Talker) -> None:
    await ana.says("/start c_glocal")
    hello = ana.new[0]
    assert hello.text.endswith("\n".join(line.es for line in institute.pack.notice.summary))


async def test_a_link_to_something_that_is_gone_says_so(ana: Talker, casey: Talker, institute: Institute) -> None:
    await ana.says("/start c_gone")
    assert "Lo que te compartieron ya no está aquí." in ana.sees and "Te damos la bienvenida" in ana.sees
    await institute.pass_time(hours=1)
    await ana.says("/start c_gone")
    assert "ya no está aquí" in ana.sees and "bienvenida" not in ana.sees, "who was met before is welcomed once"
    await casey.says("/start k_gone")
    assert "What was shared with you isn't here any more." in casey.sees
    await casey.says("/start")
    assert "shared" not in casey.sees


async def test_an_old_join_button_says_that_it_is_for_the_waiting_list_before_it_asks(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await ana.says(f"/start c_{SMALL}")
    card = ana.last
    assert "Unirme" in card.labels
    await fill(institute, sign_up)
    await ana.presses("Unirme", of=card)
    assert ana.last.text.startswith("Está lleno: entrarías a la lista de espera.") and "nombre" in ana.sees
    await ana.presses("Prefiero no esperar")
    assert "guardado hasta que vuelvas" in ana.sees
    assert await institute.count(Standing.WAITING) == 0


async def test_a_group_that_fills_up_between_two_questions_says_so(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await ana.says(f"/start c_{SMALL}")
    await ana.presses("Unirme")
    assert "lista de espera" not in ana.sees
    await fill(institute, sign_up)
    await ana.says("Ana María Pérez")
    assert ana.last.text.startswith("Está lleno: entrarías a la lista de espera.")


async def test_only_before_the_first_session_a_reminder_offers_to_give_up_the_place(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    first = await begins(institute, "glocal")
    await institute.come_to(first - timedelta(hours=2))
    today = ana.last
    assert today.text.startswith("Glocal: hoy, 17:00") and "«No puedo»" in today.text
    await ana.presses("No puedo", of=today)
    assert "¿Ya no puedes ir a Glocal?" in ana.sees and await institute.count(Standing.ENROLLED) == 1
    await institute.come_to(first + timedelta(days=6, hours=1))
    later = ana.last
    assert later.text.startswith("Glocal, sesión 2: mañana, 17:00") and later.text.endswith("Te esperamos.")
    assert later.labels == ["Ver", "No avisar de más sesiones"]
    await ana.presses("Ver", of=later)
    await ana.presses("Dejar el curso")
    assert "todas las sesiones que faltan" in ana.sees


async def test_who_joins_on_the_day_itself_hears_for_which_session_the_next_reminder_is(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await institute.come_to(await begins(institute, "glocal") - timedelta(hours=2))
    await sign_up(ana, "glocal")
    assert "Te aviso de la sesión 2: lun 21 dic, 17:00." in ana.sees
