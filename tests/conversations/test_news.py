"""What is new: reading it, following a topic, and the one message in which it comes."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import time
from bot.addresses import AllNews, Follow, Following, NewsAt, TopicAt
from bot.models import Person
from bot.packs.schema import News
from bot.services import catalogue
from tests.talk import Institute, Talker

MONDAY = date(2026, 11, 23)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """In November, on León's wall clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("America/Mexico_City"))


async def appears(institute: Institute, key: str, *topics: str, **fields: Any) -> None:
    """Something new, beside what the pack has."""
    words = {"es": f"Noticia {key}", "en": f"News {key}"}
    given = {"title": words, "body": words, "published": MONDAY, "expires": MONDAY + timedelta(days=9), **fields}
    one = News(key=key, topics=list(topics), sources=["https://example.org/a"], **given)
    institute.pack = institute.pack.model_copy(update={"news": [*institute.pack.news, one]})
    async with institute.db.begin() as session:
        await catalogue.load(session, institute.pack, facts=institute.facts, now=time.now())


SPANISH = ("/noticias", "Vale hasta el", "Noticias: Salud", "Leer la fuente", "Publicada el", "Atrás", "Noticias")
ENGLISH = ("/news", "Valid until", "News: Well-being", "Read the source", "Published", "Back", "News")


@pytest.mark.parametrize(("language", "words"), [("es", SPANISH), ("en", ENGLISH)], ids=["es", "en"])
async def test_from_the_list_to_a_card_and_its_source_and_back(
    institute: Institute, language: str, words: tuple[str, ...]
) -> None:
    command, until, of_health, source, published, back, news = words
    noa = institute.person(9, "Noa", language)
    await noa.says(command)
    listed = noa.sees
    assert until in listed and "1. " in listed
    first = noa.labels[0]
    await noa.presses(first)
    assert first.removeprefix("1. ").rstrip("…") in noa.sees and published in noa.sees
    assert any(url.startswith("https://") for row in noa.last.buttons for b in row if (url := b.get("url", "")))
    await noa.presses(back)
    assert noa.sees == listed
    await noa.taps(str(TopicAt("health", 1)))
    await noa.presses(news, of=noa.last)
    assert noa.sees.startswith(of_health) and "1. " in noa.sees and "2. " not in noa.sees
    await noa.presses("1. ")
    assert source in noa.labels
    await noa.presses(back)
    assert noa.sees.startswith(of_health)
    await noa.presses(back)
    assert noa.last.data(news) == str(AllNews(1, "health")), "back on the topic"


async def test_a_topic_without_news_has_no_button_for_them(ana: Talker) -> None:
    await ana.taps(str(TopicAt("education", 1)), 1)
    assert "Noticias" not in ana.labels
    await ana.taps(str(AllNews(1, "education")))
    assert "No hay noticias por ahora." in ana.sees
    assert "Seguir Educación" in ana.labels, "there may be some one day"


@pytest.mark.parametrize("pack", ["leon", "huixquilucan", "juarez"], indirect=True)
async def test_every_card_of_every_pack_opens_and_leads_back_to_its_page(institute: Institute, ana: Talker) -> None:
    await ana.says("/noticias")
    opened = 0
    while True:
        page = ana.sees
        for label in [label for label in ana.labels if label[0].isdigit() and ". " in label]:
            await ana.presses(label, of=ana.last)
            assert "Publicada el" in ana.sees
            await ana.presses("Atrás", of=ana.last)
            assert ana.sees == page
            opened += 1
        if "›" not in ana.labels:
            break
        await ana.presses("›", of=ana.last)
    today = time.local(time.now(), institute.facts.zone).date()
    assert opened == len([one for one in institute.pack.news if one.published <= today <= one.expires]) > 0


async def test_an_end_that_is_ours_and_a_placeholder_say_so(institute: Institute, ana: Talker) -> None:
    await appears(institute, "a", illustrative_fields=["expires"])
    await appears(institute, "b", illustrative_fields=["body", "published"])
    await ana.says("/noticias")
    await ana.presses("Noticia a")
    assert "La muestro hasta el mié 2 dic: la fuente no dice hasta cuándo vale." in ana.sees
    await ana.presses("Atrás")
    assert "Noticia b (ejemplo)" in ana.sees
    await ana.presses("Noticia b")
    assert "Datos de ejemplo, sin confirmar: descripción y fechas" in ana.sees


