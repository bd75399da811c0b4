"""A wrong number is worse than none: every one is compared with what was reviewed by hand."""

import datetime as dt

import pytest

from bot.packs import NAMES
from tests.packs.reading import read

TODAY = dt.date(2026, 11, 21)

# number as shown, what to dial, scope, confirmed, shown
REVIEWED = {
    "mx_911": ("911", "911", "national", True, True),
    "gto_crisis": ("800 290 0024", "+528002900024", "guanajuato", True, True),
    "mx_linea_vida": ("800 911 2000", "+528009112000", "national", True, True),
    "mx_079": ("079 → 1", "079", "national", True, True),
    "gto_075": ("075", "075", "guanajuato", True, True),
    "mx_089": ("089", "089", "national", True, True),
    "mx_consejo_ciudadano": ("55 5533 5533", "+525555335533", "national", True, True),
    "gto_whatsapp_mujeres": ("473 164 0369", "+524731640369", "guanajuato", False, False),
    "leon_mujer_a_salvo": ("Traspatio de la Presidencia Municipal, León", None, "leon", True, True),
    "leon_immujeres_whatsapp": ("477 925 1034", "+524779251034", "leon", True, False),
    "leon_dif_ninez": ("477 128 1845", "+524771281845", "leon", False, False),
    "gto_pepnna": ("473 151 6903", "+524731516903", "guanajuato", False, False),
    "mx_saptel": ("55 5259 8121", "+525552598121", "national", False, False),
    "mx_refugios": ("800 822 4460", "+528008224460", "national", False, False),
    "mx_contacto_joven": ("55 7211 2009", "+525572112009", "national", False, False),
    "mx_locatel": ("55 5658 1111", "+525556581111", "cdmx", False, False),
    "huix_linea_joven": ("55 1704 3179", "+525517043179", "huixquilucan", False, False),
    "edomex_sin_violencia": ("800 108 4053", "+528001084053", "edomex", True, True),
    "edomex_hombre": ("800 900 4321", "+528009004321", "edomex", False, False),
    "chih_ninez": ("800 230 4050", "+528002304050", "chihuahua", False, False),
    "chih_crisis": ("800 614 3311", "+528006143311", "chihuahua", False, False),
    "juarez_cap": ("656 634 5781", "+526566345781", "juarez", False, False),
    "juarez_imm": ("Unidad Riberas del Bravo", None, "juarez", False, False),
}

NATIONAL = ["mx_linea_vida", "mx_079", "mx_089", "mx_consejo_ciudadano"]
SHOWN = {
    "leon": ["mx_911", "gto_crisis", "gto_075", "leon_mujer_a_salvo", *NATIONAL],
    "huixquilucan": ["mx_911", "edomex_sin_violencia", *NATIONAL],
    "juarez": ["mx_911", *NATIONAL],
}


@pytest.mark.parametrize(("pack", "count"), [("leon", 16), ("huixquilucan", 12), ("juarez", 13)])
def test_every_number_is_the_reviewed_one(pack: str, count: int) -> None:
    lines = read(pack).helplines
    assert len(lines) == count
    for line in lines:
        confirmed = line.confidence == "confirmed"
        assert (line.number, line.dial, line.scope, confirmed, line.show_by_default) == REVIEWED[line.key]
        assert (line.verified_on, line.reverify_by) == (dt.date(2026, 11, 20), dt.date(2027, 2, 20))
        assert line.telegram == "none_found"


def test_no_reviewed_line_is_lost() -> None:
    assert {line.key for pack in NAMES for line in read(pack).helplines} == set(REVIEWED)


@pytest.mark.parametrize("pack", NAMES)
def test_emergencies_come_first_then_the_lines_of_here_then_the_national_ones(pack: str) -> None:
    assert [line.key for line in read(pack).shown_helplines(TODAY)] == SHOWN[pack]


@pytest.mark.parametrize("pack", NAMES)
def test_an_unconfirmed_line_is_never_shown(pack: str) -> None:
    for day in (TODAY, dt.date(2030, 1, 1)):
        assert all(line.confidence == "confirmed" for line in read(pack).shown_helplines(day))


@pytest.mark.parametrize("pack", NAMES)
def test_an_overdue_line_stays_and_staff_hear_of_it(pack: str) -> None:
    late = dt.date(2027, 2, 21)
    assert [line.key for line in read(pack).shown_helplines(late)] == SHOWN[pack]
    assert len(read(pack).overdue_helplines(late)) == len(read(pack).helplines)
    assert read(pack).overdue_helplines(dt.date(2027, 2, 20)) == []


def test_a_confirmed_line_has_two_sources() -> None:
    for pack in NAMES:
        for line in read(pack).helplines:
            if line.confidence == "confirmed":
                assert len({source.url for source in line.sources}) >= 2, line.key


def test_the_line_with_a_keypad_choice_says_so() -> None:
    line = next(line for line in read("leon").helplines if line.key == "mx_079")
    assert "Marca 079 y luego 1" in line.what_for.es
    assert "Dial 079, then press 1" in line.what_for.en
