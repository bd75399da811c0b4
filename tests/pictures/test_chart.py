"""Charts as they are sent: everything is said, nothing covers anything, and a phone shows it."""

from itertools import combinations
from typing import Any

import pytest

from bot import pictures
from bot.pictures import chart, colours, page
from tests.pictures.test_pictures import EMOJI, HOSTILE, LABELS, light, size, words

__all__ = ["words"]

ENGLISH = ("Taking part", "Education", "Jobs", "Well-being", "Arts and sport", "Prevention")
NUMBERS = (1_250, 45, 5, 0, 110, 20)


def of(
    labels: tuple[str, ...] = LABELS, numbers: tuple[int, ...] = NUMBERS, weeks: int = 13, *, whole: bool = False
) -> dict[str, Any]:
    bars = [
        {
            "label": label,
            "value": number,
            "text": str(number or "<5"),
            "note": "150 se fueron · 115 esperan",
            "emoji": EMOJI[n],
            "part": n,
        }
        for n, (label, number) in enumerate(zip(labels, numbers, strict=False))
    ]
    columns = [{"label": str(n + 1), "below": "nov", "value": 95 * n, "text": str(95 * n or "–")} for n in range(weeks)]
    for n, column in enumerate(columns if whole else []):
        column["note"] = f"/{130 * n}"
    return {
        "title": "Inscripciones",
        "when": "Del lun 7 sep al dom 29 nov",
        "foot": "Las cifras van de cinco en cinco, hacia abajo; «<5» es menos de cinco personas, o nadie.",
        "panels": [{"heading": "Por pilar", "bars": bars}, {"heading": "Por semana", "columns": columns}],
    }


@pytest.mark.parametrize("labels", [LABELS, ENGLISH])
def test_every_bar_says_what_it_is_and_how_much(labels: tuple[str, ...], words: list[page.Words]) -> None:
    pictures.draw("chart", of(labels))
    said = [one.text for one in words]
    assert {*labels, "Inscripciones", "Por semana", "1250", "<5", "–", "1140"} <= set(said)


@pytest.mark.parametrize(("weeks", "whole"), [(1, False), (4, True), (13, False), (13, True)])
def test_no_words_cover_others_and_all_are_on_the_page(
    weeks: int, whole: bool, words: list[page.Words], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[tuple[int, int]] = []
    monkeypatch.setattr(
        page, "png", lambda width, height, _shapes, said: pages.append((width, height)) or words.extend(said) or b""
    )
    pictures.draw("chart", of(weeks=weeks, whole=whole))
    (width, height) = pages[0]
    boxes = [
        (one.x - one.width / 2, one.y - one.height / 2, one.x + one.width / 2, one.y + one.height / 2) for one in words
    ]
    for left, top, right, bottom in boxes:
        assert left >= 0 and top >= 0 and right <= width and bottom <= height
    for (a, one), (b, other) in combinations(zip(boxes, words, strict=True), 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one.text, other.text)


def test_words_stand_out_and_are_large_enough_for_a_phone(words: list[page.Words]) -> None:
    pictures.draw("chart", of(whole=True))
    for one in words:
        assert (one.fill, colours.PAPER) in colours.PAIRS
        assert one.largest * 360 / chart.WIDTH >= 11 and one.smallest * 360 / chart.WIDTH >= 8


@pytest.mark.parametrize("part", colours.PARTS)
def test_a_bar_stands_out_from_the_paper(part: str) -> None:
    assert (light(colours.PAPER) + 0.05) / (light(part) + 0.05) >= 3


def test_few_are_an_outline_and_not_a_short_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(page, "png", lambda width, height, shapes, words: drawn.append(shapes) or b"")
    pictures.draw("chart", of(numbers=(5, 5, 5, 5, 5, 5), weeks=1))
    pictures.draw("chart", of(numbers=(0, 0, 5, 5, 5, 5), weeks=1))
    assert [shapes.count("stroke-dasharray") for shapes in drawn] == [1, 3]


def test_a_chart_is_a_small_png() -> None:
    png = pictures.draw("chart", of())
    assert size(png)[0] == chart.WIDTH and len(png) < 200_000
    assert png == pictures.draw("chart", of()) != pictures.draw("chart", of(ENGLISH))


def test_whatever_the_words_are_it_is_drawn() -> None:
    for hostile in HOSTILE[:5]:
        values = of((hostile,) * 6)
        pictures.draw("chart", values | {"title": hostile, "when": hostile, "foot": hostile})


@pytest.mark.parametrize("wrong", [{}, of(weeks=14), of(weeks=0), of() | {"panels": [{"heading": "x", "bars": []}]}])
def test_what_can_not_be_drawn_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        pictures.draw("chart", wrong)
