"""A birth date put right: freely where one's places allow it, else said what it costs, and chosen."""

import pytest

from bot.addresses import EditField
from bot.models import Course, Enrollment, Standing
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

SMALL = "edicion-y-audio"
"""Two seats."""


async def born(institute: Institute, talker: Talker) -> str:
    return str((await institute.who(talker)).birth_date)


async def waits(institute: Institute, sign_up: SignedUp, talker: Talker) -> None:
    """In line for a course that is full."""
    for number in (50, 51):
        await sign_up(institute.person(number, f"P{number}"), SMALL)
    await sign_up(talker, SMALL)
    assert await institute.count(Standing.WAITING) == 1


async def test_a_typo_is_mended_while_one_waits_in_line(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await waits(institute, sign_up, ana)
    await ana.says("/perfil")
    await ana.presses("Nacimiento")
    await ana.says("15/03/2007")
    assert "Nacimiento: 15 de marzo de 2007" in ana.sees
    assert await born(institute, ana) == "2007-03-15" and await institute.count(Standing.WAITING) == 1


async def test_and_while_one_has_a_place(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await ana.taps(str(EditField("birth_date")))
    await ana.says("16/03/2008")
    assert "Nacimiento: 16 de marzo de 2008" in ana.sees and await institute.count(Standing.ENROLLED) == 1


WORDS = {
    "es": (
        "Glocal",
        "dejas tu lugar ahí",
        "Dejarla como estaba",
        "Cambiarla y salir",
        "/mis_cursos",
        "no te has unido",
    ),
    "en": ("Glocal", "you leave your place", "Keep it as it was", "Change it and leave", "/my_courses", "joined"),
}


@pytest.mark.parametrize("language", ["es", "en"])
async def test_what_would_be_lost_is_said_and_the_person_chooses(
    institute: Institute, sign_up: SignedUp, language: str
) -> None:
    course, costs, keep, change, mine, none = WORDS[language]
    noa = institute.person(9, "Noa", language)
    await sign_up(noa, "glocal")
    await noa.taps(str(EditField("birth_date")))
    await noa.says("15/03/1990")
    assert course in noa.sees and costs in noa.sees
    assert await born(institute, noa) == "2008-03-15", "nothing happens before the tap"
    asked = noa.last
    await noa.presses(keep, of=asked)
    assert await born(institute, noa) == "2008-03-15" and await institute.count(Standing.ENROLLED) == 1
    await noa.taps(str(EditField("birth_date")))
    await noa.says("15/03/1990")
    await noa.presses(change)
    assert await born(institute, noa) == "1990-03-15" and await institute.count(Standing.ENROLLED) == 0
    await noa.says(mine)
    assert none in noa.sees
    async with institute.db.reading() as session:
        left = await session.get_one(Enrollment, 1)
    assert left.left_reason == "birth_date"


async def test_a_button_of_an_earlier_date_changes_nothing(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await ana.taps(str(EditField("birth_date")))
    await ana.says("15/03/1990")
    first = ana.last
    old = first.data("Cambiarla y salir")
    await ana.says("15/03/1991")
    await ana.taps(old, first)
    assert "¿Cuándo naciste?" in ana.sees and await institute.count(Standing.ENROLLED) == 1
    assert await born(institute, ana) == "2008-03-15"


async def test_leaving_for_it_gives_the_seat_to_who_waits(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await waits(institute, sign_up, ana)
    holder = institute.chats[50]
    assert isinstance(holder, Talker)
    await holder.taps(str(EditField("birth_date")))
    await holder.says("15/03/1950")
    await holder.presses("Cambiarla y salir")
    assert "Te lo guardo hasta" in ana.sees


async def test_a_date_mended_for_one_sign_up_says_what_another_loses_and_goes_on(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    async with institute.db.begin() as session:
        (await session.get_one(Course, await institute.id_of("glocal"))).age_max = 20
    await ana.taps(f"jd.{await institute.id_of('feria-empleo')}")
    await ana.says("15/03/2000")
    assert "Glocal" in ana.sees and "dejas tu lugar ahí" in ana.sees
    assert await born(institute, ana) == "2008-03-15"
    await ana.presses("Cambiarla y salir")
    assert "Listo, tienes lugar en Feria de Empleo" in ana.sees
    assert await born(institute, ana) == "2000-03-15" and await institute.count(Standing.ENROLLED) == 1
