"""With a real token: a course nobody has confirmed takes no sign-up, whatever one taps."""

import pytest

from bot import time
from bot.addresses import Join, TellMe
from bot.services import catalogue
from tests.talk import Institute, Loud, Talker


@pytest.fixture
async def institute(institute: Institute, dispatcher: object) -> Institute:
    return await Institute.beside(institute.db, institute.pack, dispatcher, rehearsal=False, kind=Loud)


async def confirm(institute: Institute, key: str) -> None:
    """Staff has confirmed everything about this course, and the pack is loaded again."""
    courses = [
        course.model_copy(update={"illustrative_fields": [], "status": "offered"}) if course.key == key else course
        for course in institute.pack.courses
    ]
    pack = institute.pack.model_copy(update={"courses": courses})
    async with institute.db.begin() as session:
        await catalogue.load(session, pack, facts=institute.facts, now=time.now())
    await institute.say()


@pytest.mark.parametrize("pack", ["leon", "huixquilucan", "juarez"], indirect=True)
async def test_no_illustrative_course_can_be_joined(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    course = next(course for course in institute.pack.courses if course.illustrative and course.seats)
    await ana.says(f"/start c_{course.key}")
    assert "Avísame" in ana.labels and "Unirme" not in ana.labels and "💺" not in ana.last.text
    await ana.taps(str(Join(await institute.id_of(course.key))), ana.last)
    assert "aún no están confirmados, así que todavía no hay lugares" in ana.sees
    assert await institute.count() == 0
    assert ana.labels[0] == "Avísame"


async def test_a_forged_join_asks_for_nothing(casey: Talker, institute: Institute) -> None:
    await casey.says("/start")
    await casey.taps(str(Join(await institute.id_of("glocal"))))
    assert "The details of Glocal aren't confirmed yet" in casey.sees
    await casey.says("Casey Jones")
    assert "I found nothing for “Casey Jones”" in casey.sees
    assert (await institute.who(casey)).name is None


async def test_tell_me_is_noted_once_and_said_so(ana: Talker, institute: Institute) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Avísame")
    assert ana.toasts == ["Anotado. Te escribo cuando se confirme Glocal."]
    assert "Anotado. Te escribo cuando se confirme Glocal." in ana.last.text and ana.labels[0] == "Ya no me avises"
    await ana.taps(str(TellMe(await institute.id_of("glocal"))), ana.last)
    assert ana.toasts == ["Ya estaba anotado: te escribo cuando se confirme Glocal."]


async def test_who_asked_hears_when_the_course_is_confirmed_and_can_join(
    ana: Talker, casey: Talker, institute: Institute
) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Avísame")
    await casey.says("/start c_glocal")
    await confirm(institute, "glocal")
    assert "Ya está confirmado: Glocal" in ana.sees and "Me pediste que te avisara" in ana.sees
    assert "confirm" not in casey.sees.replace("not confirmed", ""), "nobody who didn't ask"
    await ana.presses("Ver el curso")
    assert "💺 24 lugares" in ana.sees and "Datos de ejemplo" not in ana.sees
    await institute.knows(ana)
    await ana.presses("Unirme")
    assert "Listo, tienes lugar en Glocal." in ana.sees
    await confirm(institute, "glocal")
    assert ana.sees.count("Ya está confirmado") == 0
