"""What people read: both languages, short enough for the buttons, honest about what is missing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from bot.packs import NAMES, Pack
from bot.packs.schema import Text
from tests.packs.reading import read


def texts(thing: Any) -> Iterator[Text]:
    """Every bilingual text inside, however deep."""
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, BaseModel):
        for _, inside in thing:
            yield from texts(inside)
    elif isinstance(thing, list | dict):
        for inside in thing.values() if isinstance(thing, dict) else thing:
            yield from texts(inside)


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return read(request.param)


def test_a_text_speaks_english_to_english_readers_and_spanish_to_everybody_else() -> None:
    text = Text(es="Hola", en="Hello")
    assert [text.in_(locale) for locale in ("en", "en_US", "en-GB", "EN")] == ["Hello"] * 4
    assert [text.in_(locale) for locale in ("es", "es_MX", "fr", "")] == ["Hola"] * 4


def test_no_text_carries_html_or_leftovers(pack: Pack) -> None:
    found = list(texts(pack))
    assert len(found) > 100
    for text in found:
        for words in (text.es, text.en):
            assert not re.search(r"<\w|&\w+;|\bTODO\b|lorem|  ", words), words
            assert "\u200b" not in words


def test_buttons_fit_and_are_distinct(pack: Pack) -> None:
    for locale in ("es", "en"):
        doors = [topic.short_name.in_(locale) for topic in pack.topics]
        assert all(len(name) <= 18 for name in doors)
        assert len(set(doors)) == len(doors)
        for topic in pack.topics:
            beside = [*pack.courses_in(topic.key), *pack.calls_in(topic.key)]
            names = [thing.short_title.in_(locale) for thing in beside]
            assert all(len(name) <= 20 for name in names)
            assert len(set(names)) == len(names), sorted(names)


def test_doors_have_an_emoji_each(pack: Pack) -> None:
    assert len({topic.emoji for topic in pack.topics}) == len(pack.topics)


def test_no_door_opens_on_an_empty_room(pack: Pack) -> None:
    for topic in pack.topics:
        assert pack.courses_in(topic.key) or pack.calls_in(topic.key), topic.key


def test_every_course_and_call_is_behind_some_door(pack: Pack) -> None:
    doors = {topic.key for topic in pack.topics}
    assert {thing.topic for thing in [*pack.courses, *pack.calls]} == doors


def test_every_requirement_paper_and_condition_has_words(pack: Pack) -> None:
    keys = {key for course in pack.courses for key in course.requirements}
    keys |= {key for call in pack.calls for key in [*call.documents, *call.eligibility]}
    assert keys
    for key in keys:
        assert pack.label(key).es != key


def test_no_label_is_left_that_nobody_uses() -> None:
    used = set()
    for name in NAMES:
        asked = {key for course in read(name).courses for key in course.requirements}
        used |= asked | {f"{key}_needed" for key in asked if f"{key}_needed" in read(name).labels}
        used |= {key for call in read(name).calls for key in [*call.documents, *call.eligibility]}
        used |= {f"{key}_why" for call in read(name).calls for key in call.documents} & set(read(name).labels)
    assert set(read("leon").labels) == used


def test_one_summary_is_one_sentence_or_two_and_never_repeated(pack: Pack) -> None:
    for locale in ("es", "en"):
        summaries = [thing.summary.in_(locale) for thing in [*pack.courses, *pack.calls]]
        assert len(set(summaries)) == len(summaries)
        assert all(30 <= len(summary) <= 160 for summary in summaries)
        assert all(summary.endswith(".") for summary in summaries)


def test_spanish_and_english_are_two_texts(pack: Pack) -> None:
    for thing in [*pack.courses, *pack.calls]:
        assert thing.summary.es != thing.summary.en


def test_spanish_avoids_office_words_and_usted(pack: Pack) -> None:
    office = r"\b(usted|aperturar|coadyuvar|beneficiari[oa]s?|a la brevedad|favor de|su registro)\b"
    for text in texts(pack):
        assert not re.search(office, text.es, re.IGNORECASE), text.es


def test_the_welcome_is_one_or_two_lines(pack: Pack) -> None:
    assert len(pack.institution.welcome.es) <= 160
    assert len(pack.institution.welcome.en) <= 160


def test_the_short_notice_is_two_lines(pack: Pack) -> None:
    assert len(pack.notice.summary) == 2
    assert all(len(line.in_(locale)) <= 160 for line in pack.notice.summary for locale in ("es", "en"))


def test_the_notice_says_that_it_is_a_draft_and_what_is_still_to_be_filled_in(pack: Pack) -> None:
    assert pack.notice.draft
    assert "borrador" in pack.notice.headings[0].es
    assert "draft" in pack.notice.headings[0].en
    assert pack.notice.whole.es.count("por confirmar") >= 6
    assert pack.notice.whole.en.count("to be confirmed") >= 6
    assert "borrador" in pack.notice.summary[1].es


def test_the_notice_covers_what_the_law_asks(pack: Pack) -> None:
    spanish = pack.notice.whole.es
    for subject in ("ARCO", "Telegram", "menos de 18", "permiso expreso", "Con quién se comparten", "Cuánto tiempo"):
        assert subject in spanish
    assert "Posesión de Sujetos Obligados" in spanish
    assert "20 de marzo de 2025" in spanish


def test_only_the_chamber_falls_under_the_law_for_private_parties() -> None:
    private = "Posesión de los Particulares"
    assert [private in read(name).notice.whole.es for name in NAMES] == [False, False, True]


def test_each_section_of_the_notice_fits_one_message(pack: Pack) -> None:
    for section in pack.notice.sections:
        assert max(len(section.body.es), len(section.body.en)) < 3500
    assert pack.notice.whole.es.startswith(pack.notice.headings[0].es + "\n")
