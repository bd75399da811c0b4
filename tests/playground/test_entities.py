"""Marks in sent text: parsed, cleaned, trimmed; and what is found in typed text."""

import pytest

from bot.playground.entities import fix, length
from bot.playground.found import find, merge_found
from tests.playground.speaking import ANA, Bot, People

pytestmark = pytest.mark.usefixtures("started")


async def test_html_becomes_entities_in_utf16_units(bot: Bot) -> None:
    message = await bot.says("😀 <b>Unirme</b> &lt;ya&gt; <a href='https://leon.gob.mx'>aquí</a>", parse_mode="HTML")
    assert message["text"] == "😀 Unirme <ya> aquí"
    assert message["entities"] == [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "text_link", "offset": 15, "length": 4, "url": "https://leon.gob.mx/"},
    ]


async def test_markdown_v2_becomes_entities(bot: Bot) -> None:
    message = await bot.says("*Uno* _dos_ ||tres|| `x`\n>cita", parse_mode="MarkdownV2")
    assert message["text"] == "Uno dos tres x\ncita"
    assert [entity["type"] for entity in message["entities"]] == ["bold", "italic", "spoiler", "code", "blockquote"]


async def test_the_older_markdown_is_read_too(bot: Bot) -> None:
    message = await bot.says("*Uno* _dos_ [aquí](leon.gob.mx) `x` \\*", parse_mode="Markdown")
    assert message["text"] == "Uno dos aquí x *"
    assert [entity["type"] for entity in message["entities"]] == ["bold", "italic", "text_link", "code"]
    answer = await bot.call("sendMessage", chat_id=ANA, text="ñ *Uno", parse_mode="Markdown")
    assert answer.error == "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 3"


@pytest.mark.parametrize(
    ("text", "mode", "error"),
    [
        ("hola <x>", "HTML", 'can\'t parse entities: Unsupported start tag "x" at byte offset 5'),
        ("ñ <b>hola", "HTML", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        (
            "<b>a</i>",
            "HTML",
            'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        (
            "a.b",
            "MarkdownV2",
            "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        ("*a", "MarkdownV2", "can't parse entities: Can't find end of Bold entity at byte offset 0"),
        ("a", "BBCode", "unsupported parse_mode"),
    ],
)
async def test_broken_marks_are_refused_in_telegrams_words(bot: Bot, text: str, mode: str, error: str) -> None:
    answer = await bot.call("sendMessage", chat_id=ANA, text=text, parse_mode=mode)
    assert (answer.status, answer.error) == (400, f"Bad Request: {error}")


async def test_text_is_measured_after_parsing_and_in_utf16_units(bot: Bot) -> None:
    assert len((await bot.says("<b>" + "a" * 4096 + "</b>", parse_mode="HTML"))["text"]) == 4096
    assert (await bot.call("sendMessage", chat_id=ANA, text="a" * 4097)).error == "Bad Request: message is too long"
    await bot.says("😀" * 2048)
    assert (await bot.call("sendMessage", chat_id=ANA, text="😀" * 2048 + "a")).status == 400


@pytest.mark.parametrize(
    ("text", "error"),
    [("", "message text is empty"), (" \n ", "text must be non-empty"), ("\u200b", "text must be non-empty")],
)
async def test_a_message_without_anything_visible_is_refused(bot: Bot, text: str, error: str) -> None:
    assert (await bot.call("sendMessage", chat_id=ANA, text=text)).error == f"Bad Request: {error}"


async def test_the_ends_of_a_text_are_trimmed_with_its_entities(bot: Bot) -> None:
    message = await bot.says("  \n<b> hola </b> \n", parse_mode="HTML")
    assert message["text"] == " hola"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


async def test_given_entities_must_fit_the_text(bot: Bot) -> None:
    message = await bot.says("hola", entities=[{"type": "bold", "offset": 0, "length": 4}])
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    answer = await bot.call(
        "sendMessage", chat_id=ANA, text="hola", entities=[{"type": "bold", "offset": 1, "length": 4}]
    )
    assert answer.error == (
        "Bad Request: entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 5"
    )
    answer = await bot.call(
        "sendMessage", chat_id=ANA, text="😀a", entities=[{"type": "bold", "offset": 1, "length": 1}]
    )
    assert "in a middle of a UTF-16 symbol" in answer.error


async def test_a_mention_needs_a_person_the_playground_knows(bot: Bot) -> None:
    message = await bot.says(
        f"<a href='tg://user?id={ANA}'>Ana</a> <a href='tg://user?id=5'>nadie</a>", parse_mode="HTML"
    )
    assert [(entity["type"], entity["user"]["first_name"]) for entity in message["entities"]] == [
        ("text_mention", "Ana")
    ]


async def test_what_people_type_gets_its_entities(bot: Bot, people: People) -> None:
    await people.write("/ayuda @rumbo_bot leon.gob.mx #curso ana@correo.com +52 477 123 4567")
    entities = (await bot.updates())[0]["message"]["entities"]
    assert [entity["type"] for entity in entities] == [
        "bot_command",
        "mention",
        "url",
        "hashtag",
        "email",
        "phone_number",
    ]
    assert entities[0] == {"type": "bot_command", "offset": 0, "length": 6}


@pytest.mark.parametrize("text", ["a/b", "y/o", "1/2", "//x", "correo@", "#123", "3.14", "Hola.Como estas", "v1.2"])
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([("bold", 0, 4), ("italic", 2, 6)], [("bold", 0, 2), ("italic", 2, 6), ("bold", 2, 4)]),
        ([("bold", 0, 8), ("code", 2, 4)], [("bold", 0, 2), ("code", 2, 4), ("bold", 4, 8)]),
        ([("bold", 0, 3), ("bold", 2, 5)], [("bold", 0, 5)]),
        ([("text_link", 0, 4), ("code", 2, 3)], [("text_link", 0, 4)]),
        ([("blockquote", 0, 5), ("text_link", 3, 8)], [("blockquote", 0, 5)]),
    ],
)
def test_crossing_entities_are_put_right_as_telegram_does(
    given: list[tuple[str, int, int]], kept: list[tuple[str, int, int]]
) -> None:
    entities = [{"type": kind, "offset": begin, "length": end - begin} for kind, begin, end in given]
    fixed = fix("abcdefgh", entities)[1]
    assert [(e["type"], e["offset"], e["offset"] + e["length"]) for e in fixed] == kept


def test_a_link_of_the_bot_keeps_its_place_before_a_found_one() -> None:
    given = [{"type": "text_link", "offset": 0, "length": 11, "url": "https://x.mx/"}]
    assert merge_found("leon.gob.mx", given) == given
    bold = [{"type": "bold", "offset": 0, "length": 13}]
    assert {entity["type"] for entity in merge_found("a leon.gob.mx", bold)} == {"bold", "url"}


def test_length_counts_utf16_units() -> None:
    assert (length("hola"), length("ñ"), length("😀"), length("👩‍👩‍👧")) == (4, 1, 2, 8)


async def test_html_of_the_page_is_escaped_and_nests(bot: Bot, people: People) -> None:
    await bot.says(
        "<b>a &lt;script&gt; <i>b</i></b>\n<a href='https://leon.gob.mx/?a=1&amp;b=2'>c</a>", parse_mode="HTML"
    )
    assert (await people.sees())[-1]["html"] == (
        "<b>a &lt;script&gt; </b><b><i>b</i></b><br>"
        '<a href="https://leon.gob.mx/?a=1&amp;b=2" rel="noopener noreferrer">c</a>'
    )