async def test_what_is_over_is_opened_by_an_old_button_and_says_so(institute: Institute, ana: Talker) -> None:
    await appears(institute, "a", "health")
    await ana.says("/noticias")
    card = ana.last.data(next(label for label in ana.labels if "Noticia a" in label))
    await institute.come_to(moment(30, 12) + timedelta(days=9))
    await ana.says("/noticias")
    assert "Noticia a" not in ana.sees
    await ana.taps(card)
    assert "valía hasta el mié 2 dic y ya pasó" in ana.sees


FIRST_ES = ("Seguir Empleo", "Listo, sigues Empleo.", "a las 18:00", "18:00, actual", "Sigues Empleo", "Temas que sigo")
FIRST_EN = ("Follow Jobs", "You follow Jobs now.", "at 18:00", "18:00 (chosen)", "Following Jobs", "Topics I follow")


@pytest.mark.parametrize(("language", "words"), [("es", FIRST_ES), ("en", FIRST_EN)], ids=["es", "en"])
async def test_who_follows_for_the_first_time_is_asked_for_the_hour_and_later_only_told(
    institute: Institute, language: str, words: tuple[str, ...]
) -> None:
    follow, now_followed, usual, chosen, following, topics = words
    noa = institute.person(9, "Noa", language)
    await noa.taps(str(AllNews(1, "employment")), 1)
    await noa.presses(follow)
    assert now_followed in noa.sees and usual in noa.sees
    assert chosen in noa.labels and not any(label.startswith(("08", "21", "22")) for label in noa.labels)
    await noa.presses("13:00")
    assert "13:00" in noa.toasts[0] and topics in noa.sees and following in noa.labels
    assert (await institute.who(noa)).digest_hour == 13
    await noa.taps(str(AllNews(1, "health")))
    await noa.taps(str(Follow("health", "follow", 0, 1)))
    assert "13:00" in noa.toasts[0] and len(noa.new) == 1, "now it only says when"
    assert noa.labels[1] == {"es": "Sigues Salud", "en": "Following Well-being"}[language]


async def test_one_tap_follows_or_mutes_and_the_next_takes_it_back(institute: Institute, ana: Talker) -> None:
    await appears(institute, "a", "health", "culture")
    await ana.says("/noticias")
    await ana.presses("Noticia a")
    card = ana.last
    states = ["Seguir Salud", "Silenciar Salud", "Seguir Cultura y deporte", "Silenciar Cultura y deporte"]
    assert [label for label in card.labels if label in states] == states
    await ana.presses("Silenciar Salud")
    assert ana.new == [card] and "Silencio: Salud" in card.labels and "Noticia a" in card.text
    assert "en silencio" in ana.toasts[0]
    await ana.presses("Silencio: Salud")
    assert "Silenciar Salud" in card.labels
    again = card.data("Seguir Cultura y deporte")
    await ana.presses("Seguir Cultura y deporte")
    await ana.taps(again, card)
    assert "Sigues Cultura y deporte" in ana.toasts[0], "a second tap that was on its way is harmless"
    assert "Sigues Cultura y deporte" in ana.labels and "Seguir Salud" in ana.labels


async def test_the_topics_one_follows_are_on_one_screen(ana: Talker) -> None:
    await ana.taps(str(Following()), 1)
    assert ana.labels[:2] == ["Seguir Participación", "Seguir Educación"]
    await ana.taps(str(Follow("education", "mute")))
    assert "En silencio, nunca van en ese mensaje: Educación" in ana.sees
    await ana.taps(str(Follow("participation", "follow")))
    await ana.presses("Atrás")
    assert "Sigues: Participación" in ana.sees and "Las noticias te llegan juntas a las 18:00." in ana.sees
    await ana.presses("Silencio: Educación")
    await ana.presses("Sigues Participación")
    assert "Sigues:" not in ana.sees and "Silencio" not in "".join(ana.labels)


