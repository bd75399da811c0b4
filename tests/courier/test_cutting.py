"""Texts measured and cut as Telegram counts them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from bot.courier import cutting

FAMILY = "👨‍👩‍👧‍👦"


def balanced(markup: str) -> bool:
    opened: list[str] = []
    for close, name in re.findall(r"<(/?)([a-z-]+)[^>]*>", markup):
        if not close:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def test_length_is_utf16_units_after_parsing() -> None:
    assert cutting.length("<b>a&amp;b</b> &lt;3") == 6
    assert cutting.length("😀") == 2
    assert cutting.length(FAMILY) == 11


def test_a_text_that_fits_comes_back_as_it_is() -> None:
    text = "<b>" + "😀" * 2048 + "</b>"
    assert cutting.parts(text) == [text]


def test_4096_emoji_become_two_messages_without_a_broken_one() -> None:
    pieces = cutting.parts("😀" * 4096)
    assert [cutting.length(piece) for piece in pieces] == [4096, 4096]


def test_a_family_is_never_torn_apart() -> None:
    pieces = cutting.parts(FAMILY * 1000)
    assert all(len(piece) % len(FAMILY) == 0 for piece in pieces)
    assert "".join(pieces) == FAMILY * 1000


@pytest.mark.parametrize("mark", ["\n\n", "\n", " "])
def test_cuts_fall_between_paragraphs_lines_or_words(mark: str) -> None:
    unit = "palabra" * 20
    pieces = cutting.parts(mark.join([unit] * 40))
    assert len(pieces) > 1
    assert all(set(piece.split(mark)) == {unit} for piece in pieces)


def test_a_paragraph_is_a_better_place_than_a_word_but_no_stump_is_left() -> None:
    stump = "corto\n\n" + "palabra " * 1000
    assert len(cutting.parts(stump)[0]) > 4000


def test_tags_open_at_a_cut_are_closed_and_opened_again() -> None:
    pieces = cutting.parts('<b>Uno <a href="https://x.org/?a=1&amp;b=2">' + "dos " * 1500 + "</a></b> fin")
    assert len(pieces) == 2
    assert all(balanced(piece) for piece in pieces)
    assert pieces[1].startswith('<b><a href="https://x.org/?a=1&amp;b=2">dos')
    assert pieces[1].endswith("</a></b> fin")


def test_markup_that_is_heavy_for_its_text_is_cut_too() -> None:
    pieces = cutting.parts('<a href="https://example.org/{}">x</a>'.format("y" * 300) * 200)
    assert all(len(piece.encode()) < 32_000 and balanced(piece) for piece in pieces)
    assert sum(cutting.plain(piece).count("x") for piece in pieces) == 200


def test_one_letter_under_a_heap_of_marks_is_cut_somewhere() -> None:
    pieces = cutting.parts("a" + "\u0301" * 9000)
    assert all(cutting.length(piece) <= 4096 for piece in pieces)


def test_plain_keeps_what_only_looks_like_markup() -> None:
    assert cutting.plain("Hola <3 <b>a & b</b> &lt;i&gt;") == "Hola <3 a & b <i>"


words = st.text(alphabet=st.sampled_from("aé ñ\n😀&<>\u200d👩👧"), max_size=60).map(lambda text: str(escape(text)))
tags = st.tuples(st.sampled_from(["b", "i", "u", "code"]), words).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>")


@given(st.lists(st.one_of(words, tags), max_size=30).map("".join), st.integers(12, 80))
def test_parts_are_valid_short_enough_and_lose_only_white_space(markup: str, limit: int) -> None:
    pieces = cutting.parts(markup, limit)
    assert all(balanced(piece) and cutting.length(piece) <= limit for piece in pieces)
    kept = "".join(cutting.plain(piece) for piece in pieces)
    assert "".join(kept.split()) == "".join(cutting.plain(markup).split())
