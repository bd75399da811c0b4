"""News: what sources said, on the day they said it, and not a day longer than it holds."""

import datetime as dt
import re

import pytest

from bot.packs import NAMES, Pack
from bot.packs.schema import News
from tests.packs.reading import read

NOW = dt.date(2026, 11, 23)
ITEMS = [(name, news) for name in NAMES for news in read(name).news]


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return read(request.param)


def test_there_are_a_few_and_some_are_still_current(pack: Pack) -> None:
    current = [news.key for news in pack.news if news.published <= NOW <= news.expires]
    assert 3 <= len(pack.news) <= 8
    assert len(current) >= 2
    assert len(current) < len(pack.news)


@pytest.mark.parametrize(("name", "news"), ITEMS, ids=lambda value: value if isinstance(value, str) else value.key)
def test_a_piece_of_news_can_be_opened_at_its_source(name: str, news: News) -> None:
    assert news.links == news.sources
    assert news.published <= NOW
    # No year of ours: what is announced for one day, month or year is over with it.
    assert news.expires <= news.published + dt.timedelta(days=470)


@pytest.mark.parametrize(("name", "news"), ITEMS, ids=lambda value: value if isinstance(value, str) else value.key)
def test_it_carries_the_day_its_first_source_carries(name: str, news: News) -> None:
    dated = re.search(r"/(20\d\d)/(\d\d)/(\d\d)/", news.sources[0])
    if dated:
        assert news.published == dt.date(*map(int, dated.groups()))


def test_an_end_that_no_source_gives_is_admitted_to_be_ours(pack: Pack) -> None:
    """What a source closes on a day ends on that day; any other end is a choice."""
    closing = {
        "jcf-diciembre": dt.date(2026, 12, 31),
        "proyectos-2025": dt.date(2025, 5, 26),
        "nails-cup-2024": dt.date(2024, 8, 25),
        "festival-primavera-2026": dt.date(2026, 3, 13),
        "fabrica-2025": dt.date(2025, 10, 31),
    }
    for news in pack.news:
        if "expires" in news.illustrative_fields:
            assert news.key not in closing
        else:
            assert news.expires == closing[news.key]


@pytest.mark.parametrize("locale", ["es", "en"])
def test_a_title_is_one_line_and_a_body_one_breath(pack: Pack, locale: str) -> None:
    for news in pack.news:
        assert 10 <= len(news.title.in_(locale)) <= 90
        assert 60 <= len(news.body.in_(locale)) <= 320


def test_spanish_and_english_are_two_texts(pack: Pack) -> None:
    for news in pack.news:
        assert news.title.es != news.title.en
        assert news.body.es != news.body.en


def test_a_number_to_call_is_never_copied_into_the_news(pack: Pack) -> None:
    """Numbers are reviewed in helplines.yaml only."""
    for news in pack.news:
        assert not re.search(r"\d{3} \d{3} \d{4}|\d{2} \d{4} \d{4}", news.body.es + news.body.en)