async def test_what_there_is_comes_at_the_hour_and_then_only_what_is_new(institute: Institute, ana: Talker) -> None:
    await ana.taps(str(Follow("employment", "follow")), 1)
    assert "Las primeras: hoy, 18:00." in ana.sees
    await institute.come_to(moment(23, 17, 59))
    assert ana.new == []
    await institute.come_to(moment(23, 18, 1))
    (digest,) = ana.new
    assert digest.text.startswith("Noticias de lo que sigues\n\n1. ") and "Jóvenes Construyendo" in digest.text
    assert digest.labels[-3:] == ["Todas las noticias", "Temas que sigo", "No mandarme noticias"]
    text = digest.text
    await ana.presses("1. ", of=digest)
    assert digest not in ana.new and digest.text == text, "it stays to scroll back to"
    assert "Publicada el" in ana.last.text
    await institute.come_to(moment(25, 12))
    assert ana.new == []
    await appears(institute, "a", "employment")
    await appears(institute, "b", "culture")
    await appears(institute, "c")
    await institute.come_to(moment(25, 23))
    (digest,) = ana.new
    assert digest.text.splitlines()[2:] == ["1. Noticia c", "2. Noticia a"]
    await institute.come_to(moment(30, 12))
    assert ana.new == []


async def test_a_muted_topic_never_comes_in_a_message_and_stays_in_the_list(institute: Institute, ana: Talker) -> None:
    await ana.taps(str(Follow("health", "follow")), 1)
    await institute.come_to(moment(24, 12))
    await ana.taps(str(Follow("culture", "mute")))
    await appears(institute, "a", "health", "culture")
    await institute.come_to(moment(26, 12))
    assert ana.new == []
    await ana.says("/noticias")
    assert "1. Noticia a" in ana.sees


async def test_what_was_unfollowed_meanwhile_is_not_told(institute: Institute, ana: Talker) -> None:
    await ana.taps(str(Follow("health", "follow")), 1)
    await ana.taps(str(Follow("health", "neither")))
    await institute.come_to(moment(24, 12))
    assert ana.new == []


async def test_words_with_markup_and_odd_letters_are_shown_as_they_are(institute: Institute, ana: Talker) -> None:
    odd = "<b>Tú</b> & \u202eyo\u202c 👩‍🚀" + "ñ" * 66
    await appears(institute, "a", "health", title={"es": odd, "en": odd}, body={"es": odd * 3, "en": odd})
    await ana.says("/noticias")
    assert f"1. {odd}" in ana.sees
    await ana.presses("1. ")
    assert odd in ana.sees
    await ana.taps(str(Follow("health", "follow")))
    await institute.come_to(moment(23, 18, 1))
    assert odd in ana.sees


@pytest.mark.parametrize(
    "address",
    [
        AllNews(-3),
        AllNews(10**9),
        AllNews(1, "nope"),
        NewsAt(0),
        NewsAt(10**15),
        NewsAt(10**15, "nope"),
        Follow("nope", "follow"),
        Follow("health", "adore"),
        Follow("health", "mute", 10**15),
        Follow("health", "mute", -1, 7),
    ],
    ids=str,
)
async def test_forged_and_old_buttons_are_answered_kindly(ana: Talker, address: Any) -> None:
    await ana.taps(str(address), 1)
    assert "Inicio" in ana.labels or "Ese botón ya cambió" in ana.toasts


async def test_in_a_group_nobody_sees_what_one_follows(institute: Institute, ana: Talker) -> None:
    group = institute.group()
    await ana.taps(str(Follow("health", "follow")), 1)
    await ana.says("/inicio")
    for data in (Following(), AllNews()):
        await ana.taps(str(data), 1, to=group)
        assert group.sees and "Salud" not in group.sees
    await ana.says("/noticias", to=group)
    assert "Salud" not in group.sees


async def test_what_is_chosen_is_known_with_since_when(institute: Institute, ana: Talker) -> None:
    await ana.taps(str(Follow("health", "follow")), 1)
    known: Person = await institute.who(ana)
    assert (known.digest_hour, known.since["digest_hour"]) == (18, "2026-11-23")
