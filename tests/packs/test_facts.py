"""The packs say what the public sources say, with where it comes from and what is only a placeholder."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.packs import NAMES
from tests.packs.reading import read

SOURCED = yaml.safe_load((Path(__file__).parent / "sourced.yaml").read_text(encoding="utf-8"))
COURSES = [(pack, key) for pack in NAMES for key in SOURCED[pack]["courses"]]
CALLS = [(pack, key) for pack in NAMES for key in SOURCED[pack]["calls"]]


def ages_of(thing: Any) -> list[int | None]:
    return [thing.ages.min, thing.ages.max] if thing.ages else [None, None]


@pytest.mark.parametrize("pack", NAMES)
def test_nothing_sourced_is_left_out_and_nothing_else_is_added(pack: str) -> None:
    assert [course.key for course in read(pack).courses] == list(SOURCED[pack]["courses"])
    assert [call.key for call in read(pack).calls] == list(SOURCED[pack]["calls"])


def test_there_are_forty_thirty_six_and_eighteen_courses() -> None:
    assert [len(read(pack).courses) for pack in NAMES] == [40, 36, 18]
    assert [len(read(pack).calls) for pack in NAMES] == [8, 6, 6]


def test_the_programme_that_ended_is_not_offered() -> None:
    for pack in NAMES:
        for course in read(pack).courses:
            assert "planet" not in (course.key + course.title.es + course.summary.es).lower()


@pytest.mark.parametrize(("pack", "key"), COURSES)
def test_a_course_says_what_its_sources_say(pack: str, key: str) -> None:
    course, row = read(pack).course(key), SOURCED[pack]["courses"][key]
    assert ages_of(course) == row["ages"]
    assert (course.cost_mxn, course.hours, course.pillar) == (row["cost_mxn"], row["hours"], row["pillar"])
    assert (course.standard_code, course.related_standard) == (row["standard"], row["related"])
    assert (course.status, course.requirements) == (row["status"], row["requirements"])


@pytest.mark.parametrize(("pack", "key"), COURSES)
def test_a_course_names_its_sources_and_its_placeholders(pack: str, key: str) -> None:
    course, row = read(pack).course(key), SOURCED[pack]["courses"][key]
    assert set(row["illustrative"]) | {"seats", "schedule"} == set(course.illustrative_fields)
    assert course.illustrative
    if row["sources"]:
        assert course.sources == row["sources"]
    else:
        assert course.sources[0].startswith("none: ")
        assert "sources" in course.illustrative_fields
        assert course.links == []


@pytest.mark.parametrize(("pack", "key"), CALLS)
def test_a_call_says_what_its_sources_say(pack: str, key: str) -> None:
    call, row = read(pack).call(key), SOURCED[pack]["calls"][key]
    assert ages_of(call) == row["ages"]
    assert [str(day) if day else None for day in (call.opens, call.closes)] == [row["opens"], row["closes"]]
    assert [call.opens_month, call.closes_month] == row["months"]
    assert (call.documents, call.eligibility) == (row["documents"], row["eligibility"])
    assert (call.apply_url, call.pillar) == (row["url"], row["pillar"])
    assert call.sources == row["sources"]
    assert set(call.illustrative_fields) == set(row["illustrative"])


def test_a_programme_about_somebodys_private_life_is_marked_sensitive() -> None:
    assert {course.key for course in read("leon").courses if course.sensitive} == {
        "orientacion-psicologica",
        "jovenes-discapacidad",
        "programa-lobo",
        "vive-sin-adicciones",
        "noviazgo-sin-violencia",
    }
    assert [course.key for course in read("huixquilucan").courses if course.sensitive] == ["linea-joven"]
    news = {pack: [one.key for one in read(pack).news if one.sensitive] for pack in NAMES}
    assert news == {"leon": ["linea-y-chat", "linea-mujeres"], "huixquilucan": ["linea-joven"], "juarez": []}


def test_a_loan_is_said_to_be_one_and_is_for_people_of_age() -> None:
    loans = [call for pack in NAMES for call in read(pack).calls if call.loan]
    assert [call.key for call in loans] == ["fideapech-fech"]
    assert all(call.kind == "financing" and call.ages and (call.ages.min or 0) >= 18 for call in loans)


def test_the_seven_areas_of_the_trades_centre_come_before_the_door_that_is_ours() -> None:
    doors = read("huixquilucan").topics
    assert [door.key for door in doors if not door.illustrative] == [
        "gastronomia",
        "hospitalidad",
        "belleza",
        "creativos",
        "educacion",
        "tecnicos",
        "cuidado",
    ]
    assert doors[-1].illustrative
