"""The private calendar, a second choice, looking by place, day and hour: well made in both languages, in every pack."""

import pytest

from bot.addresses import Browse, BrowseBy, SecondChoices
from bot.i18n import speaking
from bot.models import Enrollment, Standing
from bot.packs import Pack
from bot.screens import agenda, browsing
from bot.screens.places import map_button, pin
from bot.services import browsing as choices
from bot.services.facts import Facts
from tests.screens.conftest import NOW, MakeCourse, both
from tests.screens.looks import buttons, check, said

ADDRESS = "https://rumbo.example.gob.mx/calendar/" + "A" * 22 + ".ics"
LONG = both("Regularización en matemáticas e inglés <b> & más 🧑🏽‍🚀\u202e")


@pytest.mark.parametrize("locale", ["es", "en"])
def test_these_screens_are_well_made(locale: str, pack: Pack, facts: Facts, make_course: MakeCourse) -> None:
    course = make_course(title=LONG, short_title=LONG, venue=pack.venues[0].key if pack.venues else None)
    place = Enrollment(id=3, person_id=1, course_id=7, standing=Standing.WAITING, joined_at=NOW)
    everywhere = {venue.key: 99 for venue in pack.venues} | {choices.ONLINE: 1, "gone": 2}
    with speaking(locale):
        for screen in (
            agenda.feed("", public=False),
            agenda.feed("", public=True),
            agenda.feed(ADDRESS, public=True),
            agenda.feed_ended(),
            agenda.my_dates(b"BEGIN:VCALENDAR"),
            agenda.second_choices(place, course, [], facts=facts, now=NOW),
            agenda.second_choices(place, course, [course] * 6, facts=facts, now=NOW),
            agenda.has_second_choice(place, course, place, course),
            browsing.ways(),
            browsing.choices("place", everywhere, pack=pack),
            browsing.choices("day", dict.fromkeys(choices.DAYS, 40), pack=pack),
            browsing.choices("time", dict.fromkeys(choices.PARTS, 40), pack=pack),
            browsing.choices("time", {}, pack=pack),
            browsing.courses(BrowseBy("day", "wed", 2), [course] * 9, pack=pack, facts=facts, now=NOW),
        ):
            check(screen)
    assert ADDRESS in str(agenda.feed(ADDRESS, public=True).text)


def test_a_second_choice_is_looked_at_first_and_leads_back(facts: Facts, make_course: MakeCourse) -> None:
    place = Enrollment(id=3, person_id=1, course_id=7, standing=Standing.WAITING, joined_at=NOW)
    with speaking("es"):
        screen = agenda.second_choices(place, make_course(), [make_course()], facts=facts, now=NOW)
    assert str(buttons(screen)[0].to) == "c.7.s-3"
    assert SecondChoices.left("s-3") == SecondChoices(3)
    assert [SecondChoices.left(came) for came in ("", "s-", "s-x", "s-１", "s--1", "all", "s-" + "9" * 30)] == [
        None
    ] * 7


def test_a_place_that_left_the_pack_is_called_by_its_key(leon: Pack) -> None:
    with speaking("es"):
        screen = browsing.choices("place", {"gone": 1, "casa-juventud": 2}, pack=leon)
    assert [button.label for button in buttons(screen)][:2] == ["gone · 1", "Casa de la Juventud · 2"]
    assert buttons(screen)[2].to == Browse()
    assert "Por lugar" in said(screen)


@pytest.mark.parametrize("modality", ["online", "whatsapp", "phone"])
def test_what_is_nowhere_is_on_no_map(leon: Pack, make_course: MakeCourse, modality: str) -> None:
    here = leon.venues[0].model_copy(update={"latitude": 21.1, "longitude": -101.6})
    pack = leon.model_copy(update={"venues": [here]})
    assert pin(make_course(venue=here.key), pack) is not None
    assert pin(make_course(venue=here.key, modality=modality), pack) is None
    assert map_button(make_course(venue=here.key, modality=modality), pack) is None
    assert map_button(make_course(venue=here.key, sensitive=True), pack) is None
    assert map_button(make_course(venue=here.key, sensitive=True), pack, taking_part=True) is not None
