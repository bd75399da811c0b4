"""Cards for friends: links that open them, and inline mode, which tells strangers nothing about whoever sends."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from bot.models import Account, Course, Letter, Person, Post, Scene
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker


def titles(results: list[dict[str, Any]]) -> list[str]:
    return [result["title"] for result in results]


def texts(results: list[dict[str, Any]]) -> str:
    return "\n".join(result["input_message_content"]["message_text"] for result in results)


def links(results: list[dict[str, Any]]) -> list[str]:
    return [result["reply_markup"]["inline_keyboard"][0][0]["url"] for result in results]


async def how_many(institute: Institute, table: type) -> int:
    async with institute.db.reading() as session:
        return len((await session.exec(select(table))).all())


def shared_payload(talker: Talker) -> str:
    """What the *Share* button of the newest message would open."""
    button = next(b for row in talker.last.buttons for b in row if b["text"] in ("Compartir", "Share"))
    link = parse_qs(urlsplit(button["url"]).query)["url"][0]
    assert link.startswith("https://t.me/rumbo_bot?start=")
    return link.partition("start=")[2]


async def test_every_card_has_a_link_that_opens_it_for_a_stranger(ana: Talker, institute: Institute) -> None:
    topic, call, news = institute.pack.topics[0].key, institute.pack.calls[0].key, institute.pack.news[0].key
    for number, payload in enumerate(("c_glocal", f"k_{call}", f"t_{topic}", f"n_{news}")):
        await ana.says(f"/start {payload}")
        assert shared_payload(ana) == payload
        card = ana.last.text
        stranger = institute.person(7_200_000_000 + number, "Nadie")
        await stranger.says(f"/start {shared_payload(ana)}")
        assert "Esto es lo que te compartieron" in stranger.sees and card in stranger.sees
        await stranger.says(f"/start {payload}x")
        assert "ya no está" in stranger.sees and "¿Qué quieres ver?" in stranger.sees


async def test_typing_the_name_and_a_word_gives_cards_with_a_link(ana: Talker, institute: Institute) -> None:
    (first, *_more) = await ana.types_inline("glocal")
    assert first["title"].startswith("Glocal") and "mar 15 dic, 17:00" in first["description"]
    text = first["input_message_content"]["message_text"]
    assert "mar 15 dic, 17:00 a 19:00" in text and "de 12 a 29 años" in text.lower() and "Fuente:" in text
    assert "lugares" not in text, "the message stays, the places don't"
    button = first["reply_markup"]["inline_keyboard"][0][0]
    assert button == {"text": "Ver en el bot", "url": "https://t.me/rumbo_bot?start=c_glocal"}
    assert ana.messages == [], "nothing is said in the private chat"


async def test_the_same_in_english(casey: Talker) -> None:
    found = await casey.types_inline("glocal")
    assert found[0]["reply_markup"]["inline_keyboard"][0][0]["text"] == "See in the bot"
    assert "Tue, Dec 15" in found[0]["description"]


async def test_nothing_typed_gives_the_topics_and_the_soonest_courses(ana: Talker, institute: Institute) -> None:
    found = await ana.types_inline("  ")
    assert len(found) == 10 and len(set(titles(found))) == 10
    topics = institute.pack.topics
    assert links(found)[: len(topics)] == [f"https://t.me/rumbo_bot?start=t_{topic.key}" for topic in topics]
    assert all("start=c_" in link for link in links(found)[len(topics) :])


async def test_a_pillar_is_found_by_its_name(ana: Talker, institute: Institute) -> None:
    assert any("start=t_health" in link for link in links(await ana.types_inline("salud")))


@pytest.mark.parametrize("text", ["xqzwvk jjjj", "<b>&", "\u202e\u200b", "9" * 256, "'; drop table person; --"])
async def test_where_nothing_fits_one_card_opens_the_bot(ana: Talker, text: str) -> None:
    found = await ana.types_inline(text)
    assert found and len(found) <= 10
    if "xq" in text:
        assert titles(found) == ["No encontré nada así"] and links(found) == ["https://t.me/rumbo_bot?start=g"]


async def test_a_stranger_who_types_inline_stays_a_stranger(institute: Institute) -> None:
    before = await how_many(institute, Person)
    stranger = institute.person(7_300_000_000, "Nadie")
    for text in ("", "glocal", "zzzz"):
        assert await stranger.types_inline(text)
    assert await how_many(institute, Person) == before and await how_many(institute, Scene) == 0
    async with institute.db.reading() as session:
        assert await session.get(Account, stranger.id) is None
        kept = (await session.exec(select(Letter))).all()
        assert all(one.chat_id is None and one.person_id is None for one in kept)


async def test_a_card_says_nothing_of_who_sends_it(ana: Talker, beto: Talker, sign_up: SignedUp) -> None:
    for text in ("glocal", ""):
        before = await ana.types_inline(text)
        await sign_up(ana, "glocal")
        assert await ana.types_inline(text) == before == await beto.types_inline(text)


async def test_what_is_sensitive_never_comes_up(ana: Talker, institute: Institute) -> None:
    sensitive = [course for course in institute.pack.courses if course.sensitive]
    assert sensitive
    for course in sensitive:
        for text in (course.title.es, course.short_title.es, course.key, course.title.en):
            assert f"c_{course.key}" not in " ".join(links(await ana.types_inline(text[:256])))
    async with institute.db.begin() as session:
        for stored in await session.exec(select(Course).where(Course.key == "glocal")):
            stored.sensitive = True
    assert "c_glocal" not in " ".join([*links(await ana.types_inline("")), *links(await ana.types_inline("glocal"))])


async def test_an_open_question_is_not_answered_by_typing_elsewhere(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    assert await ana.types_inline("Ana María Pérez")
    await ana.says("Ana María Pérez")
    assert "¿Cuándo naciste?" in ana.sees


async def test_an_answer_that_comes_too_late_is_dropped(ana: Talker, institute: Institute) -> None:
    await ana.types_inline("glocal")
    async with institute.db.reading() as session:
        (letter,) = (await session.exec(select(Letter).where(Letter.kind == "reply"))).all()
    assert letter.useful_until is not None and letter.state is Post.DELIVERED and letter.chat_id is None


async def test_before_the_bot_knows_its_own_name_nothing_is_offered(ana: Talker, institute: Institute) -> None:
    institute.turns.bot_name = ""
    assert await ana.types_inline("glocal") == []


async def test_a_card_sent_in_the_bots_own_chat_is_answered(ana: Talker) -> None:
    via = {"id": 42, "is_bot": True, "first_name": "Rumbo"}
    await ana.sends(text="Glocal", via_bot=via)
    assert "Así se ve una tarjeta" in ana.sees
