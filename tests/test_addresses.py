"""What a button carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import addresses
from bot.addresses import CourseAt, Leave, TopicAt, parse


@pytest.mark.parametrize("address", [CourseAt(7_000_000_000), TopicAt("employment", 2), Leave(12, "changed_mind")])
def test_an_address_survives_the_trip(address: addresses.Address) -> None:
    assert parse(str(address)) == address


@pytest.mark.parametrize(
    "junk",
    [
        None,
        "",
        ".",
        "c",
        "c.",
        "c.x",
        "c.1.a.2",
        "c.1.a:b",
        "c.1" + "0" * 70,
        "zz.1",
        "c.１",
        "t.a:b.1",
        "t.a.b.1",
        "c.-",
        "\x00",
        "c.1\n",
    ],
)
def test_what_is_not_an_address_is_none(junk: str | None) -> None:
    assert parse(junk) is None


def test_a_button_from_before_a_field_was_added_still_works_and_what_says_nothing_is_left_out() -> None:
    assert parse("c.1") == CourseAt(1)
    assert str(CourseAt(1)) == "c.1"
    assert parse("c.1.all") == CourseAt(1, "all")
    assert parse("t.employment") is None, "a page was always there"


@given(st.text(max_size=70))
def test_no_text_makes_the_parser_fail(text: str) -> None:
    found = parse(text)
    assert found is None or parse(str(found)) == found


def test_a_word_that_cannot_travel_is_refused_when_the_button_is_made() -> None:
    with pytest.raises(ValueError, match="not an address"):
        str(TopicAt("con espacio", 1))
    with pytest.raises(ValueError, match="not an address"):
        str(TopicAt("x" * 64, 1))
