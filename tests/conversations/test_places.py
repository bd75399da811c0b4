"""Where somebody is: what they share and what they tell, never one of each from two different places."""

import pytest

from tests.talk import Institute, Talker

WORDS = {
    "es": (
        "/perfil",
        "Lugar",
        "Borré la ubicación que habías compartido",
        "Compartir dónde estoy",
        "la dejé como estaba",
    ),
    "en": ("/profile", "Place", "I deleted the location you had shared", "Share where I am", "I still have Centro"),
}


@pytest.mark.parametrize("language", ["es", "en"])
async def test_a_location_sent_without_the_button_is_taken_and_another_colonia_ends_it(
    institute: Institute, language: str
) -> None:
    profile, place, gone, share, kept = WORDS[language]
    noa = institute.person(9, "Noa", language)
    await noa.says(profile)
    await noa.presses(place)
    await noa.shares_location(21.123456, -101.678901)
    assert "21.12, -101.68" in noa.sees
    stored = await institute.who(noa)
    assert (stored.latitude, stored.longitude) == (21.12, -101.68)
    await noa.says(profile)
    await noa.presses(place)
    await noa.says("Centro")
    assert gone in noa.sees
    stored = await institute.who(noa)
    assert (stored.colonia, stored.latitude, stored.longitude) == ("Centro", None, None)
    assert {*stored.since} == {"colonia"}
    await noa.presses(share)
    await noa.shares_location(21.2, -101.7)
    assert kept in noa.sees and noa.keyboard is None
    assert (await institute.who(noa)).colonia == "Centro"


async def test_beside_a_new_location_the_colonia_is_changed_or_deleted_with_one_tap(
    institute: Institute, ana: Talker
) -> None:
    await ana.says("/perfil")
    await ana.presses("Lugar")
    await ana.says("Centro")
    assert "Borré" not in ana.sees
    for label in ("Cambiar colonia", "Borrar colonia"):
        await ana.says("/perfil")
        await ana.presses("Lugar")
        await ana.shares_location(21.1, -101.7)
        await ana.presses(label)
        if label == "Cambiar colonia":
            assert "¿Cómo se llama tu colonia?" in ana.sees
    stored = await institute.who(ana)
    assert (stored.colonia, stored.latitude) == (None, 21.1), "the location stays"


async def test_the_same_colonia_again_keeps_the_location(institute: Institute, ana: Talker) -> None:
    for typed in ("Centro", "centro"):
        await ana.says("/perfil")
        await ana.presses("Lugar")
        await ana.says(typed)
        assert "Borré" not in ana.sees
        await ana.presses("Lugar")
        await ana.shares_location(21.1, -101.7)
    assert (await institute.who(ana)).latitude == 21.1


@pytest.mark.parametrize("sent", [{"live_period": 60}, {}])
async def test_only_where_somebody_is_now_is_taken(institute: Institute, ana: Talker, sent: dict[str, int]) -> None:
    here = {"latitude": 21.1, "longitude": -101.7, **sent}
    await ana.says("/perfil")
    await ana.presses("Lugar" if sent else "Nombre")
    await ana.sends(location=here)
    assert (await institute.who(ana)).latitude is None and ana.sees
