"""Looking through the courses by place, day and hour, and back again."""

import pytest

from bot.addresses import BrowseBy, CourseAt, DatesOf, Join
from tests.talk import Institute, Talker


async def test_from_all_courses_by_day_to_a_card_its_dates_and_back_to_the_same_page(ana: Talker) -> None:
    await ana.says("/cursos")
    await ana.presses("Buscar por lugar, día u hora")
    assert ana.labels == ["Por lugar", "Por día", "Por hora", "Atrás", "Inicio"]
    await ana.presses("Por día")
    assert ana.labels[0].startswith("Lunes · ") and len(ana.new) == 1
    await ana.presses("Sábados")
    assert ana.sees.startswith("Sábados")
    await ana.presses("›")
    assert any(label.startswith("2/") for label in ana.labels)
    page = list(ana.labels)
    await ana.presses(page[0])
    await ana.presses("Ver fechas")
    assert "sáb" in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Atrás")
    assert ana.labels == page, "the page it was opened from"
    await ana.presses("Atrás")
    await ana.presses("Atrás")
    await ana.presses("Atrás")
    assert ana.sees.startswith("Todos los cursos")


async def test_by_hour_and_by_place_in_english(casey: Talker) -> None:
    await casey.says("/courses")
    await casey.presses("By place, day or time")
    await casey.presses("By time")
    assert [label.partition(" · ")[0] for label in casey.labels] == [
        "Before 13:00", "From 13:00 to 17:00", "From 17:00 on", "Back", "Home",
    ]  # fmt: skip
    await casey.presses("Before 13:00")
    assert casey.sees.startswith("Before 13:00")
    await casey.presses("Back")
    await casey.presses("Back")
    await casey.presses("By place")
    await casey.presses("Casa de la Juventud")
    assert casey.sees.startswith("Casa de la Juventud")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("data", ["bb.colour", "bb.day.someday", "bb.place.nowhere.7", "bb.time.morning.-3", "bb..."])
async def test_forged_and_old_ways_of_looking_are_answered_kindly(ana: Talker, data: str) -> None:
    await ana.says("/cursos")
    await ana.taps(data)
    assert ana.sees and ana.labels


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("came", ["bp-nowhere", "bd-", "bx-mon", "s-999999", "s-", "s-0x1", "-", "x" * 40])
async def test_a_card_with_a_forged_way_back_still_opens(ana: Talker, institute: Institute, came: str) -> None:
    glocal = await institute.id_of("glocal")
    await ana.says("/start")
    await ana.taps(str(CourseAt(glocal, came)))
    assert "Glocal" in ana.sees
    await ana.presses("Atrás")
    assert ana.sees and ana.labels


@pytest.mark.parametrize("kind", [CourseAt, DatesOf, Join])
def test_the_way_back_always_fits_in_a_button(kind: type) -> None:
    longest = BrowseBy("place", "v" * 40)
    for venue in ("v" * 37, "v" * 38, "v" * 40):
        came = BrowseBy("place", venue).came
        assert len(str(kind(10**17, came)).encode()) < 64
        assert BrowseBy.left(came) in (BrowseBy("place", venue), None)
    assert longest.came == "" and len(str(BrowseBy("place", "v" * 40, 99)).encode()) < 64
