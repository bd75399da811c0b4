"""What moves people: a short list of buttons, each with something behind it."""

import pytest

from bot.packs import NAMES, Pack
from bot.packs.schema import Call, Course
from tests.packs.reading import read


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return read(request.param)


def offers(pack: Pack) -> list[Course | Call]:
    return [*pack.courses, *pack.calls]


def test_there_are_enough_to_choose_from_and_few_enough_to_read(pack: Pack) -> None:
    assert 8 <= len(pack.interests) <= 14


@pytest.mark.parametrize("locale", ["es", "en"])
def test_they_fit_their_buttons_and_are_told_apart(pack: Pack, locale: str) -> None:
    names = [interest.short_name.in_(locale) for interest in pack.interests]
    assert max(map(len, names)) <= 18
    assert len(set(names)) == len(names)
    # On the button a tick and the emoji come first, each with a space.
    assert all(len(f"✓ {interest.emoji} {interest.short_name.in_(locale)}") <= 24 for interest in pack.interests)


def test_each_has_a_picture_that_no_pillar_or_area_has(pack: Pack) -> None:
    pictures = [thing.emoji.rstrip("\ufe0f") for thing in [*pack.interests, *pack.topics]]
    assert len(set(pictures)) == len(pictures)


def test_every_course_and_call_speaks_to_one_two_or_three(pack: Pack) -> None:
    known = {interest.key for interest in pack.interests}
    for thing in offers(pack):
        assert 1 <= len(thing.interests) <= 3, thing.key
        assert len(set(thing.interests)) == len(thing.interests), thing.key
        assert set(thing.interests) <= known, thing.key


def test_whatever_one_taps_there_is_something_that_anybody_may_be_shown(pack: Pack) -> None:
    open_to_all = [thing for thing in offers(pack) if not getattr(thing, "sensitive", False)]
    spoken_to = {key for thing in open_to_all for key in thing.interests}
    assert {interest.key for interest in pack.interests} <= spoken_to


def test_no_interest_means_nearly_everything(pack: Pack) -> None:
    things = offers(pack)
    for interest in pack.interests:
        assert sum(interest.key in thing.interests for thing in things) <= len(things) // 3, interest.key
